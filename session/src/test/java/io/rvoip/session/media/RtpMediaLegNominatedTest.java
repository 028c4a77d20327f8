package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceFragment;
import io.rvoip.ice.IceTrickle;
import io.rvoip.session.CandidateExchange;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8839 §4.4.1.2.2 and §4.4.2: what descriptions tell once the search for a way has ended. */
@Timeout(60)
class RtpMediaLegNominatedTest extends IceExchange {
    private static final IceUse LITE = FULL.withAgent(IceUse.Kind.LITE);
    private static final IceUse RELAYED = FULL.withConfig(SERVED);

    private static IceUse untold(IceConfig config) {
        return FULL.withConfig(config.withAddresses(IceAddresses.ALL.withWithout(IceAddresses.network("192.168.0.0/16"))));
    }

    private static VirtualHost behindNat(VirtualNetwork network) {
        return network.nat(VirtualNat.Kind.SYMMETRIC, "203.0.113.1").host("192.168.1.10", "fd00:1::10");
    }

    private void connect() {
        exchange();
        pair.advance(4_000);
    }

    private static SessionDescription changed(SessionDescription description, String pattern, String by) {
        return MediaPair.text(description.toString().replaceAll(pattern, by));
    }

    private static Media line(SessionDescription said) {
        return said.media().get(0);
    }

    /** Its only candidate, which is where its lines say that media goes. */
    private static String only(SessionDescription said) {
        Media line = line(said);
        assertThat(line.candidates()).hasSize(1);
        String place = said.connectionOf(line).orElseThrow().address() + " " + line.port();
        assertThat(line.candidates().get(0)).contains(" 1 UDP ").contains(" " + place + " typ ");
        assertThat(line.hasAttribute("end-of-candidates")).isTrue();
        return line.candidates().get(0);
    }

    private static String place(MediaPair.Side side) {
        InetSocketAddress at = side.leg.media().localAddress();
        return at.getAddress().getHostAddress() + " " + at.getPort();
    }

    @ParameterizedTest
    @CsvSource({"full, full", "full, lite", "lite, full", "lite, lite"})
    void afterNominationBothTellNothingElse(String near, String far) {
        open(near.equals("lite") ? LITE : RELAYED, far.equals("lite") ? LITE : RELAYED);
        connect();
        boolean controls = !near.equals("lite") || far.equals("lite");

        SessionDescription hold = offer(pair.near, OfferKind.HOLD);
        assertThat(only(hold)).contains(place(pair.near) + " typ host");
        assertThat(line(hold).attribute("remote-candidates").isPresent()).as("of who controls").isEqualTo(controls);
        SessionDescription held = answer(pair.far, hold);
        assertThat(only(held)).contains(place(pair.far) + " typ host");
        assertThat(line(held).attribute("remote-candidates")).as("never in an answer").isEmpty();
        accepted(pair.near, held);
        SessionDescription resume = offer(pair.near, OfferKind.RESUME);
        only(resume);
        accepted(pair.near, answer(pair.far, resume));

        SessionDescription back = offer(pair.far, OfferKind.REFRESH);
        assertThat(only(back)).contains(place(pair.far) + " typ host");
        assertThat(line(back).attribute("remote-candidates").isPresent()).isEqualTo(!controls);
        SessionDescription again = answer(pair.near, back);
        assertThat(only(again)).contains(place(pair.near) + " typ host");
        accepted(pair.far, again);
        assertThat(offer(pair.far, OfferKind.REFRESH)).as("nothing new, the same version").isEqualTo(back);
        pair.far.leg.rollback();
        assertBothHearAndClose();
    }

    @Test
    void beforeNominationAllAreToldAgain() {
        open(RELAYED, RELAYED);
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        accepted(pair.near, answer(pair.far, first));
        SessionDescription second = offer(pair.near, OfferKind.REFRESH);
        assertThat(line(second).candidates()).isEqualTo(line(first).candidates()).hasSize(4);
        assertThat(line(answer(pair.far, second)).candidates()).hasSize(2);
    }

