package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Network;
import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.overload.OverloadSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code overload}. */
class YamlOverloadTest {
    private static PlatformConfig config(String overload) {
        return YamlConfig.parse("securityProfile: development\noverload: " + overload + "\n").config();
    }

    @Test
    void everyKeyHasItsValue() {
        PlatformConfig config = config("{shed: true, emergency: [\"112\", \"110\"], peers: [\"10.1.0.0/24\"]}");
        assertThat(config.overload()).isEqualTo(OverloadSettings.DEFAULT.withShed(true)
            .withEmergency(new EmergencyCalls(List.of("112", "110"))).withPeers(List.of(Network.parse("10.1.0.0/24"))));
        assertThat(config.validate().problems()).isEmpty();
        assertThat(config.effective().replace(" ", "")).contains("\"shed\":true", "\"emergency\":[\"112\",\"110\"]", "\"peers\":[\"10.1.0.0/24\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{emergency: [\"+49\"]} | overload.emergency[0]",
        "{peers: [everybody]} | overload.peers[0]",
        "{emergncy: [\"112\"]} | overload.emergncy",
    })
    void mistakesAreNamed(String overload, String field) {
        assertThatThrownBy(() -> config(overload)).hasMessageContaining(field);
    }
}
