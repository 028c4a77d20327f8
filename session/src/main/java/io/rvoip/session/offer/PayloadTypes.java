package io.rvoip.session.offer;

import java.util.HashMap;
import java.util.Map;

/**
 * The payload types we receive, with what each has meant since the session began: a number must not change its
 * meaning, but a codec may have several numbers (RFC 3264 §8.3.2). Immutable.
 */
final class PayloadTypes {
    static final PayloadTypes NONE = new PayloadTypes(Map.of(), Map.of());
    private static final int FIRST_DYNAMIC = 96;
    private static final int LAST_DYNAMIC = 127;

    private final Map<Integer, AudioFormat> meanings;
    private final Map<AudioFormat, Integer> latest;

    private PayloadTypes(Map<Integer, AudioFormat> meanings, Map<AudioFormat, Integer> latest) {
        this.meanings = meanings;
        this.latest = latest;
    }

    /** The number last given to a format; it has one. */
    int of(AudioFormat format) {
        Integer number = latest.get(format);
        if (number == null) {
            throw new IllegalStateException(format + " has no payload type");
        }
        return number;
    }

    boolean has(AudioFormat format) {
        return latest.containsKey(format);
    }

    /** With a number for the format: the one it has, else {@code wanted} if free, else a free one. */
    PayloadTypes with(AudioFormat format, int wanted) {
        return has(format) ? this : following(format, wanted);
    }

    /** With {@code wanted} for the format where that number has no other meaning; else one it has, else a free one. */
    PayloadTypes following(AudioFormat format, int wanted) {
        int number = wanted;
        if (!format.equals(meanings.getOrDefault(wanted, format))) {
            number = has(format) ? of(format) : free(wanted);
        }
        Map<Integer, AudioFormat> newMeanings = new HashMap<>(meanings);
        Map<AudioFormat, Integer> newLatest = new HashMap<>(latest);
        newMeanings.put(number, format);
        newLatest.put(format, number);
        return new PayloadTypes(Map.copyOf(newMeanings), Map.copyOf(newLatest));
    }

    /** A number never used; {@code fallback} when a far end has used them all up. */
    private int free(int fallback) {
        for (int number = FIRST_DYNAMIC; number <= LAST_DYNAMIC; number++) {
            if (!meanings.containsKey(number)) {
                return number;
            }
        }
        return fallback;
    }
}
