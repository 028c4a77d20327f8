package io.rvoip.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecureIdsTest {
    private final SecureIds ids = new SecureIds();

    @Test
    void tokensAreShortPlainAndNeverTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            String token = ids.token();
            assertThat(token).hasSize(20).matches("[a-z2-7]+");
            assertThat(seen.add(token)).isTrue();
        }
    }

    @Test
    void everyCharacterOccursAtEveryPlace() {
        boolean[][] seen = new boolean[20][128];
        for (int i = 0; i < 5_000; i++) {
            String token = ids.token();
            for (int at = 0; at < token.length(); at++) {
                seen[at][token.charAt(at)] = true;
            }
        }
        for (boolean[] place : seen) {
            assertThat(IntStream.range(0, place.length).filter(c -> place[c]).count()).isEqualTo(32);
        }
    }

    @Test
    void bytesOfAnySizeAreFilledAcrossBatches() {
        for (int length : new int[] {0, 1, 7, 500, 1024, 1025, 5000}) {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 8 && length >= 7; i++) {
                byte[] bytes = new byte[length];
                ids.nextBytes(bytes);
                assertThat(seen.add(Bytes.hex(bytes))).isTrue();
                assertThat(bytes).isNotEqualTo(new byte[length]);
            }
            ids.nextBytes(new byte[length]);
            ids.nextLong();
        }
    }

    @Test
    void threadsNeverGetTheSameBits() {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 20_000).parallel().forEach(i -> assertThat(seen.add(ids.nextLong())).isTrue());
        assertThat(IntStream.range(0, 1000).map(i -> ids.nextInt(6)).distinct().count()).isEqualTo(6);
    }
}
