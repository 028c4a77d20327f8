package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.testing.AudioOffer;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which offers each security profile takes, and with which words it refuses the others: at the beginning of a call and in
 * its middle. Signalling counts as encrypted, which it is not on the virtual network.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WeakOffersTest {
    private static final String SDES = "AES-GCM-128";

    private final Office office = new Office();
    private final Phone phone = office.phone("bob", 900).answersAfter(10);
    private final ScriptedSipPeer peer = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
    private int calls;

    @AfterAll
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    /** A call of the peer's, and what it was answered. */
    private final class Dialog {
        private final String id = "call-" + ++calls;
        private final String uri = "sip:bob@" + phone.host.address().getHostAddress();
        private String to = "To: <" + uri + ">";
        private int cseq;

        private void send(String method, int number, String body) {
            String type = body.isEmpty() ? "Subject: nothing" : "Content-Type: application/sdp";
            peer.send(peer.requestWith(body, method, uri, "Call-ID: " + id, "From: <sip:peer@" + peer.hostPort() + ">;tag=" + id, to,
                    "CSeq: " + number + ' ' + method, type), phone.host.at(5060));
            office.advance(100);
        }

        /** Offers, and acknowledges what comes back. */
        ReceivedSip offer(AudioOffer offer) {
            send("INVITE", ++cseq, offer.sdp(peer.address().getAddress().getHostAddress(), 40_000, calls));
            ReceivedSip answer = peer.received().stream()
                    .filter(message -> message.text().startLine().startsWith("SIP/2.0") && message.header("Call-ID").equals(id)
                            && message.header("CSeq").equals(cseq + " INVITE") && message.status() >= 200)
                    .findFirst().orElseThrow();
            if (cseq == 1) {
                to = "To: " + answer.header("To");
            }
            send("ACK", cseq, "");
            return answer;
        }

        void hangUp() {
            send("BYE", ++cseq, "");
            assertThat(phone.talk().session.end()).isPresent();
        }
    }

    private void under(SecurityProfile profile) {
        phone.settings = RtpMediaSettings.DEFAULT.withSrtp(SecurityConfig.auto().srtp(profile).withOverClearSignalling(true));
    }

    private static void assertRefused(ReceivedSip answer, String why) {
        assertThat(answer.status()).isEqualTo(488);
        assertThat(answer.header("Warning")).isEqualTo("302 rvoip \"" + why + '"');
    }

    static List<AudioOffer> areTakenOrRefusedAsTheProfileSays() {
        return AudioOffer.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void areTakenOrRefusedAsTheProfileSays(AudioOffer offer) {
        for (SecurityProfile profile : SecurityProfile.values()) {
            under(profile);
            Dialog dialog = new Dialog();
            ReceivedSip answer = dialog.offer(offer);
            Optional<String> refusal = offer.refusal(profile);
            if (refusal.isEmpty()) {
                assertThat(answer.status()).as("%s", profile).isEqualTo(200);
                NegotiatedAudio agreed = phone.talk().leg().negotiated().orElseThrow();
                assertThat(agreed.keys() == null && agreed.dtls() == null).as("plain under %s", profile).isEqualTo(offer.isPlain());
                dialog.hangUp();
            } else {
                assertRefused(answer, refusal.get());
            }
        }
    }

    private static AudioOffer named(String name) {
        return AudioOffer.all().stream().filter(offer -> offer.name().equals(name)).findFirst().orElseThrow();
    }

    /** Once secure, for good: the offer is refused, and the call goes on with the keys it has. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "best effort, 32 bits", "secure in name only", "AES-CM-128, 32 bits", "no cipher", "media not encrypted", "DTLS by SHA-1"})
    void inTheMiddleOfACallAreRefusedAndChangeNothing(String name) {
        under(SecurityProfile.STANDARD);
        Dialog dialog = new Dialog();
        assertThat(dialog.offer(named(SDES)).status()).isEqualTo(200);
        SrtpKeys keys = phone.talk().leg().negotiated().orElseThrow().keys();

        assertRefused(dialog.offer(named(name)), named(name).why());

        assertThat(phone.talk().session.end()).isEmpty();
        assertThat(phone.talk().leg().negotiated().orElseThrow().keys()).isEqualTo(keys).isNotNull();
        assertThat(phone.talk().leg().media().security().keying()).isEqualTo("sdes");
        dialog.hangUp();
    }

    /** Where DTLS alone may be: of all offers only another one of its own is taken, and the association stays what it was. */
    @ParameterizedTest
    @EnumSource(names = {"HIGH_SECURITY", "ENTERPRISE", "GOVERNMENT"})
    void noneOfThemIsTakenInTheMiddleOfACallKeyedByDtls(SecurityProfile profile) {
        under(profile);
        Dialog dialog = new Dialog();
        assertThat(dialog.offer(named("DTLS")).status()).isEqualTo(200);
        NegotiatedAudio before = phone.talk().leg().negotiated().orElseThrow();
        List<AudioOffer> weaker = AudioOffer.all().stream().filter(offer -> offer.refusal(profile).isPresent()).toList();
        assertThat(weaker).hasSizeGreaterThan(35);

        for (AudioOffer offer : weaker) {
            assertRefused(dialog.offer(offer), offer.whyWithDtlsOnly());
            assertThat(phone.talk().session.end()).as("%s under %s", offer, profile).isEmpty();
            assertThat(phone.talk().leg().negotiated().orElseThrow()).as("%s under %s", offer, profile).isEqualTo(before);
            assertThat(phone.talk().leg().media().security().keying()).isEqualTo("dtls");
        }

        assertThat(dialog.offer(named("DTLS")).status()).as("the same again").isEqualTo(200);
        dialog.hangUp();
    }

    /** Even where plain is taken at the beginning. */
    @Test
    void theLaboratoryHasNoWayBackEither() {
        under(SecurityProfile.DEVELOPMENT);
        Dialog dialog = new Dialog();
        assertThat(dialog.offer(named(SDES)).status()).isEqualTo(200);

        assertThat(dialog.offer(named("plain")).status()).isEqualTo(488);

        assertThat(phone.talk().leg().media().security().keying()).isEqualTo("sdes");
        dialog.hangUp();
    }
}
