package io.rvoip.common;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.slf4j.Logger;

class RateLimitedLogTest {
    private final FakeTime time = new FakeTime();
    private final Logger target = mock(Logger.class);
    private final RateLimitedLog log = new RateLimitedLog(target, time);

    @Test
    void oneLinePerSecondAndTheNextSaysHowManyWereLeftOut() {
        for (int i = 0; i < 10_000; i++) {
            log.warn("bad packet from {}", "a");
            time.advance(Duration.ofNanos(99_999));
        }
        verify(target, times(1)).warn(anyString(), any(), any());
        Assertions.assertThat(log.suppressed()).isEqualTo(9_999);
        time.advance(Duration.ofMillis(1));
        log.warn("bad packet from {}", "a");

        verify(target).warn(eq("bad packet from {} (9999 more left out)"), eq("a"), isNull());
        Assertions.assertThat(log.suppressed()).isZero();
    }

    @Test
    void aQuietClassOfFaultLogsAtOnce() {
        log.warn("one");
        time.advance(Duration.ofSeconds(60));
        log.warn("two");

        verify(target).warn("one", (Object) null, null);
        verify(target).warn("two", (Object) null, null);
        verifyNoMoreInteractions(target);
    }

    @Test
    void whatComesFromOutsideCannotForgeLinesOrFlood() {
        log.warn("{} {}", "x\r\nERROR fake\u001b[31m\u2028", "y".repeat(5000));

        ArgumentCaptor<Object> second = ArgumentCaptor.forClass(Object.class);
        verify(target).warn(eq("{} {}"), eq("x\\u000d\\u000aERROR fake\\u001b[31m\\u2028"), second.capture());
        Assertions.assertThat(second.getValue().toString()).hasSize(203).endsWith("...");
    }
}
