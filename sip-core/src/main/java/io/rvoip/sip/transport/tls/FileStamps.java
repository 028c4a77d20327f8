package io.rvoip.sip.transport.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** Tells whether files were written since they were last read. Thread-safe; asks the file system, so not for event loops. */
public final class FileStamps {
    private final List<Path> files;
    private volatile List<FileTime> read;

    /** The files are about to be read for the first time. */
    public FileStamps(List<Path> files) {
        this.files = List.copyOf(files);
        read = now();
    }

    /** The files are about to be read again. */
    public void reading() {
        read = now();
    }

    /** Whether one was written, made or removed since then. */
    public boolean changed() {
        return !now().equals(read);
    }

    private List<FileTime> now() {
        List<FileTime> times = new ArrayList<>();
        for (Path file : files) {
            try {
                times.add(Files.getLastModifiedTime(file));
            } catch (IOException gone) {
                times.add(FileTime.fromMillis(0));
            }
        }
        return times;
    }
}
