package io.rvoip.rtp.dtls;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of one source's ClientHello into one record, as the check of its cookie wants it (RFC 6347
 * sections 4.1 and 4.2.3). Bounded by {@link #LARGEST_HELLO}.
 */
final class HelloJoiner {
    /** Octets of a ClientHello without its header; the largest seen, with post-quantum keys, has 1,500. */
    static final int LARGEST_HELLO = 4096;

    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    /** Of DTLS; the first as clients of 1.2 begin with it. Others make the library throw. */
    private static final int VERSION_1_0 = 0xFEFF;
    private static final int VERSION_1_2 = 0xFEFD;

    private byte[] body = new byte[0];
    private final BitSet there = new BitSet();
    private int sequence = -1;

    /** Whether a datagram begins with (a piece of) a ClientHello in clear. */
    static boolean isHello(byte[] datagram) {
        return datagram.length >= RECORD_HEADER + MESSAGE_HEADER
                && datagram[0] == HANDSHAKE && isVersion(datagram, 1)
                && datagram[3] == 0 && datagram[4] == 0 && datagram[RECORD_HEADER] == CLIENT_HELLO;
    }

    private static boolean isVersion(byte[] from, int at) {
        int version = unsigned(from, at, 2);
        return version == VERSION_1_0 || version == VERSION_1_2;
    }

    /** @return the whole ClientHello in one record, as soon as it is complete; null before, and for anything else */
    byte @Nullable [] add(byte[] datagram) {
        int at = 0;
        byte[] whole = null;
        while (at + RECORD_HEADER <= datagram.length) {
            int end = at + RECORD_HEADER + unsigned(datagram, at + 11, 2);
            if (end > datagram.length) {
                return whole;
            }
            byte[] record = Arrays.copyOfRange(datagram, at, end);
            if (isHello(record) && piece(record)) {
                whole = joined(record);
            }
            at = end;
        }
        return whole;
    }

    /** @return whether it was the last one missing */
    private boolean piece(byte[] record) {
        int length = unsigned(record, RECORD_HEADER + 1, 3);
        int number = unsigned(record, RECORD_HEADER + 4, 2);
        int from = unsigned(record, RECORD_HEADER + 6, 3);
        int octets = unsigned(record, RECORD_HEADER + 9, 3);
        boolean sound = length > 0 && length <= LARGEST_HELLO && from + octets <= length
                && record.length == RECORD_HEADER + MESSAGE_HEADER + octets;
        if (!sound) {
            return false;
        }
        if (number != sequence || length != body.length) {
            sequence = number;
            body = new byte[length];
            there.clear();
        }
        System.arraycopy(record, RECORD_HEADER + MESSAGE_HEADER, body, from, octets);
        there.set(from, from + octets);
        return there.cardinality() == length && length > 2 && isVersion(body, 0);
    }

    /** With the record number of the last piece: the answers go on from there. */
    private byte[] joined(byte[] last) {
        ByteBuffer whole = ByteBuffer.allocate(RECORD_HEADER + MESSAGE_HEADER + body.length);
        whole.put(last, 0, RECORD_HEADER - 2).putShort((short) (MESSAGE_HEADER + body.length));
        whole.put((byte) CLIENT_HELLO).put((byte) 0).putShort((short) body.length).putShort((short) sequence);
        whole.put(new byte[3]).put((byte) 0).putShort((short) body.length).put(body);
        return whole.array();
    }

    private static int unsigned(byte[] from, int at, int octets) {
        int value = 0;
        for (int i = at; i < at + octets; i++) {
            value = value << 8 | from[i] & 0xFF;
        }
        return value;
    }
}
