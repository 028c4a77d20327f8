package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.ice.IceConfig;
import io.rvoip.media.MediaCounts;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.rtp.transport.ConnectionEvents;
import io.rvoip.rtp.transport.MediaConnection;
import io.rvoip.rtp.transport.MediaConnections;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.session.SdpBody;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A leg that connects to the port above the shared one of another, whose connections go through virtual cables. */
@Timeout(60)
class RtpMediaLegActiveTcpTest {
    private static final IceUse CONNECTING =
            new IceUse(IceUse.Offer.ALWAYS, IceUse.Kind.FULL, IceConfig.FULL.withActiveTcp(true), IcePort.OWN);

    private MediaPair pair;
    private MediaConnections taken;
    private final List<Cable> cables = new ArrayList<>();
    private boolean refuses;
    private String beside = "";
    private boolean silent;
    private int port = 50_000;
    private RtpMediaLeg far;
    private final ToneDetector farHears = new ToneDetector(440);

    /** One connection: what is sent at one end comes to the other, on its loop. */
    private final class Cable {
        private final End here;
        private final End there;
        private boolean cut;
        private boolean lost;
        private int mediaOut;

        Cable(InetSocketAddress from, InetSocketAddress to, Loop loop, ConnectionEvents events) {
            here = new End(to, loop, events);
            there = new End(from, pair.far.portLoop, taken);
            here.other = there;
            there.other = here;
        }

        void cut() {
            cut = true;
            here.loop.execute(() -> here.events.closed(here));
            there.loop.execute(() -> there.events.closed(there));
        }

        private final class End extends MediaConnection {
            final Loop loop;
            final ConnectionEvents events;
            End other;

            End(InetSocketAddress to, Loop loop, ConnectionEvents events) {
                super(to);
                this.loop = loop;
                this.events = events;
            }

            @Override
            protected boolean send(ByteBuf packet, boolean check) {
                if (cut || lost) {
                    packet.release();
                    return !cut;
                }
                mediaOut += check || this != here ? 0 : 1;
                other.loop.execute(() -> other.events.received(other, packet));
                return true;
            }

            @Override
            protected void close() {
                if (!cut) {
                    cut();
                }
            }
        }
    }

    private MediaConnection open(InetSocketAddress from, InetSocketAddress to, Loop loop, ConnectionEvents events) {
        Cable cable = new Cable(from, to, loop, events);
        cables.add(cable);
        if (refuses) {
            cable.cut = true;
            loop.execute(() -> events.broken(cable.here, "Connection refused"));
        } else if (!silent) {
            pair.far.portLoop.execute(() -> assertThat(taken.accepted(cable.there)).isTrue());
        }
        return cable.here;
    }

    private void call(IceUse.Kind agent) {
        pair = new MediaPair(RtpMediaSettings.DEFAULT.withIce(CONNECTING), RtpMediaSettings.DEFAULT.withIce(
                IceUse.DEFAULT.withAgent(agent).withPort(IcePort.SHARED.withTcp(IceTcp.PASSIVE))));
        pair.near.connects = (from, to, loop, events) -> open(new InetSocketAddress(pair.near.host.address(), ++port), to, loop, events);
        pair.far.shared.withConnections((local, loop, to) -> {
            taken = to;
            return CompletableFuture.completedStage(() -> { });
        });
        pair.far.share();
    }

    private SessionDescription offer(OfferKind kind) {
        CompletableFuture<SessionDescription> offered = pair.near.leg.offer(kind).toCompletableFuture();
        pair.time.runReady();
        return MediaPair.text(offered.join());
    }

    private void answer(SessionDescription offer) {
        CompletableFuture<AnswerResult> answered = far.answer(offer).toCompletableFuture();
        pair.time.runReady();
        String answer = ((AnswerResult.Accepted) answered.join()).answer().toString();
        assertThat(pair.near.leg.accept(MediaPair.text(answer.replaceFirst("a=candidate:", beside + "a=candidate:")))).isEmpty();
    }

    /** Nobody here opens simultaneously, and who connects is waited for: the lines are there, and nothing comes of them. */
    @Test
    void noConnectionIsOpenedToWhoTakesNone() {
        call(IceUse.Kind.FULL);
        pair.near.host.block();
        String end = " raddr 10.9.9.9 rport 9 tcptype ";
        beside = "a=candidate:2 1 TCP 2120220671 192.0.2.1 8999 typ host tcptype so\r\n"
                + "a=candidate:2 1 TCP 2128609279 192.0.2.1 9 typ host tcptype active\r\n"
                + "a=candidate:3 1 TCP 1692401663 192.0.2.3 45687 typ srflx" + end + "so\r\n"
                + "a=candidate:4 1 TCP 16785407 192.0.2.9 9 typ relay" + end + "active\r\n"
                + "a=candidate:5 1 TCP 16785407 192.0.2.9 9 typ relay" + end + "sideways\r\n"
                + "a=candidate:6 1 SCTP 16785407 192.0.2.9 9 typ host\r\n";
        connect();
        assertBothHear();
        assertThat(cables).as("to the port above the shared one alone").hasSize(1);
        end();
    }

    private void connect() {
        SessionDescription offer = offer(OfferKind.INITIAL);
        assertThat(offer.media().get(0).candidates()).anyMatch(line -> line.contains(" TCP ") && line.endsWith(" 9 typ host tcptype active"));
        far = pair.far.open(pair.far.request().answering(Optional.of(SdpBody.of(offer))));
        far.media().source(new ToneSource(880));
        far.media().sink(farHears);
        answer(offer);
        pair.advance(2_000);
    }

