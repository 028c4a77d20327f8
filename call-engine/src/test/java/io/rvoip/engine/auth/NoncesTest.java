package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private static final long LIFE = Duration.ofMinutes(5).toNanos();
    private static final long START = -77_000_000_000L; // monotonic clocks may stand below zero

    private final Nonces nonces = nonces("rvoip.test", 1);

    private static Nonces nonces(String realm, long seed) {
        return new Nonces(CryptoProvider.jdk(), new SeededIds(seed), realm, LIFE, START);
    }

    @Test
    void isGoodFromTheStartToTheEndOfItsLife() {
        String nonce = nonces.issue(START);
        assertThat(nonces.read(nonce, START).isGood()).isTrue();
        assertThat(nonces.read(nonce, START + LIFE).isGood()).isTrue();
        assertThat(nonces.read(nonce, START + LIFE + 1).expired()).isTrue();
        assertThat(nonces.read(nonce, START + LIFE + 1).ours()).isTrue();
    }

    @Test
    void isGoodForAShardWhoseClockReadingIsSlightlyOlder() {
        assertThat(nonces.read(nonces.issue(START + 1000), START).isGood()).isTrue();
    }

    @Test
    void noTwoAreTheSameEvenInOneMoment() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(nonces.issue(START))).isTrue();
        }
    }

    @Test
    void serialsRise() {
        long first = nonces.read(nonces.issue(START), START).serial();
        long second = nonces.read(nonces.issue(START), START).serial();
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void hasTheLengthAnswersAreCountedWith() {
        assertThat(nonces.issue(START)).hasSize(Nonces.LENGTH).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void anyChangeMakesItForeign() {
        String nonce = nonces.issue(START);
        for (int i = 0; i < nonce.length(); i++) {
            char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
            String changed = nonce.substring(0, i) + other + nonce.substring(i + 1);
            assertThat(nonces.read(changed, START).ours()).as(changed).isFalse();
        }
    }

    @Test
    void garbageIsForeign() {
        for (String text : new String[] {"", "x", "=".repeat(32), "\u00e9".repeat(32), "A".repeat(32), "A".repeat(33)}) {
            assertThat(nonces.read(text, START).ours()).as(text).isFalse();
        }
    }

    @Test
    void ofAnotherRealmOrKeyIsForeign() {
        assertThat(nonces.read(nonces("other.test", 1).issue(START), START).ours()).isFalse();
        assertThat(nonces.read(nonces("rvoip.test", 2).issue(START), START).ours()).isFalse();
    }
}
