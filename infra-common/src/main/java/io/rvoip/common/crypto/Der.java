package io.rvoip.common.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Writes ASN.1 in its distinguished encoding (ITU-T X.690), as much of it as a small authority says. Stateless. */
final class Der {
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    /** Kind, and a length of two octets at most. */
    private static final int MOST_START = 4;

    private Der() {}

    static byte[] integer(BigInteger value) {
        return tagged(2, value.toByteArray());
    }

    static byte[] octets(byte[] value) {
        return tagged(4, value);
    }

    /** A string of bits, all octets of it used. */
    static byte[] bits(byte[] value) {
        return tagged(3, joined(new byte[] {0}, value));
    }

    static byte[] utcTime(Instant instant) {
        return tagged(23, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] generalizedTime(Instant instant) {
        return tagged(24, GENERALIZED_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] oid(int... arcs) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >> shift != 0) {
                    body.write(arcs[i] >> shift & 0x7F | 0x80);
                }
            }
            body.write(arcs[i] & 0x7F);
        }
        return tagged(6, body.toByteArray());
    }

    static byte[] sequence(byte[]... parts) {
        return tagged(0x30, joined(parts));
    }

    static byte[] tagged(int tag, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (body.length > 0xFFFF) {
            throw new IllegalArgumentException("DER: " + body.length + " octets (expected: at most 65535)");
        }
        if (body.length < 0x80) {
            out.write(body.length);
        } else if (body.length < 0x100) {
            out.write(0x81);
            out.write(body.length);
        } else {
            out.write(0x82);
            out.write(body.length >> 8);
            out.write(body.length);
        }
        out.writeBytes(body);
        return out.toByteArray();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /**
     * The first element of a constructed one, with what comes after it.
     *
     * @throws IllegalArgumentException when that is cut short
     */
    static byte[] first(byte[] constructed) {
        int begin = start(constructed);
        return Arrays.copyOfRange(constructed, begin, begin + length(constructed));
    }

    /** The element that stands first, without what comes after it. */
    static byte[] whole(byte[] elements) {
        return Arrays.copyOf(elements, start(elements) + length(elements));
    }

    /** The content of the last element of a constructed one. */
    static byte[] last(byte[] constructed) {
        byte[] left = first(constructed);
        byte[] at = whole(left);
        while (at.length < left.length) {
            left = Arrays.copyOfRange(left, at.length, left.length);
            at = whole(left);
        }
        return first(at);
    }

    private static int start(byte[] element) {
        if (element.length < 2) {
            throw new IllegalArgumentException("DER: cut short");
        }
        return element[1] >= 0 ? 2 : 2 + (element[1] & 0x7F);
    }

    private static int length(byte[] element) {
        int begin = start(element);
        if (begin > MOST_START || begin > element.length) {
            throw new IllegalArgumentException("DER: cut short");
        }
        int length = begin == 2 ? element[1] : 0;
        for (int i = 2; i < begin; i++) {
            length = length << 8 | element[i] & 0xFF;
        }
        if (length > element.length - begin) {
            throw new IllegalArgumentException("DER: cut short");
        }
        return length;
    }
}
