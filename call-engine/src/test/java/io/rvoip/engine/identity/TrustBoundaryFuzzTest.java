package io.rvoip.engine.identity;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** Whatever the bytes: nothing that is taken off at the boundary is found by who reads the message next. */
class TrustBoundaryFuzzTest {
    private static final TrustBoundary BOUNDARY = new TrustBoundary(List.of("X-Internal-Auth", "Identity"));

    @FuzzTest(maxDuration = "10m")
    void datagram(byte[] bytes) {
        SpellingOracle.check(BOUNDARY, bytes);
    }
}
