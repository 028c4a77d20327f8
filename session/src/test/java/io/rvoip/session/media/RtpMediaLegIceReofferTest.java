package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Metrics;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceTimes;
import io.rvoip.media.MediaCounts;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What later descriptions of one search say again, and what makes them begin another. */
@Timeout(60)
class RtpMediaLegIceReofferTest extends IceExchange {
    private static final IceUse LITE = FULL.withAgent(IceUse.Kind.LITE);

    private static IceUse paced(int millis) {
        return FULL.withConfig(IceConfig.FULL.withTimes(IceTimes.DEFAULT.withPace(Duration.ofMillis(millis))));
    }

    private static SessionDescription without(SessionDescription description, String line) {
        return MediaPair.text(description.toString().replaceAll(line + "\r\n", ""));
    }

    private static String ufrag(SessionDescription description) {
        return description.media().get(0).attribute("ice-ufrag").orElseThrow();
    }

    private static void trickling(MediaPair.Side side) {
        side.leg.trickle().orElseThrow().carriedBy(fragment -> { });
        side.leg.trickle().orElseThrow().peer(true);
    }

    /** RFC 8839 §4.4.1.1.1: not another word than in the first description, whoever offers next. */
    @ParameterizedTest
    @CsvSource({"true, trickle ice2", "false, ice2"})
    void theOptionsStayAsTheyWereWhileTheSearchDoes(boolean offererTrickles, String ofAnswerer) {
        open(FULL, FULL);
        trickling(pair.near);
        trickling(pair.far);
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        assertThat(first.attribute("ice-options")).contains("trickle ice2");
        SessionDescription answer = answer(pair.far, offererTrickles ? first : without(first, "a=ice-options:.*"));
        assertThat(answer.attribute("ice-options")).contains(ofAnswerer);
        accepted(pair.near, answer);
        pair.advance(2_000);
        SessionDescription back = offer(pair.far, OfferKind.REFRESH);
        assertThat(back.attribute("ice-options")).contains(ofAnswerer);
        SessionDescription again = answer(pair.near, without(back, "a=ice-options:.*"));
        assertThat(again.attribute("ice-options")).contains("trickle ice2");
        accepted(pair.far, again);
        assertBothHearAndClose();
    }

    /** RFC 8445 §14.2: the slower of both paces counts; a lite agent has none. */
    @ParameterizedTest
    @CsvSource({"50, 50, 50", "200, 50, 200", "50, 200, 200", "50, 4000000000, 1000"})
    void thePaceOfBothIsTheSlowerOne(int near, long far, int both) {
        open(paced(near), FULL);
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        assertThat(first.attribute("ice-pacing")).contains(String.valueOf(near));
        pair.far.host.block(); // its checks would be answered by others in between
        SessionDescription answer = answer(pair.far, first);
        assertThat(answer.attribute("ice-pacing")).contains("50");
        accepted(pair.near, MediaPair.text(answer.toString().replaceAll("a=ice-pacing:50", "a=ice-pacing:" + far)
                .replaceAll("a=candidate:.*\r\n", "") + "a=candidate:8 1 UDP 9 192.0.2.1 1 typ host\r\na=candidate:9 1 UDP 8 192.0.2.2 2 typ host\r\n"));
        pair.advance(3_000);
        assertThat((firstTo("192.0.2.2") - firstTo("192.0.2.1")) / 1_000_000).isEqualTo(both);
        pair.closeAndFindNothing();
    }

    private long firstTo(String address) {
        return pair.wire.stream().filter(sent -> sent.to().getAddress().getHostAddress().equals(address)).findFirst().orElseThrow().atNanos();
    }

    @Test
    void aLiteAgentHasNoPace() {
        open(LITE, FULL);
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        assertThat(first.hasAttribute("ice-pacing")).isFalse();
        assertThat(answer(pair.far, first).attribute("ice-pacing")).contains("50");
    }

    /** §4.4.3.1: an answer from somebody behind a B2BUA, who knows no ICE; the next offer begins anew, for who does. */
    @Test
    void anAnswerWithoutIceIsTakenAndTheNextOfferBeginsAnew() {
        open(FULL.withOffer(IceUse.Offer.NEVER), FULL);
        SessionDescription asked = offer(pair.far, OfferKind.INITIAL);
        SessionDescription first = answer(pair.near, asked);
        accepted(pair.far, first);
        pair.advance(2_000);
        SessionDescription hold = answer(pair.far, offer(pair.near, OfferKind.REFRESH));
        accepted(pair.near, without(hold, "a=(ice|candidate|end-of)[^\r]*"));
        assertThat(pair.near.leg.negotiated().orElseThrow().ice()).isNull();
        pair.advance(1_000);
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unreachable"));
        SessionDescription anew = offer(pair.near, OfferKind.REFRESH);
        assertThat(ufrag(anew)).isNotEqualTo(ufrag(first));
        assertThat(anew.media().get(0).candidates()).hasSize(2);
        accepted(pair.near, answer(pair.far, anew));
        pair.advance(2_000);
        assertThat(pair.near.leg.negotiated().orElseThrow().ice()).isNotNull();
        assertBothHearAndClose();
    }

    /** An answer begins no search of its own: what has moved meanwhile is told by the next offer. */
    @Test
    void whoHasMovedBeginsAnewAfterAnAnswerToo() {
        open(FULL, FULL);
        pair.near.leg.close();
        MediaEngine roaming = onEveryAddress();
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        accepted(pair.near, answer(pair.far, first));
        pair.advance(2_000);
        pair.near.host.move("10.0.0.77");
        InetAddress own = pair.near.host.address();
        assertThat(pair.near.leg.moved(own)).isTrue();
        SessionDescription refreshed = answer(pair.near, offer(pair.far, OfferKind.REFRESH));
        assertThat(ufrag(refreshed)).isEqualTo(ufrag(first));
        accepted(pair.far, refreshed);
        SessionDescription anew = offer(pair.near, OfferKind.REFRESH);
        assertThat(ufrag(anew)).isNotEqualTo(ufrag(first));
        assertThat(anew.media().get(0).candidates()).anyMatch(one -> one.contains(" 10.0.0.77 "));
        accepted(pair.near, answer(pair.far, anew));
        pair.advance(2_000);
        assertBothHearAndClose();
        assertThat(roaming.counts()).isEqualTo(new MediaCounts(0, 0, 0));
    }

    /** The near leg is one of an engine that is not bound to one address. */
    private MediaEngine onEveryAddress() {
        MediaPair.Side near = pair.near;
        MediaEngine engine = MediaEngine.on(List.of(pair.time.loop("roaming")), () -> new SeededIds(77))
                .withPorts(new MediaPorts(MediaPortSettings.of(new InetSocketAddress("0.0.0.0", 0).getAddress(), 21_000, 21_019), near.host,
                        new SeededIds(1), Metrics.none()))
                .build();
        near.leg = done(new RtpMediaPort(engine, RtpMediaSettings.DEFAULT.withIce(FULL), new SeededIds(4)).openRtp(near.request()));
        near.leg.media().source(new ToneSource(440));
        near.leg.media().sink(near.heard);
        return engine;
    }
}
