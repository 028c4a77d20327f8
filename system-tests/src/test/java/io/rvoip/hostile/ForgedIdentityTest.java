package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SECURITY.md U15: who has a password of ours cannot be somebody else, however the header is spelled, and neither can a
 * phone that answers.
 */
class ForgedIdentityTest {
    private static final String[] FORGED = {
        "X-Internal-Auth: letmein", "X-Internal-Auth : letmein", "X-INTERNAL-AUTH\t:\r\n letmein",
        "P-Asserted-Identity : \"Boss\" <sip:boss@rvoip.test>", "p-asserted-identity:\r\n\t<tel:+1800boss>",
        "P-Preferred-Identity:<sip:boss@rvoip.test>", "History-Info\t: <sip:boss@rvoip.test>;index=1",
        "DIVERSION:<sip:boss@rvoip.test>;reason=user-busy", "Remote-Party-ID : <sip:boss@rvoip.test>;party=calling",
        "Y : boss"};

    @ParameterizedTest
    @ValueSource(strings = {"b2bua", "proxy"})
    void noSpellingGetsPast(String mode) {
        try (Target target = Target.open("calls: {mode: " + mode + ", identity: {internalHeaders: [X-Internal-Auth, Identity]}}");
                Caller attacker = Caller.udp(target, "alice");
                Caller phone = Caller.udp(target, "alice")) {
            phone.register();
            String invite = attacker.signedWith(TalkingCall.sdp(9), "INVITE", Target.uri("alice"),
                Caller.plus(FORGED, "Content-Type: application/sdp"));
            attacker.send(invite);
            ReceivedSip heard = phone.expect("INVITE");
            assertThat(heard.text().raw().toLowerCase()).doesNotContain("boss").doesNotContain("letmein");
            assertThat(heard.text().headers("P-Asserted-Identity")).containsExactly("<sip:alice@rvoip.test>");
            phone.send(heard.text().response(486, "Busy Here", FORGED));
            ReceivedSip refusal = attacker.finalAnswer(invite);
            assertThat(refusal.status()).isEqualTo(486);
            assertThat(refusal.text().raw().toLowerCase()).doesNotContain("boss").doesNotContain("letmein");
            phone.expect("ACK");
            phone.unregister();
            target.assertSound();
        }
    }
}