    @Test
    void aRestartTellsAllAgain() {
        open(RELAYED, RELAYED);
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        accepted(pair.near, answer(pair.far, first));
        pair.advance(4_000);
        done(pair.near.leg.media().ice(SERVED, pair.near.host.address(), true, true));
        SessionDescription restart = offer(pair.near, OfferKind.REFRESH);
        assertThat(line(restart).candidates()).hasSize(4);
        assertThat(line(restart).attribute("remote-candidates")).isEmpty();
        SessionDescription answer = answer(pair.far, restart);
        assertThat(line(answer).candidates()).hasSize(2);
        accepted(pair.near, answer);
        pair.advance(4_000);
        only(offer(pair.near, OfferKind.REFRESH));
        pair.near.leg.rollback();
        assertBothHearAndClose();
    }

    /** RFC 8839 §7.5: the answer may come from somebody else, who finds us nowhere by what is left of this search. */
    @Test
    void aRequestWithoutAnOfferBeginsTheSearchAnew() {
        open(RELAYED, RELAYED);
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        accepted(pair.near, answer(pair.far, first));
        pair.advance(4_000);
        SessionDescription anew = offer(pair.near, OfferKind.ANEW);
        assertThat(line(anew).attribute("ice-ufrag")).isNotEqualTo(line(first).attribute("ice-ufrag"));
        assertThat(line(anew).candidates()).hasSize(4);
        accepted(pair.near, answer(pair.far, anew));
        pair.advance(4_000);
        assertBothHearAndClose();
    }

    /** Each port of its own is a component, and both were nominated. */
    @Test
    void withoutMuxThereIsOneForEachComponent() {
        open(RELAYED, RELAYED);
        SessionDescription first = changed(offer(pair.near, OfferKind.INITIAL), "a=rtcp-mux\r\n", "");
        accepted(pair.near, answer(pair.far, first));
        pair.advance(4_000);
        SessionDescription again = offer(pair.near, OfferKind.REFRESH);
        String own = pair.near.host.address().getHostAddress();
        int rtcp = pair.near.leg.media().localRtcpAddress().getPort();
        assertThat(line(again).candidates()).hasSize(2)
                .anyMatch(one -> one.contains(" 1 UDP ") && one.contains(place(pair.near) + " typ host"))
                .anyMatch(one -> one.contains(" 2 UDP ") && one.contains(own + " " + rtcp + " typ host"));
        assertThat(again.rtcpOf(line(again)).orElseThrow().port()).isEqualTo(rtcp);
        assertThat(line(again).attribute("remote-candidates").orElseThrow().split(" ")).hasSize(6);
        pair.near.leg.rollback();
        assertBothHearAndClose();
    }

    /** What only the far end has seen of us was in no description before. */
    @Test
    void aCandidateThatChecksHaveFoundIsToldWithItsBase() {
        open(FULL, LITE, RtpMediaLegNominatedTest::behindNat);
        connect();
        SessionDescription again = offer(pair.near, OfferKind.REFRESH);
        assertThat(only(again)).contains(" 203.0.113.1 ")
                .endsWith(" typ prflx raddr 192.168.1.10 rport " + pair.near.leg.media().localAddress().getPort());
        assertThat(again.toString()).contains("c=IN IP4 203.0.113.1");
        accepted(pair.near, answer(pair.far, again));
        assertBothHearAndClose();
    }

    /** The far end sees what the STUN server has seen, so that no line tells more than before. */
    @Test
    void aCandidateThatChecksHaveFoundHidesABaseThatIsNotTold() {
        open(untold(IceConfig.FULL.withStunServers(SERVER)), LITE, RtpMediaLegNominatedTest::behindNat);
        connect();
        SessionDescription again = offer(pair.near, OfferKind.REFRESH);
        assertThat(only(again)).contains(" 203.0.113.1 ").endsWith(" typ prflx raddr 0.0.0.0 rport 9");
        assertThat(again.toString()).doesNotContain("192.168.");
        accepted(pair.near, answer(pair.far, again));
        assertBothHearAndClose();
    }

