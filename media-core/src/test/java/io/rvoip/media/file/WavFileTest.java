package io.rvoip.media.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.rvoip.media.Conformance;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.codec.G711;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavFileTest {
    private static final int PCM = 1;

    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() {
        AudioClip clip = AudioClip.of(16_000, 2, new short[] {1, -2, 30_000, -30_000});
        WavFile.write(folder.resolve("a.wav"), clip);
        WavFile back = WavFile.read(folder.resolve("a.wav"));
        assertThat(back.complete()).isTrue();
        assertThat(back.clip().sampleRate()).isEqualTo(16_000);
        assertThat(back.clip().channels()).isEqualTo(2);
        assertThat(back.clip().samples()).containsExactly(1, -2, 30_000, -30_000);
    }

    @Test
    void readsSpeechMadeByOthers() {
        AudioClip speech = WavFile.read(Conformance.file("audio/speech8k.wav")).clip();
        assertThat(speech.sampleRate()).isEqualTo(8000);
        assertThat(speech.duration()).isGreaterThan(Duration.ofSeconds(5));
        assertThat(speech.rms()).isGreaterThan(500);
    }

    @Test
    void readsEightBitsAndBothLaws() {
        byte[] data = {0, (byte) 0x80, (byte) 0xff};
        assertThat(parse(wav(PCM, 1, 8000, 8, data)).clip().samples()).containsExactly(-32_768, 0, 32_512);
        assertThat(parse(wav(7, 1, 8000, 8, data)).clip().sample(1, 0)).isEqualTo(G711.fromUlaw((byte) 0x80));
        assertThat(parse(wav(6, 1, 8000, 8, data)).clip().sample(1, 0)).isEqualTo(G711.fromAlaw((byte) 0x80));
    }

    @Test
    void skipsUnknownChunksOfOddSize() {
        byte[] before = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).put("LIST".getBytes(
                StandardCharsets.US_ASCII)).putInt(3).array();
        assertThat(parse(wav(PCM, 1, 8000, 16, new byte[] {5, 0}, before)).clip().samples()).containsExactly(5);
    }

    @Test
    void leavesHalfASampleAtTheEnd() {
        assertThat(parse(wav(PCM, 2, 8000, 16, new byte[] {1, 0, 2, 0, 3})).clip().samples()).containsExactly(1, 2);
    }

    @Test
    void refusesHostileFilesAtOnce() {
        assertTimeout(Duration.ofMillis(500), () -> {
            refused(new byte[] {1}, "RIFF: missing");
            refused(new byte[0], "RIFF: missing");
            refused(patched(4, -1), "riff: 4294967295 bytes declared");
            refused(patched(40, -1), "data: 4294967295 bytes declared");
            refused(patched(16, -1), "fmt : 4294967295 bytes declared");
            refused(patched(16, 4), "fmt: 4 bytes");
            refused(patched(24, 0), "rate: 0 (expected: 1000-192000)");
            refused(patched(24, -1), "rate: 4294967295");
            refused(wav(2, 1, 8000, 4, new byte[8]), "format: 2 (expected: 1 PCM, 6 A-law or 7 µ-law)");
            refused(wav(PCM, 1, 8000, 24, new byte[9]), "bits: 24 (expected: 8 or 16)");
            refused(wav(7, 1, 8000, 16, new byte[8]), "bits: 16 (expected: 8)");
            refused(wav(PCM, 0, 8000, 16, new byte[8]), "channels: 0 (expected: 1-2)");
            refused(wav(PCM, 900, 8000, 16, new byte[8]), "channels: 900 (expected: 1-2)");
        });
    }

    @Test
    void refusesManyChunksAndNoData() {
        byte[] empty = ByteBuffer.allocate(8 * 100).array();
        refused(wav(PCM, 1, 8000, 16, new byte[2], empty), "chunks: more than 64 before the audio");
        byte[] all = wav(PCM, 1, 8000, 16, new byte[0]);
        refused(Arrays.copyOf(all, 36), "data: missing");
    }

    @Test
    void refusesWhatIsTooLong() throws IOException {
        Path file = folder.resolve("long.wav");
        Files.write(file, wav(PCM, 1, 8000, 16, new byte[200]));
        assertThatThrownBy(() -> WavFile.read(file, WavLimits.DEFAULT.withMaxBytes(100)))
                .isInstanceOf(WavFormatException.class).hasMessageStartingWith("file: more than 100 bytes");
        assertThatThrownBy(() -> WavFile.read(folder.resolve("none.wav"))).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.wav");
    }

    @Property(tries = 3000)
    void changedBytesNeverBreakOut(@ForAll long seed, @ForAll @IntRange(max = 120) int length) {
        Random random = new Random(seed);
        byte[] bytes = Arrays.copyOf(wav(PCM, 1, 8000, 16, new byte[70]), length);
        for (int i = 0; i < 4 && length > 0; i++) {
            bytes[random.nextInt(length)] = (byte) random.nextInt();
        }
        try {
            assertThat(parse(bytes).clip().frames()).isLessThanOrEqualTo(length);
        } catch (WavFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) length);
        }
    }

    private static void refused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> parse(bytes)).isInstanceOf(WavFormatException.class)
                .hasMessageStartingWith(reason).hasMessageContaining(", at byte ");
    }

    private static WavFile parse(byte[] bytes) {
        return WavFile.parse(bytes, WavLimits.DEFAULT);
    }

    private static byte[] patched(int at, int value) {
        byte[] bytes = wav(PCM, 1, 8000, 16, new byte[8]);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return bytes;
    }

    private static byte[] wav(int format, int channels, int rate, int bits, byte[] data, byte... before) {
        ByteBuffer out = ByteBuffer.allocate(44 + before.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(out.capacity() - 8);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) format)
                .putShort((short) channels).putInt(rate).putInt(rate * channels * bits / 8)
                .putShort((short) (channels * bits / 8)).putShort((short) bits);
        out.put(before).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data.length).put(data);
        return out.array();
    }
}
