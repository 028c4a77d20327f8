package io.rvoip.engine;

import io.rvoip.common.SecurityProfile;
import io.rvoip.session.CallEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What remains of a call: who, when, how long, how it ended, and how it sounded as far as that was measured.
 *
 * @param id of the call
 * @param caller the address of record that called
 * @param asserted as in {@link CallInfo#asserted}
 * @param called the address it called
 * @param startedAt when it came in
 * @param answeredAt when it was answered; empty for a call that was not
 * @param end who ended it, why, when
 * @param duration from the answer to the end, measured by the monotonic clock; zero for a call not answered
 * @param profile what the deployment insisted on
 * @param legs the last state of each leg that took part
 */
public record CallRecord(String id, String caller, Optional<String> asserted, String called, Instant startedAt,
        Optional<Instant> answeredAt, CallEnd end, Duration duration,
        SecurityProfile profile, List<LegInfo> legs) {
    /** Copies the list; a duration is never negative. */
    public CallRecord {
        legs = List.copyOf(legs);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: zero or more)");
        }
    }
}
