package io.rvoip.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One call at one moment.
 *
 * @param id stable for the life of the call, and in its record
 * @param caller the address of record that calls
 * @param asserted the URI by which those who trust each other know the caller (RFC 3325), also when the caller wants to
 *     stay unknown to others; empty where nobody vouches for one
 * @param called the address it called
 * @param state where it stands
 * @param startedAt when it came in
 * @param answeredAt when it was answered
 * @param legs the caller's first, then those of the called side that ring or have answered
 */
public record CallInfo(String id, String caller, Optional<String> asserted, String called, CallState state,
        Instant startedAt, Optional<Instant> answeredAt, List<LegInfo> legs) {
    /** Copies the list. */
    public CallInfo {
        legs = List.copyOf(legs);
    }
}
