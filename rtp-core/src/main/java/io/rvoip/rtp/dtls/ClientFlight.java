package io.rvoip.rtp.dtls;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps a server's handshake from getting stuck. Below us a ChangeCipherSpec takes effect as soon as it is read, and
 * then messages from before it are not read any more, though one may have been lost: so it is cut off, with what
 * follows it, until Certificate, ClientKeyExchange and CertificateVerify are there; the client sends all of it again.
 */
final class ClientFlight {
    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int MOST_MESSAGES = 8;
    private static final int LARGEST_MESSAGE = 32 * 1024;

    private final Map<Integer, Pieces> messages = new HashMap<>();
    private int verify = -1;
    private boolean complete;

    private static final class Pieces {
        private final int length;
        private final BitSet there = new BitSet();

        Pieces(int length) {
            this.length = length;
        }

        boolean complete() {
            return there.cardinality() == length;
        }
    }

    /** As much of a datagram as may be read now. */
    byte[] readable(byte[] datagram) {
        int at = 0;
        while (!complete && at + RECORD_HEADER <= datagram.length) {
            boolean clear = datagram[at + 3] == 0 && datagram[at + 4] == 0;
            if (!clear || datagram[at] == CHANGE_CIPHER_SPEC) {
                return Arrays.copyOf(datagram, at);
            }
            int end = at + RECORD_HEADER + unsigned(datagram, at + 11, 2);
            if (datagram[at] == HANDSHAKE && end <= datagram.length) {
                note(datagram, at + RECORD_HEADER, end);
            }
            at = end;
        }
        return datagram;
    }

    /** Takes note of the messages, or pieces of them, in one record. */
    private void note(byte[] record, int from, int end) {
        int at = from;
        while (at + MESSAGE_HEADER <= end) {
            int length = unsigned(record, at + 1, 3);
            int number = unsigned(record, at + 4, 2);
            int offset = unsigned(record, at + 6, 3);
            int octets = unsigned(record, at + 9, 3);
            if (number >= MOST_MESSAGES || length > LARGEST_MESSAGE || offset + octets > length) {
                return;
            }
            messages.computeIfAbsent(number, first -> new Pieces(length)).there.set(offset, offset + octets);
            if (record[at] == CERTIFICATE_VERIFY) {
                verify = number;
            }
            at += MESSAGE_HEADER + octets;
        }
        complete = verify >= 0 && isThere(verify) && isThere(verify - 1) && isThere(verify - 2);
    }

    private boolean isThere(int number) {
        Pieces pieces = messages.get(number);
        return pieces != null && pieces.complete();
    }

    private static int unsigned(byte[] from, int at, int octets) {
        int value = 0;
        for (int i = at; i < at + octets; i++) {
            value = value << 8 | from[i] & 0xFF;
        }
        return value;
    }
}
