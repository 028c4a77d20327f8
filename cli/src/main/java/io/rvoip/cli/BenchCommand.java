package io.rvoip.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a benchmark as a process of its own. */
@Command(name = "bench", mixinStandardHelpOptions = true,
    description = "Measures ours and a peer alternately; prints a table, then one line of JSON.")
final class BenchCommand implements Callable<Integer> {
    private static final int MOST_PAIRS = 100;
    private static final String PROGRAM = "io.rvoip.benchmarks.Bench";

    @Parameters(index = "0", paramLabel = "NAME", description = "parse, sip, register, memory, relay, srtp, dtls, turn or ice")
    private String name;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "5",
        description = "how often both are measured in turn, 1-100 (default: 5; fewer are a quick look)")
    private int pairs;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (pairs < 1 || pairs > MOST_PAIRS) {
            throw new ParameterException(spec.commandLine(), "--pairs: " + pairs + " (expected: 1-" + MOST_PAIRS + ")");
        }
        if (BenchCommand.class.getClassLoader().getResource(PROGRAM.replace('.', '/') + ".class") == null) {
            throw new MissingToolException("the benchmarks are not on the class path: run ./rvoip bench " + name);
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments()); // it may call what we may call, and so may its own processes
        command.addAll(List.of("-Drvoip.bench.pairs=" + pairs, "-cp", System.getProperty("java.class.path"), PROGRAM, name));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
