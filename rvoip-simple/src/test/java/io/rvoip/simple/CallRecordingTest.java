package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.file.Recording;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.media.file.WavFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded, played and listened to in a call. Alice says 440 Hz, bob says 880 Hz. */
class CallRecordingTest extends PhoneFixture {
    @TempDir
    private Path directory;

    private final Phone alice = phone("alice");
    private final Phone bob = otherPhone("bob");
    private final Heard near = new Heard();
    private Call call;

    private void ring() {
        alice.connect();
        bob.connect();
        call = alice.call(bob.uri(), near);
    }

    private void answer() {
        bob.incoming().answer();
        time.runReady();
    }

    @Test
    void bothDirectionsLieApart() {
        ring();
        answer();
        CallRecording recording = call.record(directory.resolve("call.wav"));
        advance(2000);
        Recording done = done(recording.stop());
        assertThat(done.complete()).isTrue();
        assertThat(done.length()).isBetween(Duration.ofMillis(1900), Duration.ofMillis(2020));
        AudioClip clip = WavFile.read(recording.file()).clip();
        assertThat(clip.channels()).isEqualTo(2);
        assertThat(ToneDetector.share(clip.onlyChannel(0), 880)).as("left: heard").isGreaterThan(0.9);
        assertThat(ToneDetector.share(clip.onlyChannel(1), 440)).as("right: said").isGreaterThan(0.9);
        assertThat(near.last(CallEvent.RecordingStarted.class).file()).isEqualTo(recording.file());
        assertThat(call.state()).isEqualTo(CallState.ANSWERED);
    }

    @Test
    void onlyWhatIsHeardEndsWithTheCall() {
        ring();
        CallRecording recording = call.record(directory.resolve("heard.wav"), RecordingLayout.RECEIVED);
        answer();
        advance(1000);
        done(call.hangup());
        assertThat(done(recording.finished()).complete()).isTrue();
        AudioClip clip = WavFile.read(recording.file()).clip();
        assertThat(clip.channels()).isEqualTo(1);
        assertThat(ToneDetector.share(clip, 880)).isGreaterThan(0.9);
        assertThat(recording.droppedChunks()).isZero();
    }

    @Test
    void callThatIsNeverAnsweredLeavesNoFile() {
        ring();
        CallRecording recording = call.record(directory.resolve("never.wav"));
        bob.incoming().reject();
        assertThat(done(recording.finished()).complete()).isFalse();
        assertThat(Files.exists(recording.file())).isFalse();
    }

    @Test
    void recordingThatFailsDoesNotEndTheCall() {
        ring();
        answer();
        CallRecording recording = call.record(directory.resolve("nowhere").resolve("call.wav"));
        advance(500);
        assertThat(near.last(CallEvent.RecordingFailed.class).file()).isEqualTo(recording.file());
        assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        recording.close();
        assertThat(done(recording.finished()).complete()).isFalse();
    }

    @Test
    void fileIsPlayedOnceToWhoAnswers() {
        Path speech = directory.resolve("speech.wav");
        WavFile.write(speech, io.rvoip.media.analysis.ToneGenerator.sine(16_000, 1000, 0.3, Duration.ofMillis(500)));
        ToneDetector other = new ToneDetector(1000);
        alice.builder.withAudio(CallAudio.playing(speech));
        bob.builder.withAudio(CallAudio.silent().withSink(() -> other));
        ring();
        advance(1000);
        answer();
        advance(2000);
        assertThat(other.heardMillis()).isBetween(360, 520);
    }

    @Test
    void tapsHearBothDirectionsUntilTakenOff() {
        ring();
        List<String> told = new ArrayList<>();
        AudioTap tap = new AudioTap() {
            @Override
            public void heard(short[] received, short[] sent, int samples) {
                told.add("frame");
            }

            @Override
            public void open(int sampleRate) {
                told.add("open " + sampleRate);
            }

            @Override
            public void close() {
                told.add("close");
            }
        };
        call.tap(tap);
        answer();
        advance(200);
        call.untap(tap);
        advance(200);
        assertThat(told).hasSizeBetween(10, 13).startsWith("open 8000", "frame").endsWith("frame", "close");
    }

    @Test
    void sourceThatCannotBeHadIsToldAndTheCallGoesOn() {
        alice.builder.withAudio(CallAudio.from(() -> {
            throw new IllegalStateException("no such thing");
        }));
        ring();
        answer();
        advance(100);
        assertThat(near.last(CallEvent.AudioUnavailable.class).what()).isEqualTo("source: no such thing");
        assertThat(alice.rtpSent()).as("silence is sent").isPositive();
    }
}
