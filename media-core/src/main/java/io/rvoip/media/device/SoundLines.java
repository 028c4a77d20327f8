package io.rvoip.media.device;

import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/** The one class that names {@code javax.sound}: loading it fails where the JDK has no {@code java.desktop}. */
final class SoundLines {
    private static final int[] RATES = {48_000, 16_000, 44_100, 8000};
    private static final int BUFFER_MILLIS = 60;

    private SoundLines() {
    }

    record Capture(CaptureLine line, int rate) {
    }

    record Playback(PlaybackLine line, int rate) {
    }

    static Optional<Capture> capture() {
        for (int rate : RATES) {
            AudioFormat format = format(rate);
            DataLine.Info info = new DataLine.Info(TargetDataLine.class, format);
            if (!AudioSystem.isLineSupported(info)) {
                continue;
            }
            try {
                TargetDataLine line = (TargetDataLine) AudioSystem.getLine(info);
                line.open(format, bufferBytes(rate));
                line.start();
                return Optional.of(new Capture(new TargetLine(line), rate));
            } catch (LineUnavailableException | IllegalArgumentException | SecurityException unusable) {
                continue; // listed, but in use or not in this format: the next rate may do
            }
        }
        return Optional.empty();
    }

    static Optional<Playback> playback() {
        for (int rate : RATES) {
            AudioFormat format = format(rate);
            DataLine.Info info = new DataLine.Info(SourceDataLine.class, format);
            if (!AudioSystem.isLineSupported(info)) {
                continue;
            }
            try {
                SourceDataLine line = (SourceDataLine) AudioSystem.getLine(info);
                line.open(format, bufferBytes(rate));
                line.start();
                return Optional.of(new Playback(new SourceLine(line), rate));
            } catch (LineUnavailableException | IllegalArgumentException | SecurityException unusable) {
                continue; // as above
            }
        }
        return Optional.empty();
    }

    private static AudioFormat format(int rate) {
        return new AudioFormat(rate, 16, 1, true, false);
    }

    private static int bufferBytes(int rate) {
        return 2 * rate * BUFFER_MILLIS / 1000;
    }

    private record TargetLine(TargetDataLine line) implements CaptureLine {
        @Override
        public int read(byte[] bytes) {
            return line.read(bytes, 0, bytes.length);
        }

        @Override
        public void close() {
            line.close();
        }
    }

    private record SourceLine(SourceDataLine line) implements PlaybackLine {
        @Override
        public int write(byte[] bytes) {
            return line.write(bytes, 0, bytes.length);
        }

        @Override
        public void close() {
            line.close();
        }
    }
}
