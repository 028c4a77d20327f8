package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of descriptions that were refused: who offered which protection, never a key. */
class RefusedMediaTest {
    private final ManualTime time = new ManualTime();
    private final RefusalLog log = new RefusalLog(time);

    private static SessionDescription description(String transport, String... attributes) {
        StringBuilder sdp = new StringBuilder("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 40000 ")
                .append(transport).append(" 0\r\n");
        for (String attribute : attributes) {
            sdp.append("a=").append(attribute).append("\r\n");
        }
        return SdpParser.parse(sdp.toString()).description().orElseThrow();
    }

    private static Refusal refusal(int warning) {
        return Refusal.notAcceptable(warning, "no");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "RTP/AVP | - | RTP/AVP",
        "RTP/SAVP | crypto:1 AES_CM_128_HMAC_SHA1_32 inline:c4n4ry | RTP/SAVP, crypto AES_CM_128_HMAC_SHA1_32",
        "RTP/SAVP | crypto:1 inline:c4n4ry | RTP/SAVP, crypto ?",
        "RTP/SAVP | crypto:c4n4ry | RTP/SAVP, crypto",
        "RTP/SAVP | crypto:1 <b>c4n4ry inline:c4n4ry | RTP/SAVP, crypto ?",
        "UDP/TLS/RTP/SAVP | fingerprint:sha-1 A9:99 | UDP/TLS/RTP/SAVP, fingerprint sha-1",
        "RTP/SAVP | key-mgmt:mikey c4n4ry | RTP/SAVP, key-mgmt",
        "RTP/AVP | zrtp-hash:1.10 fe30 | RTP/AVP, zrtp-hash",
        "RTP/AVP | rtpmap:0 PCMU/8000 | RTP/AVP"})
    void itsWaysAreNamedAndNoKey(String transport, String attribute, String offered) {
        log.note(attribute == null ? description(transport) : description(transport, attribute), refusal(Refusal.INCOMPATIBLE_TRANSPORT));
        assertThat(log.all()).singleElement().isEqualTo(new RefusedMedia(time.wallClock(), offered, "no"));
    }

    @Test
    void onlyThoseAboutProtectionAndTheFirstFew() {
        List<RefusedMedia> told = new ArrayList<>();
        log.listen(told::add);
        log.note(description("RTP/AVP"), refusal(Refusal.INCOMPATIBLE_FORMAT));
        assertThat(told).isEmpty();
        for (int i = 0; i < 2 * RefusalLog.MOST; i++) {
            log.note(description("RTP/AVP"), refusal(Refusal.ATTRIBUTE_NOT_UNDERSTOOD));
        }
        assertThat(told).hasSize(RefusalLog.MOST).isEqualTo(log.all());
    }
}
