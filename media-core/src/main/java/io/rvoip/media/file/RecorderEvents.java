package io.rvoip.media.file;

import java.nio.file.Path;

/** What happens to a recording, told on the recorder's executor. A recording that fails never ends the call. */
public interface RecorderEvents {
    /** The file exists and its header is written. */
    default void started(Path file) {
        // for who wants to know
    }

    /**
     * The recording ended early: disk full, no such directory, too long, no thread for files. What was written before
     * stays readable.
     */
    void failed(Path file, String reason);

    /** The file is finished and closed. Comes once, after a failure too when there is a file. */
    default void finished(Recording recording) {
        // for who wants to know
    }
}
