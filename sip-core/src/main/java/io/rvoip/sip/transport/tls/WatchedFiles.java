package io.rvoip.sip.transport.tls;

import java.time.Instant;
import java.util.Optional;

/** A certificate of ours whose files are read again when they are written. Thread-safe; reads files, so not for event loops. */
public interface WatchedFiles {
    /** Whether a file was written since it was last read, rightly or wrongly. */
    boolean changed();

    /**
     * Reads the files again and puts them to use when they fit together.
     *
     * @throws io.rvoip.common.ConfigurationException when they do not; the old ones stay in use
     */
    void reload();

    /** When our certificate ends, the first of its chain; empty without one. */
    Optional<Instant> notAfter();
}
