package io.rvoip.cli;

import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.CallEnd;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallEvent;
import io.rvoip.simple.CallListener;
import io.rvoip.simple.CallRecording;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One call on the command line: says on stderr what happens, records, and hangs up in time. */
final class Conversation {
    private final Call call;
    private final Optional<CallRecording> recording;

    Conversation(Call call, PhoneOptions phone, PrintWriter err) {
        this.call = call;
        recording = phone.recordTo().map(this::record);
        call.addListener(new CallListener() {
            @Override
            public void onEvent(CallEvent event) {
                say(event, err);
            }
        });
        phone.talkFor().ifPresent(this::hangUpAfter);
        Signals.onTerminate(call::hangup, () -> Runtime.getRuntime().halt(Exit.CALL_FAILED));
    }

    /** Waits for the end of the call and of the recording. */
    CallEnd untilTheEnd() {
        CallEnd end = call.ended().join();
        recording.ifPresent(kept -> kept.finished().exceptionally(failure -> null).join());
        return end;
    }

    private CallRecording record(Path file) {
        return call.record(file, RecordingLayout.RECEIVED);
    }

    private void hangUpAfter(Duration talk) {
        call.answered().thenRun(() -> CompletableFuture.runAsync(call::hangup,
            CompletableFuture.delayedExecutor(talk.toMillis(), TimeUnit.MILLISECONDS)));
    }

    private static void say(CallEvent event, PrintWriter err) {
        String line = null;
        if (event instanceof CallEvent.CallStateChanged changed) {
            line = changed.to().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        } else if (event instanceof CallEvent.MediaConnected) {
            line = "hearing the far end";
        } else if (event instanceof CallEvent.DtmfReceived dtmf) {
            line = "key " + dtmf.digit();
        } else if (event instanceof CallEvent.NoInboundMedia silent) {
            line = "nothing heard for " + silent.silence().toSeconds() + " s";
        } else if (event instanceof CallEvent.RecordingFailed failed) {
            line = "recording failed: " + failed.reason();
        }
        if (line != null) {
            err.println(line);
            err.flush();
        }
    }
}
