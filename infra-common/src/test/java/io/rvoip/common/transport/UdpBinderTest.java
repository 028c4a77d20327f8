package io.rvoip.common.transport;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.CountingMetrics;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Metrics;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real sockets on loopback, on both transports and both families. */
class UdpBinderTest {
    private static final int TRIES = 20;

    private record Datagram(ByteBuf content, InetSocketAddress from, boolean inLoop) {}

    private final CountingMetrics metrics = new CountingMetrics();
    private final BlockingQueue<Datagram> inbox = new LinkedBlockingQueue<>();
    private final List<EventLoops> opened = new ArrayList<>();

    @AfterEach
    void close() {
        inbox.forEach(datagram -> datagram.content().release());
        opened.forEach(EventLoops::close);
    }

    static Stream<Arguments> sockets() {
        Stream<Boolean> transports = EventLoops.epollAvailable() ? Stream.of(true, false) : Stream.of(false);
        return transports.flatMap(epoll -> Stream.of("127.0.0.1", "::1").map(host -> Arguments.of(epoll, host)));
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void signallingArrivesAsAHeapBufferOfItsSize(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath a = bind(UdpBinder.signalling(metrics), loop, host);
        DatagramPath b = bind(UdpBinder.signalling(metrics), loop, host);
        assertThat(a.localAddress().getPort()).isPositive();

        Datagram got = exchange(loop, a, b, bytes(1300));
        assertThat(got.inLoop()).isTrue();
        assertThat(got.from()).isEqualTo(a.localAddress());
        assertThat(got.content().hasArray()).isTrue();
        assertThat(got.content().capacity()).isEqualTo(1300);
        assertThat(got.content().readableBytes()).isEqualTo(1300);
        assertThat(got.content().getByte(1299)).isEqualTo((byte) 1299);
        Datagram large = exchange(loop, b, a, bytes(60_000));
        assertThat(large.content().readableBytes()).isEqualTo(60_000);
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void mediaArrivesInADirectBufferWithTailRoomAndLargerOnesAreDropped(boolean epoll, String host)
            throws Exception {
        NettyLoop loop = loop(epoll);
        UdpBinder binder = UdpBinder.media(metrics).withMaxDatagram(200);
        DatagramPath a = bind(binder, loop, host);
        DatagramPath b = bind(binder, loop, host);
        send(loop, a, bytes(201), b.localAddress());
        send(loop, a, bytes(5000), b.localAddress());
        Datagram first = exchange(loop, a, b, bytes(100));
        settle(loop);
        assertThat(first.content().release()).isTrue();

        Datagram got = exchange(loop, a, b, bytes(200));
        assertThat(got.content().isDirect()).isTrue();
        assertThat(got.content().readableBytes()).isEqualTo(200);
        assertThat(got.content().writableBytes()).isGreaterThanOrEqualTo(UdpBinder.TAIL_ROOM);
        assertThat(got.content().capacity()).as("the buffer it was read into, not a copy").isEqualTo(264);
        settle(loop);
        assertThat(got.content().release()).isTrue();
        assertThat(metrics.value("rvoip_udp_dropped_total,kind,media,reason,oversize")).isEqualTo(2);
    }

    /** Each in its own room: what is written behind one is not seen in the next, which was read by the same system call. */
    @ParameterizedTest
    @MethodSource("sockets")
    void severalThatAreReadAtOnceHaveTheirRoomEach(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        UdpBinder binder = UdpBinder.media(metrics).withMaxDatagram(200).withBatch(64).withReadsOf(4);
        DatagramPath a = bind(binder, loop, host);
        DatagramPath b = bind(binder, loop, host);
        loop.execute(() -> {
            for (int length = 191; length <= 201; length++) { // the last one is too long
                a.send(bytes(length), b.localAddress());
            }
        });

        List<Datagram> all = new ArrayList<>();
        for (int length = 191; length <= 200; length++) {
            Datagram got = inbox.poll(10, TimeUnit.SECONDS);
            assertThat(got).isNotNull();
            assertThat(got.content().writableBytes()).isGreaterThanOrEqualTo(UdpBinder.TAIL_ROOM);
            all.add(got);
        }
        all.forEach(got -> got.content().setZero(got.content().writerIndex(), got.content().writableBytes()));
        for (int i = 0; i < all.size(); i++) {
            ByteBuf content = all.get(i).content();
            assertThat(content).isEqualTo(bytes(191 + i));
            assertThat(content.capacity()).as("room for one, not a copy").isEqualTo(264);
            content.release();
        }
        Datagram last = exchange(loop, a, b, bytes(10));
        last.content().release();
        b.close();
        all.add(last);
        if (loop.loops().direct() != null) {
            settle(loop);
            assertThat(all).as("what the loop reads into").filteredOn(got -> got.content().refCnt() > 0).hasSizeLessThanOrEqualTo(Arrivals.MOST);
            loop.loops().close();
        }
        for (int turns = 0; turns < 1_000 && all.stream().anyMatch(got -> got.content().refCnt() > 0); turns++) {
            settle(loop); // a socket is closed in several turns
        }
        assertThat(all).as("nothing is kept").allMatch(got -> got.content().refCnt() == 0);
        assertThat(metrics.value("rvoip_udp_dropped_total,kind,media,reason,oversize")).isEqualTo(1);
    }

    /** A call of the kernel takes in some of them, and more is there: none is lost, whoever keeps them. */
    @ParameterizedTest
    @MethodSource("sockets")
    void aHeldUpLoopGetsAllThatWaitsInOrder(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath path = bind(UdpBinder.media(metrics).withReceiveBuffer(1 << 20), loop, host);
        CountDownLatch heldUp = new CountDownLatch(1);
        loop.execute(() -> awaitQuietly(heldUp));
        try (DatagramSocket sender = new DatagramSocket(0, path.localAddress().getAddress())) {
            for (int i = 0; i < 40; i++) {
                sender.send(new DatagramPacket(new byte[] {(byte) i}, 1, path.localAddress()));
            }
        }
        heldUp.countDown();

        for (int i = 0; i < 40; i++) {
            Datagram got = inbox.poll(10, TimeUnit.SECONDS);
            assertThat(got).isNotNull();
            assertThat(got.content().readableBytes()).isEqualTo(1);
            assertThat(got.content().getByte(got.content().readerIndex())).isEqualTo((byte) i);
            got.content().release();
        }
    }

    /** What its receiver has let go of is read into again, and what he keeps is not. */
    @ParameterizedTest
    @MethodSource("sockets")
    void whatIsKeptIsNotWrittenOver(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        BlockingQueue<ByteBuf> kept = new LinkedBlockingQueue<>();
        DatagramPath path = UdpBinder.media(metrics).bind(new InetSocketAddress(host, 0), loop, (at, datagram, from) -> {
            kept.add(datagram.retainedSlice());
            datagram.release();
        }).toCompletableFuture().get(10, TimeUnit.SECONDS);
        DatagramPath sender = bind(UdpBinder.media(metrics), loop, host);
        for (int length = 1; length <= 20; length++) {
            send(loop, sender, bytes(length), path.localAddress());
        }

        for (int length = 1; length <= 20; length++) {
            ByteBuf got = kept.poll(10, TimeUnit.SECONDS);
            assertThat(got).isEqualTo(bytes(length));
        }
    }

    @Test
    void mediaAtTheWildcardOfIpv6TalksToIpv4() throws Exception {
        NettyLoop loop = loop(EventLoops.epollAvailable());
        DatagramPath any6 = bind(UdpBinder.media(metrics), loop, "::");
        DatagramPath four = bind(UdpBinder.media(metrics), loop, "127.0.0.1");
        send(loop, four, bytes(3), new InetSocketAddress("127.0.0.1", any6.localAddress().getPort()));
        Datagram got = inbox.poll(10, TimeUnit.SECONDS);
        assertThat(got).isNotNull();
        assertThat(got.from()).isEqualTo(four.localAddress());

        send(loop, any6, bytes(4), got.from());

        Datagram answer = inbox.poll(10, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        assertThat(answer.content().readableBytes()).isEqualTo(4);
        assertThat(answer.from()).isEqualTo(new InetSocketAddress("127.0.0.1", any6.localAddress().getPort()));
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void mediaThatCannotBeSentIsCountedAndThePathLivesOn(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath a = bind(UdpBinder.media(metrics), loop, host);
        DatagramPath b = bind(UdpBinder.media(metrics), loop, host);
        ByteBuf tooLarge = bytes(70_000);
        send(loop, a, tooLarge, b.localAddress());

        exchange(loop, a, b, bytes(10));
        assertThat(tooLarge.refCnt()).isZero();
        assertThat(metrics.value("rvoip_udp_failures_total,kind,media")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void aClosedPathOfMediaHearsNothingAndFreesItsPort(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath a = bind(UdpBinder.media(metrics).withDscp(46), loop, host);
        DatagramPath b = bind(UdpBinder.media(metrics), loop, host);
        InetSocketAddress address = b.localAddress();
        loop.execute(() -> {
            a.send(bytes(1), address); // has arrived before it closes, and is not told any more
            b.close();
            b.close();
        });
        settle(loop);
        ByteBuf late = bytes(10);
        assertThat(send(loop, b, late, address)).isFalse();
        assertThat(late.refCnt()).isZero();
        assertThat(metrics.value("rvoip_udp_dropped_total,kind,media,reason,closed")).isEqualTo(1);

        DatagramPath again = bindAgain(UdpBinder.media(metrics), loop, address);
        assertThat(exchange(loop, a, again, bytes(7)).content().readableBytes()).as("the first that is heard").isEqualTo(7);
    }

    @Test
    void aReceiverOfMediaThatThrowsGetsTheNextDatagram() throws Exception {
        NettyLoop loop = loop(EventLoops.epollAvailable());
        DatagramPath a = bind(UdpBinder.media(metrics), loop, "127.0.0.1");
        DatagramPath b = UdpBinder.media(metrics).bind(new InetSocketAddress("127.0.0.1", 0), loop, (path, datagram, from) -> {
            if (datagram.readableBytes() == 1) {
                datagram.release();
                throw new IllegalStateException("boom");
            }
            received(path, datagram, from);
        }).toCompletableFuture().get(10, TimeUnit.SECONDS);
        send(loop, a, bytes(1), b.localAddress());

        assertThat(exchange(loop, a, b, bytes(2)).content().readableBytes()).isEqualTo(2);
        assertThat(metrics.value("rvoip_loop_task_failures_total,loop,udp-0")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLoopThatHasEndedBindsNothing(boolean best) throws Exception {
        NettyLoop loop = loop(best && EventLoops.epollAvailable());
        DatagramPath path = bind(UdpBinder.media(metrics), loop, "127.0.0.1");
        loop.loops().close();
        assertFree(path.localAddress());
        path.close();

        assertThatThrownBy(() -> bind(UdpBinder.media(metrics), loop, "127.0.0.1")).isInstanceOf(ExecutionException.class).cause().isInstanceOf(BindException.class);
    }

    /** Whoever asks just then: the last tasks of a loop run when its channels are closed already. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsBoundWhileTheLoopEndsKeepsNoPort(boolean best) throws Exception {
        int bound = 0;
        for (int i = 0; i < 40; i++) {
            NettyLoop loop = loop(best && EventLoops.epollAvailable());
            List<CompletableFuture<DatagramPath>> asked = new CopyOnWriteArrayList<>();
            CountDownLatch begun = new CountDownLatch(3);
            Thread asking = new Thread(() -> {
                for (int n = 0; n < 40; n++) {
                    begun.countDown();
                    asked.add(UdpBinder.media(metrics).bind(new InetSocketAddress("127.0.0.1", 0), loop, this::received).toCompletableFuture());
                }
            });
            asking.start();
            awaitQuietly(begun);
            loop.loops().close();
            asking.join();

            for (CompletableFuture<DatagramPath> one : asked) {
                DatagramPath path = one.exceptionally(refused -> null).getNow(null);
                if (path != null) {
                    bound++;
                    assertFree(path.localAddress());
                }
            }
        }
        assertThat(bound).as("some were in time").isPositive();
    }

    private static void assertFree(InetSocketAddress address) throws SocketException {
        new DatagramSocket(address).close();
    }

    /** What waits for the end of the turn takes no room from what comes after it. */
    @ParameterizedTest
    @MethodSource("sockets")
    void moreThanTheQueueHoldsIsSentInOneTurn(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath a = bind(UdpBinder.media(metrics).withBatch(64).withSendQueue(4096), loop, host);
        DatagramPath b = bind(UdpBinder.media(metrics).withReceiveBuffer(1 << 20), loop, host);
        CompletableFuture<Integer> taken = new CompletableFuture<>();
        loop.execute(() -> {
            int sent = 0;
            for (int i = 0; i < 50; i++) {
                sent += a.send(bytes(1000), b.localAddress()) ? 1 : 0;
            }
            taken.complete(sent);
        });

        assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            Datagram got = inbox.poll(10, TimeUnit.SECONDS);
            assertThat(got).isNotNull();
            got.content().release();
        }
        assertThat(metrics.value("rvoip_udp_dropped_total,kind,media,reason,send-queue-full")).isZero();
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void aTakenAddressIsABindExceptionThatNamesIt(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath taken = bind(UdpBinder.signalling(metrics), loop, host);

        assertThatThrownBy(() -> UdpBinder.signalling(metrics)
                        .bind(taken.localAddress(), loop, this::received).toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class).cause().isInstanceOf(BindException.class)
                .hasMessageStartingWith("udp ").hasMessageContaining(":" + taken.localAddress().getPort() + ": ");
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void aClosedPathFreesItsPortAndDropsWhatIsSent(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath path = bind(UdpBinder.signalling(metrics).withDscp(24), loop, host);
        InetSocketAddress address = path.localAddress();
        path.close();
        path.close();
        ByteBuf late = bytes(10);

        assertThat(send(loop, path, late, address)).isFalse();
        assertThat(late.refCnt()).isZero();
        assertThat(metrics.value("rvoip_udp_dropped_total,kind,signalling,reason,closed")).isEqualTo(1);
        assertThat(bindAgain(UdpBinder.signalling(metrics), loop, address).localAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void aFailedWriteIsCountedAndThePathLivesOn(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath a = bind(UdpBinder.signalling(metrics), loop, host);
        DatagramPath b = bind(UdpBinder.signalling(metrics), loop, host);
        ByteBuf tooLarge = bytes(70_000); // more than UDP can carry
        send(loop, a, tooLarge, b.localAddress());

        exchange(loop, a, b, bytes(10));
        assertThat(tooLarge.refCnt()).isZero();
        assertThat(metrics.value("rvoip_udp_failures_total,kind,signalling")).isEqualTo(1);
    }

    @Test
    void aReceiverThatThrowsIsCountedAndGetsTheNextDatagram() throws Exception {
        NettyLoop loop = loop(EventLoops.epollAvailable());
        boolean[] thrown = {false};
        DatagramPath b = UdpBinder.signalling(metrics).bind(new InetSocketAddress("127.0.0.1", 0), loop,
                (path, datagram, from) -> {
                    if (!thrown[0]) {
                        thrown[0] = true;
                        throw new IllegalStateException("boom");
                    }
                    received(path, datagram, from);
                }).toCompletableFuture().get(10, TimeUnit.SECONDS);
        DatagramPath a = bind(UdpBinder.signalling(metrics), loop, "127.0.0.1");
        send(loop, a, bytes(1), b.localAddress());

        assertThat(exchange(loop, a, b, bytes(2)).content().readableBytes()).isEqualTo(2);
        assertThat(metrics.value("rvoip_loop_task_failures_total,loop,udp-0")).isEqualTo(1);
    }

    @Test
    void bothWildcardsTellIPv4FromIPv6() throws Exception {
        NettyLoop loop = loop(EventLoops.epollAvailable());
        DatagramPath any6 = bind(UdpBinder.signalling(metrics), loop, "::");
        DatagramPath from4 = bind(UdpBinder.signalling(metrics), loop, "127.0.0.1");
        send(loop, from4, bytes(3), new InetSocketAddress("127.0.0.1", any6.localAddress().getPort()));

        Datagram got = inbox.poll(10, TimeUnit.SECONDS);
        assertThat(got).isNotNull();
        assertThat(got.from()).isEqualTo(from4.localAddress());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSentInTheSameTurnLeavesBeforeTheSocketCloses(boolean epoll) throws Exception {
        assumeTrue(!epoll || EventLoops.epollAvailable(), "epoll");
        NettyLoop loop = loop(epoll);
        DatagramPath to = bind(UdpBinder.signalling(metrics), loop, "127.0.0.1");
        DatagramPath last = bind(UdpBinder.signalling(metrics), loop, "127.0.0.1");
        loop.execute(() -> {
            last.send(bytes(4), to.localAddress());
            last.close();
        });

        assertThat(inbox.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void sendOutsideOfTheLoopIsRefusedAndReleases() throws Exception {
        NettyLoop loop = loop(EventLoops.epollAvailable());
        DatagramPath path = bind(UdpBinder.media(Metrics.none()), loop, "127.0.0.1");
        ByteBuf datagram = bytes(1);

        assertThatThrownBy(() -> path.send(datagram, path.localAddress())).isInstanceOf(IllegalStateException.class);
        assertThat(datagram.refCnt()).isZero();
    }

    @Test
    void checksItsSettings() {
        UdpBinder binder = UdpBinder.media(Metrics.none());
        assertThatThrownBy(() -> binder.withDscp(64)).hasMessage("dscp: 64 (expected: 0-63)");
        assertThatThrownBy(() -> binder.withMaxDatagram(70_000)).hasMessage("maxDatagram: 70000 (expected: 64-65535)");
    }

    /** A loop that was held up finds timers due and answers waiting: to retransmit what was answered makes it worse. */
    @ParameterizedTest
    @MethodSource("sockets")
    void whatWaitsAtASignallingSocketIsTakenInBeforeLateTimers(boolean epoll, String host) throws Exception {
        NettyLoop loop = loop(epoll);
        DatagramPath path = bind(UdpBinder.signalling(metrics), loop, host);
        CountDownLatch heldUp = new CountDownLatch(1);
        CompletableFuture<Integer> takenWhenTheTimerRan = new CompletableFuture<>();
        loop.execute(() -> {
            loop.timer(() -> takenWhenTheTimerRan.complete(inbox.size())).arm(loop.now() + 1);
            awaitQuietly(heldUp);
        });
        try (DatagramSocket sender = new DatagramSocket(0, path.localAddress().getAddress())) {
            for (int i = 0; i < UdpBinder.BATCH; i++) {
                sender.send(new DatagramPacket(new byte[200], 200, path.localAddress()));
            }
        }
        heldUp.countDown();
        assertThat(takenWhenTheTimerRan.get(10, TimeUnit.SECONDS)).isEqualTo(UdpBinder.BATCH);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private NettyLoop loop(boolean epoll) {
        EventLoops loops = epoll ? EventLoops.create("udp", 1, metrics) : EventLoops.nio("udp", 1, metrics);
        opened.add(loops);
        return loops.next();
    }

    private DatagramPath bind(UdpBinder binder, NettyLoop loop, String host) throws Exception {
        return binder.bind(new InetSocketAddress(host, 0), loop, this::received).toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** A closed NIO channel gives its port back at its selector's next turn, so the first attempts may fail. */
    private DatagramPath bindAgain(UdpBinder binder, NettyLoop loop, InetSocketAddress address) throws Exception {
        for (int i = 1;; i++) {
            try {
                return binder.bind(address, loop, this::received)
                        .toCompletableFuture().get(10, TimeUnit.SECONDS);
            } catch (ExecutionException taken) {
                if (i == TRIES) {
                    throw taken;
                }
                turn(loop);
            }
        }
    }

    private void received(DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
        inbox.add(new Datagram(datagram, from, opened.get(0).loops().get(0).inLoop()));
    }

    /** Loopback loses nothing as a rule; a busy machine may, so the sender asks again. */
    private Datagram exchange(NettyLoop loop, DatagramPath from, DatagramPath to, ByteBuf content) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            assertThat(send(loop, from, content.copy(), to.localAddress())).isTrue();
            Datagram got = inbox.poll(2, TimeUnit.SECONDS);
            if (got != null) {
                content.release();
                return got;
            }
        }
        throw new AssertionError("nothing arrived");
    }

    /** The loop has looked at its sockets again: whoever asks at once may ask within the same turn for ever. */
    private static void turn(NettyLoop loop) throws Exception {
        loop.eventLoop().schedule(() -> null, 1, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS);
    }

    /** Netty lets go of its own reference when the read that brought the datagram has ended. */
    private static void settle(NettyLoop loop) throws Exception {
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        loop.execute(() -> settled.complete(true));
        settled.get(10, TimeUnit.SECONDS);
    }

    private static boolean send(NettyLoop loop, DatagramPath from, ByteBuf content, InetSocketAddress to)
            throws Exception {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        loop.execute(() -> sent.complete(from.send(content, to)));
        return sent.get(10, TimeUnit.SECONDS);
    }

    private static ByteBuf bytes(int length) {
        ByteBuf bytes = Unpooled.buffer(length);
        for (int i = 0; i < length; i++) {
            bytes.writeByte(i);
        }
        return bytes;
    }
}
