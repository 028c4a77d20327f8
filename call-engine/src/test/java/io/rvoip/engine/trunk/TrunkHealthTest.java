package io.rvoip.engine.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The table of {@link TrunkHealth}, arrow by arrow; out after three failures, back after two successes. */
class TrunkHealthTest {
    private final TrunkHealth health =
            new TrunkHealth(new HealthSettings(Duration.ofSeconds(30), Duration.ofSeconds(4), 3, 2));

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            health.failed();
        }
    }

    @Nested
    class Unknown {
        @Test
        void successBringsItUp() {
            assertThat(health.succeeded()).isTrue();
            assertThat(health.state()).isEqualTo(TrunkState.UP);
        }

        @Test
        void failuresTakeItDownAtTheLast() {
            assertThat(health.failed()).isFalse();
            assertThat(health.failed()).isFalse();
            assertThat(health.state()).isEqualTo(TrunkState.UNKNOWN);
            assertThat(health.failed()).isTrue();
            assertThat(health.state()).isEqualTo(TrunkState.DOWN);
        }
    }

    @Nested
    class Up {
        Up() {
            health.succeeded();
        }

        @Test
        void successChangesNothingAndForgetsFailures() {
            fail(2);
            assertThat(health.succeeded()).isFalse();
            fail(2);
            assertThat(health.state()).isEqualTo(TrunkState.UP);
        }

        @Test
        void theLastFailureTakesItDown() {
            fail(2);
            assertThat(health.failed()).isTrue();
            assertThat(health.state()).isEqualTo(TrunkState.DOWN);
        }
    }

    @Nested
    class Down {
        Down() {
            fail(3);
        }

        @Test
        void failureChangesNothingAndForgetsSuccesses() {
            health.succeeded();
            assertThat(health.failed()).isFalse();
            assertThat(health.succeeded()).isFalse();
            assertThat(health.state()).isEqualTo(TrunkState.DOWN);
        }

        @Test
        void theLastSuccessBringsItUp() {
            assertThat(health.succeeded()).isFalse();
            assertThat(health.succeeded()).isTrue();
            assertThat(health.state()).isEqualTo(TrunkState.UP);
        }
    }
}
