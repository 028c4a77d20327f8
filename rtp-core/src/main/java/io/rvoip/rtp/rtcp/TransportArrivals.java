package io.rvoip.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * When the packets of a transport arrived, to be sent to who sent them
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). Filled in the order of the numbers, and then written; what
 * is read from the wire is a {@link TransportFeedback}. Confined to one thread.
 */
public final class TransportArrivals implements RtcpPacket {
    /** Packets told of at most. */
    public static final int MOST = 1024;

    /** Nanoseconds of a step. */
    private static final long STEP = 250_000;
    /** Steps of the unit of the time that the first one counts from, 64 ms. */
    private static final int REFERENCE = 256;
    private static final int LOST = Integer.MIN_VALUE;
    private static final int IN_RUN = 0x1FFF;
    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;

    private final int ssrc;
    private final int media;
    private final int first;
    private final int sequence;
    private int[] steps = new int[64];
    private int packets;
    private int arrived;
    private long reference;
    private long last;

    /**
     * Begins with nothing.
     *
     * @param ssrc of who tells
     * @param media SSRC of one of the streams
     * @param first number of the first packet told of, 0 to 65535
     * @param sequence how many of these were sent before, 0 to 255
     */
    public TransportArrivals(int ssrc, int media, int first, int sequence) {
        this.ssrc = ssrc;
        this.media = media;
        this.first = first;
        this.sequence = sequence;
    }

    /** The next packet has not come. */
    public void missing() {
        add(LOST);
    }

    /**
     * The next packet has come.
     *
     * @param nanos when, on any clock
     * @return false where that is too far from the one before to be told with it: by more than 8 seconds
     */
    public boolean came(long nanos) {
        long at = Math.floorDiv(nanos, STEP);
        if (arrived == 0) {
            reference = Math.floorDiv(at, REFERENCE);
            last = reference * REFERENCE;
        }
        long step = at - last;
        if (step != (short) step) {
            return false;
        }
        last = at;
        arrived++;
        add((int) step);
        return true;
    }

    private void add(int step) {
        if (packets == MOST) {
            throw new IllegalStateException("packets: " + MOST + " (expected: no more)");
        }
        if (packets == steps.length) {
            steps = Arrays.copyOf(steps, 2 * packets);
        }
        steps[packets++] = step;
    }

    /** Number of the first packet told of. */
    public int first() {
        return first;
    }

    /** How many packets it tells of. */
    public int packets() {
        return packets;
    }

    /** How many of them came. */
    public int arrived() {
        return arrived;
    }

    @Override
    public int type() {
        return RTPFB;
    }

    /** Writes what follows the first word, zeroes to the end of the last one included. */
    void write(ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(ssrc).writeInt(media).writeShort(first).writeShort(packets);
        out.writeInt((int) reference << 8 | sequence);
        for (int at = 0; at < packets; ) {
            at += writeChunk(at, out);
        }
        for (int i = 0; i < packets; i++) {
            switch (symbol(i)) {
                case 1 -> out.writeByte(steps[i]);
                case 2 -> out.writeShort(steps[i]);
                default -> { }
            }
        }
        out.writeZero(-(out.writerIndex() - start) & 3);
    }

    /** One symbol many times, or as many different ones as a chunk holds; @return how many packets that tells of. */
    private int writeChunk(int from, ByteBuf out) {
        int symbol = symbol(from);
        int run = 1;
        while (from + run < packets && run < IN_RUN && symbol(from + run) == symbol) {
            run++;
        }
        int small = 0;
        while (small < ONE_BIT_SYMBOLS && from + small < packets && symbol(from + small) < 2) {
            small++;
        }
        boolean oneBit = small == ONE_BIT_SYMBOLS || from + small == packets;
        if (run >= (oneBit ? small : TWO_BIT_SYMBOLS) || from + run == packets) {
            out.writeShort(symbol << 13 | run);
            return run;
        }
        int chunk = oneBit ? 2 : 3;
        int symbols = oneBit ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS;
        int bits = oneBit ? 1 : 2;
        for (int i = 0; i < symbols; i++) {
            chunk = chunk << bits | (from + i < packets ? symbol(from + i) : 0);
        }
        out.writeShort(chunk);
        return Math.min(symbols, packets - from);
    }

    /** 0: not there; 1: a step of one octet follows; 2: one of two. */
    private int symbol(int index) {
        int step = steps[index];
        return step == LOST ? 0 : step >= 0 && step <= 0xFF ? 1 : 2;
    }
}
