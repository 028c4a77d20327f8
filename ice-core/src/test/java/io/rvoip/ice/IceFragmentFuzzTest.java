package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a body says: a value comes back, and what is understood is read again as it was written. */
class IceFragmentFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBody(byte[] bytes) {
        IceFragmentResult result = IceFragment.read(new String(bytes, StandardCharsets.UTF_8));

        if (result instanceof IceFragmentResult.Parsed parsed) {
            assertThat(IceFragment.read(parsed.fragment().write())).isEqualTo(result);
        }
    }
}
