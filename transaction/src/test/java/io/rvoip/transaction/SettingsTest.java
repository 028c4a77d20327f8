package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void deriveTheTimersOfRfc3261() {
        assertThat(TimerSettings.DEFAULT.patience()).isEqualTo(Duration.ofSeconds(32));
        assertThat(TimerSettings.DEFAULT.timerD()).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void keepTimerDAtLeast32Seconds() {
        assertThat(TimerSettings.DEFAULT.withT1(Duration.ofMillis(10)).timerD()).isEqualTo(Duration.ofSeconds(32));
        assertThat(TimerSettings.DEFAULT.withT1(Duration.ofSeconds(1)).timerD()).isEqualTo(Duration.ofSeconds(64));
    }

    @Test
    void refuseNonsense() {
        assertThatThrownBy(() -> TimerSettings.DEFAULT.withT1(Duration.ZERO)).hasMessage("t1: 0 (expected: 1-10000)");
        assertThatThrownBy(() -> TimerSettings.DEFAULT.withT2(Duration.ofMillis(499))).hasMessageContaining("t2: 499");
        assertThatThrownBy(() -> TimerSettings.DEFAULT.withT4(Duration.ofDays(1))).hasMessageContaining("t4");
        assertThatThrownBy(() -> TransactionSettings.DEFAULT.withMaxClients(0)).hasMessageContaining("maxClients: 0");
        assertThatThrownBy(() -> TransactionSettings.DEFAULT.withMaxServers(-1)).hasMessageContaining("maxServers");
        assertThatThrownBy(() -> TransactionSettings.DEFAULT.withRetryAfterSeconds(0))
                .hasMessageContaining("retryAfterSeconds");
        assertThatThrownBy(() -> TransactionSettings.DEFAULT.withBranchMark("A;")).hasMessageContaining("branchMark");
    }
}
