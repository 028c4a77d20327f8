package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a description says: a value comes back, and what is usable is read again as it was written. */
class CandidateFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyLine(byte[] bytes) {
        CandidateLine line = CandidateLine.read(new String(bytes, StandardCharsets.UTF_8));

        if (line instanceof CandidateLine.Usable usable) {
            assertThat(CandidateLine.read(CandidateLine.write(usable.candidate()))).isEqualTo(line);
        }
    }
}
