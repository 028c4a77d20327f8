package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeepAliveCoreTest {
    private static final long SECOND = 1_000_000_000L;
    private static final KeepAliveSettings CRLF = KeepAliveSettings.DEFAULT.withInterval(Duration.ofSeconds(20));
    private static final KeepAliveSettings OPTIONS = CRLF.withKind(KeepAliveSettings.Kind.OPTIONS).withTries(3);

    private final Recorder sink = new Recorder();
    private KeepAliveCore core;
    private long now = 50 * SECOND;

    /** What the core wanted. */
    static final class Recorder implements KeepAliveSink {
        final List<String> pinged = new ArrayList<>();
        final List<Binding> probed = new ArrayList<>();
        final List<Boolean> reachable = new ArrayList<>();

        @Override
        public void ping(Binding binding) {
            pinged.add(binding.contact().toString());
        }

        @Override
        public void probe(Binding binding) {
            probed.add(binding);
        }

        @Override
        public void reachable(Binding binding, boolean yes) {
            reachable.add(yes);
        }
    }

    private void with(KeepAliveSettings settings) {
        core = new KeepAliveCore(settings, sink, new SeededIds(9), now);
    }

    private static Binding binding(String user, Reach reach) {
        return binding(user, reach, 5060);
    }

    private static Binding binding(String user, Reach reach, int port) {
        Flow flow = Flow.udp(RegistrarFixture.HERE, new InetSocketAddress("198.51.100.9", port));
        return new Binding("sip:" + user + "@rvoip.test", SipUri.of("sip:" + user + "@192.168.1.5"), 1, flow, reach, "c", 1,
                Long.MAX_VALUE / 2, "", 0, true);
    }

    private void registered(Binding binding) {
        core.onEvent(new LocationEvent.Registered(binding), now);
    }

    private void pass(long seconds) {
        long end = now + seconds * SECOND;
        while (core.nextDeadline() <= end) {
            now = Math.max(now, core.nextDeadline());
            core.onDeadline(now);
        }
        now = end;
    }

    private Binding probe() {
        pass(20);
        Binding last = sink.probed.get(sink.probed.size() - 1);
        sink.probed.clear();
        return last;
    }

    @Test
    void pingsOnceInEachInterval() {
        with(CRLF);
        registered(binding("alice", Reach.NAT_FLOW));
        for (int i = 1; i <= 10; i++) {
            pass(20);
            assertThat(sink.pinged).hasSize(i);
        }
    }

    @Test
    void leavesPhonesWithoutANatAloneUnlessTold() {
        with(CRLF);
        registered(binding("alice", Reach.CONTACT));
        registered(binding("bob", Reach.FLOW));
        assertThat(core.size()).isZero();
        with(CRLF.withEverybody(true));
        registered(binding("alice", Reach.CONTACT));
        registered(binding("bob", Reach.FLOW));
        assertThat(core.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(KeepAliveSettings.Kind.class)
    void sendsWhatItIsToldTo(KeepAliveSettings.Kind kind) {
        with(CRLF.withKind(kind));
        registered(binding("alice", Reach.NAT_FLOW));
        pass(20);
        assertThat(sink.pinged).hasSize(kind == KeepAliveSettings.Kind.CRLF ? 1 : 0);
        assertThat(sink.probed).hasSize(kind == KeepAliveSettings.Kind.OPTIONS ? 1 : 0);
    }

    @Test
    void spreadsPhonesThatRegisteredTogether() {
        with(CRLF);
        IntStream.range(0, 1000).forEach(i -> registered(binding("u" + i, Reach.NAT_FLOW)));
        int most = 0;
        for (int second = 0; second < 20; second++) {
            int before = sink.pinged.size();
            pass(1);
            most = Math.max(most, sink.pinged.size() - before);
        }
        assertThat(sink.pinged).hasSize(1000);
        assertThat(most).as("50 on average").isLessThan(90);
    }

    @Test
    void stopsWhenTheBindingEnds() {
        with(CRLF);
        Binding alice = binding("alice", Reach.NAT_FLOW);
        Binding bob = binding("bob", Reach.NAT_FLOW);
        registered(alice);
        registered(bob);
        core.onEvent(new LocationEvent.Expired(alice), now);
        core.onEvent(new LocationEvent.Unregistered(bob, LocationEvent.Removal.BY_USER), now);
        assertThat(core.size()).isZero();
        assertThat(core.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void stopsWhenThePhoneLeavesItsNat() {
        with(CRLF);
        registered(binding("alice", Reach.NAT_FLOW));
        core.onEvent(new LocationEvent.Refreshed(binding("alice", Reach.CONTACT)), now);
        assertThat(core.size()).isZero();
    }

    @Test
    void refreshKeepsThePhase() {
        with(CRLF);
        registered(binding("alice", Reach.NAT_FLOW));
        long due = core.nextDeadline();
        core.onEvent(new LocationEvent.Refreshed(binding("alice", Reach.NAT_FLOW, 7000)), now);
        assertThat(core.nextDeadline()).isEqualTo(due);
    }

    @Test
    void tellsAfterSoManyUnansweredProbesInARow() {
        with(OPTIONS);
        registered(binding("alice", Reach.NAT_FLOW));
        core.outcome(probe(), false);
        core.outcome(probe(), false);
        core.outcome(probe(), true);
        core.outcome(probe(), false);
        core.outcome(probe(), false);
        assertThat(sink.reachable).isEmpty();
        core.outcome(probe(), false);
        assertThat(sink.reachable).containsExactly(false);
        core.outcome(probe(), false);
        assertThat(sink.reachable).as("told once").containsExactly(false);
    }

    @Test
    void tellsWhenAnUnreachablePhoneAnswersAgain() {
        with(OPTIONS.withTries(1));
        Binding alice = binding("alice", Reach.NAT_FLOW);
        registered(alice);
        core.outcome(probe(), false);
        core.onEvent(new LocationEvent.Unreachable(alice.withReachable(false)), now);
        core.outcome(probe(), true);
        assertThat(sink.reachable).containsExactly(false, true);
        core.onEvent(new LocationEvent.Reachable(alice), now);
        core.outcome(probe(), true);
        assertThat(sink.reachable).containsExactly(false, true);
    }

    @Test
    void asksOneQuestionAtATime() {
        with(OPTIONS);
        registered(binding("alice", Reach.NAT_FLOW));
        pass(100);
        assertThat(sink.probed).hasSize(1);
    }

    @Test
    void outcomeForAFormerFlowSaysNothingAboutTheNewOne() {
        with(OPTIONS.withTries(1));
        registered(binding("alice", Reach.NAT_FLOW));
        Binding old = probe();
        core.onEvent(new LocationEvent.Refreshed(binding("alice", Reach.NAT_FLOW, 7000)), now);
        core.outcome(old, false);
        assertThat(sink.reachable).isEmpty();
        Binding probed = probe();
        assertThat(probed.source().getPort()).isEqualTo(7000);
        core.outcome(old, false);
        assertThat(sink.reachable).as("while the new flow is asked").isEmpty();
        core.outcome(probed, false);
        assertThat(sink.reachable).containsExactly(false);
    }

    @Test
    void outcomeAfterTheEndIsIgnored() {
        with(OPTIONS.withTries(1));
        Binding alice = binding("alice", Reach.NAT_FLOW);
        registered(alice);
        Binding probed = probe();
        core.onEvent(new LocationEvent.Expired(alice), now);
        core.outcome(probed, false);
        assertThat(sink.reachable).isEmpty();
    }
}
