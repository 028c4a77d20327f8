package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.VideoFormat;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Legs that have video on ports of their own, in virtual time: when ports are taken, and that all are given back. */
class RtpMediaLegVideoTest {
    private static final PassedVideo VP8 = new PassedVideo(
            List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV);
    private static final RtpMediaSettings KEYED = RtpMediaSettings.DEFAULT.withSrtp(
            SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AEAD_AES_128_GCM)).withOverClearSignalling(true));

    private static <T> T done(MediaPair pair, CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runUntil(future::isDone, Duration.ofSeconds(5));
        assertThat(future).isDone();
        return future.join();
    }

    private static void exchange(MediaPair pair, MediaPair.Side offerer, MediaPair.Side answerer, OfferKind kind) {
        SessionDescription offer = MediaPair.text(done(pair, offerer.leg.offer(kind)));
        AnswerResult result = done(pair, answerer.leg.answer(offer));
        assertThat(offerer.leg.accept(MediaPair.text(((AnswerResult.Accepted) result).answer()))).isEmpty();
        offerer.leg.settled();
        answerer.leg.settled();
        pair.time.runReady();
    }

    private static void offering(MediaPair pair) {
        MediaPair.Side near = pair.near;
        near.leg.close();
        near.leg = (RtpMediaLeg) done(pair, new VideoPort(near.port::open, VP8).open(near.request()));
    }

    private static void ports(MediaPair pair, int near, int far) {
        pair.time.runReady();
        assertThat(pair.near.ports.inUse()).as("near").isEqualTo(near);
        assertThat(pair.far.ports.inUse()).as("far").isEqualTo(far);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothTakePortsForItAndGiveThemBackWhenItGoes(boolean keyed) {
        RtpMediaSettings settings = keyed ? KEYED : RtpMediaSettings.DEFAULT;
        MediaPair pair = new MediaPair(settings, settings);
        offering(pair);
        pair.far.leg.video(VP8);
        ports(pair, 2, 1);
        assertThat(pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture()).as("made without waiting").isDone();
        pair.near.leg.rollback();
        offering(pair);
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        ports(pair, 2, 2);
        NegotiatedVideo near = pair.near.leg.negotiatedVideo().orElseThrow();
        NegotiatedVideo far = pair.far.leg.negotiatedVideo().orElseThrow();
        assertThat(near.way().keys() != null).isEqualTo(keyed);
        assertThat(near.way().remote().getAddress()).isEqualTo(pair.far.host.address());
        assertThat(near.way().remote()).isNotEqualTo(pair.far.leg.media().localAddress());
        assertThat(far.way().remote()).isNotEqualTo(pair.near.leg.media().localAddress());

        exchange(pair, pair.near, pair.far, OfferKind.HOLD);
        assertThat(pair.near.leg.negotiatedVideo().orElseThrow().direction().sends()).isTrue();
        assertThat(pair.near.leg.negotiatedVideo().orElseThrow().direction().receives()).isFalse();
        exchange(pair, pair.near, pair.far, OfferKind.RESUME);
        assertThat(pair.near.leg.negotiatedVideo().orElseThrow().way().remote()).isEqualTo(near.way().remote());

        pair.far.leg.video(PassedVideo.NONE);
        exchange(pair, pair.near, pair.far, OfferKind.REFRESH);
        assertThat(pair.near.leg.negotiatedVideo()).isEmpty();
        ports(pair, 1, 1);

        pair.far.leg.video(VP8);
        exchange(pair, pair.near, pair.far, OfferKind.REFRESH);
        assertThat(pair.near.leg.negotiatedVideo()).isPresent();
        ports(pair, 2, 2);
        if (keyed) {
            assertThat(pair.near.leg.negotiatedVideo().orElseThrow().way().keys()).as("another line has other keys")
                    .isNotEqualTo(near.way().keys());
        }
        pair.closeAndFindNothing();
    }

    private static boolean wiped(SrtpMasterKey key) {
        return key.keyAndSalt().isDestroyed();
    }

    private static SrtpKeys keys(MediaPair.Side side) {
        return side.leg.negotiatedVideo().orElseThrow().way().keys();
    }

    /** Not only when the call ends; those of audio are for the whole call. */
    @Test
    void keysOfALineThatHasEndedAreWipedAtOnce() {
        MediaPair pair = new MediaPair(KEYED, KEYED);
        offering(pair);
        pair.far.leg.video(VP8);
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        List<SrtpKeys> both = List.of(keys(pair.near), keys(pair.far));
        assertThat(both).noneMatch(keys -> wiped(keys.sending()) || wiped(keys.receiving()));
        assertThat(both.get(0).sending()).isEqualTo(both.get(1).receiving());

        pair.far.leg.video(PassedVideo.NONE);
        exchange(pair, pair.far, pair.near, OfferKind.REFRESH);
        assertThat(both).allMatch(keys -> wiped(keys.sending()) && wiped(keys.receiving()));
        for (MediaPair.Side side : List.of(pair.near, pair.far)) {
            SrtpKeys audio = side.leg.negotiated().orElseThrow().keys();
            assertThat(wiped(audio.sending()) || wiped(audio.receiving())).isFalse();
        }
        long before = pair.rtpFrom(pair.near);
        pair.advance(200);
        assertThat(pair.rtpFrom(pair.near)).as("audio goes on").isGreaterThan(before);
        pair.closeAndFindNothing();
    }

    @Test
    void aKeyThatTheFarEndHasChangedIsWipedAndOneThatStaysIsNot() {
        MediaPair pair = new MediaPair(KEYED, KEYED);
        offering(pair);
        pair.far.leg.video(VP8);
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        SrtpKeys first = keys(pair.far);
        exchange(pair, pair.near, pair.far, OfferKind.REFRESH);
        SrtpKeys same = keys(pair.far);
        assertThat(wiped(first.receiving())).as("read anew from the second offer").isTrue();
        assertThat(wiped(same.receiving())).isFalse();
        assertThat(same.sending()).isSameAs(first.sending());

        String[] lines = done(pair, pair.near.leg.offer(OfferKind.REFRESH)).toString().split("(?=m=video)");
        SessionDescription rekeyed = MediaPair.text(lines[0] + lines[1].replaceFirst("inline:.{38}", "inline:" + "B".repeat(38)));
        assertThat(done(pair, pair.far.leg.answer(rekeyed))).isInstanceOf(AnswerResult.Accepted.class);
        pair.time.runReady();
        assertThat(keys(pair.far).receiving()).isNotEqualTo(same.receiving());
        assertThat(wiped(same.receiving())).isTrue();
        assertThat(wiped(keys(pair.far).receiving()) || wiped(keys(pair.far).sending())).isFalse();
        SrtpKeys last = keys(pair.far);
        pair.closeAndFindNothing();
        assertThat(wiped(last.sending()) && wiped(last.receiving())).isTrue();
    }

    @Test
    void portsOfAnOfferThatCameToNothingAreGivenBack() {
        MediaPair pair = MediaPair.of();
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        pair.near.leg.video(VP8);
        done(pair, pair.near.leg.offer(OfferKind.REFRESH));
        ports(pair, 2, 1);
        pair.near.leg.rollback();
        ports(pair, 1, 1);
        pair.closeAndFindNothing();
    }

    /** Another phone may still take what the first one that rings has declined. */
    @Test
    void whileAnswersMayComePortsAreKept() {
        MediaPair pair = MediaPair.of();
        offering(pair);
        SessionDescription offer = MediaPair.text(done(pair, pair.near.leg.offer(OfferKind.INITIAL)));
        AnswerResult declined = done(pair, pair.far.leg.answer(offer));
        assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) declined).answer()))).isEmpty();
        ports(pair, 2, 1);
        RtpMediaLeg other = pair.far.open(pair.far.request());
        other.video(VP8);
        AnswerResult taken = done(pair, other.answer(offer));
        assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) taken).answer()))).isEmpty();
        pair.near.leg.settled();
        assertThat(pair.near.leg.negotiatedVideo()).isPresent();
        ports(pair, 2, 3);
        other.close();
        pair.closeAndFindNothing();
    }

    @Test
    void aLegThatEndsWhilePortsAreOpenedLeavesNone() {
        MediaPair pair = MediaPair.of();
        offering(pair);
        pair.far.leg.video(VP8);
        SessionDescription offer = MediaPair.text(done(pair, pair.near.leg.offer(OfferKind.INITIAL)));
        CompletableFuture<AnswerResult> answer = pair.far.leg.answer(offer).toCompletableFuture();
        pair.far.leg.close();
        pair.time.runReady();
        assertThat(answer).isCompletedExceptionally();
        pair.closeAndFindNothing();
    }

    /** Ten pairs in the range: audio comes first, and a call without video is still one. */
    @Test
    void withoutFreePortsTheCallHasNoVideo() {
        MediaPair pair = MediaPair.of();
        List<RtpMediaLeg> others = java.util.stream.IntStream.range(0, 9).mapToObj(i -> pair.far.open(pair.far.request())).toList();
        offering(pair);
        pair.far.leg.video(VP8);
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        assertThat(pair.near.leg.negotiated()).isPresent();
        assertThat(pair.near.leg.negotiatedVideo()).isEmpty();
        ports(pair, 1, 10);
        others.forEach(MediaLeg::close);
        pair.closeAndFindNothing();
    }
}
