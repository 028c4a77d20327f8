package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.ice4j.Ice4j;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.testing.TestMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ice4j behind the port, against our own agent on real sockets of the loopback. */
@Timeout(30)
class Ice4jAgentTest {
    private final TestMetrics metrics = new TestMetrics();
    private final ExecutorService island = Executors.newFixedThreadPool(2);
    private final Ice4j library = new Ice4j(island, CryptoProvider.jdk(), metrics);

    @AfterEach
    void endIsland() {
        island.shutdown();
    }

    @ParameterizedTest
    @EnumSource(IceRole.class)
    void connectsInEitherRole(IceRole its) throws IOException {
        try (SocketPeer ours = new SocketPeer(IceConfig.FULL); SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            connect(ours, theirs, its);

            assertThat(theirs.agent.role()).isEqualTo(its);
            assertThat(ours.agent.role()).isEqualTo(its.other());
            hearEachOther(ours, theirs);
        }
    }

    @Test
    void settlesWhoControls() throws IOException {
        try (SocketPeer ours = new SocketPeer(IceConfig.FULL); SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            introduce(ours, theirs);
            ours.agent.start(IceRole.CONTROLLING, ours.now());
            theirs.agent.start(IceRole.CONTROLLING, theirs.now());
            awaitConnected(ours, theirs);

            assertThat(SocketPeer.run(() -> theirs.agent.role() == ours.agent.role().other(), 3, ours, theirs)).isTrue();
            hearEachOther(ours, theirs);
        }
    }

    @Test
    void connectsToALiteAgent() throws IOException {
        try (SocketPeer ours = new SocketPeer(IceConfig.LITE); SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            theirs.agent.remoteIsLite(theirs.now());
            connect(ours, theirs, IceRole.CONTROLLED);

            assertThat(theirs.agent.role()).isEqualTo(IceRole.CONTROLLING);
            hearEachOther(ours, theirs);
        }
    }

    /** As behind a NAT: the far end is known by nothing but its checks. */
    @Test
    void findsWhoNamesNoCandidate() throws IOException {
        try (SocketPeer ours = new SocketPeer(IceConfig.FULL); SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            SocketPeer.run(() -> !theirs.candidates.isEmpty(), 3, theirs);
            exchange(ours, theirs);
            theirs.candidates.forEach(candidate -> ours.agent.remoteCandidate(0, candidate, ours.now()));
            theirs.agent.start(IceRole.CONTROLLED, theirs.now());
            ours.agent.start(IceRole.CONTROLLING, ours.now());
            awaitConnected(ours, theirs);

            hearEachOther(ours, theirs);
        }
    }

    @Test
    void restartsWithOtherCredentialsAndIsHeardMeanwhile() throws IOException {
        try (SocketPeer ours = new SocketPeer(IceConfig.FULL); SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            connect(ours, theirs, IceRole.CONTROLLING);
            String before = theirs.agent.credentials().fragment();
            Stream.of(ours, theirs).forEach(one -> {
                one.agent.restart(one.now());
                one.candidates.clear();
                one.agent.gather(List.of(new IceSocket(0, 1, one.address())), one.now());
            });

            assertThat(theirs.agent.credentials().fragment()).isNotEqualTo(before);
            assertThat(theirs.agent.selected(0, 1)).as("in use until there is another").isPresent();
            hearEachOther(ours, theirs);
            connect(ours, theirs, IceRole.CONTROLLED);
            hearEachOther(ours, theirs);
        }
    }

    @Test
    void failsWithAReasonWhereNobodyAnswers() throws IOException {
        IceConfig hasty = IceConfig.FULL.withTimes(IceTimes.DEFAULT.withPatience(Duration.ofMillis(300)).withMost(Duration.ofSeconds(2)));
        try (SocketPeer deaf = new SocketPeer(IceConfig.FULL); SocketPeer theirs = new SocketPeer(hasty, library)) {
            theirs.agent.remoteCandidate(0, deaf.candidates.get(0).over(IceTransport.TCP_PASSIVE), theirs.now());
            introduce(deaf, theirs);
            theirs.agent.start(IceRole.CONTROLLING, theirs.now());

            assertThat(theirs.run(() -> theirs.agent.state() == IceState.FAILED, 6)).isTrue();
            assertThat(theirs.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.CHECKS_FAILED);
        }
    }

