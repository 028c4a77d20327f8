package io.rvoip.sip.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedactionTest {
    private static final String[] CANARIES = {"c4n4ry1", "c4n4ry2", "c4n4ry3", "c4n4ry4", "c4n4ry5", "c4n4ry6",
            "c4n4ry7", "c4n4ry8", "c4n4ry9", "c4n4ry0"};
    private final TracedMessage message = Traced.out(0, "INVITE sip:b@h SIP/2.0",
            "Proxy-Authorization: Digest username=\"a\",", " response=\"c4n4ry1\", nonce=\"c4n4ry1\"",
            "authorization : Digest response=\"c4n4ry2\"", "WWW-Authenticate: Digest realm=\"h\", nonce=\"c4n4ry3\", qop=\"auth\"",
            "Authentication-Info: rspauth=\"c4n4ry7\", nextnonce=\"c4n4ry7\"", "Refer-To: <sip:me;x=y:c4n4ry8@h:5060;lr>",
            "Content-Type: application/sdp",
            "~v=0", "~k=clear:c4n4ry9", "~a=crypto:2  aes inline:c4n4ry0;inline:c4n4ry0", "~A=CRYPTO:c4n4ry0", "~a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c4n4ry4|2^31", "~a=ice-pwd:c4n4ry5", "~a=key-mgmt:mikey c4n4ry6");

    @Test
    void secretsAreGoneAndTheRestStays() {
        String shown = Redaction.SECRETS.text(message).orElseThrow();
        assertThat(shown).doesNotContain(CANARIES).contains("realm=\"h\"", "qop=\"auth\"", "\r\n\r\nv=0\r\n",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***\r\n", "Proxy-Authorization:***\r\n", "From: <sip:a@h>;tag=1",
                "<sip:me;x=y:***@h:5060;lr>", "a=crypto:2  aes inline:***\r\n");
    }

    @Test
    void bodiesAreGone() {
        assertThat(Redaction.BODIES.text(message).orElseThrow()).doesNotContain(CANARIES).doesNotContain("v=0")
                .contains("From: <sip:a@h>;tag=1").endsWith("\r\n\r\n");
    }

    @Test
    void nothingIsGoneInALaboratory() {
        assertThat(Redaction.NOTHING.text(message).orElseThrow()).contains(CANARIES);
    }

    @Test
    void everythingIsGone() {
        assertThat(Redaction.EVERYTHING.text(message)).isEmpty();
        assertThat(PcapNg.file(List.of(message), Redaction.EVERYTHING)).hasSizeLessThan(100);
    }

    @ParameterizedTest
    @EnumSource(SecurityProfile.class)
    void aStricterProfileNeverShowsMore(SecurityProfile profile) {
        Redaction own = Redaction.of(profile);
        Redaction next = profile == SecurityProfile.GOVERNMENT ? own : Redaction.of(SecurityProfile.values()[profile.ordinal() + 1]);
        assertThat(next).isGreaterThanOrEqualTo(own);
        assertThat(own == Redaction.NOTHING).isEqualTo(profile == SecurityProfile.DEVELOPMENT);
    }
}
