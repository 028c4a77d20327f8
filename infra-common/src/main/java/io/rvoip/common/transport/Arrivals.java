package io.rvoip.common.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where the datagrams of one system call arrive, with the addresses of their senders: one for all sockets of a loop, so that what
 * is touched for each packet is the same memory for all. A buffer that its receiver has released serves again. Confined to the loop.
 */
final class Arrivals {
    /** The most that one system call takes in. */
    static final int MOST = 8;

    /** A {@code mmsghdr}: name and its length, {@code iovec}s and their number, control and its length, flags; octets received. */
    private static final int HEADER = 64;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int RECEIVED = 56;
    /** An {@code iovec}: address and length. */
    private static final int IOVEC = 16;
    private static final int IOVECS_AT = MOST * HEADER;
    private static final int SENDERS_AT = IOVECS_AT + MOST * IOVEC;
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SENDERS_AT + MOST * SocketAddresses.BYTES).order(ByteOrder.nativeOrder());
    private final long at = UdpCalls.addressOf(memory);
    private final @Nullable ByteBuf[] buffers = new @Nullable ByteBuf[MOST];

    Arrivals() {
        for (int i = 0; i < MOST; i++) {
            LONG.set(memory, i * HEADER + NAME, at + senderAt(i));
            LONG.set(memory, i * HEADER + VECTOR, at + IOVECS_AT + (long) i * IOVEC);
            LONG.set(memory, i * HEADER + VECTORS, 1L);
        }
    }

    /**
     * Takes in what has arrived at a socket.
     *
     * @param most datagrams, at most {@value #MOST}
     * @param room octets of the buffer for each; what is longer is cut off
     * @return how many; negative when there are none, or the socket told of an error
     */
    int take(int socket, int most, int room) {
        for (int i = 0; i < most; i++) {
            ByteBuf buffer = buffers[i];
            if (buffer == null || buffer.capacity() != room) {
                release(buffer);
                buffer = ByteBufAllocator.DEFAULT.directBuffer(room, room);
                buffers[i] = buffer;
                LONG.set(memory, IOVECS_AT + i * IOVEC, buffer.memoryAddress());
                LONG.set(memory, IOVECS_AT + i * IOVEC + Long.BYTES, (long) room);
            }
            INT.set(memory, i * HEADER + NAME_LENGTH, SocketAddresses.BYTES);
        }
        return most == 1 ? takeOne(socket, room) : UdpCalls.receive(socket, at, most);
    }

    /** The call for several costs more, where there can be no more than one. */
    private int takeOne(int socket, int room) {
        long octets = UdpCalls.receive(socket, (long) LONG.get(memory, IOVECS_AT), room, at + senderAt(0), at + NAME_LENGTH);
        INT.set(memory, RECEIVED, (int) octets);
        return octets < 0 ? -1 : 1;
    }

    /** One of those that were taken in. The caller owns it, and calls {@link #returned} when it has been dealt with. */
    ByteBuf datagram(int i) {
        ByteBuf buffer = buffers[i];
        if (buffer == null) {
            throw new IllegalStateException("no datagram " + i);
        }
        return buffer.setIndex(0, (int) INT.get(memory, i * HEADER + RECEIVED)).retain();
    }

    /** Whoever was given that datagram has returned: the buffer serves again unless it is still in use. */
    void returned(int i) {
        ByteBuf buffer = buffers[i];
        if (buffer != null && buffer.refCnt() > 1) {
            buffer.release();
            buffers[i] = null;
        }
    }

    /** The same octets in memory that has an address; takes ownership, and the caller owns the result. */
    static ByteBuf copy(ByteBuf datagram) {
        int length = datagram.readableBytes();
        ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(length, length).writeBytes(datagram);
        datagram.release();
        return copy;
    }

    /** Where its sender is, in {@link #memory()}. */
    int senderAt(int i) {
        return SENDERS_AT + i * SocketAddresses.BYTES;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** Gives the buffers back. */
    void close() {
        for (int i = 0; i < MOST; i++) {
            release(buffers[i]);
            buffers[i] = null;
        }
    }

    private static void release(@Nullable ByteBuf buffer) {
        if (buffer != null) {
            buffer.release();
        }
    }
}
