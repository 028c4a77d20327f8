package io.rvoip.cli;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.LifecycleException;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code rvoip} command. */
@Command(name = "rvoip", mixinStandardHelpOptions = true, version = "rvoip 0.1.0", subcommands = {
    DemoCommand.class, ServeCommand.class, CheckCommand.class, CallCommand.class, AnswerCommand.class, BenchCommand.class},
    description = "SIP phones, a PBX and a platform for the JVM.", sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:refused, or a check failed", "2:wrong usage", "3:the call failed", "4:a peer or tool is missing"})
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
    }

    private static int report(Exception failure, CommandLine command) throws Exception {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConfigurationException refused) {
            command.getErr().println("rvoip: " + refused.getMessage());
            return Exit.REFUSED;
        }
        if (cause instanceof MissingToolException missing) {
            command.getErr().println("rvoip: " + missing.getMessage());
            return Exit.MISSING;
        }
        if (cause instanceof LifecycleException notStarted) {
            command.getErr().println("rvoip: " + notStarted.getMessage());
            return Exit.REFUSED;
        }
        throw failure;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
