package io.rvoip.media.codec;

import io.netty.buffer.ByteBuf;

/**
 * ITU-T G.711: both laws, and from one to the other. PCM is 16 bits wide; µ-law uses its upper 14 bits and A-law its
 * upper 13, as the ITU-T G.191 reference does, whose output this equals bit by bit.
 */
public final class G711 {
    /** The µ-law byte of silence. */
    public static final byte ULAW_SILENCE = (byte) 0xff;
    /** The A-law byte of silence. */
    public static final byte ALAW_SILENCE = (byte) 0xd5;

    private static final int ALAW_INVERSION = 0x55;
    private static final int ULAW_BIAS = 33;
    private static final int ULAW_CLIP = 0x1fff;

    private static final byte[] TO_ULAW = new byte[1 << 14];
    private static final byte[] TO_ALAW = new byte[1 << 12];
    private static final short[] FROM_ULAW = new short[256];
    private static final short[] FROM_ALAW = new short[256];
    private static final byte[] ULAW_TO_ALAW = new byte[256];
    private static final byte[] ALAW_TO_ULAW = new byte[256];

    static {
        for (int i = 0; i < TO_ULAW.length; i++) {
            TO_ULAW[i] = (byte) compressUlaw((short) (i << 2));
        }
        for (int i = 0; i < TO_ALAW.length; i++) {
            TO_ALAW[i] = (byte) compressAlaw((short) (i << 4));
        }
        for (int i = 0; i < 256; i++) {
            FROM_ULAW[i] = (short) expandUlaw(i);
            FROM_ALAW[i] = (short) expandAlaw(i);
        }
        for (int i = 0; i < 256; i++) {
            ULAW_TO_ALAW[i] = toAlaw(FROM_ULAW[i]);
            ALAW_TO_ULAW[i] = toUlaw(FROM_ALAW[i]);
        }
    }

    private G711() {
    }

    /** Compresses one sample by µ-law. */
    public static byte toUlaw(short pcm) {
        return TO_ULAW[pcm >> 2 & 0x3fff];
    }

    /** Compresses one sample by A-law. */
    public static byte toAlaw(short pcm) {
        return TO_ALAW[pcm >> 4 & 0xfff];
    }

    /** Expands one µ-law byte, to -32124..32124. */
    public static short fromUlaw(byte code) {
        return FROM_ULAW[code & 0xff];
    }

    /** Expands one A-law byte, to -32256..32256. */
    public static short fromAlaw(byte code) {
        return FROM_ALAW[code & 0xff];
    }

    /** The A-law byte that says what a µ-law byte said: the tandem of expansion and compression. */
    public static byte ulawToAlaw(byte code) {
        return ULAW_TO_ALAW[code & 0xff];
    }

    /** The µ-law byte that says what an A-law byte said: the tandem of expansion and compression. */
    public static byte alawToUlaw(byte code) {
        return ALAW_TO_ULAW[code & 0xff];
    }

    /** Rewrites {@code length} bytes of {@code buffer} from {@code index} on in place, from µ-law to A-law. */
    public static void ulawToAlaw(ByteBuf buffer, int index, int length) {
        translate(buffer, index, length, ULAW_TO_ALAW);
    }

    /** Rewrites {@code length} bytes of {@code buffer} from {@code index} on in place, from A-law to µ-law. */
    public static void alawToUlaw(ByteBuf buffer, int index, int length) {
        translate(buffer, index, length, ALAW_TO_ULAW);
    }

    private static void translate(ByteBuf buffer, int index, int length, byte[] table) {
        if (buffer.hasArray()) {
            byte[] bytes = buffer.array();
            int from = buffer.arrayOffset() + index;
            for (int i = from; i < from + length; i++) {
                bytes[i] = table[bytes[i] & 0xff];
            }
            return;
        }
        int words = index + (length & ~7);
        for (int i = index; i < words; i += 8) {
            buffer.setLong(i, translate(buffer.getLong(i), table));
        }
        for (int i = words; i < index + length; i++) {
            buffer.setByte(i, table[buffer.getByte(i) & 0xff]);
        }
    }

    /** Eight bytes at once: a buffer outside the heap costs a checked access for each read and write. */
    private static long translate(long word, byte[] table) {
        long out = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            out |= (long) (table[(int) (word >>> shift) & 0xff] & 0xff) << shift;
        }
        return out;
    }

    /** Table 2a of G.711: sign, three bits of segment, four bits of step, all inverted. */
    private static int compressUlaw(short pcm) {
        int magnitude = Math.min(((pcm < 0 ? ~pcm : pcm) >> 2) + ULAW_BIAS, ULAW_CLIP);
        int segment = 26 - Integer.numberOfLeadingZeros(magnitude);
        int code = segment << 4 | magnitude >> segment + 1 & 0x0f;
        return ~(pcm < 0 ? code | 0x80 : code) & 0xff;
    }

    private static int expandUlaw(int inverted) {
        int code = ~inverted & 0xff;
        int magnitude = ((2 * (code & 0x0f) + ULAW_BIAS) << (code >> 4 & 7)) - ULAW_BIAS;
        return (code & 0x80) != 0 ? -magnitude * 4 : magnitude * 4;
    }

    /** Table 1a of G.711: like µ-law, but the first two segments share a step size and every other bit is inverted. */
    private static int compressAlaw(short pcm) {
        int magnitude = (pcm < 0 ? ~pcm : pcm) >> 4;
        int code = magnitude;
        if (magnitude >= 32) {
            int segment = 28 - Integer.numberOfLeadingZeros(magnitude);
            code = segment << 4 | magnitude >> segment - 1 & 0x0f;
        }
        return (pcm < 0 ? code : code | 0x80) ^ ALAW_INVERSION;
    }

    private static int expandAlaw(int inverted) {
        int code = inverted ^ ALAW_INVERSION;
        int segment = code >> 4 & 7;
        int step = 2 * (code & 0x0f);
        int magnitude = segment == 0 ? step + 1 : (step + ULAW_BIAS) << segment - 1;
        return (code & 0x80) != 0 ? magnitude * 8 : -magnitude * 8;
    }
}
