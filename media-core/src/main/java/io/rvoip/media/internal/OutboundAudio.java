package io.rvoip.media.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.AudioEncoder;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpSession;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one leg says: on each tick a frame is read from the source and encoded into the packet under way, which is
 * sent when it holds its packet time. Confined to the media loop; allocates nothing but the pooled buffer of each
 * packet, and the encoder when the first frame is said.
 */
public final class OutboundAudio {
    private static final int TICK_MILLIS = 20;
    /** SRTP authentication tag and MKI, appended in place where they are used. */
    private static final int TAIL_ROOM = 64;
    private static final short[] NO_FRAME = new short[0];

    private final RtpSession rtp;
    private final ByteBufAllocator allocator;
    private @Nullable AudioCodec codec;
    private @Nullable AudioEncoder encoder;
    private int payloadType;
    private int ticksPerPacket = 1;
    private int packetRoom;
    private short[] frame = NO_FRAME;
    private @Nullable ByteBuf packet;
    private int ticksInPacket;
    private int packetTime;
    private boolean marker = true;

    /** A sender into {@code rtp}. */
    public OutboundAudio(RtpSession rtp, ByteBufAllocator allocator) {
        this.rtp = rtp;
        this.allocator = allocator;
    }

    /** What is sent from now on. A packet under way is thrown away. */
    public void configure(AudioCodec with, int type, int ptimeMillis) {
        pause();
        codec = with;
        encoder = null;
        payloadType = type;
        ticksPerPacket = Math.max(1, ptimeMillis / TICK_MILLIS);
        packetRoom = RtpPacket.HEADER_BYTES + with.maxBytes(with.samplesIn(TICK_MILLIS) * ticksPerPacket) + TAIL_ROOM;
    }

    /**
     * Says one frame of the source.
     *
     * @param muted     whether silence is said in its place; the source is read all the same
     * @param mediaTime timestamp of this frame
     */
    public void tick(AudioSource source, boolean muted, int mediaTime, long now) {
        AudioEncoder to = encoder();
        if (to == null) {
            return;
        }
        frame();
        int read = muted ? discard(source) : source.read(frame, frame.length);
        Arrays.fill(frame, Math.max(0, Math.min(read, frame.length)), frame.length, (short) 0);
        ByteBuf under = packet;
        if (under == null) {
            under = allocator.buffer(packetRoom);
            under.writerIndex(RtpPacket.HEADER_BYTES);
            packet = under;
            packetTime = mediaTime;
        }
        to.encode(frame, 0, frame.length, under);
        if (++ticksInPacket == ticksPerPacket) {
            packet = null;
            ticksInPacket = 0;
            rtp.send(under, payloadType, marker, packetTime, now);
            marker = false;
        }
    }

    private @Nullable AudioEncoder encoder() {
        if (encoder == null && codec != null) {
            encoder = codec.newEncoder();
        }
        return encoder;
    }

    /** Reads a frame of the source and says nothing, as while a digit is being sent. */
    public void skip(AudioSource source) {
        pause();
        frame();
        discard(source);
        mute();
    }

    private int discard(AudioSource source) {
        source.read(frame, frame.length);
        return 0;
    }

    /** Throws away a packet under way; the next begins a talk-spurt. */
    public void pause() {
        if (packet != null) {
            packet.release();
            packet = null;
        }
        ticksInPacket = 0;
        marker = true;
    }

    /** As {@link #pause}, for longer: what the next frame needs is made again then. */
    public void rest() {
        pause();
        frame = NO_FRAME;
    }

    /** The frame of the last tick; valid until the next. */
    public short[] frame() {
        int samples = codec == null ? 0 : codec.samplesIn(TICK_MILLIS);
        if (frame.length != samples) {
            frame = new short[samples];
        }
        return frame;
    }

    /** Makes the frame silent, as while we may not send. */
    public void mute() {
        Arrays.fill(frame, (short) 0);
    }
}
