package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The latest packets that were sent, in one block of memory: as many as go out in the time they are kept for, of
 * {@link #LARGEST} bytes at most. Allocates when packets get larger than those before, never else. Confined to one loop.
 */
final class SentHistory {
    /** Larger packets are not kept. */
    static final int LARGEST = 1_500;

    private static final int STEP = 64;
    private static final int SPARE = 2;
    private static final long NEVER = Long.MIN_VALUE;

    private final ByteBufAllocator allocator;
    private final long age;
    private final int[] sequences;
    private final short[] lengths;
    private final long[] sentAt;
    private final long[] againAt;
    private @Nullable ByteBuf block;
    private int slotBytes;
    private int next;

    /** Keeps packets for {@code age} nanoseconds, of those that go out one each {@code spacing}. */
    SentHistory(ByteBufAllocator allocator, long age, long spacing) {
        this.allocator = allocator;
        this.age = age;
        int slots = (int) (age / spacing) + SPARE;
        sequences = new int[slots];
        lengths = new short[slots];
        sentAt = new long[slots];
        againAt = new long[slots];
    }

    /** Keeps a copy of what is readable. */
    void keep(int sequence, ByteBuf packet, long now) {
        int length = packet.readableBytes();
        if (length > LARGEST) {
            return;
        }
        ByteBuf into = room(length);
        into.setBytes(next * slotBytes, packet, packet.readerIndex(), length);
        sequences[next] = sequence & 0xFFFF;
        lengths[next] = (short) length;
        sentAt[next] = now;
        againAt[next] = NEVER;
        next = next + 1 == lengths.length ? 0 : next + 1;
    }

    private ByteBuf room(int length) {
        ByteBuf kept = block;
        if (kept != null && length <= slotBytes) {
            return kept;
        }
        clear();
        slotBytes = Math.min(LARGEST, (length + STEP - 1) / STEP * STEP);
        kept = allocator.buffer(lengths.length * slotBytes, lengths.length * slotBytes);
        block = kept;
        return kept;
    }

    /** Where a packet is that may be sent again now; negative when it is not there, or was sent again just now. */
    int find(int sequence, long now, long spacing) {
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] > 0 && sequences[i] == sequence) {
                boolean young = now - sentAt[i] <= age;
                boolean again = againAt[i] != NEVER && now - againAt[i] < spacing;
                return young && !again ? i : -1;
            }
        }
        return -1;
    }

    /** Bytes of a packet that was found. */
    int length(int found) {
        return lengths[found];
    }

    /** Appends [from, length) of a packet that was found to {@code out}. */
    void copy(int found, int from, ByteBuf out, long now) {
        ByteBuf kept = block;
        if (kept != null) {
            out.writeBytes(kept, found * slotBytes + from, lengths[found] - from);
            againAt[found] = now;
        }
    }

    /** One byte of a packet that was found. */
    int octet(int found, int at) {
        ByteBuf kept = block;
        return kept == null ? 0 : kept.getUnsignedByte(found * slotBytes + at);
    }

    /** Four bytes of a packet that was found. */
    int word(int found, int at) {
        ByteBuf kept = block;
        return kept == null ? 0 : kept.getInt(found * slotBytes + at);
    }

    /** Forgets everything and gives its memory back. */
    void clear() {
        if (block != null) {
            block.release();
            block = null;
        }
        Arrays.fill(lengths, (short) 0);
        next = 0;
    }
}
