package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which offers each security profile takes, and with which words it refuses the others: at the beginning of a call and in
 * its middle. Signalling counts as encrypted, which it is not on the virtual network.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WeakOffersTest {
    private static final String FINGERPRINT = "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB";
    private static final String SDES = "a=crypto:1 AEAD_AES_128_GCM inline:KEY28";

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
        ReceivedSip offer(String transport, String lines) {
            send("INVITE", ++cseq, sdp(transport, lines));
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

    private String sdp(String transport, String lines) {
        String address = peer.address().getAddress().getHostAddress();
        String keyed = Pattern.compile("KEY([0-9]+)").matcher(lines)
                .replaceAll(found -> key(Integer.parseInt(found.group(1))))
                .replace("FINGERPRINT", FINGERPRINT).replace('!', '|');
        String attributes = keyed.isEmpty() ? "" : String.join("\r\n", keyed.split(";")) + "\r\n";
        return "v=0\r\no=- 1 " + calls + " IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n"
                + "m=audio 40000 " + transport + " 0\r\n" + attributes;
    }

    private static String key(int octets) {
        return Base64.getEncoder().encodeToString("any key".repeat(7).substring(0, octets).getBytes(StandardCharsets.US_ASCII));
    }

    private void under(SecurityProfile profile) {
        phone.settings = RtpMediaSettings.DEFAULT.withSrtp(SecurityConfig.auto().srtp(profile).withOverClearSignalling(true));
    }

    private static void assertRefused(ReceivedSip answer, String why) {
        assertThat(answer.status()).isEqualTo(488);
        assertThat(answer.header("Warning")).isEqualTo("302 rvoip \"" + why + '"');
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "offers.psv", delimiter = '|', emptyValue = "", nullValues = "-")
    void areTakenOrRefusedAsTheProfileSays(
            String offer, String takers, String transport, String lines, String why, String whyWithDtlsOnly) {
        for (SecurityProfile profile : SecurityProfile.values()) {
            under(profile);
            boolean dtlsOnly = profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
            Dialog dialog = new Dialog();
            ReceivedSip answer = dialog.offer(transport, lines == null ? "" : lines);
            if (takers != null && takers.indexOf(profile.name().charAt(0)) >= 0) {
                assertThat(answer.status()).as("%s", profile).isEqualTo(200);
                boolean plain = lines == null || !lines.contains("crypto") && !lines.contains("FINGERPRINT");
                NegotiatedAudio agreed = phone.talk().leg().negotiated().orElseThrow();
                assertThat(agreed.keys() == null && agreed.dtls() == null).as("plain under %s", profile).isEqualTo(plain);
                dialog.hangUp();
            } else {
                assertRefused(answer, dtlsOnly && !"=".equals(whyWithDtlsOnly) ? whyWithDtlsOnly : why);
            }
        }
    }

    /** Once secure, for good: the offer is refused, and the call goes on with the keys it has. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "RTP/AVP | - | plain RTP is refused, SRTP is required: no a=crypto",
        "RTP/AVP | a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:KEY30 | plain RTP is refused, SRTP is required: no suite in common",
        "RTP/SAVP | - | no usable key for RTP/SAVP: no a=crypto",
        "RTP/SAVP | a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:KEY30 | no usable key for RTP/SAVP: no suite in common",
        "RTP/SAVP | a=crypto:1 NULL_HMAC_SHA1_80 inline:KEY30 | no usable key for RTP/SAVP: unknown suite",
        "RTP/SAVP | a=crypto:1 AEAD_AES_128_GCM inline:KEY28 UNENCRYPTED_SRTP | "
            + "no usable key for RTP/SAVP: session parameter UNENCRYPTED_SRTP is not supported",
        "UDP/TLS/RTP/SAVP | a=setup:actpass;a=fingerprint:sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D | "
            + "no usable key for UDP/TLS/RTP/SAVP: no a=fingerprint by SHA-256 or better"})
    void inTheMiddleOfACallAreRefusedAndChangeNothing(String transport, String lines, String why) {
        under(SecurityProfile.STANDARD);
        Dialog dialog = new Dialog();
        assertThat(dialog.offer("RTP/SAVP", SDES).status()).isEqualTo(200);
        SrtpKeys keys = phone.talk().leg().negotiated().orElseThrow().keys();

        assertRefused(dialog.offer(transport, lines == null ? "" : lines), why);

        assertThat(phone.talk().session.end()).isEmpty();
        assertThat(phone.talk().leg().negotiated().orElseThrow().keys()).isEqualTo(keys).isNotNull();
        assertThat(phone.talk().leg().media().security().keying()).isEqualTo("sdes");
        dialog.hangUp();
    }

    /** Even where plain is taken at the beginning. */
    @Test
    void theLaboratoryHasNoWayBackEither() {
        under(SecurityProfile.DEVELOPMENT);
        Dialog dialog = new Dialog();
        assertThat(dialog.offer("RTP/SAVP", SDES).status()).isEqualTo(200);

        assertThat(dialog.offer("RTP/AVP", "").status()).isEqualTo(488);

        assertThat(phone.talk().leg().media().security().keying()).isEqualTo("sdes");
        dialog.hangUp();
    }
}
