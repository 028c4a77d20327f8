package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link ClientBuilder#withTrace} takes, and which profiles take nothing. */
class TraceSettingTest {
    private static List<String> problems(SecurityProfile profile, int bytes) {
        return SimpleVoipClient.create("sip:alice@rvoip.test", "pw").withSecurityProfile(profile).withTrace(bytes).check()
                .problems().stream().map(Problem::toString).filter(problem -> problem.startsWith("trace")).toList();
    }

    @Test
    void sizesOutOfRangeAreRefusedByName() {
        assertThat(problems(SecurityProfile.DEVELOPMENT, 4_095)).singleElement().asString().contains("4095 (expected: 0, or 4096-");
        assertThat(problems(SecurityProfile.DEVELOPMENT, 0)).isEmpty();
        assertThat(problems(SecurityProfile.DEVELOPMENT, 4_096)).isEmpty();
    }

    @Test
    void strictProfilesAllowNone() {
        assertThat(problems(SecurityProfile.ENTERPRISE, 4_096)).singleElement().asString().contains("profile enterprise allows no trace");
        assertThat(problems(SecurityProfile.HIGH_SECURITY, 4_096)).isEmpty();
    }
}
