package io.rvoip.sip.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.sip.SipParser;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

class IntakeTest {
    private static final Flow FLOW = Flow.udp(
            new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress("192.0.2.2", 40000));

    private final ManualTime time = new ManualTime();
    private final Loop io = time.loop("io");
    private final TestMetrics metrics = new TestMetrics();
    private final List<RecordingInbox> inboxes = new ArrayList<>();
    private final CountingBacklog backlog = new CountingBacklog();

    private static final class CountingBacklog implements Backlog {
        private int waiting;
        private int most = Integer.MAX_VALUE;

        @Override
        public boolean enter() {
            if (waiting >= most) {
                return false;
            }
            waiting++;
            return true;
        }

        @Override
        public void leave() {
            waiting--;
        }
    }

    private Intake intake(Loop... loops) {
        List<Shard> shards = new ArrayList<>();
        for (Loop loop : loops) {
            RecordingInbox inbox = new RecordingInbox();
            inboxes.add(inbox);
            shards.add(new Shard(loop, inbox));
        }
        LocalNames names = new LocalNames(List.of(), new LocalRoutes(remote -> Optional.empty(), time));
        return new Intake(new SipParser(), Shards.byHash(shards), names, new TransportMetrics(metrics, time));
    }

    private void take(Intake intake, String text) {
        io.execute(() -> intake.take(Unpooled.wrappedBuffer(text.getBytes(UTF_8)), FLOW, backlog));
        time.advance(Duration.ofMillis(1));
    }

    @Test
    void handsAllMessagesOfACallToOneShard() {
        Intake intake = intake(time.loop("a"), time.loop("b"), time.loop("c"));
        for (int i = 0; i < 30; i++) {
            take(intake, Requests.options("UDP h;branch=z9hG4bK1", "call-" + i % 10));
        }

        assertThat(inboxes.stream().mapToInt(inbox -> inbox.received.size()).sum()).isEqualTo(30);
        for (int i = 0; i < 10; i++) {
            String callId = "call-" + i;
            assertThat(inboxes.stream().filter(inbox -> inbox.received.stream()
                    .anyMatch(got -> got.message().callId().equals(callId)))).hasSize(1);
        }
        assertThat(inboxes).filteredOn(inbox -> !inbox.received.isEmpty()).hasSizeGreaterThan(1);
        assertThat(backlog.waiting).isZero();
    }

    @Test
    void deliversAtOnceWhenTheShardReadsItself() {
        Intake intake = intake(io);
        io.execute(() -> {
            intake.take(Unpooled.wrappedBuffer(Requests.options("UDP h;branch=z9hG4bK1", "c").getBytes(UTF_8)),
                    FLOW, backlog);
            assertThat(inboxes.get(0).received).hasSize(1);
        });
        time.runReady();

        assertThat(inboxes.get(0).received).hasSize(1);
    }

    @Test
    void dropsWhatDoesNotFitTheBacklog() {
        backlog.most = 0;
        take(intake(time.loop("a")), Requests.options("UDP h;branch=z9hG4bK1", "c"));

        assertThat(inboxes.get(0).received).isEmpty();
        assertThat(metrics.count("rvoip_sip_dropped_total", "reason", "backlog")).isOne();
    }

    @Test
    void survivesAShardThatHasShutDown() {
        Loop dead = Mockito.mock(Loop.class);
        Mockito.doThrow(new RejectedExecutionException()).when(dead).execute(Mockito.any());
        Intake intake = intake(dead);
        take(intake, Requests.options("UDP h;branch=z9hG4bK1", "c"));
        intake.closed(FLOW, "gone");

        assertThat(metrics.count("rvoip_sip_dropped_total", "reason", "closed")).isEqualTo(2);
        assertThat(backlog.waiting).isZero();
    }

    @Test
    void tellsEveryShardOfALostConnection() {
        Intake intake = intake(time.loop("a"), time.loop("b"));
        intake.closed(FLOW, "gone");
        time.runReady();

        assertThat(inboxes).allMatch(inbox -> inbox.closed.contains(new RecordingInbox.Closed(FLOW, "gone")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 0", "Content-Length: -1"})
    void dropsWhatHasNoRoomForWhereItCameFrom(String length) {
        Intake intake = intake(io);
        String line = "v: SIP/2.0/UDP " + "h".repeat(200) + ";x=" + "y".repeat(7_700) + ";branch=z9hG4bK1\r\n";
        String text = Requests.options("UDP h;rport;branch=z9hG4bK1", "c").replaceFirst("v: ", line.repeat(8) + "v: ")
                .replace("Content-Length: 0", length);
        String full = text.replaceFirst("X-Odd:", "X: " + "z".repeat(65_530 - text.length() - 5) + "\r\nX-Odd:");
        assertThat(full).hasSize(65_530);
        take(intake, full);
        take(intake, Requests.options("UDP h;branch=z9hG4bK2", "good"));

        assertThat(inboxes.get(0).received).singleElement()
                .satisfies(got -> assertThat(got.message().callId()).isEqualTo("good"));
        assertThat(metrics.total("rvoip_sip_parse_errors_total")).isOne();
    }

    @Test
    void refusesWithoutACallIdAtTheFirstShard() {
        Intake intake = intake(time.loop("a"), time.loop("b"));
        take(intake, Requests.options("UDP h;rport;branch=z9hG4bK1", "c").replace("Call-ID: c\r\n", ""));

        assertThat(inboxes.get(0).refused).hasSize(1);
        assertThat(inboxes.get(1).refused).isEmpty();
        assertThat(metrics.total("rvoip_sip_messages_total")).isZero();
    }
}