    /** It is where the far end has seen us last that descriptions tell, not where it did at the time of the checks. */
    @Test
    void whatANatHasGivenUsSinceIsToldInItsPlace() {
        VirtualNat[] nat = new VirtualNat[1];
        open(FULL, FULL, network -> {
            nat[0] = network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1");
            return nat[0].host("192.168.1.10", "fd00:1::10");
        });
        connect();
        SessionDescription before = offer(pair.near, OfferKind.REFRESH);
        accepted(pair.near, answer(pair.far, before));
        nat[0].rebind();
        pair.advance(15_000);
        SessionDescription again = offer(pair.near, OfferKind.REFRESH);
        assertThat(line(again).port()).isNotEqualTo(line(before).port());
        assertThat(only(again)).contains(" 203.0.113.1 ").contains(" typ prflx raddr 192.168.1.10 ");
        accepted(pair.near, answer(pair.far, again));
        assertThat(pair.wire.stream().map(CapturedDatagram::from).filter(from -> from.getAddress().getHostAddress().equals("203.0.113.1"))
                .reduce((first, last) -> last).orElseThrow().getPort()).as("where RTP comes from").isEqualTo(line(again).port());
        assertBothHearAndClose();
    }

    /** The far end knows it from our checks; who reads descriptions on their way does not. */
    @Test
    void anAddressThatIsNotToldIsNotToldWhenItWasNominatedEither() {
        IceUse hiding = FULL.withConfig(SERVED.withAddresses(IceAddresses.ALL.withWithout(IceAddresses.network("10.0.0.0/8"))));
        open(hiding, LITE);
        SessionDescription first = offer(pair.near, OfferKind.INITIAL);
        accepted(pair.near, answer(pair.far, first));
        pair.advance(4_000);
        SessionDescription again = offer(pair.near, OfferKind.REFRESH);
        assertThat(again.toString()).doesNotContain(pair.near.host.address().getHostAddress());
        assertThat(line(again).candidates()).isEqualTo(line(first).candidates()).hasSize(2);
        accepted(pair.near, answer(pair.far, again));
        assertBothHearAndClose();
    }

    /** RFC 8839 §4.4.2: the offer may be here before the check that it is about has ended. */
    @ParameterizedTest
    @ValueSource(strings = {"relay", "host"})
    void anAnswerTellsWhatTheOffererHasFound(String type) {
        open(RELAYED, RELAYED);
        SessionDescription answered = answer(pair.far, offer(pair.near, OfferKind.INITIAL));
        accepted(pair.near, answered);
        String found = line(answered).candidates().stream().filter(one -> one.contains(" typ " + type)).findFirst().orElseThrow();
        String at = found.split(" ")[4] + " " + found.split(" ")[5];
        SessionDescription again = offer(pair.near, OfferKind.REFRESH);
        SessionDescription answer = answer(pair.far, changed(again, "a=ice-ufrag", "a=remote-candidates:1 " + at + "\r\na=ice-ufrag"));
        assertThat(only(answer)).isEqualTo(found);
        accepted(pair.near, answer);
        pair.advance(3_000);
        assertBothHearAndClose();
    }

    /** Who names what it has found is ahead of our checks by a packet: the answer comes when these have ended. */
    @Test
    void anAnswerWaitsForTheChecksThatTheOffererWasAheadOf() {
        open(RELAYED, RELAYED);
        SessionDescription answered = answer(pair.far, offer(pair.near, OfferKind.INITIAL));
        accepted(pair.near, answered);
        CompletionStage<AnswerResult> answer = pair.far.leg.answer(choosing(offer(pair.near, OfferKind.REFRESH), place(pair.far)));
        pair.time.runReady();
        assertThat(answer.toCompletableFuture()).isNotDone();
        SessionDescription said = MediaPair.text(((AnswerResult.Accepted) done(answer)).answer());
        assertThat(only(said)).contains(" " + place(pair.far) + " typ host");
        accepted(pair.near, said);
        assertBothHearAndClose();
    }