    @Test
    void asksForConsentAsLongAsItIsConnected() throws IOException {
        try (SocketPeer ours = new SocketPeer(IceConfig.FULL); SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            connect(ours, theirs, IceRole.CONTROLLING);
            SocketPeer.run(() -> false, 1, ours, theirs); // what belongs to the search is over
            long asked = ours.answered;

            assertThat(SocketPeer.run(() -> ours.answered > asked, 8, ours, theirs)).as("every 4 to 6 s").isTrue();
        }
    }

    /** The time is the caller's: 30 s in which nothing of the library reaches the loop. */
    @Test
    void fallsSilentWithoutConsent() throws IOException {
        try (SocketPeer ours = new SocketPeer(IceConfig.FULL); SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            connect(ours, theirs, IceRole.CONTROLLING);
            long heard = theirs.agent.nextDeadline();
            theirs.agent.onDeadline(heard);
            theirs.agent.onDeadline(heard + Duration.ofSeconds(29).toNanos());
            assertThat(theirs.agent.state()).isEqualTo(IceState.CONNECTED);
            theirs.agent.onDeadline(heard + Duration.ofSeconds(30).toNanos());

            assertThat(theirs.agent.state()).isEqualTo(IceState.FAILED);
            assertThat(theirs.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.CONSENT_LOST);
            assertThat(theirs.agent.send(0, 1, Unpooled.buffer(), theirs.now())).as("silent").isFalse();
        }
    }

    @Test
    void endsWhereASecondFarEndAnswers() throws IOException {
        try (SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            theirs.agent.turnTo("first", theirs.now());
            theirs.agent.turnTo("first", theirs.now());
            assertThat(theirs.failures).isEmpty();
            theirs.agent.turnTo("second", theirs.now());

            assertThat(theirs.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.LIBRARY);
        }
    }

    @Test
    void givesTheLibraryNothingFromWhoDoesNotKnowThePassword() throws IOException {
        try (SocketPeer theirs = new SocketPeer(IceConfig.FULL, library)) {
            SocketPeer.run(() -> !theirs.candidates.isEmpty(), 3, theirs);
            String name = theirs.agent.credentials().fragment() + ":guess";
            CryptoProvider crypto = CryptoProvider.jdk();
            offer(theirs, request(name, message -> message));
            offer(theirs, request(name, message -> message.integrity(StunKey.shortTerm("guessguessguessguessguess"), crypto)));

            assertThat(metrics.count("rvoip_ice_dropped_total", "reason", "no-integrity")).isEqualTo(1);
            assertThat(metrics.count("rvoip_ice_dropped_total", "reason", "wrong-password")).isEqualTo(1);
            IceLimits limits = IceLimits.DEFAULT;
            StunKey key = StunKey.shortTerm(theirs.agent.credentials().password());
            for (int port = 1; port <= limits.peerReflexive() + 3; port++) {
                ByteBuf good = request(name, message -> message.integrity(key, crypto)).encode();
                theirs.agent.received(good, theirs.address(), new InetSocketAddress("127.0.0.2", port), theirs.now());
            }
            assertThat(metrics.count("rvoip_ice_dropped_total", "reason", "table-full")).isEqualTo(3);
        }
    }

    private static StunMessage request(String name, UnaryOperator<StunMessageBuilder> seal) {
        return seal.apply(StunMessage.bindingRequest(new TransactionId(1, System.nanoTime()))
                .add(new StunAttribute.Username(name))
                .add(new StunAttribute.Priority(1))).fingerprint().build();
    }

    private static void offer(SocketPeer to, StunMessage message) {
        assertThat(to.agent.received(message.encode(), to.address(), to.address(), to.now())).isTrue();
    }

