package io.rvoip.cli;

import io.netty.util.NetUtil;
import io.rvoip.builder.PlatformConfig;
import io.rvoip.builder.VoipPlatform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a platform until it is told to stop. */
@Command(name = "serve", mixinStandardHelpOptions = true,
    description = "Runs a platform; prints READY once every listener is bound. SIGTERM drains, a second one stops.")
final class ServeCommand implements Callable<Integer> {
    /** How long far ends may take to hear that their calls are over when nobody wants to wait. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @Option(names = "--config", paramLabel = "FILE", description = "the configuration, YAML")
    private @Nullable Path config;

    @Mixin
    private ConfigSource source;

    @Option(names = "--insecure-bind", description = "let the profile development listen beyond loopback")
    private boolean insecureBind;

    @Option(names = "--drain", paramLabel = "SECONDS", defaultValue = "30", converter = Seconds.class, description = "how long calls may go on after SIGTERM (default: ${DEFAULT-VALUE})")
    private Duration drain;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (config == null && !source.isPreset()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "one of --config FILE and --preset NAME is needed");
        }
        PlatformConfig read = source.read(config);
        VoipPlatform platform = (insecureBind ? read.toBuilder().withInsecureBind(true) : read.toBuilder()).build();
        PrintWriter err = spec.commandLine().getErr();
        warn(platform.config(), err);
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            platform.start().toCompletableFuture().join();
        } catch (CompletionException failure) {
            platform.close();
            throw failure;
        }
        Signals.onTerminate(() -> {
            err.println("draining for up to " + drain.toSeconds() + " s; a second signal stops at once");
            platform.stop(drain).whenComplete((done, failure) -> stopped.countDown());
        }, () -> endAll(platform));
        platform.listenPoints().forEach(point -> err.println("SIP on " + point));
        err.println("SRTP: " + platform.config().rtp().srtpLibrary().ciphers());
        platform.apiAddress().ifPresent(address -> err.println("HTTP on " + NetUtil.toSocketAddressString(address)));
        spec.commandLine().getOut().println("READY");
        spec.commandLine().getOut().flush();
        stopped.await();
        return Exit.DONE;
    }

    /** No call is left to wait for; whatever hangs all the same does not hold up the end. */
    private static void endAll(VoipPlatform platform) {
        platform.engine().calls().forEach(call -> platform.engine().hangup(call.id()));
        CompletableFuture.delayedExecutor(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)
            .execute(() -> Runtime.getRuntime().halt(Exit.REFUSED));
    }

    private static void warn(PlatformConfig config, PrintWriter err) {
        if (config.insecureBind()) {
            err.println("warning: insecureBind lets the profile development listen beyond loopback; signalling and media are not encrypted");
        }
        config.missing().forEach(part -> err.println("left out, this build lacks it: " + part));
    }
}
