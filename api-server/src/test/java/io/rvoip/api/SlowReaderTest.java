package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.EventLimits;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Readers that do not read: what they cost is bounded, and they go. */
class SlowReaderTest {
    private static final int BUFFER = 65_536;
    /** A frame of one event is well below this. */
    private static final int ONE_EVENT = 4096;

    @Test
    void areCutOffAndCostNoMoreThanTheirBuffer() throws IOException {
        FakeEngine engine = new FakeEngine(new EventLimits(256, 1024, 16));
        try (ApiLab lab = new ApiLab(engine, settings -> settings.withSockets(SocketLimits.standard().withBuffer(BUFFER)
                .withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(1))))) {
            try (RawWebSocket slow = new RawWebSocket(small(lab), ApiLab.ADMIN)) {
                slow.say("{\"subscribe\":[\"*\"]}");
                double most = 0;
                while (lab.metrics.counter("rvoip_api_event_sockets_closed_total", "reason", "stalled").value() == 0) {
                    for (int i = 0; i < 50; i++) {
                        engine.events().publish(Samples.created("c_1"));
                    }
                    most = Math.max(most, gauge(lab, "rvoip_api_event_buffer_bytes"));
                }
                assertThat(most).as("octets waiting").isBetween((double) BUFFER, (double) BUFFER + ONE_EVENT);
                assertThat(slow.closeCode()).as("nothing was flushed, no close frame").isEqualTo(-1);
            }
            ApiLab.await(lab.server.quiet());
            assertThat(engine.events().subscribers()).isZero();
        }
    }

    @Test
    void thatWakeUpInTimeLearnWhatTheyMissed() throws IOException {
        FakeEngine engine = new FakeEngine(new EventLimits(16, 1024, 16));
        try (ApiLab lab = new ApiLab(engine, settings -> settings.withSockets(SocketLimits.standard().withBuffer(BUFFER)
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(1))))) {
            WebSocketPeer peer = lab.events(ApiLab.ADMIN);
            peer.nextOf("hello");
            peer.say("{\"subscribe\":[\"call.created\"]}");
            while (engine.events().subscribers() == 0) {
                Thread.onSpinWait();
            }
            // no event can leave while the only loop is busy here
            ApiLab.await(java.util.concurrent.CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 100; i++) {
                    engine.events().publish(Samples.created("c_" + i));
                }
            }, lab.loops.next()));
            assertThat(peer.nextOf("lagged").get("data")).hasToString("{dropped=84, after=0}");
            assertThat(peer.nextOf("call.created")).containsEntry("seq", 85L);
        }
    }

    private static Socket small(ApiLab lab) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(lab.server.address());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static double gauge(ApiLab lab, String name) {
        return lab.metrics.scrape().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElseThrow();
    }
}
