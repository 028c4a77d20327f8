package io.rvoip.builder;

import java.nio.file.Path;
import java.util.Optional;

/**
 * ZRTP of the legs of a platform (RFC 6189): where one phone speaks it and the other side does not, the platform is its far end,
 * and says in the API and in records of calls what the phone shows its owner. Where both speak it, it passes. Immutable.
 *
 * @param cache file for what is remembered of far ends, and for our name among them; empty: as long as the platform runs
 */
public record ZrtpConfig(Optional<Path> cache) {
    /** Remembered as long as the platform runs. */
    public static final ZrtpConfig TERMINATED = new ZrtpConfig(Optional.empty());

    /** Remembered in a file that nobody else may read. */
    public ZrtpConfig withCache(Path file) {
        return new ZrtpConfig(Optional.of(file));
    }
}
