package io.rvoip.common.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.foreign.ForeignLibrary;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/** What of Linux's C library carries datagrams, from and to memory outside of the heap. */
final class UdpCalls {
    private static final int MSG_DONTWAIT = 0x40;
    private static final boolean AVAILABLE = look();

    private UdpCalls() {}

    /** Only where there is the library. */
    private static final class Calls {
        static final ForeignLibrary C = ForeignLibrary.load("libc.so.6");
        static final MethodHandle RECVMMSG = C.function("recvmmsg", int.class, int.class, long.class, int.class, int.class, long.class);
        static final MethodHandle RECVFROM = C.function("recvfrom", long.class, int.class, long.class, long.class, int.class, long.class, long.class);
        static final MethodHandle SENDTO = C.function("sendto", long.class, int.class, long.class, long.class, int.class, long.class, int.class);

        private Calls() {}
    }

    /** Whether they can be called here, and Netty's buffers have addresses. */
    static boolean available() {
        return AVAILABLE;
    }

    private static boolean look() {
        try {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(1);
            boolean addressed = buffer.hasMemoryAddress();
            buffer.release();
            return addressed && Calls.C != null;
        } catch (ExceptionInInitializerError missing) {
            return false;
        }
    }

    /** Where the memory of a direct buffer is, for as long as the buffer is reachable. */
    static long addressOf(ByteBuffer direct) {
        return Calls.C.addressOf(direct);
    }

    /**
     * Takes in one datagram, and waits for nothing.
     *
     * @param sender where its {@code sockaddr} goes, of whose room {@code senderLength} tells
     * @return its octets, as many as there was room for; negative when there is none, or the socket told of an error
     */
    static long receive(int socket, long room, int octets, long sender, long senderLength) {
        try {
            return (long) Calls.RECVFROM.invokeExact(socket, room, (long) octets, MSG_DONTWAIT, sender, senderLength);
        } catch (Throwable failed) {
            throw raised(failed);
        }
    }

    /**
     * Takes in several, and waits for nothing.
     *
     * @param headers where the {@code mmsghdr}s are that tell where it goes
     * @return how many datagrams; negative when there are none, or the socket told of an error
     */
    static int receive(int socket, long headers, int most) {
        try {
            return (int) Calls.RECVMMSG.invokeExact(socket, headers, most, MSG_DONTWAIT, 0L);
        } catch (Throwable failed) {
            throw raised(failed);
        }
    }

    /**
     * Sends a datagram, and waits for nothing.
     *
     * @param to where the {@code sockaddr} is
     * @return negative when it was not sent
     */
    static long send(int socket, long data, int length, long to, int toLength) {
        try {
            return (long) Calls.SENDTO.invokeExact(socket, data, (long) length, MSG_DONTWAIT, to, toLength);
        } catch (Throwable failed) {
            throw raised(failed);
        }
    }

    /** Handles do not declare what they throw; these throw what the JVM does. */
    private static RuntimeException raised(Throwable failed) {
        if (failed instanceof Error error) {
            throw error;
        }
        return failed instanceof RuntimeException defect ? defect : new IllegalStateException(failed);
    }
}
