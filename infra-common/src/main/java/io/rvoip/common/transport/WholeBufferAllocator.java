package io.rvoip.common.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Receive buffers whose room behind the datagram stays usable. Netty's epoll transport reads into a buffer of ours but
 * passes on a slice cut to the datagram; this allocator remembers the buffer and gives it back in place of the slice.
 * Where several datagrams are read by one system call, the buffer has a slot for each, and its slot is given back; the
 * buffer is read into again when nobody uses it any more.
 * One for each channel, confined to its loop.
 */
final class WholeBufferAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
    private final int size;
    private final int slots;
    private @Nullable ByteBuf last;

    /**
     * @param size of the room for one datagram
     * @param slots how many a system call may read
     */
    WholeBufferAllocator(int size, int slots) {
        this.size = size;
        this.slots = slots;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new RememberingHandle();
    }

    /**
     * The datagram in a buffer with at least {@code room} writable bytes: itself when it has them, the buffer or the slot it
     * is a slice of, or a copy. Takes ownership of {@code datagram}; the caller owns the result.
     */
    ByteBuf withRoom(ByteBuf datagram, int room, ByteBufAllocator allocator) {
        if (datagram.writableBytes() >= room) {
            if (datagram == last) { // NIO passes on the buffer itself
                forget();
            }
            return datagram;
        }
        int length = datagram.readableBytes();
        ByteBuf whole = last;
        int at = whole == null ? -1 : slotOf(datagram, whole);
        if (at >= 0 && slots > 1) {
            datagram.release();
            return whole.retainedSlice(at, size).setIndex(0, length);
        }
        if (at == 0) {
            last = null;
            datagram.release();
            return whole.setIndex(0, length);
        }
        ByteBuf copy = allocator.directBuffer(length + room);
        copy.writeBytes(datagram);
        datagram.release();
        return copy;
    }

    /** Where the slot begins that starts with this datagram; negative when none does. */
    private int slotOf(ByteBuf datagram, ByteBuf whole) {
        if (whole.capacity() != size * slots || !datagram.hasMemoryAddress() || !whole.hasMemoryAddress()) {
            return -1;
        }
        long at = datagram.memoryAddress() + datagram.readerIndex() - whole.memoryAddress();
        return at >= 0 && at < (long) size * slots && at % size == 0 ? (int) at : -1;
    }

    /** Gives back what is remembered. */
    void forget() {
        if (last != null) {
            last.release();
            last = null;
        }
    }

    private final class RememberingHandle extends MaxMessageHandle {
        @Override
        public int guess() {
            return size * slots;
        }

        /** A call that could have read more has found all there was: another one would find nothing. */
        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return (slots == 1 || lastBytesRead() >= attemptedBytesRead()) && super.continueReading(maybeMore);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf before = last;
            if (before != null && before.refCnt() == 1) { // all that was read into it has been sent on
                return before.clear().retain();
            }
            forget();
            ByteBuf buffer = allocator.directBuffer(size * slots, size * slots);
            last = buffer.retain();
            return buffer;
        }

        @Override
        public void readComplete() {
            if (slots == 1) {
                forget();
            }
            super.readComplete();
        }
    }
}
