package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.MediaSessionSettings;
import io.rvoip.media.VideoFormat;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two legs whose audio and video have keys by one exchange of ZRTP, by their descriptions, in virtual time. */
class RtpMediaLegZrtpVideoTest {
    private static final PassedVideo VP8 = new PassedVideo(
            List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV);

    private static RtpMediaSettings settings(SrtpUse use, boolean mux) {
        return RtpMediaSettings.DEFAULT.withSession(MediaSessionSettings.DEFAULT.withRtcpMux(mux)).withSrtp(
                SrtpPolicy.of(use, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withKeying(Set.of(Keying.ZRTP)));
    }

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

    private static InetSocketAddress ports(MediaPair.Side towards) {
        return video(towards).way().remote();
    }

    private static NegotiatedVideo video(MediaPair.Side side) {
        return side.leg.negotiatedVideo().orElseThrow();
    }

    /** ZRTP messages of a type that went to there, each counted once however often it was sent. */
    private static long messages(MediaPair pair, InetSocketAddress to, String type) {
        return pair.wire.stream().filter(sent -> sent.to().equals(to)).map(CapturedDatagram::bytes).filter(bytes -> bytes[0] == 0x10)
                .filter(bytes -> new String(bytes, 16, 8, StandardCharsets.ISO_8859_1).trim().equals(type))
                .map(bytes -> ByteBuffer.wrap(bytes, 12, bytes.length - 16)).distinct().count();
    }

    private static void bothAreSecure(MediaPair pair, int streams) {
        assertThat(pair.near.metrics.total("rvoip_zrtp_exchanges_total")).isEqualTo(streams);
        assertThat(pair.far.metrics.total("rvoip_zrtp_exchanges_total")).isEqualTo(streams);
        assertThat(pair.near.leg.media().security().sas()).isPresent().isEqualTo(pair.far.leg.media().security().sas());
    }

    @ParameterizedTest
    @CsvSource({"REQUIRED, REQUIRED, false", "REQUIRED, REQUIRED, true", "REQUIRED, ACCEPTED, false", "PREFERRED, REQUIRED, false"})
    void videoHasKeysOfTheSameExchange(SrtpUse near, SrtpUse far, boolean mux) {
        MediaPair pair = new MediaPair(settings(near, mux), settings(far, mux));
        offering(pair);
        pair.far.leg.video(VP8);
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(2_000);

        bothAreSecure(pair, 2);
        assertThat(pair.near.told.events).as("one string").filteredOn(event -> event.startsWith("sas ")).hasSize(1);
        List<InetSocketAddress> ports = List.of(ports(pair.near), ports(pair.far));
        assertThat(ports.stream().mapToLong(port -> messages(pair, port, "DHPart1")).sum()).isZero();
        assertThat(ports.stream().mapToLong(port -> messages(pair, port, "Confirm2")).sum()).isEqualTo(1);
        assertThat(pair.wire.stream().filter(sent -> ports.contains(sent.to()) && sent.bytes()[0] != 0x10)
                .map(sent -> sent.bytes()[1] & 0xFF)).as("there is no camera: nothing but reports, with the mark of SRTCP")
                .allMatch(type -> type >= 200 && type < 210);

        pair.advance(1_000);
        exchange(pair, pair.near, pair.far, OfferKind.HOLD);
        exchange(pair, pair.far, pair.near, OfferKind.REFRESH);
        exchange(pair, pair.near, pair.far, OfferKind.RESUME);
        pair.advance(2_000);
        bothAreSecure(pair, 2);
        assertThat(ports(pair.near)).isEqualTo(ports.get(0));
        pair.closeAndFindNothing();
    }

    @Test
    void itIsAddedTakenAwayAndAddedAgain() {
        MediaPair pair = new MediaPair(settings(SrtpUse.REQUIRED, false), settings(SrtpUse.REQUIRED, false));
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);
        bothAreSecure(pair, 1);
        for (int streams = 2; streams < 4; streams++) {
            pair.near.leg.video(VP8);
            pair.far.leg.video(VP8);
            exchange(pair, pair.far, pair.near, OfferKind.REFRESH);
            pair.advance(1_000);
            bothAreSecure(pair, streams);

            pair.near.leg.video(PassedVideo.NONE);
            exchange(pair, pair.far, pair.near, OfferKind.REFRESH);
            pair.advance(1_000);
            assertThat(pair.near.leg.negotiatedVideo()).isEmpty();
            assertThat(pair.near.ports.inUse() + pair.far.ports.inUse()).as("of audio").isEqualTo(2);
        }
        int heard = pair.far.heard.heardMillis();
        pair.advance(1_000);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(heard + 800);
        pair.closeAndFindNothing();
    }

    /** The far end that has nobody to show pictures to. */
    @Test
    void aCallWithoutVideoIsAsItWas() {
        MediaPair pair = new MediaPair(settings(SrtpUse.REQUIRED, false), settings(SrtpUse.REQUIRED, false));
        offering(pair);
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(2_000);

        bothAreSecure(pair, 1);
        assertThat(pair.near.leg.negotiatedVideo()).isEmpty();
        assertThat(pair.near.ports.inUse()).isEqualTo(1);
        pair.closeAndFindNothing();
    }

    /** SRTP by descriptions or none, and not an end of ZRTP: pictures as audio is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoHasNoneHasNoPictures(boolean insists) {
        MediaPair pair = new MediaPair(settings(insists ? SrtpUse.REQUIRED : SrtpUse.PREFERRED, false), RtpMediaSettings.DEFAULT);
        offering(pair);
        pair.far.leg.video(VP8);
        exchange(pair, pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(2_000);

        assertThat(video(pair.near).way().zrtp() != null).as("which is tried on the media path where we insist").isEqualTo(insists);
        assertThat(pair.near.metrics.total("rvoip_zrtp_exchanges_total")).isZero();
        assertThat(pair.wire.stream().filter(sent -> insists && sent.from().getAddress().equals(pair.near.host.address()))
                .filter(sent -> (sent.bytes()[0] & 0xC0) == 0x80)).as("media of who insists").isEmpty();
        pair.closeAndFindNothing();
    }
}
