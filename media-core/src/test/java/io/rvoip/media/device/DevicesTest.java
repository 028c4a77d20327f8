package io.rvoip.media.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.AudioClip;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DevicesTest {
    private final List<Runnable> island = new ArrayList<>();

    /** Whatever this machine has: asking never fails. */
    @Test
    void askingForDevicesNeverFails() {
        assertThatCode(() -> AudioDevices.microphone(island::add).ifPresent(Microphone::close))
                .doesNotThrowAnyException();
        assertThatCode(() -> AudioDevices.loudspeaker(island::add).ifPresent(Loudspeaker::close))
                .doesNotThrowAnyException();
    }

    @Nested
    class OfMicrophone {
        @Test
        void soundComesAtTheRateOfTheCall() {
            FakeCapture line = new FakeCapture(ToneGenerator.sine(48_000, 440, 0.4, Duration.ofMillis(90)));
            Microphone microphone = new Microphone(line, 48_000).startOn(island::add);
            microphone.open(8000);
            island.get(0).run();
            short[] out = new short[640];
            int n = microphone.read(out, 640);
            assertThat(n).isEqualTo(640);
            assertThat(ToneDetector.share(AudioClip.mono(8000, out), 440)).isGreaterThan(0.9);
        }

        @Test
        void silentCardGivesNothingInsteadOfWaiting() {
            Microphone microphone = new Microphone(new FakeCapture(AudioClip.mono(8000, new short[0])), 8000);
            assertThat(microphone.read(new short[160], 160)).isZero();
        }

        @Test
        void holdsAtMost100Millis() {
            FakeCapture line = new FakeCapture(ToneGenerator.sine(8000, 440, 0.4, Duration.ofSeconds(1)));
            Microphone microphone = new Microphone(line, 8000).startOn(island::add);
            island.get(0).run();
            assertThat(microphone.read(new short[8000], 8000)).isEqualTo(800);
        }

        @Test
        void closingGivesTheLineBack() {
            FakeCapture line = new FakeCapture(ToneGenerator.sine(8000, 440, 0.4, Duration.ofSeconds(1)));
            Microphone microphone = new Microphone(line, 8000).startOn(island::add);
            microphone.close();
            island.get(0).run();
            assertThat(line.closed).isTrue();
            assertThat(line.at).isZero();
        }
    }

    @Nested
    class OfLoudspeaker {
        private final FakePlayback line = new FakePlayback();
        private final Loudspeaker loudspeaker = new Loudspeaker(line, 16_000).startOn(island::add);

        @Test
        void playsTheCallAtTheRateOfTheCardAndThenSilence() {
            loudspeaker.open(8000);
            short[] frame = ToneGenerator.sine(8000, 440, 0.4, Duration.ofMillis(80)).samples();
            loudspeaker.write(frame, frame.length);
            line.room = 2 * 16 * 200;
            island.get(0).run();
            AudioClip played = line.played();
            assertThat(played.duration()).isEqualTo(Duration.ofMillis(200));
            AudioClip sound = played.slice(Duration.ofMillis(10), Duration.ofMillis(60));
            assertThat(ToneDetector.share(sound, 440)).isGreaterThan(0.9);
            assertThat(played.slice(Duration.ofMillis(100), Duration.ofMillis(100)).rms()).isZero();
        }

        @Test
        void dropsWhatTheCardIsTooSlowFor() {
            loudspeaker.open(16_000);
            short[] frame = new short[16_000];
            Arrays.fill(frame, (short) 5);
            loudspeaker.write(frame, frame.length);
            line.room = 2 * 16_000;
            island.get(0).run();
            int sounding = 0;
            for (short s : line.played().samples()) {
                sounding += s != 0 ? 1 : 0;
            }
            assertThat(sounding).isEqualTo(1600);
        }

        @Test
        void closingEndsTheTask() {
            loudspeaker.close();
            line.room = 1 << 20;
            island.get(0).run();
            assertThat(line.closed).isTrue();
            assertThat(line.out.size()).isZero();
        }
    }

    private static final class FakeCapture implements CaptureLine {
        private final AudioClip clip;
        private int at;
        private boolean closed;

        FakeCapture(AudioClip clip) {
            this.clip = clip;
        }

        @Override
        public int read(byte[] bytes) {
            int n = Math.min(bytes.length / 2, clip.frames() - at);
            for (int i = 0; i < n; i++) {
                bytes[2 * i] = (byte) clip.sample(at + i, 0);
                bytes[2 * i + 1] = (byte) (clip.sample(at + i, 0) >> 8);
            }
            at += n;
            return 2 * n;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class FakePlayback implements PlaybackLine {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int room;
        private boolean closed;

        @Override
        public int write(byte[] bytes) {
            int n = Math.min(bytes.length, room - out.size());
            out.write(bytes, 0, n);
            return n;
        }

        AudioClip played() {
            byte[] bytes = out.toByteArray();
            short[] samples = new short[bytes.length / 2];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (short) (bytes[2 * i] & 0xff | bytes[2 * i + 1] << 8);
            }
            return AudioClip.mono(16_000, samples);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
