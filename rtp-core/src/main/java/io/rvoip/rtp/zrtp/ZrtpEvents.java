package io.rvoip.rtp.zrtp;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.srtp.SrtpKeys;

/** What a {@link ZrtpStream} puts out, on its loop and inside the call that caused it. */
public interface ZrtpEvents {
    /** Send this to the far end's RTP address. Owned by the receiver. */
    void transmit(ByteBuf packet);

    /** Encrypt with these from now on, and believe nothing else. The keys are the receiver's, to be wiped by it. */
    void keys(SrtpKeys keys);

    /** The far end has proved that it has the keys. */
    void secured(ZrtpReport report);

    /** Nobody answered our Hello. The stream goes on when a late one comes. */
    void unanswered();

    /**
     * The exchange came to nothing.
     *
     * @param byRemote whether the far end said so
     */
    void failed(ZrtpError error, boolean byRemote);
}
