package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a range of ports is enough for: audio of the declared calls first. */
class MediaPortDemandTest {
    @ParameterizedTest
    @CsvSource({"10, 40, 0", "10, 44, 2", "10, 80, 20", "10, 39, 0", "250, 1000, 0", "1000000, 10000, 0", "0, 10000, 5000"})
    void videoHasWhatTheDeclaredCallsLeave(int calls, int ports, int legs) {
        assertThat(MediaPortDemand.legsWithVideo(calls, ports)).isEqualTo(legs);
    }
}
