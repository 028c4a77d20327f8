package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Shards, and the life of a stack. */
class SipStackTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 3);
    private final VirtualHost hostA = network.host();
    private final VirtualHost hostB = network.host();
    private final Node alice = Node.on(time, hostA, hostA.at(5060), 100, shards(4));
    private final Node bob = Node.on(time, hostB, hostB.at(5060), 200, shards(3));

    private static Node.Setup shards(int count) {
        Node.Setup setup = new Node.Setup();
        setup.trace = TraceSettings.DEFAULT;
        setup.shards = count;
        return setup;
    }

    private InviteSession callFrom(SipShard shard, Recorder events) {
        InviteSession[] made = new InviteSession[1];
        shard.loop().execute(() -> made[0] = shard.userAgent().invite(alice.requestTo(bob.uri("bob")), events));
        time.runReady();
        return made[0];
    }

    @Test
    void callIdsLeadBackToTheirShard() {
        bob.onInvitation = Invitation::accept;
        for (SipShard shard : alice.stack.shards()) {
            for (int i = 0; i < 10; i++) {
                InviteSession session = callFrom(shard, new Recorder());
                assertThat(alice.stack.shardOf(session.callId())).isSameAs(shard);
                time.advance(Duration.ofMillis(10));
                assertThat(session.state()).isEqualTo(SessionState.CONFIRMED);
            }
        }
        assertThat(bob.stack.shards()).allMatch(shard -> !shard.userAgent().sessions().isEmpty());
    }

    @Test
    void theTraceHasWhatWasSaidInEachCallOnBothSides() {
        bob.onInvitation = Invitation::accept;
        for (SipShard shard : alice.stack.shards()) {
            InviteSession session = callFrom(shard, new Recorder());
            time.advance(Duration.ofSeconds(1));
            shard.loop().execute(() -> session.hangup());
            time.advance(Duration.ofSeconds(1));
            List<String> said = trace(alice, session.callId());
            assertThat(said).containsSubsequence("> INVITE", "< 200", "> ACK", "> BYE", "< 200");
            assertThat(trace(bob, session.callId())).as("seen from the other side").isEqualTo(said.stream()
                    .map(line -> (line.startsWith(">") ? "<" : ">") + line.substring(1)).toList());
        }
        assertThat(trace(alice, "nobody's")).isEmpty();
    }

    private List<String> trace(Node node, String callId) {
        CompletableFuture<CallTrace> traced = node.stack.trace(callId).toCompletableFuture();
        time.runReady();
        return traced.join().messages().stream().map(one -> (one.outgoing() ? "> " : "< ") + (one.message() instanceof SipRequest request
                ? request.method().name() : String.valueOf(((SipResponse) one.message()).status()))).toList();
    }

    @Test
    void withoutATraceThereIsNone() {
        Node plain = Node.on(time, hostA, hostA.at(5070), 300);
        assertThat(plain.stack.trace("any").toCompletableFuture()).isCompletedWithValue(CallTrace.NONE);
    }

    @Test
    void newCallsTakeTurns() {
        assertThat(List.of(alice.stack.nextShard(), alice.stack.nextShard(), alice.stack.nextShard()))
                .extracting(SipShard::index).containsExactly(0, 1, 2);
    }

    @Test
    void drainWaitsThenEndsWhatIsLeft() {
        bob.onInvitation = Invitation::accept;
        Recorder events = new Recorder();
        InviteSession session = callFrom(alice.stack.shards().get(1), events);
        time.advance(Duration.ofSeconds(1));
        CompletableFuture<Void> drained = alice.stack.drain(Duration.ofSeconds(30)).toCompletableFuture();
        time.advance(Duration.ofSeconds(29));
        assertThat(session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(drained).isNotDone();
        assertThatThrownBy(() -> callFrom(alice.stack.shards().get(0), new Recorder()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("draining");
        time.advance(Duration.ofSeconds(2));
        assertThat(events.end().cause()).isEqualTo(EndCause.SHUTDOWN);
        assertThat(bob.incoming.get(0).end().who()).isEqualTo(EndParty.REMOTE);
        assertThat(drained).isDone();
    }

    @Test
    void drainingStackRefusesCallsWith503() {
        bob.stack.drain(Duration.ofMinutes(1));
        Recorder events = new Recorder();
        callFrom(alice.stack.shards().get(0), events);
        time.advance(Duration.ofSeconds(1));
        assertThat(events.end().status()).isEqualTo(503);
    }

    @Test
    void drainRemovesRegistrations() {
        bob.methods.clear();
        Registration[] made = new Registration[1];
        SipShard shard = alice.stack.shards().get(0);
        shard.loop().execute(() -> made[0] = shard.userAgent().register(
                RegistrationRequest.of(bob.uri(""), NameAddr.of(bob.uri("alice"))), RegistrationListener.NONE));
        time.advance(Duration.ofSeconds(1));
        assertThat(made[0].state()).isInstanceOf(RegistrationState.Rejected.class);
        CompletableFuture<Void> drained = alice.stack.drain(Duration.ofSeconds(1)).toCompletableFuture();
        time.advance(Duration.ofSeconds(40));
        assertThat(drained).isDone();
        assertThat(made[0].state()).isInstanceOf(RegistrationState.Unregistered.class);
    }

    @Test
    void countsAreReadOnTheLoops() {
        callFrom(alice.stack.shards().get(0), new Recorder());
        CompletableFuture<StackCounts> counts = alice.stack.counts().toCompletableFuture();
        time.runReady();
        assertThat(counts.join().agents().sessions()).isEqualTo(1);
        assertThat(counts.join().isZero()).isFalse();
    }

    @Test
    void optionsFindWhoIsThere() {
        CompletableFuture<RequestOutcome> there = ask(bob.uri("bob"));
        CompletableFuture<RequestOutcome> nowhere = ask(SipUri.of("sip:x@10.200.0.1"));
        CompletableFuture<RequestOutcome> unknown = ask(SipUri.of("sip:x@host.invalid"));
        time.advance(Duration.ofSeconds(33));
        assertThat(there.join()).isInstanceOfSatisfying(RequestOutcome.Answered.class,
                outcome -> assertThat(outcome.response().status()).isEqualTo(200));
        assertThat(nowhere.join().answered()).isFalse();
        assertThat(unknown.join()).isInstanceOf(RequestOutcome.Unreachable.class);
    }

    private CompletableFuture<RequestOutcome> ask(SipUri target) {
        SipShard shard = alice.stack.shards().get(0);
        CompletableFuture<RequestOutcome> outcome = shard.call(agent ->
                agent.ask(PlainRequest.options(target, NameAddr.of(alice.uri("alice")))))
                .thenCompose(stage -> stage).toCompletableFuture();
        time.runReady();
        return outcome;
    }

    @Test
    void listenersThatThrowDoNotHarmTheCall() {
        bob.onInvitation = Invitation::accept;
        SipShard shard = alice.stack.shards().get(0);
        InviteSession[] made = new InviteSession[1];
        shard.loop().execute(() -> made[0] = shard.userAgent().invite(
                alice.requestTo(bob.uri("bob")), (session, event) -> {
                    throw new IllegalStateException("a bug of the application");
                }));
        time.advance(Duration.ofSeconds(1));
        assertThat(made[0].state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(bob.incoming.get(0).names()).containsExactly("Answered", "Confirmed");
    }

    @Test
    void handlerThatThrowsRefusesTheCall() {
        bob.onInvitation = invitation -> {
            throw new IllegalStateException("a bug of the application");
        };
        Recorder events = new Recorder();
        callFrom(alice.stack.shards().get(0), events);
        time.advance(Duration.ofSeconds(1));
        assertThat(events.end().status()).isEqualTo(500);
        assertThat(bob.incoming.get(0).end().cause()).isEqualTo(EndCause.FAULT);
    }

    @Test
    void listenFailsByName() {
        CompletableFuture<?> refused = alice.stack.listen(List.of(
                new ListenAddress(TransportProtocol.TLS, hostA.at(5061)))).toCompletableFuture();
        time.runReady();
        assertThat(refused).isCompletedExceptionally();
        assertThatThrownBy(refused::join).hasMessageContaining("tls");
    }

    @Test
    void limitOnCallsIsTold() {
        UserAgentSettings narrow = UserAgentSettings.DEFAULT.withLimits(UserAgentLimits.DEFAULT.withMaxSessions(1));
        Node.Setup setup = new Node.Setup();
        setup.settings = narrow;
        VirtualHost host = network.host();
        Node small = Node.on(time, host, host.at(5060), 300, setup);
        small.call(small.requestTo(bob.uri("bob")));
        assertThatThrownBy(() -> small.call(small.requestTo(bob.uri("bob")))).isInstanceOf(CallLimitException.class);
    }
}
