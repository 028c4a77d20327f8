package io.rvoip.media.file;

import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.codec.Resampler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Records a call leg to a WAV file that survives a crash: chunks of 20 ms are handed from the media loop through a
 * bounded queue to an executor for files and appended there at once. The loop never waits for the disk; a disk that
 * is too slow costs chunks, which are counted; a disk that is full ends the recording with an event, not the call.
 *
 * <p>As an {@link AudioTap} it is confined to the loop of the leg. {@link #done()} and {@link #close()} may be called
 * from any thread once the leg no longer writes.
 */
public final class WavRecorder implements AudioTap {
    private static final int CHUNKS_PER_SECOND = 50;

    private final Path file;
    private final RecordingLayout layout;
    private final RecorderLimits limits;
    private final Executor island;
    private final RecorderEvents events;
    private final CompletableFuture<Recording> done = new CompletableFuture<>();
    private final AtomicBoolean draining = new AtomicBoolean();

    // owned by the loop
    private int fileRate;
    private int frameRate;
    private byte[] chunk = new byte[0];
    private int filled;
    private @Nullable Converter converter;
    private volatile long dropped;
    private volatile boolean failed;

    // handed over before the first chunk, then owned by the island
    private volatile @Nullable ChunkQueue queue;
    private volatile boolean closing;
    private @Nullable WavWriter writer;
    private boolean finished;
    private boolean ended;

    private WavRecorder(Path file, RecordingLayout layout, RecorderLimits limits, Executor island,
            RecorderEvents events) {
        this.file = file;
        this.layout = layout;
        this.limits = limits;
        this.island = island;
        this.events = events;
    }

    /**
     * Prepares a recording; the file is created when the leg opens the tap.
     *
     * @param file   a name made by the server, in a directory that exists; what is there is written over
     * @param island runs what blocks, one task at a time for this recorder
     */
    public static WavRecorder start(Path file, RecordingLayout layout, RecorderLimits limits, Executor island,
            RecorderEvents events) {
        return new WavRecorder(file, layout, limits, island, events);
    }

    /** Completes when the file is closed, whatever happened to it. */
    public CompletionStage<Recording> done() {
        return done.minimalCompletionStage();
    }

    /** Chunks of 20 ms the disk was too slow for. */
    public long droppedChunks() {
        return dropped;
    }

    /** The first rate becomes that of the file; after a change of codec the audio is resampled to it. */
    @Override
    public void open(int sampleRate) {
        frameRate = sampleRate;
        converter = null;
        if (queue == null) {
            fileRate = sampleRate;
            int bytes = WavHeader.of(sampleRate, layout.channels()).chunkBytes();
            chunk = new byte[bytes];
            queue = new ChunkQueue(limits.queuedChunks(), bytes);
            wakeIsland();
        } else if (sampleRate != fileRate) {
            converter = new Converter(sampleRate, fileRate);
        }
    }

    @Override
    public void heard(short[] received, short[] sent, int samples) {
        if (failed || frameRate == 0) {
            return;
        }
        Converter c = converter;
        if (c == null) {
            append(received, sent, samples);
        } else {
            append(c.received(received, samples), c.sent(sent, samples), c.produced);
        }
    }

    /** Ends the recording: what is queued is written, a last partial chunk is filled up with silence. */
    @Override
    public void close() {
        if (filled > 0) {
            Arrays.fill(chunk, filled, chunk.length, (byte) 0);
            push();
        }
        closing = true;
        wakeIsland();
    }

    private void append(short[] received, short[] sent, int samples) {
        for (int i = 0; i < samples; i++) {
            switch (layout) {
                case STEREO -> {
                    put(received[i]);
                    put(sent[i]);
                }
                case RECEIVED -> put(received[i]);
                case MIXED -> put(saturated(received[i] + sent[i]));
            }
            if (filled == chunk.length) {
                push();
            }
        }
    }

    private void put(int sample) {
        chunk[filled++] = (byte) sample;
        chunk[filled++] = (byte) (sample >> 8);
    }

    private void push() {
        filled = 0;
        ChunkQueue q = queue;
        if (q == null || !q.offer(chunk)) {
            dropped = dropped + 1;
        }
        wakeIsland();
    }

    private static int saturated(int sum) {
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sum));
    }

    private void wakeIsland() {
        if (draining.compareAndSet(false, true)) {
            try {
                island.execute(this::drain);
            } catch (RejectedExecutionException e) {
                draining.set(false);
                refusedByIsland();
            }
        }
    }

    /** The island is full or shut down: what was written stays, and nobody waits for more. */
    private void refusedByIsland() {
        if (!failed) {
            failed = true;
            events.failed(file, "the executor for files takes no more work");
        }
        if (closing) {
            done.complete(new Recording(file, Duration.ZERO, dropped, false));
        }
    }

    private void drain() {
        do {
            drainOnce();
            draining.set(false);
        } while (hasWork() && draining.compareAndSet(false, true));
    }

    private boolean hasWork() {
        ChunkQueue q = queue;
        return q != null && !q.isEmpty() || closing && !ended;
    }

    private void drainOnce() {
        ChunkQueue q = queue;
        boolean last = closing;
        try {
            if (q != null && writer == null && !failed) {
                writer = WavWriter.create(file, WavHeader.of(fileRate, layout.channels()));
                events.started(file);
            }
            while (q != null && !q.isEmpty()) {
                writeOldest(q);
            }
            if (last && !ended && writer != null && !failed) {
                writer.finish();
                finished = true;
            }
        } catch (IOException e) {
            fail(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        if (last && !ended) {
            end();
        }
    }

    private void writeOldest(ChunkQueue q) throws IOException {
        try {
            WavWriter w = writer;
            if (w == null || failed) {
                return;
            }
            if (w.dataBytes() + chunk.length > limits.maxBytes()) {
                w.finish();
                finished = true;
                fail("longer than " + limits.maxBytes() + " bytes");
                return;
            }
            w.append(q.peek());
        } finally {
            q.remove();
        }
    }

    private void fail(String reason) {
        failed = true;
        if (writer != null) {
            writer.abandon();
        }
        events.failed(file, reason);
    }

    private void end() {
        ended = true;
        long bytes = writer == null ? 0 : writer.dataBytes();
        long perSecond = (long) Math.max(1, chunk.length) * CHUNKS_PER_SECOND;
        Recording recording = new Recording(file, Duration.ofMillis(bytes * 1000 / perSecond), dropped,
                finished);
        if (writer != null) {
            events.finished(recording);
        }
        done.complete(recording);
    }

    /** Brings both directions to the rate of the file. */
    private static final class Converter {
        private final Resampler fromReceived;
        private final Resampler fromSent;
        private short[] receivedOut = new short[0];
        private short[] sentOut = new short[0];
        private int produced;

        Converter(int from, int to) {
            fromReceived = new Resampler(from, to);
            fromSent = new Resampler(from, to);
        }

        short[] received(short[] in, int samples) {
            receivedOut = room(receivedOut, fromReceived.maxOutput(samples));
            produced = fromReceived.process(in, 0, samples, receivedOut, 0);
            return receivedOut;
        }

        short[] sent(short[] in, int samples) {
            sentOut = room(sentOut, fromSent.maxOutput(samples));
            fromSent.process(in, 0, samples, sentOut, 0);
            return sentOut;
        }

        private static short[] room(short[] held, int wanted) {
            return held.length >= wanted ? held : new short[wanted];
        }
    }
}
