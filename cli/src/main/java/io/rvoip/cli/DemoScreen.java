package io.rvoip.cli;

import io.rvoip.common.audit.AuditChain;
import io.rvoip.engine.EngineControl;
import io.rvoip.media.analysis.Similarity;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallEvent;
import io.rvoip.simple.CallListener;
import io.rvoip.simple.CallQuality;
import io.rvoip.simple.MediaStats;
import io.rvoip.simple.SecurityReport;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.tls.TlsSession;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi;

/** Shows the demo as it happens: steps with times, and one line a second of what is measured. */
final class DemoScreen {
    private static final long REFRESH_MILLIS = 1000;

    private final PrintWriter out;
    private final boolean terminal = System.console() != null;
    private final long start = System.nanoTime();

    DemoScreen(PrintWriter out) {
        this.out = out;
    }

    synchronized void title(String text) {
        print("@|bold " + text + "|@");
    }

    synchronized void lines(String... all) {
        for (String line : all) {
            print(line);
        }
    }

    synchronized void step(String who, String what) {
        print(String.format(Locale.ROOT, "  @|faint %8.3f s|@  %-14s %s", (System.nanoTime() - start) / 1e9, who, what));
    }

    void registered(String who, SimpleVoipClient client) {
        step(who, "registered with digest credentials, " + client.security().transport());
    }

    /** Shows what happens to a call from now on. */
    void follow(String who, Call call) {
        step(who, call.direction().name().toLowerCase(Locale.ROOT) + " call, " + call.remoteParty());
        call.addListener(new CallListener() {
            @Override
            public void onEvent(CallEvent event) {
                describe(event).ifPresent(text -> step(who, text));
            }
        });
    }

    private static Optional<String> describe(CallEvent event) {
        if (event instanceof CallEvent.Progress progress) {
            return Optional.of(progress.status() + " " + progress.text());
        }
        if (event instanceof CallEvent.CallStateChanged changed) {
            return Optional.of(changed.to().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        if (event instanceof CallEvent.MediaConnected) {
            return Optional.of("first RTP heard");
        }
        if (event instanceof CallEvent.NoInboundMedia) {
            return Optional.of("@|red hears nothing|@");
        }
        return Optional.empty();
    }

    /** A line a second for as long as they talk; on a terminal the line stays in place. */
    void live(Call alice, Call bob, Duration length) {
        long until = System.nanoTime() + length.toNanos();
        for (long left = length.toMillis(); left > 0; left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
            await(Math.min(left, REFRESH_MILLIS));
            synchronized (this) {
                String line = String.format(Locale.ROOT, "  %8.3f s  alice hears %s | bob hears %s", (System.nanoTime() - start) / 1e9,
                    figures(alice), figures(bob));
                out.print(terminal ? "\r" + line + "\033[K" : line + System.lineSeparator());
                out.flush();
            }
        }
        if (terminal) {
            out.println();
        }
    }

    private static void await(long millis) {
        CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)).join();
    }

    private static String figures(Call call) {
        Optional<MediaStats> stats = call.mediaStats();
        return stats.map(MediaStats::packetsReceived).orElse(0L) + " packets, lost "
            + stats.map(MediaStats::packetsLost).orElse(0L) + ", jitter " + quality(stats, CallQuality::jitterMillis, " ms")
            + ", MOS " + quality(stats, CallQuality::mosScore, "");
    }

    private static String quality(Optional<MediaStats> stats, Function<CallQuality, OptionalDouble> figure, String unit) {
        OptionalDouble value = stats.flatMap(MediaStats::quality).map(figure).orElse(OptionalDouble.empty());
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f%s", value.getAsDouble(), unit) : "-";
    }

    /** The comparison, and whether it is enough. */
    synchronized void verdict(DemoVerdict one, DemoVerdict other) {
        title("What the far ends heard");
        for (DemoVerdict verdict : new DemoVerdict[] {one, other}) {
            Similarity all = verdict.heardAs().together();
            print(String.format(Locale.ROOT, "  %-13s moved by %3d ms, correlation %.4f, SNR %5.1f dB   %s", verdict.direction(),
                verdict.heardAs().drift().toMillis(), all.correlation(), all.snrDb(),
                verdict.heard() ? "@|green heard|@" : "@|red not heard|@"));
            print("                " + figures(verdict.call()));
        }
    }

    /** What protected the call, as the phone that made it saw it. */
    synchronized void security(SecurityReport report) {
        title("What protected it");
        TlsSession tls = report.tls();
        print("  signalling    " + (tls == null ? "@|red plain|@ " + report.transport() : tls.version() + ", " + tls.suite()));
        String suite = report.suite();
        print("  media         " + (suite == null ? "@|red plain RTP|@" : "SRTP, " + suite + ", keys by " + report.keying().toUpperCase(Locale.ROOT)
            + (report.secured() ? ", @|green decrypted in both directions|@" : ", @|red not decrypted in both directions|@")));
        report.warnings().forEach(warning -> print("  @|yellow but|@           " + warning));
    }

    /** Whether what was written down of it is as it was written. */
    synchronized void audited(AuditChain.Verdict log, Path file) {
        print("  audit log: " + log.records() + " records in " + file + ", "
            + log.fault().map(fault -> "@|red changed|@: " + fault).orElse("nothing changed since"));
    }

    /** What the exchange still holds of the call; it should be nothing but transactions that wait for stray messages. */
    synchronized void leftOver(EngineControl engine) {
        print("  left in the exchange: " + engine.calls().size() + " calls, " + engine.counts().mediaPorts() + " media ports");
    }

    private void print(String text) {
        out.println(Ansi.AUTO.string(text));
        out.flush();
    }
}
