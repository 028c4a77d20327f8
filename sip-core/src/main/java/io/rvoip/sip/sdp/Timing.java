package io.rvoip.sip.sdp;

import java.util.List;
import java.util.Optional;

/**
 * A {@code t=} line with what belongs to it (RFC 8866 §5.9-5.11). Calls use {@link #PERMANENT}.
 *
 * @param start seconds since 1900; 0 for a permanent session
 * @param stop seconds since 1900; 0 for an unbounded session
 */
public record Timing(long start, long stop, List<Repeat> repeats, List<ZoneAdjustment> zones) {
    /** {@code t=0 0}. */
    public static final Timing PERMANENT = new Timing(0, 0, List.of(), List.of());
    private static final Optional<Timing> FOREVER = Optional.of(PERMANENT);

    public Timing {
        SdpText.requireRange("start", start, 0, Long.MAX_VALUE);
        SdpText.requireRange("stop", stop, 0, Long.MAX_VALUE);
        repeats = List.copyOf(repeats);
        zones = List.copyOf(zones);
    }

    /** Reads what follows {@code t=}; empty when malformed. */
    static Optional<Timing> parse(SdpLine line) {
        if (line.split() != 2) {
            return Optional.empty();
        }
        long start = line.number(0, Long.MAX_VALUE);
        long stop = line.number(1, Long.MAX_VALUE);
        if (start == 0 && stop == 0) {
            return FOREVER;
        }
        return start < 0 || stop < 0 ? Optional.empty() : Optional.of(new Timing(start, stop, List.of(), List.of()));
    }
}
