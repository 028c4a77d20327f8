package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.MediaBridge;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.AudioFormat;
import io.rvoip.session.offer.OfferAnswerException;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Descriptions in, sound out, in virtual time. */
class RtpMediaLegTest {
    private final MediaPair pair = MediaPair.of();

    @Test
    void bothSidesHearEachOther() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(3_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.near.told.events).containsExactly("inbound");
        assertThat(pair.near.leg.negotiated().orElseThrow().format()).isEqualTo(AudioFormat.PCMU);
        pair.closeAndFindNothing();
    }

    @Test
    void nothingIsSentBeforeTheAnswer() {
        pair.near.leg.offer(OfferKind.INITIAL);
        pair.advance(1_000);

        assertThat(pair.wire).isEmpty();
        assertThat(pair.near.leg.statistics().packetsSent()).isZero();
        pair.closeAndFindNothing();
    }

    @Test
    void holdingStopsRtpBothWaysAndResumingStartsIt() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);

        pair.exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(100);
        long fromNear = pair.rtpFrom(pair.near);
        long fromFar = pair.rtpFrom(pair.far);
        pair.advance(60_000);
        assertThat(pair.rtpFrom(pair.near)).isEqualTo(fromNear);
        assertThat(pair.rtpFrom(pair.far)).isEqualTo(fromFar);
        assertThat(pair.near.leg.negotiated().orElseThrow().direction()).isEqualTo(Direction.SENDONLY);
        assertThat(pair.near.told.events).as("silence on hold is no fault").containsExactly("inbound");

        int before = pair.far.heard.heardMillis();
        pair.exchange(pair.near, pair.far, OfferKind.RESUME);
        pair.advance(2_000);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(before + 1_500);
        assertThat(pair.rtpFrom(pair.far)).isGreaterThan(fromFar + 90);
        pair.closeAndFindNothing();
    }

    @Test
    void aHoldingLegMaySendMusic() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.near.leg.sendWhileHolding(true);
        pair.exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(100);
        long fromNear = pair.rtpFrom(pair.near);

        pair.advance(1_000);
        assertThat(pair.rtpFrom(pair.near)).isBetween(fromNear + 49, fromNear + 51);

        pair.near.leg.sendWhileHolding(false);
        pair.advance(40);
        long stopped = pair.rtpFrom(pair.near);
        pair.advance(1_000);
        assertThat(pair.rtpFrom(pair.near)).isEqualTo(stopped);
        pair.closeAndFindNothing();
    }

    @Test
    void theCodecMayChangeInACall() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);

        pair.near.leg.codecs(List.of("pcma"));
        pair.exchange(pair.near, pair.far, OfferKind.REFRESH);
        int before = pair.far.heard.heardMillis();
        pair.advance(2_000);

        assertThat(pair.far.leg.negotiated().orElseThrow().format()).isEqualTo(AudioFormat.PCMA);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(before + 1_800);
        pair.closeAndFindNothing();
    }

    @Test
    void keysAreHeardAtTheOtherEnd() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        for (char digit : "159#".toCharArray()) {
            assertThat(pair.near.leg.dtmf(digit, Duration.ofMillis(100))).isTrue();
        }
        pair.advance(3_000);

        assertThat(pair.far.told.digits).hasToString("159#");
        assertThatThrownBy(() -> pair.near.leg.dtmf('x', Duration.ofMillis(100)))
                .isInstanceOf(IllegalArgumentException.class);
        pair.closeAndFindNothing();
    }

    @Test
    void keysNeedAnAgreement() {
        assertThat(pair.near.leg.dtmf('1', Duration.ofMillis(100))).isFalse();

        MediaPair plain = new MediaPair(RtpMediaSettings.DEFAULT.withEvents(false), RtpMediaSettings.DEFAULT);
        plain.exchange(plain.near, plain.far, OfferKind.INITIAL);
        assertThat(plain.far.leg.dtmf('1', Duration.ofMillis(100))).isFalse();
    }

    @Test
    void figuresAreMeasured() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        assertThat(pair.near.leg.statistics().mos()).isEmpty();
        pair.advance(20_000);

        var figures = pair.near.leg.statistics();
        assertThat(figures.packetsSent()).isBetween(995L, 1_005L);
        assertThat(figures.packetsReceived()).isBetween(990L, 1_005L);
        assertThat(figures.packetsLost()).isZero();
        assertThat(figures.lossRatio()).hasValue(0.0);
        assertThat(figures.jitterMillis()).isPresent();
        assertThat(figures.mos().orElseThrow()).isBetween(4.0, 4.5);
        assertThat(pair.near.told.qualities).isNotEmpty();
        pair.closeAndFindNothing();
    }

    @Test
    void silenceOfTheFarEndIsReported() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);
        pair.far.host.block();

        pair.advance(40_000);
        assertThat(pair.near.told.events).containsExactly("inbound", "silent 30");

        pair.far.host.unblock();
        pair.advance(1_000);
        assertThat(pair.near.told.events).containsExactly("inbound", "silent 30", "resumed");
        pair.closeAndFindNothing();
    }

    @Test
    void aRefusedOfferLeavesTheMediaAsItWas() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);
        SessionDescription agreed = pair.far.leg.localDescription().orElseThrow();

        AnswerResult result = pair.far
                .leg
                .answer(sdp("m=audio 5000 RTP/SAVP 0"))
                .toCompletableFuture()
                .join();

        assertThat(((AnswerResult.Refused) result).refusal().status()).isEqualTo(488);
        assertThat(pair.far.leg.localDescription()).contains(agreed);
        int before = pair.near.heard.heardMillis();
        pair.advance(1_000);
        assertThat(pair.near.heard.heardMillis()).isGreaterThan(before + 900);
        pair.closeAndFindNothing();
    }

    @Test
    void aFailedHoldIsRolledBack() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.near.leg.offer(OfferKind.HOLD);
        assertThatThrownBy(() -> pair.near.leg.offer(OfferKind.RESUME)).isInstanceOf(OfferAnswerException.class);

        pair.near.leg.rollback();
        pair.advance(1_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(800);
        pair.exchange(pair.far, pair.near, OfferKind.REFRESH);
        assertThat(pair.near.leg.negotiated().orElseThrow().direction()).isEqualTo(Direction.SENDRECV);
        pair.closeAndFindNothing();
    }

    @Test
    void aCallMayBeAnsweredOnHold() {
        pair.far.leg.hold(true);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);

        assertThat(pair.rtpFrom(pair.near)).isZero();
        assertThat(pair.rtpFrom(pair.far)).isZero();
        pair.closeAndFindNothing();
    }

    @Test
    void theNewestBranchOfAForkIsHeard() {
        SessionDescription offer = offer();
        SessionDescription first = answer(pair.far.leg, offer);
        assertThat(pair.near.leg.accept(first)).isEmpty();
        assertThat(pair.near.leg.accept(first)).isEmpty();
        RtpMediaLeg branch = pair.far.open(pair.far.request());

        assertThat(pair.near.leg.accept(answer(branch, offer))).isEmpty();
        pair.time.runReady();

        assertThat(pair.near.leg.negotiated().orElseThrow().remote()).isEqualTo(branch.media().localAddress());
        assertThat(pair.near.leg.remoteDescription()).isNotEqualTo(Optional.of(first));
        branch.close();
        pair.closeAndFindNothing();
    }

    @Test
    void anAnswerThatDoesNotFitIsRefused() {
        offer();

        assertThat(pair.near.leg.accept(sdp("m=audio 5000 RTP/AVP 18")).orElseThrow().warning()).isEqualTo(305);
        pair.closeAndFindNothing();
    }

    @Test
    void audioMayBeSwitchedOffInACall() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);
        Media off = Media.builder("audio", 0, "RTP/AVP").withFormat("0").build();
        SessionDescription offer = pair.near.leg.localDescription().orElseThrow();

        pair.far.leg.answer(offer.toBuilder().withMedia(List.of(off)).build());
        pair.advance(40);
        long sent = pair.rtpFrom(pair.far);
        pair.advance(1_000);

        assertThat(pair.far.leg.negotiated()).isEmpty();
        assertThat(pair.rtpFrom(pair.far)).isEqualTo(sent);
        pair.closeAndFindNothing();
    }

    @Test
    void oneSocketCarriesBothWhenMultiplexed() {
        RtpMediaSettings mux =
                RtpMediaSettings.DEFAULT.withSession(MediaSessionSettings.DEFAULT.withRtcpMux(true));
        MediaPair both = new MediaPair(mux, mux);

        both.exchange(both.near, both.far, OfferKind.INITIAL);
        both.advance(10_000);

        assertThat(both.near.leg.negotiated().orElseThrow().rtcpMux()).isTrue();
        assertThat(both.near.host.openSockets()).isEqualTo(1);
        assertThat(both.near.leg.statistics().roundTripMillis()).isPresent();
        both.closeAndFindNothing();
    }

    @Test
    void legsOfOneLoopCanBeBridged() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);

        var beside = pair.far.port.beside(pair.far.leg, false).open(pair.far.request()).toCompletableFuture();
        pair.time.runReady();
        RtpMediaLeg second = (RtpMediaLeg) beside.join();
        assertThat(second.media().loop()).isSameAs(pair.far.leg.media().loop());
        MediaBridge bridge = MediaBridge.join(pair.far.leg.media(), second.media());
        pair.time.runReady();
        assertThat(pair.far.engine.counts().bridges()).isEqualTo(1);
        bridge.close();
        second.close();
        pair.closeAndFindNothing();
    }

    @Test
    void aClosedLegIsSilent() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.near.leg.close();
        pair.near.leg.close();
        pair.advance(1_000);

        assertThat(pair.near.told.events).isEmpty();
        assertThat(pair.near.host.openSockets()).isZero();
        pair.closeAndFindNothing();
    }

    private SessionDescription offer() {
        return MediaPair.text(
                pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join());
    }

    private static SessionDescription answer(RtpMediaLeg leg, SessionDescription offer) {
        AnswerResult result = leg.answer(offer).toCompletableFuture().join();
        return MediaPair.text(((AnswerResult.Accepted) result).answer());
    }

    private static SessionDescription sdp(String line) {
        return SdpParser.parse("v=0\r\no=x 1 9 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n" + line + "\r\n")
                .description()
                .orElseThrow();
    }
}
