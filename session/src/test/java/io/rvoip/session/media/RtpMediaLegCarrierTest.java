package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.VideoFormat;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A leg whose far end begins its BUNDLE group with video, and says there alone where both are (RFC 9143 section 7.1.3). The far end is
 * another leg, whose words are turned round on their way, and the answers to it back.
 */
@Timeout(60)
class RtpMediaLegCarrierTest {
    private static final RtpMediaSettings SECURE = RtpMediaSettings.DEFAULT
            .withIce(IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL))
            .withSrtp(SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AEAD_AES_128_GCM)).withKeying(Set.of(Keying.DTLS)));
    private static final PassedVideo VP8 =
            new PassedVideo(List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV);
    private static final String WAY = "a=(candidate|end-of-candidates|remote-candidates|ice-ufrag|ice-pwd|fingerprint|setup|tls-id|rtcp:).*";

    private MediaPair pair;

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runReady();
        return future.join();
    }

    private static String way(String section, boolean is) {
        return section.lines().filter(line -> line.matches(WAY) == is).collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    /** Lines and group the other way round, the way in the line that comes first by then. @param lone whether the other one has no port of its own */
    private static SessionDescription turned(SessionDescription description, String group, boolean lone) {
        String[] parts = description.toString().split("(?=m=)");
        String port = Stream.of(parts).skip(1).map(part -> part.split(" ")[1]).filter(one -> !one.equals("0")).findFirst().orElseThrow();
        String first = parts[2].replace("a=bundle-only\r\n", "").replaceFirst("^(m=\\w+) \\d+", "$1 " + port);
        String other = way(parts[1], false).replaceFirst("^(m=\\w+) \\d+", "$1 " + (lone ? "0" : port));
        return MediaPair.text(parts[0].replaceFirst("BUNDLE .*", "BUNDLE " + group) + first + way(parts[1], true).replaceFirst("^\r\n$", "")
                + other + (lone ? "a=bundle-only\r\n" : ""));
    }

    private SessionDescription answer(MediaPair.Side to, SessionDescription offer) {
        AnswerResult result = done(to.leg.answer(offer));
        assertThat(result).isInstanceOf(AnswerResult.Accepted.class);
        return MediaPair.text(((AnswerResult.Accepted) result).answer());
    }

    private SessionDescription toFar(OfferKind kind, boolean lone) {
        SessionDescription answer = answer(pair.far, turned(MediaPair.text(done(pair.near.leg.offer(kind))), "1 0", lone));
        assertThat(answer.attribute("group")).contains("BUNDLE 1 0");
        assertThat(pair.near.leg.accept(turned(answer, "0 1", false))).isEmpty();
        pair.time.runReady();
        return answer;
    }

    private void bothHear(int moreMillis) {
        long near = pair.near.heard.heardMillis();
        long far = pair.far.heard.heardMillis();
        pair.advance(moreMillis + 1_000);
        assertThat(pair.near.heard.heardMillis() - near).as("near").isGreaterThan(moreMillis);
        assertThat(pair.far.heard.heardMillis() - far).as("far").isGreaterThan(moreMillis);
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "true, false"})
    void bothHearEachOtherOnTheWayOfVideo(boolean lone, boolean seen) {
        pair = new MediaPair(SECURE, SECURE);
        pair.near.leg.video(VP8);
        pair.far.leg.video(seen ? VP8 : PassedVideo.NONE);
        toFar(OfferKind.INITIAL, lone);
        pair.until(() -> pair.near.leg.media().security().suite().isPresent() && pair.far.leg.media().security().suite().isPresent());
        bothHear(2_000);
        assertThat(pair.far.leg.negotiatedVideo().isPresent()).isEqualTo(seen);
        int port = pair.far.leg.media().localAddress().getPort();

        assertThat(toFar(OfferKind.REFRESH, false).media()).as("a later offer").allMatch(line -> line.port() == port);
        bothHear(1_000);

        SessionDescription ours = MediaPair.text(done(pair.far.leg.offer(OfferKind.REFRESH)));
        assertThat(ours.attribute("group")).as("our own").contains("BUNDLE 1 0");
        SessionDescription theirs = answer(pair.near, turned(ours, "0 1", false));
        assertThat(pair.far.leg.accept(turned(theirs, "1 0", false))).isEmpty();
        bothHear(1_000);
        pair.closeAndFindNothing();
    }
}
