package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.server.PeerRules;
import io.rvoip.ice.server.RelayAddress;
import io.rvoip.ice.server.RelayServer;
import io.rvoip.ice.server.RelaySettings;
import io.rvoip.ice.server.TurnUsers;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two legs with ICE behind NATs of all kinds, whose packets are followed to the ears of the other side. */
@Timeout(60)
class RtpMediaLegNatTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final InetSocketAddress SERVER = new InetSocketAddress("198.51.100.7", 3478);
    private static final IceUse STUN = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL)
            .withPort(IcePort.OWN).withConfig(IceConfig.FULL.withStunServers(SERVER));
    private static final IceUse TURN = STUN.withConfig(
            IceConfig.FULL.withTurnServers(new TurnServer(SERVER, "alice", Secret.of("pw-alice"))));

    private final List<VirtualNat> nats = new ArrayList<>();
    private MediaPair pair;

    /** Behind what a side is. */
    private enum Behind {
        NOTHING, FULL_CONE, ADDRESS_RESTRICTED, PORT_RESTRICTED, SYMMETRIC;

        VirtualNat.Kind kind() {
            return VirtualNat.Kind.valueOf(name());
        }
    }

    private VirtualHost host(VirtualNetwork network, Behind behind, int number) {
        if (behind == Behind.NOTHING) {
            return network.host();
        }
        VirtualNat nat = network.nat(behind.kind(), "203.0.113." + number);
        nats.add(nat);
        return nat.host("192.168.1.10", "fd00:1::10");
    }

    private void between(Behind near, Behind far, IceUse use) {
        nats.clear();
        RtpMediaSettings settings = RtpMediaSettings.DEFAULT.withIce(use);
        open(new MediaPairMaker(settings, network -> host(network, near, 1), network -> host(network, far, 2)));
    }

    /** What a pair is made of: its server has to be there before its legs look for it. */
    private record MediaPairMaker(
            RtpMediaSettings settings, Function<VirtualNetwork, VirtualHost> near,
            Function<VirtualNetwork, VirtualHost> far) {}

    private void open(MediaPairMaker maker) {
        pair = new MediaPair(maker.settings(), maker.settings(), maker.near(), maker.far(), RtpMediaLegNatTest::serve);
    }

    private static void serve(MediaPair made) {
        Loop loop = made.time.loop("server");
        VirtualHost host = made.network.host(SERVER.getAddress());
        RelayServer server = new RelayServer(
                RelaySettings.on(RelayAddress.of(host.address())).withPeers(PeerRules.PUBLIC.withAllowed(
                        AddressRule.parse("10.0.0.0/8"), AddressRule.parse("198.51.100.0/24"), AddressRule.parse("203.0.113.0/24"))),
                TurnUsers.of("relay.example", CRYPTO).withUser("alice", Secret.of("pw-alice")), loop, host, CRYPTO,
                new SeededIds(4), new TestMetrics());
        server.listening(host.bindNow(SERVER, loop, server.datagrams()).localAddress());
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runUntil(future::isDone, Duration.ofSeconds(10));
        assertThat(future).isDone();
        return future.join();
    }

    private void exchange() {
        SessionDescription offer = MediaPair.text(done(pair.near.leg.offer(OfferKind.INITIAL)));
        AnswerResult answer = done(pair.far.leg.answer(offer));
        assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) answer).answer()))).isEmpty();
        pair.time.runReady();
    }

    /** How much both hear within a while, the less of the two, ms. */
    private int heardIn(int millis) {
        int near = pair.near.heard.heardMillis();
        int far = pair.far.heard.heardMillis();
        pair.advance(millis);
        return Math.min(pair.near.heard.heardMillis() - near, pair.far.heard.heardMillis() - far);
    }

    private void close() {
        pair.closeAndFindNothing();
    }

    private static Stream<Arguments> kinds() {
        return Stream.of(Behind.values())
                .flatMap(near -> Stream.of(Behind.values()).map(far -> Arguments.of(near, far)));
    }

    /** By RFC 4787: one NAT that tells far ends apart in both directions is too much for another that lets in whom it knows alone. */
    private static boolean hasPath(Behind near, Behind far) {
        boolean strict = near.ordinal() >= Behind.PORT_RESTRICTED.ordinal() && far.ordinal() >= Behind.PORT_RESTRICTED.ordinal();
        return !(strict && (near == Behind.SYMMETRIC || far == Behind.SYMMETRIC));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bothHearEachOtherWhereverThereIsAPathAndOtherwiseItIsSaidInSeconds(Behind near, Behind far) {
        between(near, far, STUN);
        exchange();
        if (hasPath(near, far)) {
            pair.advance(4_000);
            assertThat(heardIn(1_000)).isGreaterThan(900);
            close();
            return;
        }
        pair.advance(12_000);
        assertThat(pair.near.told.events).contains("unreachable: " + IceFailure.Reason.CHECKS_FAILED);
        close();
        between(near, far, TURN);
        exchange();
        pair.advance(4_000);
        assertThat(heardIn(1_000)).as("through a relay").isGreaterThan(900);
        close();
    }

    /** The NAT forgets all, as after a restart of it, and gives new ports: both are heard again before anybody hangs up. */
    @ParameterizedTest
    @EnumSource(value = Behind.class, names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void aNatThatForgetsIsGotThroughAgain(Behind near) {
        between(near, Behind.NOTHING, STUN);
        exchange();
        pair.advance(4_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        nats.forEach(VirtualNat::rebind);
        pair.advance(15_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unreachable"));
        close();
    }

    /** Two homes behind one NAT of a carrier: their packets have to be turned back by it. */
    @ParameterizedTest
    @EnumSource(value = Behind.class, names = {"NOTHING", "SYMMETRIC"}, mode = EnumSource.Mode.EXCLUDE)
    void twoHomesBehindOneCarrierHearEachOther(Behind carriers) {
        VirtualNat[] carrier = new VirtualNat[1];
        open(new MediaPairMaker(RtpMediaSettings.DEFAULT.withIce(STUN), network -> {
            carrier[0] = network.nat(carriers.kind(), "203.0.113.1");
            return carrier[0].nat(VirtualNat.Kind.PORT_RESTRICTED, "100.64.0.1").host("192.168.1.10", "fd00:1::10");
        }, network -> carrier[0].nat(VirtualNat.Kind.PORT_RESTRICTED, "100.64.0.2").host("192.168.1.10", "fd00:2::10")));
        exchange();
        pair.advance(4_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        close();
    }

    /** RFC 7675: whoever is not answered any more is sent nothing after 30 s, through a NAT and a relay too. */
    @Test
    void throughARelayItIsSilentAfterThirtySecondsToo() {
        between(Behind.SYMMETRIC, Behind.SYMMETRIC, TURN);
        exchange();
        pair.advance(5_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        pair.far.host.block();
        pair.advance(31_000);
        assertThat(pair.near.told.events).contains("unreachable: " + IceFailure.Reason.CONSENT_LOST);
        long sent = fromNear();
        pair.advance(2_000);
        assertThat(fromNear()).as("media").isEqualTo(sent);
        pair.far.host.unblock();
        close();
    }

    /** Packets of the size of ours with G.711, whatever they are wrapped in. */
    private long fromNear() {
        return pair.wire.stream().filter(sent -> sent.bytes().length >= 172
                && (sent.from().getAddress().equals(pair.near.host.address())
                        || sent.from().getAddress().getHostAddress().equals("203.0.113.1"))).count();
    }
}
