package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.VirtualNat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who hides an address tells it in no line of a description: which candidate is the default one then, and who reaches it. */
@Timeout(60)
class RtpMediaLegHiddenTest extends IceExchange {
    private static final IceUse RELAY = FULL.withConfig(SERVED.withPolicy(IcePolicy.RELAY));
    private static final IceUse WITHOUT_ICE = FULL.withConfig(IceConfig.FULL.withAddresses(IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV6)));

    private static IceUse untold(IceConfig config) {
        return FULL.withConfig(config.withAddresses(IceAddresses.ALL.withWithout(
                IceAddresses.network("10.0.0.0/8"), IceAddresses.network("192.168.0.0/16"))));
    }

    private void assertBothHear() {
        pair.advance(4_000);
        assertBothHearAndClose();
    }

    /** Nothing of it is where {@code side} is, and what its lines name is a relay that they tell as a candidate. */
    private static void assertNamesRelay(SessionDescription said, MediaPair.Side side) {
        assertThat(said.toString()).doesNotContain(side.host.address().getHostAddress());
        Media line = said.media().get(0);
        String rtp = said.connectionOf(line).orElseThrow().address() + " " + line.port() + " typ relay";
        String rtcp = said.rtcpOf(line).map(at -> at.connection().address() + " " + at.port() + " typ relay").orElseThrow();
        assertThat(line.candidates()).anyMatch(one -> one.contains(" 1 UDP ") && one.contains(rtp));
        assertThat(line.candidates()).anyMatch(one -> one.contains(rtcp));
        assertThat(line.candidates()).allMatch(one -> one.endsWith("raddr 0.0.0.0 rport 9"));
    }

    @Test
    void aRelayIsTheDefaultOfBothSidesInEveryExchange() {
        open(RELAY, RELAY);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        assertNamesRelay(offer, pair.near);
        SessionDescription answer = answer(pair.far, offer);
        assertNamesRelay(answer, pair.far);
        accepted(pair.near, answer);
        pair.advance(4_000);
        SessionDescription again = offer(pair.far, OfferKind.REFRESH);
        assertNamesRelay(again, pair.far);
        SessionDescription held = answer(pair.near, again);
        assertNamesRelay(held, pair.near);
        assertThat(held.origin().sameSession(offer.origin())).isTrue();
        accepted(pair.far, held);
        assertBothHear();
    }

    @Test
    void norIsAnAddressToldWhereAllMediaIsDeclined() {
        open(RELAY, RELAY);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        accepted(pair.near, answer(pair.far, offer));
        String off = offer(pair.far, OfferKind.REFRESH).toString().replaceAll("m=audio \\d+ ", "m=audio 0 ");
        SessionDescription declined = answer(pair.near, MediaPair.text(off));
        assertThat(declined.toString()).contains("m=audio 0 ", "c=IN IP4 0.0.0.0")
                .doesNotContain(pair.near.host.address().getHostAddress());
    }

    @Test
    void whoAnswersWithoutIceIsRefused() {
        open(RELAY, WITHOUT_ICE);
        SessionDescription answer = answer(pair.far, offer(pair.near, OfferKind.INITIAL));
        assertThat(answer.toString()).doesNotContain("ice-ufrag");
        Optional<Refusal> refused = pair.near.leg.accept(answer);
        assertThat(refused.orElseThrow().text()).contains("no ICE in the answer");
        pair.advance(1_000);
        assertThat(pair.rtpFrom(pair.near)).as("packets from the hidden address").isZero();
    }

    /** Phones of the same network send to our own address, relays or not. */
    @Test
    void ourOwnAddressIsTheDefaultWhereItIsTold() {
        open(FULL.withConfig(SERVED), WITHOUT_ICE);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        assertThat(offer.toString()).contains("typ relay", "c=IN IP4 " + pair.near.host.address().getHostAddress(),
                "m=audio " + pair.near.leg.media().localAddress().getPort() + " ");
        accepted(pair.near, answer(pair.far, offer));
        assertBothHear();
    }

    /** And who does not know ICE sends to what the NAT has opened, which is better than a relay that does not let him in. */
    @Test
    void whatAServerSeesIsTheDefaultOfAnAddressThatIsNotTold() {
        open(untold(SERVED.withStunServers(SERVER)), WITHOUT_ICE,
                network -> network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1").host("192.168.1.10", "fd00:1::10"));
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        assertThat(offer.toString()).contains("c=IN IP4 203.0.113.1", "typ srflx", "typ relay").doesNotContain("192.168.");
        assertThat(offer.media().get(0).candidates()).anyMatch(one -> one.contains("203.0.113.1 " + offer.media().get(0).port() + " typ srflx"));
        accepted(pair.near, answer(pair.far, offer));
        assertBothHear();
    }

    @Test
    void whereNothingIsToldTheDefaultIsNowhere() {
        open(untold(IceConfig.FULL), WITHOUT_ICE);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        assertThat(offer.toString()).contains("c=IN IP4 0.0.0.0", "m=audio 9 ").doesNotContain("a=rtcp:", "a=candidate")
                .doesNotContain(pair.near.host.address().getHostAddress());
        assertThat(pair.near.leg.accept(answer(pair.far, offer)).orElseThrow().text()).contains("no ICE in the answer");
    }

    /** Who offers without ICE cannot be answered otherwise. */
    @Test
    void anOfferWithoutIceIsAnsweredWithOurAddress() {
        open(WITHOUT_ICE, RELAY);
        SessionDescription answer = answer(pair.far, offer(pair.near, OfferKind.INITIAL));
        assertThat(answer.toString()).contains("c=IN IP4 " + pair.far.host.address().getHostAddress());
        assertThat(List.of(answer.origin().address())).containsExactly("0.0.0.0");
        accepted(pair.near, answer);
        assertBothHear();
    }
}
