package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.EventLimits;
import io.rvoip.common.Rate;
import io.rvoip.engine.EngineEvent;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event WebSocket as a client sees it. */
class EventsTest {
    private static final String EVENTS = ApiLab.secretOf(Scope.EVENTS_READ);

    private final ApiLab lab = new ApiLab(new FakeEngine(new EventLimits(64, 64, 10)), settings -> settings
            .withSockets(SocketLimits.standard().withSockets(3, 2).withMessages(1024, new Rate(1, 20))));

    @AfterEach
    void close() {
        lab.close();
    }

    private void publish(EngineEvent event) {
        lab.engine.events().publish(event);
    }

    @Nested
    class Subscription {
        @Test
        void beginsWithTheLatestNumber() {
            publish(Samples.created("c_0"));
            Map<String, Object> hello = lab.events(EVENTS).nextOf("hello");
            assertThat(hello).containsEntry("v", 1L).containsEntry("seq", 1L);
        }

        @Test
        void bringsWhatWasAskedForInOrder() {
            WebSocketPeer peer = subscribed("[\"call.*\",\"dtmf\"]");
            publish(Samples.created("c_1"));
            publish(new EngineEvent.AdmissionRefused("sip:x@y", "calls", Samples.NOON));
            publish(new EngineEvent.AuthenticationFailed("a", "b", "c", Samples.NOON));
            publish(Samples.dtmf("c_1", '7'));
            publish(Samples.ended("c_1"));
            assertThat(peer.nextOf("call.created")).containsEntry("call", "c_1").containsEntry("seq", 1L)
                    .containsEntry("time", "2026-11-22T12:00:00.123Z");
            assertThat(peer.nextOf("call.refused")).containsEntry("seq", 2L);
            Map<String, Object> digit = peer.nextOf("dtmf");
            assertThat(digit).containsEntry("seq", 4L).containsEntry("leg", "l_a");
            assertThat(digit.get("data")).hasToString("{digit=7}");
            Map<String, Object> ended = peer.nextOf("call.ended");
            assertThat(ended.get("data").toString()).contains("cause=rejected", "status=486", "cause=17");
        }

        @Test
        void isReplacedByTheNext() {
            WebSocketPeer peer = subscribed("[\"call.*\"]");
            peer.say("{\"subscribe\":[\"dtmf\"]}").ping("sync");
            publish(Samples.created("c_1"));
            publish(Samples.dtmf("c_1", '1'));
            assertThat(peer.nextOf("dtmf")).containsEntry("seq", 2L);
        }

        @Test
        void canBeEverythingAndNothing() {
            WebSocketPeer peer = subscribed("[\"*\"]");
            publish(Samples.created("c_1"));
            assertThat(peer.nextOf("call.created")).containsEntry("call", "c_1");
            peer.say("{\"subscribe\":[]}").ping("sync");
            publish(Samples.created("c_2"));
            peer.ping("sync");
            assertThat(peer.pending()).isZero();
            peer.say("{\"subscribe\":[\"*\"],\"resumeAfter\":1}");
            assertThat(peer.nextOf("call.created")).containsEntry("call", "c_2");
        }

        @Test
        void hasTheSameIdsOnEverySocket() {
            WebSocketPeer one = subscribed("[\"*\"]");
            WebSocketPeer two = subscribed("[\"call.created\"]");
            publish(Samples.created("c_1"));
            assertThat(one.next().get("id")).isEqualTo(two.next().get("id"));
        }
    }

    @Nested
    class Resume {
        @Test
        void bringsWhatWasMissed() {
            for (int i = 1; i <= 5; i++) {
                publish(Samples.created("c_" + i));
            }
            WebSocketPeer peer = resumed(2);
            assertThat(peer.next()).containsEntry("seq", 3L);
            assertThat(peer.next()).containsEntry("seq", 4L);
            assertThat(peer.next()).containsEntry("seq", 5L);
            publish(Samples.created("c_6"));
            assertThat(peer.next()).containsEntry("seq", 6L);
        }

        @Test
        void tellsWhatCanNoLongerBeReplayed() {
            for (int i = 1; i <= 25; i++) {
                publish(Samples.created("c_" + i));
            }
            WebSocketPeer peer = resumed(3);
            assertThat(peer.nextOf("gap").get("data")).hasToString("{from=4, to=15}");
            for (long i = 16; i <= 25; i++) {
                assertThat(peer.next()).containsEntry("seq", i);
            }
        }

        @Test
        void afterARestartSaysSo() {
            publish(Samples.created("c_1"));
            WebSocketPeer peer = resumed(18_000);
            assertThat(peer.nextOf("gap").get("data").toString()).contains("restarted=true");
            assertThat(peer.next()).containsEntry("seq", 1L);
        }

