package io.rvoip.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.sip.header.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the two sides of a call are told of its end (RFC 3326). */
class ReasonsTest {
    private static final Reason OUT = Reason.of("SIP", 480, "Temporarily Unavailable");

    private static CallEnd end(EndCause cause, int status) {
        return CallEnd.of(EndParty.SYSTEM, cause, status, "stream 0: component 1: no answer between 1 and 3 candidates", Instant.EPOCH);
    }

    @Test
    void aCallWithoutAWayForMediaIsNotAPhoneThatIsOut() {
        assertThat(Reasons.relayed(end(EndCause.NO_MEDIA_PATH, 480))).contains(Reason.of("SIP", 480, "no media path")).doesNotContain(OUT);
        assertThat(Reasons.relayed(end(EndCause.MEDIA, 480))).contains(OUT);
    }

    @Test
    void ourNetworkIsNobodysBusiness() {
        assertThat(Reasons.relayed(end(EndCause.NO_MEDIA_PATH, 480)).toString()).doesNotContain("candidates");
    }
}
