package io.rvoip.examples;

import static io.rvoip.examples.Caller.hears;
import static io.rvoip.examples.Caller.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import io.rvoip.session.EndParty;
import io.rvoip.simple.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The phones among the examples, each called over real sockets at the address it prints. */
@Timeout(60)
class PhoneExamplesTest {
    private static final String ANY_PORT = "0";

    @Test
    void theEchoIsHeard() throws InterruptedException {
        try (RunningExample echo = RunningExample.start(AnswerAndEcho::main, ANY_PORT);
                Caller caller = Caller.saying(600)) {
            Call call = caller.call(echo.address());
            soon(hears(call, 600));
            assertThat(echo.line("Answered")).contains("caller@127.0.0.1");
        }
    }

    @Test
    void theFileIsHeardAndThenItHangsUp(@TempDir Path folder) throws InterruptedException {
        Path file = folder.resolve("tone.wav");
        WavFile.write(file, ToneGenerator.sine(8000, 700, 0.3, Duration.ofSeconds(1)));
        try (RunningExample playback = RunningExample.start(Playback::main, file.toString(), ANY_PORT);
                Caller caller = Caller.saying(600)) {
            Call call = caller.dial(playback.address());
            CompletableFuture<Void> heard = hears(call, 700);
            assertThat(soon(call.ended()).who()).isEqualTo(EndParty.REMOTE);
            soon(heard);
        }
    }

    @Test
    void playbackSaysWhatItNeeds() throws InterruptedException {
        try (RunningExample playback = RunningExample.start(Playback::main)) {
            playback.line("Arguments: FILE.wav");
            playback.ends();
        }
    }

    @Test
    void bothDirectionsAreInTheRecording(@TempDir Path folder) throws InterruptedException {
        try (RunningExample recorder = RunningExample.start(RecordCall::main, folder.toString(), ANY_PORT);
                Caller caller = Caller.saying(600)) {
            Call call = caller.dial(recorder.address());
            soon(hears(call, 1000));
            soon(call.hangup());
            assertThat(recorder.line("Recorded")).endsWith("call-1.wav");
        }
        AudioClip both = WavFile.read(folder.resolve("call-1.wav")).clip();
        assertThat(ToneDetector.share(both.onlyChannel(0), 600)).isGreaterThan(0.5);
        assertThat(ToneDetector.share(both.onlyChannel(1), 1000)).isGreaterThan(0.5);
    }

    @Test
    void theMenuReactsOnKeys() throws InterruptedException {
        try (RunningExample menu = RunningExample.start(DtmfMenu::main, ANY_PORT); Caller caller = Caller.saying(600)) {
            Call call = caller.call(menu.address());
            press(call, menu, '1', 440);
            press(call, menu, '2', 880);
            press(call, menu, '3', 600);
            call.sendDtmf('#'); // ends the call, maybe before the digit is over
            assertThat(soon(call.ended()).who()).isEqualTo(EndParty.REMOTE);
        }
    }

    private static void press(Call call, RunningExample menu, char key, double answer) throws InterruptedException {
        soon(call.sendDtmf(key));
        menu.line("Key " + key);
        soon(hears(call, answer));
    }
}