    @Test
    void endsItsThreadsWhenItIsClosed() throws IOException {
        long before = connectors();
        SocketPeer ours = new SocketPeer(IceConfig.FULL);
        SocketPeer theirs = new SocketPeer(IceConfig.FULL, library);
        connect(ours, theirs, IceRole.CONTROLLING);
        assertThat(connectors()).as("one for its socket").isEqualTo(before + 1);
        theirs.close();
        ours.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> connectors() == before);
        theirs.agent.close();
        assertThat(theirs.agent.state()).isEqualTo(IceState.CLOSED);
        assertThat(theirs.agent.send(0, 1, Unpooled.buffer(), theirs.now())).isFalse();
    }

    @Test
    void namesWhatItCannotDo() {
        IceConfig servers = IceConfig.FULL.withServers(IceServer.stun("stun:stun.example.com"));
        assertThat(Ice4j.refusal(servers).orElse("")).startsWith("servers");
        assertThat(Ice4j.refusal(IceConfig.LITE).orElse("")).startsWith("lite");
        assertThat(Ice4j.refusal(IceConfig.FULL.withTimes(IceTimes.DEFAULT.withNomination(Duration.ZERO))).orElse(""))
                .startsWith("times.nomination");
        assertThat(Ice4j.refusal(IceConfig.FULL.withLimits(new IceLimits(5, 5, 5, 5))).orElse("")).startsWith("limits.pairs");
        assertThat(Ice4j.refusal(IceConfig.FULL.withActiveTcp(true)).orElse("")).startsWith("activeTcp");
        assertThat(Ice4j.refusal(IceConfig.FULL.withAddresses(IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV4))).orElse("")).startsWith("addresses");
        assertThat(Ice4j.refusal(IceConfig.FULL)).isEmpty();
        assertThatThrownBy(() -> new SocketPeer(IceConfig.LITE, library)).hasMessageStartingWith("ice4j: lite");
    }

    private static long connectors() {
        return threads("IceConnector@");
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream().filter(one -> one.getName().startsWith(prefix)).count();
    }

    private static void exchange(SocketPeer ours, SocketPeer theirs) {
        ours.agent.remote(0, theirs.agent.credentials(), ours.now());
        theirs.agent.remote(0, ours.agent.credentials(), theirs.now());
    }

    private static void introduce(SocketPeer ours, SocketPeer theirs) throws IOException {
        assertThat(SocketPeer.run(() -> !theirs.candidates.isEmpty() && theirs.agent.state() == IceState.READY, 3, theirs)).isTrue();
        exchange(ours, theirs);
        tell(ours, theirs);
        tell(theirs, ours);
    }

    private static void tell(SocketPeer from, SocketPeer to) {
        from.candidates.forEach(candidate -> to.agent.remoteCandidate(0, candidate, to.now()));
        to.agent.remoteCandidatesEnd(to.now());
    }

    private static void connect(SocketPeer ours, SocketPeer theirs, IceRole its) throws IOException {
        introduce(ours, theirs);
        theirs.agent.start(its, theirs.now());
        ours.agent.start(its.other(), ours.now());
        awaitConnected(ours, theirs);
    }

    private static void awaitConnected(SocketPeer ours, SocketPeer theirs) throws IOException {
        assertThat(SocketPeer.run(() -> Stream.of(ours, theirs).allMatch(one -> one.agent.state() == IceState.CONNECTED), 5, ours, theirs))
                .as("%s %s, %s %s %s", ours.agent.state(), ours.agent.role(), theirs.agent.state(), theirs.agent.role(), theirs.failures)
                .isTrue();
        assertThat(theirs.valid).isNotEmpty();
    }

    private static void hearEachOther(SocketPeer ours, SocketPeer theirs) throws IOException {
        ours.heard.clear();
        theirs.heard.clear();
        ours.say("Ours");
        theirs.say("Theirs");
        assertThat(SocketPeer.run(() -> ours.heard.contains("Theirs") && theirs.heard.contains("Ours"), 5, ours, theirs)).isTrue();
    }
}
