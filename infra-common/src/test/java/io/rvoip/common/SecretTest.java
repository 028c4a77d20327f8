package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    private static final String CANARY = "pässwörd-canary-4711";

    private record Account(String user, Secret password) {}

    @Test
    void isNeverPrinted() {
        Secret secret = Secret.of(CANARY);
        String printed = secret + String.valueOf(new Account("alice", secret)) + String.format("%s", secret)
                + new StringBuilder().append(secret) + Map.of("password", secret);
        assertThat(printed).doesNotContain("canary", "4711").contains("********");
        assertThat(Secret.of("x").toString()).as("not even its length").isEqualTo(secret.toString());

        secret.destroy();
        assertThatThrownBy(secret::reveal).hasMessageNotContaining("canary");
    }

    @Test
    void givesBackWhatItWasMadeFrom() {
        byte[] utf8 = CANARY.getBytes(StandardCharsets.UTF_8);
        assertThat(Secret.of(CANARY).bytes()).isEqualTo(utf8);
        assertThat(Secret.of(CANARY.toCharArray()).bytes()).isEqualTo(utf8);
        assertThat(Secret.of(utf8).chars()).isEqualTo(CANARY.toCharArray());
        assertThat(Secret.of(utf8).reveal()).isEqualTo(CANARY);
        assertThat(Secret.of(utf8).length()).isEqualTo(utf8.length);
    }

    @Test
    void keepsAndLendsCopies() {
        byte[] given = {1, 2, 3};
        Secret secret = Secret.of(given);
        given[0] = 9;
        secret.bytes()[1] = 9;
        byte[] lent = secret.with(octets -> octets);

        assertThat(lent).as("wiped after use").containsExactly(0, 0, 0);
        assertThat(secret.bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void equalsByValueUntilDestroyed() {
        Secret one = Secret.of("a");
        assertThat(one).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b")).isNotEqualTo("a");
        assertThat(one).hasSameHashCodeAs(Secret.of("a"));

        one.destroy();
        assertThat(one.isDestroyed()).isTrue();
        assertThat(one).isEqualTo(one).isNotEqualTo(Secret.of("a"));
        Secret other = Secret.of("b");
        other.close();
        assertThat(one).isNotEqualTo(other);
        assertThatThrownBy(one::bytes).isInstanceOf(IllegalStateException.class);
    }

    @Nested
    class References {
        @Test
        void areParsedAndPrinted() {
            assertThat(SecretRef.parse("ref:env:PSTN_A")).isEqualTo(new SecretRef(SecretRef.Source.ENV, "PSTN_A"));
            assertThat(SecretRef.parse("ref:file:/run/k:1")).hasToString("ref:file:/run/k:1");
            assertThat(SecretRef.isReference("ref:env:X")).isTrue();
            assertThat(SecretRef.isReference(CANARY)).isFalse();
            assertThatThrownBy(() -> SecretRef.parse("ref:env:")).hasMessageContaining("name");
        }

        @Test
        void aSecretInPlaceOfAReferenceIsNotRepeated() {
            assertThatThrownBy(() -> SecretRef.parse(CANARY)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("canary").hasMessageContaining("ref:env:NAME");
        }

        @Test
        void resolveFromTheEnvironment() {
            SecretRef ref = SecretRef.parse("ref:env:KEY");
            assertThat(ref.resolve(Map.of("KEY", CANARY))).isEqualTo(Secret.of(CANARY));
            assertThatThrownBy(() -> ref.resolve(Map.of())).isInstanceOf(SecretUnavailableException.class)
                    .hasMessage("ref:env:KEY: the variable is not set");
            assertThatThrownBy(() -> ref.resolve(Map.of("KEY", ""))).hasMessage("ref:env:KEY: it is empty");
        }

        @Test
        void resolveFromAFileLessOneLineEnd(@TempDir Path directory) throws IOException {
            assertThat(resolved(directory, CANARY + "\n")).isEqualTo(CANARY);
            assertThat(resolved(directory, CANARY + "\r\n")).isEqualTo(CANARY);
            assertThat(resolved(directory, CANARY + "\n\n")).isEqualTo(CANARY + "\n");
            assertThat(resolved(directory, CANARY)).isEqualTo(CANARY);
            assertThatThrownBy(() -> resolved(directory, "\n")).hasMessageContaining("empty");
            assertThatThrownBy(() -> resolved(directory, "x".repeat(70_000))).hasMessageContaining("64 KiB");
            assertThatThrownBy(() -> SecretRef.parse("ref:file:" + directory.resolve("none")).resolve())
                    .isInstanceOf(SecretUnavailableException.class).hasMessageContaining("cannot be read");
        }

        private String resolved(Path directory, String content) throws IOException {
            Path file = Files.writeString(directory.resolve("secret"), content);
            return SecretRef.parse("ref:file:" + file).resolve().reveal();
        }
    }
}
