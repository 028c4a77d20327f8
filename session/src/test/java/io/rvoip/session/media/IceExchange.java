package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceConfig;
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
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Tests of two legs with ICE, with a server of STUN and TURN in their network, whose descriptions are carried step by step. */
abstract class IceExchange {
    static final InetSocketAddress SERVER = new InetSocketAddress("198.51.100.7", 3478);
    /** What a leg has that asks the server for relays. */
    static final IceConfig SERVED = IceConfig.FULL.withTurnServers(new TurnServer(SERVER, "alice", Secret.of("pw-alice")));
    static final IceUse FULL = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL).withPort(IcePort.OWN);
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();

    MediaPair pair;

    final void open(IceUse near, IceUse far) {
        open(near, far, VirtualNetwork::host);
    }

    final void open(IceUse near, IceUse far, Function<VirtualNetwork, VirtualHost> nearHost) {
        open(near, far, nearHost, VirtualNetwork::host);
    }

    final void open(IceUse near, IceUse far, Function<VirtualNetwork, VirtualHost> nearHost, Function<VirtualNetwork, VirtualHost> farHost) {
        pair = new MediaPair(RtpMediaSettings.DEFAULT.withIce(near), RtpMediaSettings.DEFAULT.withIce(far), nearHost, farHost, IceExchange::serve);
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

    final <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runUntil(future::isDone, Duration.ofSeconds(10));
        assertThat(future).isDone();
        return future.join();
    }

    final SessionDescription offer(MediaPair.Side from, OfferKind kind) {
        return MediaPair.text(done(from.leg.offer(kind)));
    }

    final SessionDescription answer(MediaPair.Side to, SessionDescription offer) {
        return MediaPair.text(((AnswerResult.Accepted) done(to.leg.answer(offer))).answer());
    }

    final void accepted(MediaPair.Side by, SessionDescription answer) {
        assertThat(by.leg.accept(answer)).isEmpty();
        pair.time.runReady();
    }

    /** The first exchange of both. */
    final void exchange() {
        accepted(pair.near, answer(pair.far, offer(pair.near, OfferKind.INITIAL)));
    }

    final void assertBothHearAndClose() {
        int near = pair.near.heard.heardMillis();
        int far = pair.far.heard.heardMillis();
        pair.advance(1_000);
        assertThat(pair.near.heard.heardMillis() - near).as("near").isGreaterThan(900);
        assertThat(pair.far.heard.heardMillis() - far).as("far").isGreaterThan(900);
        pair.closeAndFindNothing();
    }
}
