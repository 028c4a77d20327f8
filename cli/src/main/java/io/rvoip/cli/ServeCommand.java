package io.rvoip.cli;

import io.netty.util.NetUtil;
import io.rvoip.builder.PlatformConfig;
import io.rvoip.builder.VoipPlatform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
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
    @Option(names = "--config", paramLabel = "FILE", description = "the configuration, YAML")
    private @Nullable Path config;

    @Mixin
    private ConfigSource source;

    @Option(names = "--insecure-bind", description = "let the profile development listen beyond loopback")
    private boolean insecureBind;

    @Option(names = "--drain", paramLabel = "SECONDS", defaultValue = "30", description = "how long calls may go on after SIGTERM (default: ${DEFAULT-VALUE})")
    private int drainSeconds;

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
            err.println("draining for up to " + drainSeconds + " s; a second signal stops at once");
            platform.stop(Duration.ofSeconds(drainSeconds)).whenComplete((done, failure) -> stopped.countDown());
        }, () -> Runtime.getRuntime().halt(Exit.REFUSED));
        platform.listenPoints().forEach(point -> err.println("SIP on " + point));
        platform.apiAddress().ifPresent(address -> err.println("HTTP on " + NetUtil.toSocketAddressString(address)));
        spec.commandLine().getOut().println("READY");
        spec.commandLine().getOut().flush();
        stopped.await();
        return Exit.DONE;
    }

    private static void warn(PlatformConfig config, PrintWriter err) {
        if (config.insecureBind()) {
            err.println("warning: insecureBind lets the profile development listen beyond loopback; signalling and media are not encrypted");
        }
        config.missing().forEach(part -> err.println("left out, this build lacks it: " + part));
    }
}
