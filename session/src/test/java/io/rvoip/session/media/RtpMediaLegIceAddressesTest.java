package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.IceTimes;
import io.rvoip.media.MediaEngine;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two legs on addresses of IPv4 networks, one of which has a choice which addresses it tells. */
@Timeout(60)
class RtpMediaLegIceAddressesTest {
    private static final IceUse ALL = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL).withPort(IcePort.OWN);
    private static final IceUse SIX = choosing(IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV6));
    private static final IceUse HIDING = choosing(IceAddresses.ALL.withWithout(IceAddresses.network("0.0.0.0/0")));

    private MediaPair pair;

    private static IceUse choosing(IceAddresses addresses) {
        return ALL.withConfig(IceConfig.FULL.withAddresses(addresses));
    }

    private void open(IceUse near, IceUse far) {
        pair = new MediaPair(RtpMediaSettings.DEFAULT.withIce(near), RtpMediaSettings.DEFAULT.withIce(far));
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runReady();
        return future.join();
    }

    private SessionDescription offer() {
        return MediaPair.text(done(pair.near.leg.offer(OfferKind.INITIAL)));
    }

    private SessionDescription answered(SessionDescription offer) {
        AnswerResult result = done(pair.far.leg.answer(offer));
        SessionDescription answer = MediaPair.text(((AnswerResult.Accepted) result).answer());
        assertThat(pair.near.leg.accept(answer)).isEmpty();
        pair.time.runReady();
        return answer;
    }

    private void assertBothHear() {
        pair.advance(2_000);
        assertThat(pair.near.heard.heardMillis()).as("near").isGreaterThan(900);
        assertThat(pair.far.heard.heardMillis()).as("far").isGreaterThan(900);
        pair.closeAndFindNothing();
    }

    @Test
    void aLegOfAFamilyThatIsLeftOutOffersNoIce() {
        open(SIX, ALL);
        SessionDescription offer = offer();
        assertThat(offer.toString()).doesNotContain("ice-ufrag");
        answered(offer);
        assertBothHear();
    }

    @Test
    void andAnswersAnOfferWithIceWithout() {
        open(ALL, SIX);
        SessionDescription offer = offer();
        assertThat(offer.toString()).contains("ice-ufrag");
        assertThat(answered(offer).toString()).doesNotContain("ice-ufrag");
        assertBothHear();
    }

    @Test
    void anAddressThatIsNotToldIsFoundByTheChecksThatComeFromIt() {
        open(HIDING, ALL);
        SessionDescription offer = offer();
        assertThat(offer.toString()).contains("ice-ufrag").doesNotContain("a=candidate");
        assertThat(answered(offer).toString()).contains("typ host");
        assertBothHear();
    }

    /** The same engine and the same settings: a call that begins later tells what has come meanwhile. */
    @Test
    void anInterfaceThatComesIsToldByCallsThatBeginThen() {
        open(choosing(IceAddresses.ALL.withInterfaces("eth1")), ALL);
        SessionDescription before = offer();
        assertThat(before.toString()).contains("ice-ufrag").doesNotContain("a=candidate");
        pair.machine.put("eth1", Set.of(pair.near.host.address()));
        pair.interfaces.look();
        RtpMediaLeg later = pair.near.open(pair.near.request());
        assertThat(done(later.offer(OfferKind.INITIAL)).toString())
                .containsPattern("a=candidate:.* " + pair.near.host.address().getHostAddress() + " [0-9]+ typ host");
        later.close();
        answered(before);
        assertBothHear();
    }

    @Test
    void aChoiceOfInterfacesThatNobodyLooksAtIsRefused() {
        open(ALL, ALL);
        MediaEngine blind = MediaEngine.on(List.of(pair.near.portLoop), () -> new SeededIds(1)).withPorts(pair.near.ports).build();
        RtpMediaSettings chosen = RtpMediaSettings.DEFAULT.withIce(choosing(IceAddresses.ALL.withInterfaces("eth1")));
        assertThatThrownBy(() -> new RtpMediaPort(blind, chosen, new SeededIds(1)))
                .hasMessage("ice.addresses.interfaces: [eth1] (expected: a media engine with interfaces)");
    }

    @Test
    void aLegThatMayNotTellItsAddressHasAnAgentThatChecks() throws UnknownHostException {
        InetAddress everybodys = InetAddress.getByName("198.51.100.1");
        assertThat(ALL.withAgent(IceUse.Kind.AUTO).at(everybodys, IceInterfaces.NONE).lite()).isTrue();
        assertThat(HIDING.withAgent(IceUse.Kind.AUTO).at(everybodys, IceInterfaces.NONE).lite()).isFalse();
        assertThatThrownBy(() -> HIDING.withAgent(IceUse.Kind.LITE)).hasMessageStartingWith("addresses: with agent LITE");
    }

    @Test
    void aLiteAgentTakesTheTimesThatItHas() {
        IceUse lite = ALL.withAgent(IceUse.Kind.LITE);
        IceTimes most = IceTimes.DEFAULT.withMost(Duration.ofSeconds(30));
        assertThat(lite.withConfig(IceConfig.FULL.withTimes(most)).config().times()).isEqualTo(most);
        assertThatThrownBy(() -> lite.withConfig(IceConfig.FULL.withTimes(IceTimes.DEFAULT.withPace(Duration.ofMillis(60)))))
                .hasMessageStartingWith("times: pace, gathering or nomination, with agent LITE");
    }
}
