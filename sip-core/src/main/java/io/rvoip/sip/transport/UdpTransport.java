package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** UDP listeners over datagram paths on one loop. Thread-safe; paths are touched on the loop only. */
final class UdpTransport {
    /** Shorter than any message: the start line alone needs more. */
    private static final int SHORTEST_MESSAGE = 20;
    /** RFC 8489 §5. */
    private static final int STUN_COOKIE = 0x2112A442;

    private final DatagramPath.Binder binder;
    private final Loop loop;
    private final Intake intake;
    private final LocalNames names;
    private final int maxQueued;
    private final @Nullable StunPort stun;
    private final Map<InetSocketAddress, Listener> listeners = new ConcurrentHashMap<>();
    private volatile boolean closed;

    UdpTransport(DatagramPath.Binder binder, Loop loop, Intake intake, LocalNames names, int maxQueued,
            @Nullable StunPort stun) {
        this.binder = binder;
        this.loop = loop;
        this.intake = intake;
        this.names = names;
        this.maxQueued = maxQueued;
        this.stun = stun;
    }

    CompletionStage<ListenPoint> listen(InetSocketAddress bind) {
        CompletableFuture<ListenPoint> listening = new CompletableFuture<>();
        Receiver receiver = new Receiver();
        binder.bind(bind, loop, receiver).whenComplete((path, failure) -> {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException e && e.getCause() != null
                        ? e.getCause() : failure;
                listening.completeExceptionally(new TransportException(TransportException.Reason.BIND,
                        "udp " + Addresses.text(bind) + ": " + cause.getMessage(), cause));
            } else if (closed) {
                path.close();
                listening.completeExceptionally(SipTransports.closedFailure());
            } else {
                listening.complete(opened(path));
            }
        });
        return listening.minimalCompletionStage();
    }

    private ListenPoint opened(DatagramPath path) {
        Listener listener = new Listener(path);
        listeners.put(path.localAddress(), listener);
        names.add(listener.point);
        return listener.point;
    }

    boolean isOpen(Flow flow) {
        return listeners.containsKey(flow.local());
    }

    /**
     * Sends from the listener at {@code local}; takes {@code datagram} over.
     *
     * @param failed told why on any thread, possibly inside this call
     */
    void send(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to, Failed failed) {
        Listener listener = listeners.get(local);
        if (listener == null) {
            datagram.release();
            failed.because(new TransportException(TransportException.Reason.CLOSED,
                    "nothing listens at udp " + Addresses.text(local)));
        } else if (loop.inLoop()) {
            transmit(listener, datagram, to, failed);
        } else {
            try {
                loop.execute(() -> transmit(listener, datagram, to, failed));
            } catch (RejectedExecutionException shuttingDown) {
                datagram.release();
                failed.because(SipTransports.closedFailure());
            }
        }
    }

    CompletionStage<InetSocketAddress> probe(Flow flow) {
        Listener listener = listeners.get(flow.local());
        if (stun == null || listener == null) {
            return CompletableFuture.failedStage(listener == null ? SipTransports.closedFailure()
                    : new TransportException(TransportException.Reason.NOT_SUPPORTED, flow + ": STUN is not configured"));
        }
        CompletableFuture<InetSocketAddress> seen = new CompletableFuture<>();
        loop.execute(() -> stun.ask(flow, datagram -> listener.path.send(datagram, flow.remote()))
                .whenComplete((address, failure) -> {
                    if (failure == null) {
                        seen.complete(address);
                    } else {
                        seen.completeExceptionally(TransportException.from(failure));
                    }
                }));
        return seen;
    }

    private void transmit(Listener listener, ByteBuf datagram, InetSocketAddress to, Failed failed) {
        if (!listener.path.send(datagram, to)) {
            failed.because(new TransportException(TransportException.Reason.UNREACHABLE,
                    "udp " + Addresses.text(to) + ": could not be sent (closed, no route, or the socket is full)"));
        }
    }

    void close() {
        closed = true;
        listeners.values().forEach(Listener::close);
    }

    /** What to do with a failure to send. */
    @FunctionalInterface
    interface Failed {
        void because(TransportException why);
    }

    private final class Receiver implements DatagramPath.Receiver, Backlog {
        private final AtomicInteger queued = new AtomicInteger();
        private @Nullable InetSocketAddress local;

        @Override
        public void received(DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
            if (closed) {
                datagram.release();
                return;
            }
            if (from.getPort() == 0 || Addresses.isUnanswerable(from.getAddress())) {
                drop(datagram, TransportMetrics.Drop.SOURCE);
            } else if (isEmptyLines(datagram)) {
                datagram.release(); // a keep-alive (RFC 5626 §4.4.1) or nothing at all
            } else if (datagram.readableBytes() < SHORTEST_MESSAGE) {
                drop(datagram, TransportMetrics.Drop.TINY);
            } else if (stun != null && isStun(datagram)) {
                answer(stun, path, datagram, from);
            } else {
                intake.take(owned(datagram), Flow.udp(local(path), from), this);
            }
        }

        private void answer(StunPort port, DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
            port.received(datagram, Flow.udp(local(path), from)).ifPresent(answer -> path.send(answer, from));
            datagram.release();
        }

        private InetSocketAddress local(DatagramPath path) {
            InetSocketAddress address = local;
            if (address == null) {
                address = path.localAddress();
                local = address;
            }
            return address;
        }

        private void drop(ByteBuf datagram, TransportMetrics.Drop why) {
            datagram.release();
            intake.metrics().dropped(why);
        }

        @Override
        public boolean enter() {
            if (queued.incrementAndGet() <= maxQueued) {
                return true;
            }
            queued.decrementAndGet();
            return false;
        }

        @Override
        public void leave() {
            queued.decrementAndGet();
        }
    }

    private static boolean isEmptyLines(ByteBuf datagram) {
        return datagram.forEachByte(b -> b == '\r' || b == '\n') < 0;
    }

    /** No SIP message begins with an octet of 0 or 1; each Binding message does (RFC 5626 §8), and has the cookie. */
    private static boolean isStun(ByteBuf datagram) {
        int start = datagram.readerIndex();
        return (datagram.getByte(start) & 0xfe) == 0 && datagram.getInt(start + 4) == STUN_COOKIE;
    }

    /** A heap buffer of exactly the datagram, free to be kept: the same one, or the one copy a message ever gets. */
    private static ByteBuf owned(ByteBuf datagram) {
        if (datagram.hasArray() && datagram.array().length == datagram.readableBytes()) {
            return datagram;
        }
        byte[] bytes = ByteBufUtil.getBytes(datagram);
        datagram.release();
        return Unpooled.wrappedBuffer(bytes);
    }

    private final class Listener {
        private final DatagramPath path;
        private final ListenPoint point;

        Listener(DatagramPath path) {
            this.path = path;
            this.point = new ListenPoint(TransportProtocol.UDP, path.localAddress(), this::close);
        }

        void close() {
            if (listeners.remove(path.localAddress(), this)) {
                names.remove(point);
                path.close();
            }
        }
    }
}
