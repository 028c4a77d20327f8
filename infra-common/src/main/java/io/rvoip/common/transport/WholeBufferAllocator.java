package io.rvoip.common.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Receive buffers whose room behind the datagram stays usable. Netty's epoll transport reads into a buffer of ours but
 * passes on a slice cut to the datagram; this allocator remembers the buffer and gives it back in place of the slice.
 * One for each channel, confined to its loop.
 */
final class WholeBufferAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
    private final int size;
    private @Nullable ByteBuf last;

    WholeBufferAllocator(int size) {
        this.size = size;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new RememberingHandle();
    }

    /**
     * The datagram in a buffer with at least {@code room} writable bytes: itself when it has them, the buffer it is a
     * slice of, or a copy. Takes ownership of {@code datagram}; the caller owns the result.
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
        if (whole != null && isSliceOf(datagram, whole)) {
            last = null;
            datagram.release();
            return whole.setIndex(0, length);
        }
        ByteBuf copy = allocator.directBuffer(length + room);
        copy.writeBytes(datagram);
        datagram.release();
        return copy;
    }

    private boolean isSliceOf(ByteBuf datagram, ByteBuf whole) {
        return whole.capacity() == size && datagram.hasMemoryAddress() && whole.hasMemoryAddress()
                && datagram.memoryAddress() + datagram.readerIndex() == whole.memoryAddress();
    }

    private void forget() {
        if (last != null) {
            last.release();
            last = null;
        }
    }

    private final class RememberingHandle extends MaxMessageHandle {
        @Override
        public int guess() {
            return size;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            forget();
            ByteBuf buffer = allocator.directBuffer(size, size);
            last = buffer.retain();
            return buffer;
        }

        @Override
        public void readComplete() {
            forget();
            super.readComplete();
        }
    }
}
