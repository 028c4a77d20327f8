package io.rvoip.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Starts a benchmark as a process of its own. */
@Command(name = "bench", mixinStandardHelpOptions = true,
    description = "Measures ours and a peer alternately; prints a table, then one line of JSON.")
final class BenchCommand implements Callable<Integer> {
    private static final String PROGRAM = "io.rvoip.benchmarks.Bench";

    @Parameters(index = "0", paramLabel = "NAME", description = "parse, sip, relay or srtp")
    private String name;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (BenchCommand.class.getClassLoader().getResource(PROGRAM.replace('.', '/') + ".class") == null) {
            throw new MissingToolException("the benchmarks are not on the class path: run ./rvoip bench " + name);
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Drvoip.root=" + System.getProperty("rvoip.root", "."), "-cp", System.getProperty("java.class.path"), PROGRAM, name));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
