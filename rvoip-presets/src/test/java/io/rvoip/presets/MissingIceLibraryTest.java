package io.rvoip.presets;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.simple.IceLibrary;
import io.rvoip.simple.SimpleVoipClient;
import org.junit.jupiter.api.Test;

/** ice4j is optional, and not on the class path of this module. */
class MissingIceLibraryTest {
    @Test
    void isRefusedByNameWithTheFix() {
        assertThat(SimpleVoipClient.create("alice@rvoip.test", "pw")
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withIceLibrary(IceLibrary.ICE4J)
                .check()
                .problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("iceLibrary");
            assertThat(problem.what()).isEqualTo("ice4j is not on the class path, or not whole");
            assertThat(problem.fix()).contains("org.jitsi:ice4j");
        });
    }
}
