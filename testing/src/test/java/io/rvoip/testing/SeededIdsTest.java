package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeededIdsTest {
    @Test
    void repeatsWithTheSeed() {
        assertThat(new SeededIds(5).token()).isEqualTo(new SeededIds(5).token());
        assertThat(new SeededIds(5).nextLong()).isNotEqualTo(new SeededIds(6).nextLong());
    }

    @Test
    void makesTokensOfTheStatedAlphabetThatDoNotCollide() {
        SeededIds ids = new SeededIds(1);
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String token = ids.token();
            assertThat(token).matches("[a-z0-9]{20}");
            tokens.add(token);
        }
        assertThat(tokens).hasSize(10_000);
    }

    @Test
    void fillsAllBytes() {
        byte[] bytes = new byte[4096];
        new SeededIds(2).nextBytes(bytes);
        int zeros = 0;
        for (byte one : bytes) {
            zeros += one == 0 ? 1 : 0;
        }
        assertThat(zeros).isLessThan(60);
    }

    @Test
    void staysInBounds() {
        SeededIds ids = new SeededIds(3);
        for (int i = 0; i < 10_000; i++) {
            assertThat(ids.nextDouble()).isBetween(0.0, Math.nextDown(1.0));
            assertThat(ids.nextInt(7)).isBetween(0, 6);
        }
    }
}
