package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One offer with ICE, and several places that answer it, each with credentials of its own: whoever wins is heard. */
@Timeout(60)
class RtpMediaLegForksTest {
    private static final IceUse FULL = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL);
    private static final IceUse LITE = FULL.withAgent(IceUse.Kind.LITE);

    private MediaPair pair;
    private SessionDescription offer;

    /** One of the places. */
    private final class Place {
        final RtpMediaLeg leg = pair.far.open(pair.far.request());
        final ToneDetector heard = new ToneDetector(440);
        final SessionDescription answer;

        Place(double tone) {
            leg.media().source(new ToneSource(tone));
            leg.media().sink(heard);
            answer = MediaPair.text(((AnswerResult.Accepted) done(leg.answer(offer))).answer());
        }

        InetSocketAddress address() {
            return leg.media().localAddress();
        }
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runReady();
        return future.join();
    }

    private void offer(IceUse near, IceUse far) {
        pair = new MediaPair(RtpMediaSettings.DEFAULT.withIce(near), RtpMediaSettings.DEFAULT.withIce(far));
        offer = MediaPair.text(done(pair.near.leg.offer(OfferKind.INITIAL)));
    }

    private void accept(Place place) {
        assertThat(pair.near.leg.accept(place.answer)).isEmpty();
        pair.time.runReady();
    }

    private long fromNearTo(Place place, int firstBits) {
        InetSocketAddress near = pair.near.leg.media().localAddress();
        return pair.wire.stream()
                .filter(sent -> sent.from().equals(near) && sent.to().equals(place.address()) && kind(sent) == firstBits)
                .count();
    }

    private static int kind(CapturedDatagram sent) {
        return sent.bytes()[0] & 0xC0;
    }

    @ParameterizedTest
    @CsvSource({"full, full, 0", "full, full, 1", "full, lite, 0", "lite, full, 0", "lite, full, 1", "full, lite, 1"})
    void whoeverWinsIsHeardAtOnce(String near, String far, int winner) {
        offer(near.equals("full") ? FULL : LITE, far.equals("full") ? FULL : LITE);
        List<Place> places = List.of(new Place(880), new Place(880));
        accept(places.get(0));
        pair.advance(3_000);
        accept(places.get(1));
        pair.advance(3_000);
        assertThat(places.get(1).heard.heardMillis()).as("the newest early media is heard").isGreaterThan(1_500);
        Place won = places.get(winner);
        Place lost = places.get(1 - winner);
        int before = won.heard.heardMillis();
        accept(won);
        pair.near.leg.settled();
        pair.advance(500);
        assertThat(won.heard.heardMillis() - before).as("without another search").isGreaterThan(350);
        long checks = fromNearTo(lost, 0);
        long media = fromNearTo(lost, 0x80);
        int nearBefore = pair.near.heard.heardMillis();
        pair.advance(8_000);
        assertThat(fromNearTo(lost, 0)).as("checks and questions for consent").isEqualTo(checks);
        assertThat(fromNearTo(lost, 0x80)).as("media").isEqualTo(media);
        assertThat(won.heard.heardMillis() - before).isGreaterThan(7_500);
        assertThat(pair.near.heard.heardMillis() - nearBefore).isGreaterThan(7_000);
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unreachable"));
        places.forEach(place -> place.leg.close());
        pair.closeAndFindNothing();
    }

    /** All of them may ring for longer than a search may take: none has failed by then. */
    @Test
    void whoAnswersAfterAMinuteIsStillThere() {
        offer(FULL, FULL);
        List<Place> places = List.of(new Place(880), new Place(880), new Place(880));
        places.forEach(this::accept);
        pair.advance(60_000);
        Place won = places.get(1);
        int before = won.heard.heardMillis();
        accept(won);
        pair.near.leg.settled();
        pair.advance(2_000);
        assertThat(won.heard.heardMillis() - before).isGreaterThan(1_800);
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unreachable"));
        places.forEach(place -> place.leg.close());
        pair.closeAndFindNothing();
    }

    /** Checks of a place whose answer is still on its way are answered, and are no checks of another. */
    @Test
    void checksThatComeBeforeTheirAnswerAreTheirsAlone() {
        offer(FULL, FULL);
        Place first = new Place(880);
        accept(first);
        pair.advance(2_000);
        Place second = new Place(880);
        pair.advance(2_000);
        assertThat(fromNearTo(second, 0x80)).as("media goes to the first alone").isZero();
        int before = first.heard.heardMillis();
        pair.advance(1_000);
        assertThat(first.heard.heardMillis() - before).isGreaterThan(900);
        accept(second);
        pair.near.leg.settled();
        pair.advance(1_500);
        assertThat(second.heard.heardMillis()).isGreaterThan(700);
        first.leg.close();
        second.leg.close();
        pair.closeAndFindNothing();
    }

    /** More places than anybody needs: those before the last few are left, the newest is heard. */
    @Test
    void thereIsABound() {
        offer(FULL, FULL);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            places.add(new Place(880));
            accept(places.get(i));
            pair.advance(200);
        }
        pair.advance(3_000);
        assertThat(places.get(8).heard.heardMillis()).isGreaterThan(1_500);
        long toFirst = fromNearTo(places.get(0), 0);
        pair.advance(10_000);
        assertThat(fromNearTo(places.get(0), 0)).as("the first is left").isEqualTo(toFirst);
        places.forEach(place -> place.leg.close());
        pair.closeAndFindNothing();
    }

    /** A later exchange may be answered by another place too, as behind a transfer. */
    @Test
    void anotherPlaceMayAnswerWithinTheCall() {
        offer(FULL, FULL);
        Place first = new Place(880);
        accept(first);
        pair.near.leg.settled();
        pair.advance(2_000);
        offer = MediaPair.text(done(pair.near.leg.offer(OfferKind.REFRESH)));
        String again = offer.toString().replaceAll("a=remote-candidates.*\r\n", "");
        offer = SdpParser.parse(again).description().orElseThrow();
        Place second = new Place(880);
        accept(second);
        pair.near.leg.settled();
        pair.advance(3_000);
        assertThat(second.heard.heardMillis()).isGreaterThan(2_000);
        first.leg.close();
        second.leg.close();
        pair.closeAndFindNothing();
    }
}
