package io.rvoip.testing;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An RTP packet as it arrived, RFC 3550 §5.1, read by hand.
 *
 * @param atNanos when, on the scale of {@link ManualTime#nanoTime()}
 * @param from where it came from
 * @param marker the marker bit
 * @param payloadType 0-127
 * @param sequence 0-65535
 * @param timestamp 0 to 2^32-1
 * @param ssrc 0 to 2^32-1
 * @param csrcs how many contributing sources
 * @param payload without header, extension and padding
 * @param raw the whole packet
 */
public record ReceivedRtp(
        long atNanos,
        InetSocketAddress from,
        boolean marker,
        int payloadType,
        int sequence,
        long timestamp,
        long ssrc,
        int csrcs,
        byte[] payload,
        byte[] raw) {
    private static final int FIXED_HEADER = 12;

    /** Reads a packet; empty when it is no RTP version 2, is RTCP (RFC 5761 §4) or does not hold what it says. */
    static Optional<ReceivedRtp> read(byte[] raw, InetSocketAddress from, long atNanos) {
        if (raw.length < FIXED_HEADER || (raw[0] & 0xC0) != 0x80) {
            return Optional.empty();
        }
        int second = raw[1] & 0xFF;
        if (second >= 192 && second <= 223) {
            return Optional.empty();
        }
        int csrcs = raw[0] & 0x0F;
        int start = FIXED_HEADER + csrcs * 4;
        ByteBuffer packet = ByteBuffer.wrap(raw);
        if ((raw[0] & 0x10) != 0) {
            if (start + 4 > raw.length) {
                return Optional.empty();
            }
            start += 4 + (packet.getShort(start + 2) & 0xFFFF) * 4;
        }
        int end = raw.length - ((raw[0] & 0x20) != 0 ? raw[raw.length - 1] & 0xFF : 0);
        if (start > end) {
            return Optional.empty();
        }
        return Optional.of(new ReceivedRtp(
                atNanos, from, second >= 128, second & 0x7F, packet.getShort(2) & 0xFFFF,
                packet.getInt(4) & 0xFFFFFFFFL, packet.getInt(8) & 0xFFFFFFFFL, csrcs,
                Arrays.copyOfRange(raw, start, end), raw));
    }

    @Override
    public String toString() {
        return "pt " + payloadType + " seq " + sequence + " ts " + timestamp + " ssrc " + Long.toHexString(ssrc)
                + (marker ? " marker" : "") + " payload " + payload.length + " from " + from;
    }
}
