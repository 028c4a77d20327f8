package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;

/**
 * One master key at work, for one direction: all streams the remote sends with it, or all we send (RFC 3711). Packets
 * are changed in place between the buffer's indices, and grow or shrink at their end; only {@link SrtpStatus#OK} moves
 * an index. A packet that is refused changes nothing of the context's state, but its octets are worthless: drop it.
 *
 * <p>Confined to one media loop. Buffers stay their owner's. Neither throws nor allocates anything of its own but the
 * parameters its cipher wants.
 */
public interface SrtpContext extends AutoCloseable {
    /**
     * Hides heads of RTP packets as well from now on, or not any more; {@link HeaderProtection#NONE} to begin with.
     *
     * @throws IllegalArgumentException for what this engine lacks
     */
    void protectHeads(HeaderProtection how);

    /** Encrypts an RTP packet; it grows by tag and MKI, and under cryptex by 4 octets if it has CSRCs alone, for which there should be room behind it. */
    SrtpStatus protectRtp(ByteBuf packet);

    /** Authenticates and decrypts an RTP packet. */
    SrtpStatus unprotectRtp(ByteBuf packet);

    /** Encrypts an RTCP compound; it grows by index, tag and MKI. */
    SrtpStatus protectRtcp(ByteBuf packet);

    /** Authenticates and decrypts an RTCP compound. */
    SrtpStatus unprotectRtcp(ByteBuf packet);

    /** Wipes the keys; packets are {@link SrtpStatus#CLOSED} from now on. Idempotent. */
    @Override
    void close();
}
