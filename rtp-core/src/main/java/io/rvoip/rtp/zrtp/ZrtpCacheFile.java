package io.rvoip.rtp.zrtp;

import io.rvoip.common.IdSource;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Our ZID and what is remembered of far ends, kept in a file from run to run (RFC 6189 section 4.9): readable by its owner
 * alone, replaced as a whole. Asked in memory, written elsewhere; of several changes in a row the last state is written. The
 * far end not called for longest goes first. One file is for one client at a time. Thread-safe.
 */
public final class ZrtpCacheFile implements ZrtpCache {
    private static final long FOR_EVER = 0xFFFF_FFFFL;

    private final Path file;
    private final int capacity;
    private final TimeSource time;
    private final Executor writer;
    private final RateLimitedLog log;
    private final Zid zid;
    private final Map<Zid, Kept> kept;
    private boolean changed;
    private boolean writing;

    /**
     * What stands in the file of one far end.
     *
     * @param until when it may be forgotten; null: never
     */
    record Kept(RetainedSecrets secrets, @Nullable Instant until) {}

    private ZrtpCacheFile(Path file, int capacity, TimeSource time, Executor writer, Zid zid, Map<Zid, Kept> kept) {
        this.file = file;
        this.capacity = capacity;
        this.time = time;
        this.writer = writer;
        this.zid = zid;
        this.kept = kept;
        log = new RateLimitedLog(LoggerFactory.getLogger(ZrtpCacheFile.class), time);
        trim();
    }

    /**
     * Reads the file, or makes one with a ZID by chance.
     *
     * @param capacity far ends, at least 1
     * @param writer runs what blocks
     * @throws IllegalArgumentException for a file that others may read, that is none of ours, or that cannot be made
     */
    public static ZrtpCacheFile open(Path file, int capacity, IdSource random, TimeSource time, Executor writer) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
        }
        Optional<CacheText> text = CacheText.read(file, time.wallClock());
        if (text.isPresent()) {
            return new ZrtpCacheFile(file, capacity, time, writer, text.get().zid(), text.get().kept());
        }
        ZrtpCacheFile made = new ZrtpCacheFile(file, capacity, time, writer, Zid.random(random), inOrderOfUse());
        try {
            made.snapshot().replace(file);
        } catch (IOException failure) {
            throw new IllegalArgumentException(file + " cannot be written (expected: a file in a folder of ours)", failure);
        }
        return made;
    }

    /**
     * Whether {@link #open} would take it; changes nothing.
     *
     * @throws IllegalArgumentException saying why not
     */
    public static void check(Path file) {
        CacheText.read(file, Instant.MIN);
    }

    static Map<Zid, Kept> inOrderOfUse() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }

    /** Ours, in all calls. */
    public Zid zid() {
        return zid;
    }

    @Override
    public synchronized Optional<RetainedSecrets> find(Zid peer) {
        return Optional.ofNullable(kept.get(peer)).map(Kept::secrets);
    }

    @Override
    public synchronized void store(Zid peer, RetainedSecrets secrets, long seconds) {
        kept.put(peer, new Kept(secrets, seconds >= FOR_EVER ? null : time.wallClock().plusSeconds(seconds)));
        trim();
        changed();
    }

    @Override
    public synchronized void forget(Zid peer) {
        if (kept.remove(peer) != null) {
            changed();
        }
    }

    private void trim() {
        Iterator<Zid> eldest = kept.keySet().iterator();
        while (kept.size() > capacity && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Under the lock. */
    private void changed() {
        changed = true;
        if (writing) {
            return;
        }
        try {
            writer.execute(this::write);
            writing = true;
        } catch (RejectedExecutionException busy) {
            log.warn("ZRTP: {} is not up to date, no thread was free", file);
        }
    }

    private void write() {
        for (CacheText next = next(); next != null; next = next()) {
            try {
                next.replace(file);
            } catch (IOException failure) {
                log.warn("ZRTP: {} could not be written: {}", file, failure);
            }
        }
    }

    private synchronized @Nullable CacheText next() {
        if (!changed) {
            writing = false;
            return null;
        }
        changed = false;
        return snapshot();
    }

    private synchronized CacheText snapshot() {
        return new CacheText(zid, new LinkedHashMap<>(kept));
    }
}
