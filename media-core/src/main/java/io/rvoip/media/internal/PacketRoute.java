package io.rvoip.media.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.RtpPacket;
import java.net.InetSocketAddress;

/** Where the packets of a leg go instead of to its playout. On the media loop. */
public interface PacketRoute {
    /** Takes an accepted packet. Owns its buffer. */
    void media(RtpPacket packet, long now);

    /**
     * ZRTP arrived that the leg does not speak itself.
     *
     * @return false when it cannot pass, and stays the caller's
     */
    boolean zrtp(ByteBuf packet, InetSocketAddress from, long now);

    /** Whether ZRTP of audio may pass, and that of other streams with it. */
    boolean passesZrtp();

    /** Whether somebody listens to either leg, so that both are played beside. */
    boolean listened();

    /** The parameters or the listeners of the leg changed. */
    void changed();

    /** The video of the leg was agreed on, or is no more. */
    void videoChanged();

    /** The leg is being closed. */
    void closed();

    /** What the other leg says, decoded, for listeners of this one. */
    short[] otherFrame();
}
