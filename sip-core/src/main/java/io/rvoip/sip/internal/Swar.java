package io.rvoip.sip.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes of an array at once. Positions may lie anywhere as long as eight bytes follow in the array. */
final class Swar {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private Swar() {}

    /** The eight bytes at {@code p}, the first in the lowest bits. */
    static long eight(byte[] s, int p) {
        return (long) EIGHT.get(s, p);
    }

    /** Whether no byte is above 127. */
    static boolean isAscii(byte[] s) {
        long all = 0;
        int p = 0;
        for (; p + 8 <= s.length; p += 8) {
            all |= eight(s, p);
        }
        for (; p < s.length; p++) {
            all |= s[p];
        }
        return (all & HIGHS) == 0;
    }

    /** Marks each byte that is {@code wanted}; marks after the first may be false. */
    static long marks(long eight, char wanted) {
        long x = eight ^ ONES * wanted;
        return x - ONES & ~x & HIGHS;
    }

    /** Marks each byte below 14 (CR and LF among them); marks after the first may be false. */
    static long controls(long eight) {
        return eight - 14 * ONES & ~eight & HIGHS;
    }

    /** All bits of the bytes before the first marked one. */
    static long before(long marks) {
        return ((marks & -marks) >>> 7) - 1;
    }

    /** The index of the first marked byte; 8 when there is none. */
    static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >> 3;
    }

    /** The first {@code wanted} in [from, to), or -1. Looks beyond {@code to} where the array goes on. */
    static int indexOf(byte[] s, int from, int to, char wanted) {
        int p = from;
        int last = s.length - 8;
        while (p < to && p <= last) {
            long marks = marks(eight(s, p), wanted);
            if (marks != 0) {
                int at = p + first(marks);
                return at < to ? at : -1;
            }
            p += 8;
        }
        while (p < to) {
            if (s[p] == wanted) {
                return p;
            }
            p++;
        }
        return -1;
    }

    /** The first byte below 14 (CR and LF among them) in [from, to), or {@code to} when there is none. */
    static int control(byte[] s, int from, int to) {
        int p = from;
        while (p + 8 <= to) {
            long marks = controls(eight(s, p));
            if (marks != 0) {
                return p + first(marks);
            }
            p += 8;
        }
        while (p < to && (s[p] < 0 || s[p] >= 14)) {
            p++;
        }
        return p;
    }
}