        @Test
        void neverShowsAnEventTwice() {
            WebSocketPeer peer = subscribed("[\"*\"]");
            publish(Samples.created("c_1"));
            peer.nextOf("call.created");
            peer.say("{\"subscribe\":[\"*\"],\"resumeAfter\":1}");
            publish(Samples.created("c_2"));
            assertThat(peer.next()).containsEntry("seq", 2L);
        }

        private WebSocketPeer resumed(long after) {
            WebSocketPeer peer = lab.events(EVENTS);
            peer.nextOf("hello");
            return peer.say("{\"subscribe\":[\"*\"],\"resumeAfter\":" + after + "}");
        }
    }

    @Nested
    class BadMessages {
        @ParameterizedTest
        @ValueSource(strings = {"", "hello", "[]", "{}", "{\"subscribe\":\"*\"}", "{\"subscribe\":[1]}",
            "{\"subscribe\":[\"queue.support\"]}", "{\"subscribe\":[\"call.*.x\"]}", "{\"subscribe\":[\".*\"]}",
            "{\"subscribe\":[\"hello\"]}", "{\"subscribe\":[\"*\"],\"resumeAfter\":-1}",
            "{\"subscribe\":[\"*\"],\"resumeAfter\":1.5}", "{\"subscribe\":[\"*\"],\"more\":1}",
            "{\"subscribe\":[\"*\"],\"subscribe\":[\"*\"]}", "{\"subscribe\":[\"*\"]} x"})
        void closeWith1008(String text) {
            WebSocketPeer peer = lab.events(EVENTS);
            peer.nextOf("hello");
            peer.say(text);
            assertThat(peer.closeCode()).isEqualTo(1008);
        }

        @Test
        void withTooManyPatternsCloseWith1008() {
            WebSocketPeer peer = lab.events(EVENTS);
            peer.say("{\"subscribe\":[" + "\"*\",".repeat(32) + "\"*\"]}");
            assertThat(peer.closeCode()).isEqualTo(1008);
        }

        @Test
        void thatAreBinaryCloseWith1003() {
            WebSocketPeer peer = lab.events(EVENTS);
            ApiLab.await(peer.socket().sendBinary(ByteBuffer.wrap(new byte[] {1}), true));
            assertThat(peer.closeCode()).isEqualTo(1003);
        }

        @Test
        void overTheLimitCloseWith1009() {
            WebSocketPeer peer = lab.events(EVENTS);
            peer.say("{\"subscribe\":[\"" + "x".repeat(2000) + "\"]}");
            assertThat(peer.closeCode()).isEqualTo(1009);
        }

        @Test
        void inFragmentsOverTheLimitCloseWith1009() {
            WebSocketPeer peer = lab.events(EVENTS);
            ApiLab.await(peer.socket().sendText(" ".repeat(700), false));
            ApiLab.await(peer.socket().sendText(" ".repeat(700), true));
            assertThat(peer.closeCode()).isEqualTo(1009);
        }

    }

    @Nested
    class BadFrames {
        @Test
        void thatAnnounceTooMuchCloseWith1009() throws IOException {
            try (RawWebSocket raw = raw()) {
                raw.announce(1L << 31);
                assertThat(raw.closeCode()).isEqualTo(1009);
            }
        }

        @Test
        void withoutMaskCloseWith1002() throws IOException {
            try (RawWebSocket raw = raw()) {
                raw.unmasked("{\"subscribe\":[\"*\"]}");
                assertThat(raw.closeCode()).isEqualTo(1002);
            }
        }

        @Test
        void withReservedBitsCloseWith1002() throws IOException {
            try (RawWebSocket raw = raw()) {
                raw.frame(0x80 | 0x40 | RawWebSocket.TEXT, "{\"subscribe\":[\"*\"]}".getBytes(StandardCharsets.UTF_8));
                assertThat(raw.closeCode()).isEqualTo(1002);
            }
        }

        @Test
        void withBadUtf8CloseWith1007() throws IOException {
            try (RawWebSocket raw = raw()) {
                raw.frame(0x80 | RawWebSocket.TEXT, new byte[] {'{', (byte) 0xc0, (byte) 0xaf, '}'});
                assertThat(raw.closeCode()).isEqualTo(1007);
            }
        }

        @Test
        void thatContinueNothingCloseWith1002() throws IOException {
            try (RawWebSocket raw = raw()) {
                raw.frame(0x80, new byte[] {'x'});
                assertThat(raw.closeCode()).isEqualTo(1002);
            }
        }

        @Test
        void comingTooOftenCloseWith1008() throws IOException {
            try (RawWebSocket raw = raw()) {
                for (int i = 0; i < 40; i++) {
                    raw.frame(0x80 | RawWebSocket.PING, new byte[0]);
                }
                assertThat(raw.closeCode()).isEqualTo(1008);
            }
        }

