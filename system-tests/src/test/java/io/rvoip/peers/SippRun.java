package io.rvoip.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One run of Debian's sipp, and its own count of what happened. */
final class SippRun implements AutoCloseable {
    private static final int MOST_SHOWN = 20_000;

    private final Tool sipp;
    private final Path stat;
    private final Path errors;

    private SippRun(Tool sipp, Path stat, Path errors) {
        this.sipp = sipp;
        this.stat = stat;
        this.errors = errors;
    }

    /**
     * What sipp counted.
     *
     * @param retransmissions no failures
     * @param responseTime the mean of what the scenario measures, {@code -} when it measures nothing
     * @param output all it had to say
     */
    record Outcome(long successful, long failed, long retransmissions, String responseTime, String output) {}

    /** Runs a scenario to its end: a name of sipp's own ({@code uac}) or a file. */
    static Outcome run(Path dir, String scenario, String target, Duration within, String... options)
            throws IOException, InterruptedException {
        try (SippRun run = start(dir, scenario, target, List.of(options))) {
            return run.outcome(within);
        }
    }

    /** Starts a scenario: a name of sipp's own ({@code uac}) or a file. */
    static SippRun start(Path dir, String scenario, String target, List<String> options) throws IOException {
        return start(command -> command, dir, scenario, List.of(target, "-i", target.startsWith("[") ? "::1" : "127.0.0.1"), options);
    }

    /** The same in a network of its own, where nobody is called but who calls. */
    static SippRun start(PrivateNetwork network, Path dir, String scenario, List<String> options) throws IOException {
        return start(network::inside, dir, scenario, List.of("-i", PrivateNetwork.ADDRESS, "-mi", PrivateNetwork.ADDRESS), options);
    }

    private static SippRun start(UnaryOperator<List<String>> place, Path dir, String scenario, List<String> addresses,
            List<String> options) throws IOException {
        Tool.require("sipp", "sip-tester");
        String name = "sipp-" + System.nanoTime();
        Path stat = dir.resolve(name + ".csv");
        Path errors = dir.resolve(name + "-errors.txt");
        List<String> command = new ArrayList<>(List.of("sipp"));
        command.addAll(scenario.endsWith(".xml") ? List.of("-sf", scenario) : List.of("-sn", scenario));
        command.addAll(addresses);
        command.addAll(List.of("-nostdin", "-trace_stat", "-stf", stat.toString(), "-fd", "1",
            "-trace_err", "-error_file", errors.toString()));
        command.addAll(options);
        return new SippRun(Tool.start("sipp", dir, place.apply(command)), stat, errors);
    }

    /** A scenario of ours as a file. */
    static String scenario(Path dir, String name) throws IOException {
        try (InputStream in = SippRun.class.getResourceAsStream(name + ".xml")) {
            Path file = dir.resolve(name + ".xml");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file.toString();
        }
    }

    /** Waits for its end, which its options set, and reads the last line of its statistics. */
    Outcome outcome(Duration within) throws IOException, InterruptedException {
        sipp.awaitEnd(within);
        List<String> lines = Files.exists(stat) ? Files.readAllLines(stat) : List.of();
        if (lines.size() < 2) {
            throw new AssertionError("sipp counted nothing:\n" + sipp.output());
        }
        List<String> names = List.of(lines.get(0).split(";"));
        String[] last = lines.get(lines.size() - 1).split(";");
        int time = names.indexOf("ResponseTime1(C)");
        return new Outcome(count(names, last, "SuccessfulCall(C)"), count(names, last, "FailedCall(C)"),
            count(names, last, "Retransmissions(C)"), time < 0 ? "-" : last[time],
            sipp.output() + "\n" + firstErrors());
    }

    String output() {
        return sipp.output();
    }

    private String firstErrors() throws IOException {
        if (!Files.exists(errors)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(errors)) {
            return new String(in.readNBytes(MOST_SHOWN), StandardCharsets.ISO_8859_1);
        }
    }

    private static long count(List<String> names, String[] values, String name) {
        return Long.parseLong(values[names.indexOf(name)].strip());
    }

    @Override
    public void close() {
        sipp.close();
    }
}