    /** They end by themselves where nothing gets through. */
    @Test
    void anAnswerThatWaitsForChecksComesWithoutThemToo() {
        open(FULL, FULL);
        accepted(pair.near, answer(pair.far, offer(pair.near, OfferKind.INITIAL)));
        pair.far.host.block();
        CompletableFuture<AnswerResult> answer =
                pair.far.leg.answer(choosing(offer(pair.near, OfferKind.REFRESH), place(pair.far))).toCompletableFuture();
        pair.advance(5_000);
        assertThat(answer).isNotDone();
        pair.advance(15_000);
        assertThat(answer).isCompleted();
        assertThat(pair.far.told.events).contains("unreachable: NOT_NOMINATED");
        pair.closeAndFindNothing();
    }

    @Test
    void anAnswerThatWaitsForChecksIsNotMadeOnceNobodyWantsIt() {
        open(FULL, FULL);
        accepted(pair.near, answer(pair.far, offer(pair.near, OfferKind.INITIAL)));
        CompletableFuture<AnswerResult> answer =
                pair.far.leg.answer(choosing(offer(pair.near, OfferKind.REFRESH), place(pair.far))).toCompletableFuture();
        pair.far.leg.rollback();
        pair.near.leg.rollback();
        pair.advance(4_000);
        assertThat(answer).isCompletedExceptionally();
        assertBothHearAndClose();
    }

    private static SessionDescription choosing(SessionDescription offer, String place) {
        return changed(offer, "a=ice-ufrag", "a=remote-candidates:1 " + place + "\r\na=ice-ufrag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 192.0.2.99 4000", "2 HERE", "1 HERE", "", "1", "x y z", "1 host.example 4000", "1 0.0.0.0 99999 2", "1 1 1 1 1 1 1 1 1 1 1"})
    void namesOfOthersOrOfNobodyChangeNothing(String named) {
        open(RELAYED, RELAYED);
        SessionDescription answered = answer(pair.far, changed(offer(pair.near, OfferKind.INITIAL), "a=rtcp-mux\r\n", ""));
        accepted(pair.near, answered);
        String given = named.replace("HERE", place(pair.far));
        SessionDescription again = changed(offer(pair.near, OfferKind.REFRESH), "a=rtcp-mux\r\n", "");
        SessionDescription answer = answer(pair.far, changed(again, "a=ice-ufrag", "a=remote-candidates:" + given + "\r\na=ice-ufrag"));
        assertThat(line(answer).candidates()).isEqualTo(line(answered).candidates()).hasSize(4);
    }

    /** What goes apart is for who has not heard the end yet. */
    @Test
    void whatGoesApartFromDescriptionsEndsWithNomination() {
        IceUse trickling = RELAYED.withConfig(SERVED.withTrickle(IceTrickle.ALWAYS));
        open(trickling, trickling);
        List<IceFragment> told = new ArrayList<>();
        CandidateExchange apart = pair.far.leg.trickle().orElseThrow();
        pair.near.leg.trickle().orElseThrow().carriedBy(fragment -> { });
        pair.near.leg.trickle().orElseThrow().peer(true);
        apart.carriedBy(told::add);
        apart.peer(true);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        SessionDescription answer = answer(pair.far, offer);
        assertThat(line(answer).hasAttribute("end-of-candidates")).isFalse();
        accepted(pair.near, answer);
        pair.advance(4_000);
        assertThat(told).isNotEmpty();
        assertThat(apart.ours()).isPresent();

        int before = told.size();
        SessionDescription again = offer(pair.far, OfferKind.REFRESH);
        only(again);
        accepted(pair.far, answer(pair.near, again));
        pair.advance(1_000);
        assertThat(told).hasSize(before);
        assertThat(apart.ours()).isEmpty();
        assertBothHearAndClose();
    }
}
