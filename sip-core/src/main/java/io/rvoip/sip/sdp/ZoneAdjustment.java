package io.rvoip.sip.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pair of a {@code z=} line (RFC 8866 §5.11).
 *
 * @param time when the clocks change, seconds since 1900
 * @param offset what is added to the base from then on, seconds, of either sign
 */
public record ZoneAdjustment(long time, long offset) {
    public ZoneAdjustment {
        SdpText.requireRange("time", time, 0, Long.MAX_VALUE);
        SdpText.requireRange("offset", offset, -Long.MAX_VALUE, Long.MAX_VALUE);
    }

    static Optional<List<ZoneAdjustment>> parseAll(String text) {
        List<String> words = SdpText.words(text);
        List<ZoneAdjustment> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            long time = SdpText.number(words.get(i), Long.MAX_VALUE);
            boolean minus = words.get(i + 1).startsWith("-");
            long offset = TypedTime.seconds(words.get(i + 1).substring(minus ? 1 : 0));
            if (time < 0 || offset < 0) {
                return Optional.empty();
            }
            pairs.add(new ZoneAdjustment(time, minus ? -offset : offset));
        }
        return pairs.isEmpty() || words.size() % 2 != 0 ? Optional.empty() : Optional.of(pairs);
    }

    /** As written in {@code z=}. */
    @Override
    public String toString() {
        return time + " " + offset;
    }
}
