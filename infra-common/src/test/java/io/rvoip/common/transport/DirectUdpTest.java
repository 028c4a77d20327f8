package io.rvoip.common.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoOps;
import io.rvoip.common.CountingMetrics;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Wake-ups of a socket of media without a channel that bring no datagram; {@link UdpBinderTest} has the others. */
class DirectUdpTest {
    private static final IoRegistration UNUSED = (IoRegistration) Proxy.newProxyInstance(
            IoRegistration.class.getClassLoader(), new Class<?>[] {IoRegistration.class}, (proxy, method, arguments) -> null);

    private final CountingMetrics metrics = new CountingMetrics();

    private long failuresAfter(EpollIoOps told) throws Exception {
        try (EventLoops loops = EventLoops.create("udp", 1, metrics)) {
            assumeTrue(loops.direct() != null, "epoll of Netty 4.2, and Java that can call the C library");
            NettyLoop loop = loops.next();
            DirectUdp path = (DirectUdp) UdpBinder.media(metrics)
                    .bind(new InetSocketAddress("127.0.0.1", 0), loop, (from, datagram, sender) -> datagram.release())
                    .toCompletableFuture().get(10, TimeUnit.SECONDS);
            CompletableFuture<Void> done = new CompletableFuture<>();
            EpollIoEvent event = () -> told;
            loop.execute(() -> {
                path.handle(UNUSED, event);
                done.complete(null);
            });
            done.get(10, TimeUnit.SECONDS);
            path.close();
        }
        return metrics.value("rvoip_udp_failures_total,kind,media");
    }

    /** The kernel finds a wrong checksum only when it is asked for the datagram: that is nobody's failure here. */
    @Test
    void aWakeUpThatBringsNothingIsNoFailure() throws Exception {
        assertThat(failuresAfter(EpollIoOps.EPOLLIN)).isZero();
    }

    @Test
    void anErrorThatTheSocketToldOfIs() throws Exception {
        assertThat(failuresAfter(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLERR))).isEqualTo(1);
    }
}