    private void assertBothHear() {
        long here = pair.near.heard.heardMillis();
        long there = farHears.heardMillis();
        pair.advance(1_000);
        assertThat(pair.near.heard.heardMillis() - here).as("near").isGreaterThan(800);
        assertThat(farHears.heardMillis() - there).as("far").isGreaterThan(800);
    }

    private void end() {
        far.close();
        pair.near.leg.close();
        pair.advance(100);
        assertThat(cables).as("ended with the call").allMatch(cable -> cable.cut);
        pair.closeAndFindNothing();
    }

    @ParameterizedTest
    @EnumSource(value = IceUse.Kind.class, names = {"LITE", "FULL"})
    void withoutADatagramMediaGoesOverTheConnectionAndOverTheNextWhenItEnds(IceUse.Kind agent) {
        call(agent);
        pair.near.host.block();
        connect();
        assertBothHear();
        assertThat(cables).hasSize(1);
        assertThat(cables.get(0).mediaOut).isGreaterThan(50);

        SessionDescription again = offer(OfferKind.REFRESH);
        assertThat(again.media().get(0).candidates()).hasSize(1).allMatch(line -> line.endsWith(" 9 typ host tcptype active"));
        assertThat(again.media().get(0).attribute("remote-candidates")).contains("1 " + pair.far.host.address().getHostAddress() + " 4001");
        answer(again);
        assertBothHear();

        cables.get(0).cut();
        pair.advance(1_000);
        assertThat(cables).hasSize(2);
        assertBothHear();
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unreachable"));
        end();
    }

    /** What was opened from the address before leads nowhere any more; nobody says so. */
    @Test
    void fromAnotherAddressAnotherConnectionIsOpened() {
        call(IceUse.Kind.FULL);
        pair.near.host.block();
        MediaEngine roaming = onEveryAddress();
        connect();
        assertBothHear();
        cables.get(0).lost = true;
        assertThat(pair.near.leg.moved(new InetSocketAddress("10.0.0.77", 0).getAddress())).isTrue();
        answer(offer(OfferKind.REFRESH));
        pair.advance(2_000);
        assertThat(cables).hasSize(2);
        assertBothHear();
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unreachable"));
        end();
        assertThat(roaming.counts()).isEqualTo(new MediaCounts(0, 0, 0));
    }

    /** The near leg is one of an engine that is not bound to one address. */
    private MediaEngine onEveryAddress() {
        MediaPair.Side near = pair.near;
        near.leg.close();
        MediaEngine engine = MediaEngine.on(List.of(pair.time.loop("roaming")), () -> new SeededIds(77))
                .withPorts(new MediaPorts(MediaPortSettings.of(new InetSocketAddress("0.0.0.0", 0).getAddress(), 21_000, 21_019), near.host,
                        new SeededIds(1), Metrics.none()))
                .withConnections((from, to, loop, events) -> near.connects.open(from, to, loop, events))
                .build();
        CompletableFuture<RtpMediaLeg> opened = new RtpMediaPort(engine, RtpMediaSettings.DEFAULT.withIce(CONNECTING), new SeededIds(4))
                .openRtp(near.request()).toCompletableFuture();
        pair.time.runUntil(opened::isDone, Duration.ofSeconds(10));
        near.leg = opened.join();
        near.leg.media().source(new ToneSource(440));
        near.leg.media().sink(near.heard);
        return engine;
    }

    /** Datagrams take their time: the connection works first, and waits for them. */
    @Test
    void whereDatagramsPassTheConnectionIsClosedAgain() {
        call(IceUse.Kind.FULL);
        pair.network.withDelay(Duration.ofMillis(80), Duration.ofMillis(80));
        connect();
        assertBothHear();
        assertThat(cables).hasSize(1).allMatch(cable -> cable.cut);
        assertThat(pair.rtpFrom(pair.near)).isGreaterThan(100);
        end();
    }

    @Test
    void aRefusalIsNoHarmWhereDatagramsPass() {
        call(IceUse.Kind.FULL);
        refuses = true;
        pair.network.withDelay(Duration.ofMillis(80), Duration.ofMillis(80));
        connect();
        assertBothHear();
        assertThat(cables).hasSize(1);
        end();
    }

    @Test
    void aRefusalWithoutDatagramsIsToldAndTheLegStays() {
        call(IceUse.Kind.FULL);
        pair.near.host.block();
        refuses = true;
        connect();
        pair.advance(20_000);
        assertThat(pair.near.told.events).contains("unreachable: CHECKS_FAILED");
        assertThat(cables).hasSize(1);
        end();
    }

    @Test
    void whoTakesAConnectionAndSaysNothingIsLeft() {
        call(IceUse.Kind.FULL);
        pair.near.host.block();
        silent = true;
        connect();
        assertThat(cables).hasSize(1).noneMatch(cable -> cable.cut);
        pair.advance(20_000);
        assertThat(pair.near.told.events).contains("unreachable: CHECKS_FAILED");
        assertThat(cables).hasSize(1).allMatch(cable -> cable.cut);
        end();
    }

    @Test
    void whatConnectsTakesChecksOfItsOwnAndIsNotConnectedTo() {
        assertThatThrownBy(() -> CONNECTING.withAgent(IceUse.Kind.LITE)).hasMessageStartingWith("agent: LITE, with activeTcp");
        assertThatThrownBy(() -> CONNECTING.withPort(IcePort.SHARED.withTcp(IceTcp.PASSIVE))).hasMessageStartingWith("tcp: passive, with activeTcp");
    }
}
