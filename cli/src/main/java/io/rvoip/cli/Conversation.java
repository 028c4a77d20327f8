package io.rvoip.cli;

import io.rvoip.media.file.Recording;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.CallEnd;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallEvent;
import io.rvoip.simple.CallListener;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.trace.Ladder;
import io.rvoip.sip.trace.PcapNg;
import io.rvoip.sip.trace.TracedMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The one call of a command: says on stderr what happens, records, hangs up in time or at a signal, and leaves the line
 * of JSON. A second signal does not wait for the far end to confirm that it is over.
 */
final class Conversation {
    private final PhoneOptions phone;
    private final PrintWriter out;
    private final PrintWriter err;

    /** @param stopped is run at a signal, before what calls there are end */
    Conversation(SimpleVoipClient client, PhoneOptions phone, CommandSpec spec, Runnable stopped) {
        this.phone = phone;
        out = spec.commandLine().getOut();
        err = spec.commandLine().getErr();
        Signals.onTerminate(() -> {
            stopped.run();
            client.calls().forEach(Call::hangup);
        }, () -> {
            out.println(CallResult.json("the far end did not confirm the end", phone.transportName()));
            out.flush();
            Runtime.getRuntime().halt(Exit.CALL_FAILED);
        });
    }

    /** Follows the call to its end, and that of its recording; returns the exit code. */
    int follow(Call call) {
        return follow(call, () -> {});
    }

    /** As {@link #follow(Call)}, beginning with {@code first} once all is in place. */
    int follow(Call call, Runnable first) {
        Optional<CallRecording> recording = phone.recordTo().map(file -> record(call, file));
        call.addListener(new CallListener() {
            @Override
            public void onEvent(CallEvent event) {
                say(event);
            }
        });
        phone.talkFor().ifPresent(talk -> hangUpAfter(call, talk));
        first.run();
        CallEnd end = call.ended().join();
        boolean kept = !end.ordinary() || recording.map(this::isKept).orElse(true);
        boolean traced = showTrace(call);
        out.println(CallResult.json(call, end));
        return kept && traced ? CallResult.exitCode(end) : Exit.REFUSED;
    }

    /** The ladder and the file, where they are wanted; false when the file could not be written. */
    private boolean showTrace(Call call) {
        List<TracedMessage> messages = call.trace().join();
        if (phone.drawsLadder()) {
            Ladder.draw(messages).forEach(out::println);
        }
        try {
            if (phone.pcapTo().isPresent()) {
                Files.write(phone.pcapTo().get(), PcapNg.file(messages, phone.redaction()));
            }
            return true;
        } catch (IOException failure) {
            err.println("rvoip: " + phone.pcapTo().get() + " cannot be written: " + failure.getMessage());
            return false;
        }
    }

    private static CallRecording record(Call call, Path file) {
        return call.record(file, RecordingLayout.RECEIVED);
    }

    private boolean isKept(CallRecording recording) {
        boolean complete = recording.finished().thenApply(Recording::complete).exceptionally(failure -> false).join();
        if (!complete) {
            err.println("rvoip: " + recording.file() + " is not complete");
        }
        return complete;
    }

    private static void hangUpAfter(Call call, Duration talk) {
        call.answered().thenRun(() -> CompletableFuture.runAsync(call::hangup,
            CompletableFuture.delayedExecutor(talk.toMillis(), TimeUnit.MILLISECONDS)));
    }

    private void say(CallEvent event) {
        String line = null;
        if (event instanceof CallEvent.SasKnown known) {
            line = SasPrompt.ask(event.call(), known.sas());
        } else if (event instanceof CallEvent.CallStateChanged changed) {
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
