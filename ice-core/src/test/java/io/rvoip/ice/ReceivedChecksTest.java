package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.ByteBufUtil;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents answer to checks typed by hand: rows I1, I3 and I5 of SECURITY.md, and nominations of every kind. */
class ReceivedChecksTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final IceCredentials THEIRS = new IceCredentials("them", "theirs-has-22-ice-char".replace('-', '+'));
    private static final long HIGHEST = -1L;

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final SeededIds ids = new SeededIds(50);
    private final VirtualHost theirHost = network.host("198.51.100.2");
    private final List<StunMessage> received = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    /** Tie-breakers of its checks. */
    private final List<Long> numbers = new ArrayList<>();
    private final DatagramPath theirPath = theirs(5_000);
    private IcePeer peer = peer(IceConfig.FULL);

    private IcePeer peer(IceConfig config) {
        return new IcePeer(time, network.host(), config, 1).bind(1, 1);
    }

    /** Answers checks as a peer does that holds its tongue otherwise. */
    private DatagramPath theirs(int port) {
        return theirHost.bindNow(theirHost.at(port), time.loop(), (path, datagram, from) -> {
            lengths.add(datagram.readableBytes());
            StunMessage message = ((StunResult.Parsed) new StunParser(StunLimits.DEFAULT).parse(datagram)).message();
            datagram.release();
            if (message.messageClass() == StunClass.REQUEST) {
                asked.add(message.attribute(StunAttribute.Username.class).orElseThrow().value());
                message.attribute(StunAttribute.IceControlling.class).ifPresent(role -> numbers.add(role.tieBreaker()));
                message.attribute(StunAttribute.IceControlled.class).ifPresent(role -> numbers.add(role.tieBreaker()));
                StunMessage answer = message.answer(StunClass.SUCCESS)
                        .add(new StunAttribute.XorMappedAddress(from))
                        .integrity(StunKey.shortTerm(THEIRS.password()), CRYPTO)
                        .fingerprint()
                        .build();
                path.send(answer.encode(), from);
            } else {
                received.add(message);
            }
        });
    }

    private void start(IceRole role) {
        peer.run(() -> {
            peer.agent.gather(List.of(peer.sockets().get(0)), time.nanoTime());
            peer.agent.remote(0, THEIRS, time.nanoTime());
            peer.agent.start(role, time.nanoTime());
        });
        time.runReady();
    }

    private StunMessageBuilder request() {
        return StunMessage.bindingRequest(TransactionId.random(ids))
                .add(new StunAttribute.Username(peer.agent.credentials().fragment() + ":them"));
    }

    private StunMessageBuilder check(StunAttribute role) {
        return request().add(new StunAttribute.Priority(1_000)).add(role);
    }

    private StunMessage sealed(StunMessageBuilder request) {
        return request.integrity(StunKey.shortTerm(peer.agent.credentials().password()), CRYPTO)
                .fingerprint()
                .build();
    }

    private void send(ByteBuf datagram, DatagramPath from) {
        from.send(datagram, peer.sockets().get(0).address());
        time.runReady();
    }

    private Optional<Integer> answerTo(StunMessage request) {
        received.clear();
        send(request.encode(), theirPath);
        return received.stream()
                .filter(answer -> answer.transactionId().equals(request.transactionId()))
                .map(answer -> answer.attribute(StunAttribute.ErrorCode.class)
                        .map(StunAttribute.ErrorCode::code)
                        .orElse(0))
                .findFirst();
    }

    /** Row I3: who has the lower number changes, and so does a controlled agent that has the higher one. */
    @ParameterizedTest
    @CsvSource({
        "CONTROLLING, -1, 0, CONTROLLED",
        "CONTROLLING, 0, 487, CONTROLLING",
        "CONTROLLED, -1, 487, CONTROLLED",
        "CONTROLLED, 0, 0, CONTROLLING",
    })
    void settlesRoleConflicts(IceRole ours, long theirTieBreaker, int answer, IceRole after) {
        start(ours);

        assertThat(answerTo(sealed(check(role(ours, theirTieBreaker))))).contains(answer);

        assertThat(peer.agent.role()).isEqualTo(after);
    }

    private static StunAttribute role(IceRole role, long tieBreaker) {
        return role == IceRole.CONTROLLING ? new StunAttribute.IceControlling(tieBreaker) : new StunAttribute.IceControlled(tieBreaker);
    }

    /** Row I3, RFC 8445 §7.3.1.1: an equal number counts as lower than ours. */
    @ParameterizedTest
    @CsvSource({"CONTROLLING, 487, CONTROLLING", "CONTROLLED, 0, CONTROLLING"})
    void settlesConflictsOfEqualNumbers(IceRole ours, int answer, IceRole after) {
        start(ours);
        answerTo(sealed(check(role(ours.other(), 5))));
        time.advance(Duration.ofMillis(100));
        long same = numbers.get(0);

        assertThat(answerTo(sealed(check(role(ours, same))))).contains(answer);

        assertThat(peer.agent.role()).isEqualTo(after);
    }

    /** Row I1. */
    @Test
    void anUnknownAttributeThatMustBeUnderstoodGets420() throws GeneralSecurityException {
        start(IceRole.CONTROLLED);
        StunMessage known =
                check(new StunAttribute.IceControlling(1)).add(new StunAttribute.Realm("abcd")).build();
        ByteBuf bytes = Unpooled.buffer().writeBytes(known.encode());
        bytes.setShort(bytes.readableBytes() - 8, 0x7777);
        bytes.setShort(2, bytes.readableBytes() - 20 + 24);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(
                peer.agent.credentials().password().getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
        byte[] sum = mac.doFinal(ByteBufUtil.getBytes(bytes));
        bytes.writeShort(8).writeShort(20).writeBytes(sum);

        send(bytes, theirPath);

        assertThat(received).singleElement().satisfies(answer -> {
            assertThat(answer.attribute(StunAttribute.ErrorCode.class).orElseThrow().code()).isEqualTo(420);
            assertThat(answer.attribute(StunAttribute.UnknownAttributes.class))
                    .contains(new StunAttribute.UnknownAttributes(List.of(0x7777)));
        });
        time.advance(Duration.ofSeconds(1));
        assertThat(peer.valid).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 19, 21, 100})
    void whatIsNoMessageIsLeftAlone(int length) {
        start(IceRole.CONTROLLED);
        ByteBuf good = sealed(check(new StunAttribute.IceControlling(1))).encode();
        ByteBuf bad = good.copy(0, Math.min(length, good.readableBytes() - 1));

        send(bad, theirPath);

        assertThat(received).isEmpty();
        assertThat(peer.valid).isEmpty();
    }

    @Test
    void whoDoesNotKnowThePasswordIsToldSoBriefly() {
        start(IceRole.CONTROLLED);
        StunMessage unsigned = check(new StunAttribute.IceControlling(1)).fingerprint().build();
        StunMessage wrong = check(new StunAttribute.IceControlling(1))
                .integrity(StunKey.shortTerm("another0another0another0"), CRYPTO)
                .build();

        assertThat(answerTo(unsigned)).contains(400);
        assertThat(answerTo(wrong)).contains(401);
        assertThat(lengths).allMatch(length -> length <= unsigned.length());
        assertThat(peer.metrics.count("rvoip_ice_dropped_total", "reason", "wrong-password")).isEqualTo(1);
        assertThat(peer.metrics.count("rvoip_ice_dropped_total", "reason", "no-integrity")).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(peer.valid).isEmpty();
    }

    /** Row I5: a flood without the password is answered ten times a second after a burst of twenty. */
    @Test
    void aFloodIsNotAnswered() {
        start(IceRole.CONTROLLED);
        for (int i = 0; i < 1_000; i++) {
            send(check(new StunAttribute.IceControlling(1)).fingerprint().build().encode(), theirPath);
        }

        assertThat(received).hasSizeBetween(20, 21);
    }

    @Test
    void anotherFragmentIsSomeoneElses() {
        start(IceRole.CONTROLLED);
        StunMessage request = StunMessage.bindingRequest(TransactionId.random(ids))
                .add(new StunAttribute.Username("someone:them"))
                .build();

        InetSocketAddress local = peer.sockets().get(0).address();
        assertThat(peer.agent.received(request.encode(), local, theirHost.at(5_000), time.nanoTime())).isFalse();
    }

    /** A forged answer: right transaction or not, it is not signed by the peer. */
    @Test
    void forgedAnswersCountForNothing() {
        start(IceRole.CONTROLLING);
        List<StunMessage> requests = new ArrayList<>();
        network.tap(seen -> {
            if (new StunParser(StunLimits.DEFAULT).parse(Unpooled.wrappedBuffer(seen.bytes()))
                            instanceof StunResult.Parsed parsed
                    && parsed.message().messageClass() == StunClass.REQUEST) {
                requests.add(parsed.message());
            }
        });
        VirtualHost deaf = network.host("198.51.100.9");
        DatagramPath forger = deaf.bindNow(deaf.at(1), time.loop(), (path, datagram, from) -> datagram.release());
        peer.run(() -> peer.agent.remoteCandidate(0, IceCandidate.host("9", 1, deaf.at(1)), time.nanoTime()));
        time.advance(Duration.ofMillis(100));

        StunMessage forged = requests.get(0)
                .answer(StunClass.SUCCESS)
                .add(new StunAttribute.XorMappedAddress(peer.sockets().get(0).address()))
                .integrity(StunKey.shortTerm("another0another0another0"), CRYPTO)
                .build();
        send(forged.encode(), forger);

        assertThat(peer.valid).isEmpty();
        assertThat(peer.metrics.count("rvoip_ice_dropped_total", "reason", "answer")).isEqualTo(1);
    }

    /** RFC 5245's aggressive nomination: each check nominates, and the best pair counts. */
    @Test
    void ofSeveralNominationsTheBestCounts() {
        start(IceRole.CONTROLLED);
        DatagramPath worse = theirs(5_001);
        nominate(worse, 1_000);
        time.advance(Duration.ofMillis(300));
        assertThat(peer.agent.selected(0, 1).orElseThrow().remote().address().getPort()).isEqualTo(5_001);

        nominate(theirPath, 100_000);
        time.advance(Duration.ofMillis(300));
        nominate(worse, 1_000);
        time.advance(Duration.ofMillis(300));

        assertThat(peer.agent.selected(0, 1).orElseThrow().remote().address().getPort()).isEqualTo(5_000);
        assertThat(peer.selections).hasSize(2);
    }

    private void nominate(DatagramPath from, long priority) {
        send(
                sealed(request().add(new StunAttribute.Priority(priority))
                                .add(new StunAttribute.IceControlling(HIGHEST))
                                .add(new StunAttribute.UseCandidate()))
                        .encode(),
                from);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void boundsWhatChecksAdd(boolean lite) {
        IceConfig config = lite ? IceConfig.LITE : IceConfig.FULL;
        peer = peer(config.withLimits(new IceLimits(10, 10, 4, 100)));
        start(IceRole.CONTROLLED);
        for (int port = 6_000; port < 6_020; port++) {
            send(sealed(check(new StunAttribute.IceControlling(HIGHEST))).encode(), theirs(port));
        }
        time.advance(Duration.ofSeconds(3));

        assertThat(peer.valid).hasSize(4);
        assertThat(peer.metrics.count("rvoip_ice_dropped_total", "reason", "table-full")).isEqualTo(16);
    }

    @Test
    void boundsWhatIsSignalled() {
        peer = peer(IceConfig.FULL.withLimits(new IceLimits(10, 5, 4, 3)));
        start(IceRole.CONTROLLING);
        List<InetSocketAddress> asked = new ArrayList<>();
        network.tap(seen -> asked.add(seen.to()));
        peer.run(() -> {
            for (int i = 0; i < 100; i++) {
                peer.agent.remoteCandidate(0, IceCandidate.host("f" + i, 1, theirHost.at(7_000 + i)), time.nanoTime());
            }
        });
        time.advance(Duration.ofSeconds(5));

        assertThat(asked.stream().distinct()).hasSize(3);
    }

    @Test
    void answersInTheAlgorithmOfTheQuestion() {
        start(IceRole.CONTROLLED);
        StunKey key = StunKey.shortTerm(peer.agent.credentials().password());
        StunMessage request = check(new StunAttribute.IceControlling(1)).integritySha256(key, CRYPTO).fingerprint().build();

        assertThat(answerTo(request)).contains(0);

        assertThat(received.get(0).attribute(StunAttribute.MessageIntegritySha256.class)).isPresent();
        assertThat(received.get(0).verifies(key, CRYPTO)).isEqualTo(StunMessage.Integrity.VALID);
    }

    @Test
    void aLiteAgentTakesWhatIsNominatedAndKeepsItOpen() {
        peer = peer(IceConfig.LITE);
        start(IceRole.CONTROLLING);
        assertThat(peer.agent.role()).isEqualTo(IceRole.CONTROLLED);
        assertThat(answerTo(sealed(check(new StunAttribute.IceControlled(0))))).contains(487);
        nominate(theirPath, 1_000);
        assertThat(peer.agent.state()).isEqualTo(IceState.CONNECTED);
        received.clear();

        time.advance(Duration.ofSeconds(46));

        assertThat(received).extracting(StunMessage::messageClass)
                .containsExactly(StunClass.INDICATION, StunClass.INDICATION, StunClass.INDICATION);
    }

    /** Whether media has a way. */
    private boolean sends() {
        AtomicBoolean sent = new AtomicBoolean();
        peer.run(() -> sent.set(peer.agent.send(0, 1, request().build().encode(), time.nanoTime())));
        time.runReady();
        return sent.get();
    }

    /** Chromium checks from a new port by the names of both descriptions: our former one, and its own new one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterARestartItIsTheirNewNameThatCounts(boolean lite) {
        peer = peer(lite ? IceConfig.LITE : IceConfig.FULL);
        start(IceRole.CONTROLLED);
        nominate(theirPath, 1_000);
        assertThat(peer.agent.state()).isEqualTo(IceState.CONNECTED);
        IceCredentials before = peer.agent.credentials();
        IceCredentials anew = new IceCredentials("anew", THEIRS.password());
        DatagramPath elsewhere = theirs(5_001);
        peer.run(() -> {
            peer.agent.remote(0, anew, time.nanoTime());
            peer.agent.start(IceRole.CONTROLLED, time.nanoTime());
        });
        time.runReady();
        peer.valid.clear();
        asked.clear();

        for (int i = 0; i < 2; i++) {
            StunMessage check = byNames(before, anew, before.password()).build();
            received.clear();
            send(check.encode(), elsewhere);
            assertThat(received).extracting(StunMessage::messageClass).contains(StunClass.SUCCESS);
            time.advance(Duration.ofSeconds(1));
            assertThat(peer.agent.state()).isEqualTo(IceState.CONNECTED);
        }
        assertThat(peer.agent.credentials()).isNotEqualTo(before);
        assertThat(peer.valid).extracting(pair -> pair.remote().address()).contains(theirHost.at(5_001)).doesNotContain(theirHost.at(5_000));
        assertThat(peer.agent.selected(0, 1).orElseThrow().remote().address()).isEqualTo(theirHost.at(5_001));

        if (!lite) {
            assertThat(asked).as("as Chromium wants it").contains("anew:" + before.fragment());
        }

        received.clear();
        send(byNames(before, anew, peer.agent.credentials().password()).build().encode(), elsewhere);
        send(byNames(before, THEIRS, before.password()).build().encode(), theirPath);
        assertThat(received).extracting(StunMessage::messageClass).as("another password, and who is named as before").doesNotContain(StunClass.SUCCESS);
    }

    private StunMessageBuilder byNames(IceCredentials ours, IceCredentials theirs, String password) {
        return StunMessage.bindingRequest(TransactionId.random(ids))
                .add(new StunAttribute.Username(ours.fragment() + ":" + theirs.fragment()))
                .add(new StunAttribute.Priority(2_000))
                .add(new StunAttribute.IceControlling(HIGHEST))
                .add(new StunAttribute.UseCandidate())
                .integrity(StunKey.shortTerm(password), CRYPTO)
                .fingerprint();
    }

    /** RFC 7675 §5.1 from the other side: who has asked for consent, and does not any more, is gone. */
    @Test
    void aLiteAgentNoticesThatItsPeerAsksNoMore() {
        peer = peer(IceConfig.LITE);
        start(IceRole.CONTROLLED);
        nominate(theirPath, 1_000);
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofSeconds(5));
            send(sealed(check(new StunAttribute.IceControlling(HIGHEST))).encode(), theirPath);
        }
        time.advance(Duration.ofSeconds(29));
        assertThat(peer.failures).isEmpty();
        send(sealed(check(new StunAttribute.IceControlling(HIGHEST))).encode(), theirPath);
        time.advance(Duration.ofSeconds(29));
        assertThat(peer.agent.state()).isEqualTo(IceState.CONNECTED);
        assertThat(sends()).isTrue();

        time.advance(Duration.ofSeconds(2));

        assertThat(peer.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.CONSENT_LOST);
        assertThat(peer.agent.state()).isEqualTo(IceState.FAILED);
        assertThat(sends()).isFalse();
    }

    /** Peers of RFC 5245 choose a pair and say no more: their media or their silence tell, not their checks. */
    @Test
    void aLiteAgentDoesNotMissWhatItsPeerNeverDid() {
        peer = peer(IceConfig.LITE);
        start(IceRole.CONTROLLED);
        nominate(theirPath, 1_000);
        time.advance(Duration.ofSeconds(1));
        nominate(theirPath, 1_000);
        nominate(theirPath, 1_000);

        time.advance(Duration.ofMinutes(5));

        assertThat(peer.failures).isEmpty();
        assertThat(peer.agent.state()).isEqualTo(IceState.CONNECTED);
    }

    @Test
    void aLiteAgentFailsWhenNoCheckComes() {
        peer = peer(IceConfig.LITE);
        start(IceRole.CONTROLLED);

        time.advance(Duration.ofSeconds(20));

        assertThat(peer.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.CHECKS_FAILED);
        assertThat(peer.agent.state()).isEqualTo(IceState.FAILED);
    }
}
