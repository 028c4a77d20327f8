package io.rvoip.media.file;

import io.rvoip.media.audio.AudioClip;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A WAV file that was read: PCM of 8 or 16 bits, µ-law or A-law, as 16-bit PCM.
 *
 * @param clip     the audio
 * @param complete false when a recording of ours was cut off by a crash; the clip has all whole chunks of it
 */
public record WavFile(AudioClip clip, boolean complete) {
    /**
     * Reads a file of at most 64 MiB.
     *
     * @throws WavFormatException   when it is no WAV file, or one of an unknown kind
     * @throws UncheckedIOException when it cannot be read
     */
    public static WavFile read(Path file) {
        return read(file, WavLimits.DEFAULT);
    }

    /**
     * Reads a file within other limits. Blocks.
     *
     * @throws WavFormatException   when it is no WAV file, one of an unknown kind, or beyond the limits
     * @throws UncheckedIOException when it cannot be read
     */
    public static WavFile read(Path file, WavLimits limits) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) limits.maxBytes() + 1);
            if (bytes.length > limits.maxBytes()) {
                throw new WavFormatException("file: more than " + limits.maxBytes() + " bytes", limits.maxBytes());
            }
            return parse(bytes, limits);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads what a WAV file contains.
     *
     * @throws WavFormatException when it is no WAV file, one of an unknown kind, or beyond the limits
     */
    public static WavFile parse(byte[] bytes, WavLimits limits) {
        return new WavParser(bytes, limits).parse();
    }

    /**
     * Writes a finished file of 16-bit PCM, over what was there before. Blocks.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public static void write(Path file, AudioClip clip) {
        short[] samples = clip.samples();
        ByteBuffer bytes = WavHeader.of(clip.sampleRate(), clip.channels())
                .finished(2L * samples.length, 2 * samples.length);
        for (short sample : samples) {
            bytes.putShort(sample);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
