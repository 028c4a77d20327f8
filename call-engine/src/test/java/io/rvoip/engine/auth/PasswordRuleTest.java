package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordRuleTest {
    private static Optional<String> refusal(SecurityProfile profile, String password) {
        return PasswordRule.of(profile).refusal(Secret.of(password), "alice", "rvoip.test");
    }

    @ParameterizedTest
    @CsvSource({
        "vMq7-tr9xKs, is shorter than 12 characters",
        "qwertyQWERTY, is among the",
        "1qaz2wsx3edc4rfv, is among the",
        "abababababab, repeats fewer than 5 characters",
        "345678901234567, counts up or down",
        "zyxwvutsrqponm, counts up or down",
        "changeme-changeme, is little more than a placeholder",
        "Alice-password-1, is little more than a placeholder or the name",
        "rvoip.test-alice-22, is little more than a placeholder or the name"})
    void refusesUnderStandard(String password, String why) {
        assertThat(refusal(SecurityProfile.STANDARD, password)).get().asString().startsWith(why);
    }

    @Test
    void takesWhatIsLongAndNobodysGuess() {
        assertThat(refusal(SecurityProfile.STANDARD, "kettle-orbit-52")).isEmpty();
        assertThat(refusal(SecurityProfile.STANDARD, "vMq7-tr9xKs2")).isEmpty();
    }

    @Test
    void lengthIsCountedInCharacters() {
        assertThat(refusal(SecurityProfile.STANDARD, "äöüÄÖÜßéñøå")).isPresent();
        assertThat(refusal(SecurityProfile.STANDARD, "äöüÄÖÜßéñøåç")).isEmpty();
    }

    @Test
    void stricterProfilesWantFifteen() {
        assertThat(refusal(SecurityProfile.HIGH_SECURITY, "kettle-orb-52x")).get().isEqualTo("is shorter than 15 characters");
        assertThat(refusal(SecurityProfile.HIGH_SECURITY, "kettle-orbit-52")).isEmpty();
        assertThat(PasswordRule.of(SecurityProfile.GOVERNMENT)).isEqualTo(PasswordRule.of(SecurityProfile.ENTERPRISE));
    }

    @Test
    void developmentTakesAnything() {
        assertThat(refusal(SecurityProfile.DEVELOPMENT, "alice")).isEmpty();
    }

    @Test
    void theListHasThreeThousand() {
        assertThat(KnownPasswords.size()).isEqualTo(3000);
        assertThat(KnownPasswords.contains("kettle-orbit-52")).isFalse();
    }
}
