package io.rvoip.sip.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An {@code r=} line (RFC 8866 §5.10), all in seconds.
 *
 * @param interval between repetitions, above 0
 * @param duration of each
 * @param offsets from the start time, at least one
 */
public record Repeat(long interval, long duration, List<Long> offsets) {
    public Repeat {
        SdpText.requireRange("interval", interval, 1, Long.MAX_VALUE);
        SdpText.requireRange("duration", duration, 0, Long.MAX_VALUE);
        offsets = List.copyOf(offsets);
        SdpText.requireRange("number of offsets", offsets.size(), 1, Integer.MAX_VALUE);
        offsets.forEach(offset -> SdpText.requireRange("offset", offset, 0, Long.MAX_VALUE));
    }

    static Optional<Repeat> parse(String text) {
        List<Long> numbers = new ArrayList<>();
        for (String word : SdpText.words(text)) {
            long seconds = TypedTime.seconds(word);
            if (seconds < 0) {
                return Optional.empty();
            }
            numbers.add(seconds);
        }
        return numbers.size() < 3 || numbers.get(0) == 0 ? Optional.empty()
                : Optional.of(new Repeat(numbers.get(0), numbers.get(1), numbers.subList(2, numbers.size())));
    }

    /** As written after {@code r=}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder().append(interval).append(' ').append(duration);
        offsets.forEach(offset -> out.append(' ').append(offset));
        return out.toString();
    }
}
