package io.rvoip.simple;

import io.rvoip.media.file.Recording;
import io.rvoip.media.file.WavRecorder;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A recording under way. It ends with the call at the latest. Thread-safe. */
public final class CallRecording implements AutoCloseable {
    private final Path file;
    private final WavRecorder recorder;
    private final Runnable stopping;
    private final CompletableFuture<Recording> finished;

    CallRecording(Path file, WavRecorder recorder, Runnable stopping, Promise<Recording> finished) {
        this.file = file;
        this.recorder = recorder;
        this.stopping = stopping;
        this.finished = finished.future();
        recorder.done().thenAccept(finished::complete);
    }

    /** Where it is written. */
    public Path file() {
        return file;
    }

    /** Chunks of 20 ms that the disk was too slow for. */
    public long droppedChunks() {
        return recorder.droppedChunks();
    }

    /** Ends the recording; the call goes on. @return completes when the file is finished and closed */
    public CompletableFuture<Recording> stop() {
        stopping.run();
        return finished;
    }

    /** Completes when the file is finished and closed, whoever ended it. */
    public CompletableFuture<Recording> finished() {
        return finished;
    }

    /** Ends the recording without waiting for the disk. */
    @Override
    public void close() {
        stopping.run();
    }
}
