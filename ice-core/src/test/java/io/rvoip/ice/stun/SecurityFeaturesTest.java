package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8489 §9.2, §18.1. */
class SecurityFeaturesTest {
    @ParameterizedTest
    @CsvSource({
        "obMatJos2gAAAxyz, true, false",
        "obMatJos2QAAAxyz, false, true",
        "obMatJos2wAAA, true, true",
        "obMatJos2AAAAxyz, false, false",
        // As appendix B.1 has it: counted from the other end.
        "obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA, false, true",
        "obMatJos2AAABf, true, false",
        "obMatJos2gA, false, false",
        "obMatJos2====, false, false",
        "obMatJos2****abc, false, false",
        "f//499k954d6OL34oL9FSTvy64sA, false, false",
        "'', false, false",
    })
    void readsTheCookieOfANonce(String nonce, boolean algorithms, boolean anonymity) {
        assertThat(SecurityFeatures.of(nonce)).isEqualTo(new SecurityFeatures(algorithms, anonymity));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void readsWhatItWrote(boolean algorithms, boolean anonymity) {
        SecurityFeatures features = new SecurityFeatures(algorithms, anonymity);

        assertThat(SecurityFeatures.of(features.nonce("k3s"))).isEqualTo(features);
    }
}
