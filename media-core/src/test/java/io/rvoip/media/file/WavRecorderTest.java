package io.rvoip.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.audio.AudioClip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavRecorderTest implements RecorderEvents {
    private static final WavLimits LIMITS = WavLimits.DEFAULT;

    @TempDir
    Path folder;
    private final Deque<Runnable> island = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();

    @Test
    void recordsBothDirectionsSideBySide() {
        WavRecorder recorder = recorder("a.wav", RecordingLayout.STEREO);
        recorder.open(8000);
        for (int i = 1; i <= 3; i++) {
            recorder.heard(frame(160, i), frame(160, -i), 160);
        }
        recorder.close();
        runIsland();
        WavFile file = WavFile.read(folder.resolve("a.wav"));
        assertThat(file.complete()).isTrue();
        assertThat(file.clip().duration()).isEqualTo(Duration.ofMillis(60));
        assertThat(file.clip().channel(0)[320]).isEqualTo((short) 3);
        assertThat(file.clip().channel(1)[320]).isEqualTo((short) -3);
        assertThat(told).containsExactly("started", "finished PT0.06S complete");
        assertThat(recorder.done().toCompletableFuture()).isCompletedWithValueMatching(Recording::complete);
    }

    @Test
    void mixesWithoutWrapping() {
        WavRecorder recorder = recorder("m.wav", RecordingLayout.MIXED);
        recorder.open(8000);
        recorder.heard(frame(160, 30_000), frame(160, 20_000), 160);
        recorder.heard(frame(160, 100), frame(160, -40), 160);
        recorder.close();
        runIsland();
        AudioClip clip = WavFile.read(folder.resolve("m.wav")).clip();
        assertThat(clip.sample(0, 0)).isEqualTo(Short.MAX_VALUE);
        assertThat(clip.sample(160, 0)).isEqualTo((short) 60);
    }

    @Test
    void receivedOnlyAndPartOfAChunkAtTheEnd() {
        WavRecorder recorder = recorder("r.wav", RecordingLayout.RECEIVED);
        recorder.open(8000);
        recorder.heard(frame(240, 9), frame(240, 1), 240);
        recorder.close();
        runIsland();
        AudioClip clip = WavFile.read(folder.resolve("r.wav")).clip();
        assertThat(clip.frames()).isEqualTo(320);
        assertThat(clip.sample(239, 0)).isEqualTo((short) 9);
        assertThat(clip.sample(240, 0)).isZero();
    }

    @Test
    void changeOfRateIsResampledIntoTheSameFile() {
        WavRecorder recorder = recorder("c.wav", RecordingLayout.RECEIVED);
        recorder.open(8000);
        recorder.heard(frame(160, 500), frame(160, 0), 160);
        recorder.open(16_000);
        for (int i = 0; i < 10; i++) {
            recorder.heard(frame(320, 500), frame(320, 0), 320);
        }
        recorder.close();
        runIsland();
        AudioClip clip = WavFile.read(folder.resolve("c.wav")).clip();
        assertThat(clip.sampleRate()).isEqualTo(8000);
        assertThat(clip.frames()).isBetween(11 * 160 - 1, 12 * 160);
        assertThat((int) clip.sample(1200, 0)).isBetween(498, 502);
    }

    @Test
    void everyPrefixOfARecordingGivesItsWholeChunks() throws IOException {
        byte[] open = recordOpen(5);
        byte[] finished = Files.readAllBytes(finishedFile());
        for (byte[] whole : List.of(open, finished)) {
            for (int length = WavHeader.BYTES; length < whole.length; length++) {
                WavFile back = WavFile.parse(Arrays.copyOf(whole, length), LIMITS);
                assertThat(back.complete()).isFalse();
                assertThat(back.clip().frames()).isEqualTo((length - WavHeader.BYTES) / 320 * 160);
            }
        }
        assertThat(WavFile.parse(finished, LIMITS).complete()).isTrue();
        assertThat(WavFile.parse(open, LIMITS).clip().frames()).isEqualTo(5 * 160);
    }

    @Test
    void sizesInTheHeaderNeverPromiseTooMuch() throws IOException {
        byte[] open = recordOpen(60);
        // as a reader sees it that does not know our chunk
        System.arraycopy("junk".getBytes(StandardCharsets.US_ASCII), 0, open, 36, 4);
        WavFile seen = WavFile.parse(open, LIMITS);
        assertThat(seen.complete()).isTrue();
        assertThat(seen.clip().duration()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void slowDiskCostsChunksNotTime() {
        WavRecorder recorder = WavRecorder.start(folder.resolve("s.wav"), RecordingLayout.RECEIVED,
                new RecorderLimits(10, 1_000_000), island::add, this);
        recorder.open(8000);
        for (int i = 0; i < 25; i++) {
            recorder.heard(frame(160, i), frame(160, 0), 160);
        }
        assertThat(recorder.droppedChunks()).isEqualTo(15);
        recorder.close();
        runIsland();
        assertThat(WavFile.read(folder.resolve("s.wav")).clip().frames()).isEqualTo(1600);
        assertThat(recorder.done().toCompletableFuture()).isCompletedWithValueMatching(r -> r.droppedChunks() == 15);
    }

    @Test
    void fullDiskIsAnEvent() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "no /dev/full here");
        WavRecorder recorder = WavRecorder.start(full, RecordingLayout.RECEIVED, RecorderLimits.DEFAULT, island::add,
                this);
        recorder.open(8000);
        recorder.heard(frame(160, 1), frame(160, 0), 160);
        runIsland();
        recorder.heard(frame(160, 1), frame(160, 0), 160);
        recorder.close();
        runIsland();
        assertThat(told).hasSize(1).first().asString().startsWith("failed IOException: ").contains("space");
        assertThat(recorder.done().toCompletableFuture()).isCompletedWithValueMatching(r -> !r.complete());
    }

    @Test
    void missingDirectoryIsAnEvent() {
        WavRecorder recorder = recorder("none/x.wav", RecordingLayout.RECEIVED);
        recorder.open(8000);
        recorder.close();
        runIsland();
        assertThat(told).singleElement().asString().startsWith("failed NoSuchFileException");
        assertThat(recorder.done().toCompletableFuture()).isCompleted();
    }

    @Test
    void endsAtItsBoundWithAReadableFile() {
        WavRecorder recorder = WavRecorder.start(folder.resolve("b.wav"), RecordingLayout.RECEIVED,
                new RecorderLimits(100, 1000), island::add, this);
        recorder.open(8000);
        for (int i = 0; i < 10; i++) {
            recorder.heard(frame(160, i), frame(160, 0), 160);
        }
        recorder.close();
        runIsland();
        assertThat(told).containsExactly("started", "failed longer than 1000 bytes", "finished PT0.06S complete");
        assertThat(WavFile.read(folder.resolve("b.wav")).clip().frames()).isEqualTo(480);
    }

    @Test
    void busyIslandIsAnEvent() {
        WavRecorder recorder = WavRecorder.start(folder.resolve("x.wav"), RecordingLayout.RECEIVED,
                RecorderLimits.DEFAULT, task -> {
                    throw new RejectedExecutionException("full");
                }, this);
        recorder.open(8000);
        recorder.heard(frame(160, 1), frame(160, 1), 160);
        recorder.close();
        assertThat(told).containsExactly("failed the executor for files takes no more work");
        assertThat(recorder.done().toCompletableFuture()).isCompleted();
    }

    @Test
    void nothingHeardIsNoFile() {
        WavRecorder recorder = recorder("n.wav", RecordingLayout.MIXED);
        recorder.close();
        runIsland();
        assertThat(told).isEmpty();
        assertThat(folder.resolve("n.wav")).doesNotExist();
        assertThat(recorder.done().toCompletableFuture()).isCompleted();
    }

    private Path finishedFile() {
        WavRecorder recorder = recorder("f.wav", RecordingLayout.RECEIVED);
        recorder.open(8000);
        for (int i = 0; i < 3; i++) {
            recorder.heard(frame(160, i), frame(160, 0), 160);
        }
        recorder.close();
        runIsland();
        return folder.resolve("f.wav");
    }

    /** The bytes on disk of a recording that nobody closed. */
    private byte[] recordOpen(int chunks) throws IOException {
        WavRecorder recorder = recorder("o.wav", RecordingLayout.RECEIVED);
        recorder.open(8000);
        for (int i = 0; i < chunks; i++) {
            recorder.heard(frame(160, i), frame(160, 0), 160);
            runIsland();
        }
        return Files.readAllBytes(folder.resolve("o.wav"));
    }

    private WavRecorder recorder(String name, RecordingLayout layout) {
        return WavRecorder.start(folder.resolve(name), layout, RecorderLimits.DEFAULT, island::add, this);
    }

    private void runIsland() {
        while (!island.isEmpty()) {
            island.remove().run();
        }
    }

    private static short[] frame(int samples, int value) {
        short[] out = new short[samples];
        Arrays.fill(out, (short) value);
        return out;
    }

    @Override
    public void started(Path file) {
        told.add("started");
    }

    @Override
    public void failed(Path file, String reason) {
        told.add("failed " + reason);
    }

    @Override
    public void finished(Recording recording) {
        told.add("finished " + recording.length() + (recording.complete() ? " complete" : ""));
    }
}
