package io.rvoip.common.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Metrics;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket of media on one of Netty's epoll loops, without a channel of Netty's: the kernel is asked for datagrams and given
 * them directly, and nothing is allocated for one. Takes Netty 4.2, whose loops watch what is not a channel, and {@link UdpCalls};
 * known by name alone, so that everything else can do without.
 */
@SuppressWarnings("deprecation") // InternetProtocolFamily is what Netty 4.1 and 4.2 both know
final class DirectUdp implements DatagramPath, EpollIoHandle {
    /** Addresses that a socket of one call meets, and one that serves many. */
    private static final int FEW = 2;
    private static final int MANY = 1024;

    private final NettyLoop loop;
    private final Receiver receiver;
    private final LinuxSocket socket;
    private final int fd;
    private final InetSocketAddress local;
    private final SocketAddresses addresses;
    private final UdpCounters counters;
    private final int maxDatagram;
    private final int batch;
    private @Nullable IoRegistration registration;
    private volatile boolean open = true;

    /** Opens such sockets. */
    static final class Opener implements UdpBinder.Opener {
        @Override
        public CompletionStage<DatagramPath> open(UdpBinder settings, InetSocketAddress local, NettyLoop loop, Receiver receiver) {
            CompletableFuture<DatagramPath> bound = new CompletableFuture<>();
            try {
                loop.eventLoop().execute(() -> DirectUdp.open(settings, local, loop, receiver, bound));
            } catch (RejectedExecutionException shutDown) {
                bound.completeExceptionally(UdpBinder.failure(local, shutDown));
            }
            return bound;
        }
    }

    private DirectUdp(UdpBinder settings, LinuxSocket socket, NettyLoop loop, Receiver receiver) {
        this.loop = loop;
        this.receiver = receiver;
        this.socket = socket;
        fd = socket.intValue();
        local = socket.localAddress();
        addresses = new SocketAddresses(!(local.getAddress() instanceof Inet4Address), settings.batch > 1 ? MANY : FEW);
        counters = new UdpCounters(settings.metrics, UdpBinder.MEDIA);
        maxDatagram = settings.maxDatagram;
        batch = settings.batch;
    }

    private static void open(UdpBinder settings, InetSocketAddress local, NettyLoop loop, Receiver receiver, CompletableFuture<DatagramPath> bound) {
        DirectUdp path;
        try {
            path = new DirectUdp(settings, bind(settings, local), loop, receiver);
        } catch (IOException refused) {
            bound.completeExceptionally(UdpBinder.failure(local, refused));
            return;
        }
        ((IoEventLoop) loop.eventLoop()).register(path).addListener(done -> {
            if (done.isSuccess() && !loop.isEnding()) {
                path.registered((IoRegistration) done.getNow());
                bound.complete(path);
            } else {
                path.close();
                bound.completeExceptionally(done.isSuccess() ? UdpBinder.ended(local) : UdpBinder.failure(local, done.cause()));
            }
        });
    }

    private static LinuxSocket bind(UdpBinder settings, InetSocketAddress local) throws IOException {
        boolean four = local.getAddress() instanceof Inet4Address;
        LinuxSocket socket = LinuxSocket.newSocketDgram(four ? InternetProtocolFamily.IPv4 : InternetProtocolFamily.IPv6);
        try {
            socket.setReceiveBufferSize(settings.receiveBuffer);
            if (settings.dscp != 0) {
                socket.setTrafficClass(settings.dscp << 2);
            }
            socket.bind(local);
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    private void registered(IoRegistration with) {
        registration = with;
        loop.opened(this);
        with.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    /** Something has arrived; what is left after a batch is told again. */
    @Override
    public void handle(IoRegistration with, IoEvent event) {
        Arrivals arrivals = loop.arrivals();
        int most = Math.min(batch, Arrivals.MOST);
        int taken = 0;
        int got;
        do {
            got = arrivals.take(fd, most, maxDatagram + UdpBinder.TAIL_ROOM);
            for (int i = 0; i < got && open; i++) {
                received(arrivals, i);
            }
            taken += got;
        } while (open && got == most && taken < batch);
        if (got < 0 && taken < 0 && ((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLERR)) {
            counters.failures.increment(); // of an error that was told, and is the socket's no longer; else what had arrived was no good (a checksum)
        }
    }

    private void received(Arrivals arrivals, int i) {
        ByteBuf datagram = arrivals.datagram(i);
        if (datagram.readableBytes() > maxDatagram) {
            UdpCounters.drop(datagram, counters.oversize);
            return;
        }
        loop.mediaReads().received();
        try {
            receiver.received(this, datagram, addresses.sender(arrivals.memory(), arrivals.senderAt(i)));
        } catch (Throwable failure) {
            loop.failed(failure);
        }
        arrivals.returned(i);
    }

    @Override
    public boolean send(ByteBuf datagram, InetSocketAddress to) {
        if (!loop.inLoop()) {
            datagram.release();
            throw new IllegalStateException("send was called outside of loop " + loop);
        }
        if (!open) {
            return UdpCounters.drop(datagram, counters.closed);
        }
        long target = addresses.target(to);
        if (target == 0) {
            return UdpCounters.drop(datagram, counters.failures);
        }
        ByteBuf addressed = datagram.hasMemoryAddress() ? datagram : Arrivals.copy(datagram);
        long sent = UdpCalls.send(fd, addressed.memoryAddress() + addressed.readerIndex(), addressed.readableBytes(), target, addresses.targetBytes());
        addresses.keep();
        if (sent < 0 && !sentAfterAll(addressed, to)) {
            return release(addressed, false);
        }
        return release(addressed, true);
    }

    private static boolean release(ByteBuf datagram, boolean sent) {
        datagram.release();
        return sent;
    }

    /** Once more, by Netty, who tells what is wrong. */
    private boolean sentAfterAll(ByteBuf datagram, InetSocketAddress to) {
        int length = datagram.readableBytes();
        try {
            int from = datagram.readerIndex();
            boolean sent = socket.sendToAddress(datagram.memoryAddress(), from, from + length, to.getAddress(), to.getPort()) == length;
            if (!sent) {
                counters.full.increment();
            }
            return sent;
        } catch (IOException failed) {
            counters.failures.increment();
            return false;
        }
    }

    @Override
    public void close() {
        open = false;
        if (loop.inLoop()) {
            closeNow();
        } else {
            try {
                loop.eventLoop().execute(this::closeNow);
            } catch (RejectedExecutionException shutDown) {
                closeSocket(); // the loop has ended: nobody else uses it
            }
        }
    }

    private void closeNow() {
        IoRegistration with = registration;
        registration = null;
        loop.closed(this);
        if (with != null) {
            with.cancel();
        }
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close(); // idempotent
        } catch (IOException failed) {
            counters.failures.increment();
        }
    }
}