        @Test
        void withoutEndAreBounded() throws IOException {
            try (RawWebSocket raw = raw()) {
                raw.frame(RawWebSocket.TEXT, new byte[0]);
                for (int i = 0; i < 40; i++) {
                    raw.frame(0, new byte[0]);
                }
                assertThat(raw.closeCode()).isEqualTo(1008);
            }
        }

        private RawWebSocket raw() throws IOException {
            return new RawWebSocket(lab.connect(), EVENTS);
        }
    }

    @Nested
    class Handshake {
        @Test
        void needsTheSubProtocol() {
            assertThat(lab.upgradeRefusal(EVENTS, builder -> builder)).isEqualTo(400);
            assertThat(lab.upgradeRefusal(EVENTS, builder -> builder.subprotocols("chat"))).isEqualTo(400);
        }

        @Test
        void refusesForeignPages() {
            assertThat(lab.upgradeRefusal(EVENTS, builder -> builder.subprotocols("rvoip.events.v1")
                    .header("Origin", "https://evil.example"))).isEqualTo(403);
        }

        @Test
        void isToldWhatIsMissing() throws IOException {
            String[] lines = {"Host: 127.0.0.1", ApiLab.authorization(EVENTS)};
            assertThat(lab.rawGet("/v1/events", lines)).startsWith("HTTP/1.1 426")
                    .containsIgnoringCase("upgrade: websocket");
            String old = handshake("Sec-WebSocket-Version: 8", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(old).startsWith("HTTP/1.1 426").containsIgnoringCase("sec-websocket-version: 13");
            for (String key : new String[] {"c2hvcnQ=", "???"}) {
                assertThat(handshake("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + key))
                        .startsWith("HTTP/1.1 400");
            }
        }

        @Test
        void isRefusedBeyondTheShareOfAKeyAndBeyondAll() {
            WebSocketPeer first = lab.events(EVENTS);
            WebSocketPeer second = lab.events(EVENTS);
            assertThat(lab.upgradeRefusal(EVENTS, EventsTest::subprotocol)).isEqualTo(429);
            WebSocketPeer third = lab.events(ApiLab.ADMIN);
            assertThat(lab.upgradeRefusal(ApiLab.ADMIN, EventsTest::subprotocol)).isEqualTo(503);
            for (WebSocketPeer peer : new WebSocketPeer[] {first, second, third}) {
                ApiLab.await(peer.socket().sendClose(1000, ""));
                assertThat(peer.closeCode()).isEqualTo(1000);
            }
        }

        private String handshake(String... more) throws IOException {
            String all = ApiLab.lines("Host: 127.0.0.1", ApiLab.authorization(EVENTS), "Upgrade: websocket",
                    "Sec-WebSocket-Protocol: rvoip.events.v1") + ApiLab.lines(more);
            return lab.raw("GET /v1/events HTTP/1.1\r\nConnection: upgrade, close\r\n" + all + "\r\n");
        }
    }

    @Test
    void pingsOfTheClientAreAnswered() {
        WebSocketPeer peer = lab.events(EVENTS);
        assertThat(peer.ping("are you there")).isEqualTo("are you there");
    }

    @Test
    void silentClientsArePingedAndThenCutOff() throws IOException {
        try (ApiLab quick = new ApiLab(settings -> settings.withSockets(SocketLimits.standard()
                .withTimeouts(Duration.ofSeconds(10), Duration.ofMillis(300), Duration.ofSeconds(1))))) {
            WebSocketPeer answering = quick.events(EVENTS);
            ApiLab.await(answering.pinged());
            try (RawWebSocket silent = new RawWebSocket(quick.connect(), EVENTS)) {
                assertThat(silent.closeCode()).as("cut off without ceremony").isEqualTo(-1);
            }
            assertThat(answering.closed()).as("answers pings").isNotDone();
        }
    }

    @Test
    void stoppingSaysGoingAway() {
        WebSocketPeer peer = lab.events(EVENTS);
        peer.nextOf("hello");
        ApiLab.await(lab.server.stop(Duration.ofSeconds(5)));
        assertThat(peer.closeCode()).isEqualTo(1001);
        assertThat(lab.engine.events().subscribers()).isZero();
    }

    @Test
    void switchedOffTheyAreNotThere() {
        try (ApiLab off = new ApiLab(settings -> settings.withWebSocket(false))) {
            assertThat(off.get("/v1/events", ApiLab.ADMIN).statusCode()).isEqualTo(404);
            assertThat(off.get("/openapi.json", ApiLab.ADMIN).body()).doesNotContain("/v1/events\":");
        }
    }

    private static WebSocket.Builder subprotocol(WebSocket.Builder builder) {
        return builder.subprotocols("rvoip.events.v1");
    }

    private WebSocketPeer subscribed(String patterns) {
        WebSocketPeer peer = lab.events(EVENTS);
        peer.nextOf("hello");
        peer.say("{\"subscribe\":" + patterns + "}");
        peer.ping("sync");
        return peer;
    }
}
