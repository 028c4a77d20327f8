package io.rvoip.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run of Debian's sipp, and its own count of what happened. */
final class SippRun {
    private SippRun() {}

    /** What sipp counted. */
    record Outcome(long successful, long failed, long retransmissions, String output) {}

    /** Runs a scenario: a name of sipp's own ({@code uac}) or a file. */
    static Outcome run(Path dir, String scenario, String target, Duration within, String... options) throws IOException, InterruptedException {
        Tool.require("sipp", "sip-tester");
        Path stat = dir.resolve("sipp-" + System.nanoTime() + ".csv");
        List<String> command = new ArrayList<>(List.of("sipp"));
        command.addAll(scenario.endsWith(".xml") ? List.of("-sf", scenario) : List.of("-sn", scenario));
        command.addAll(List.of(target, "-i", "127.0.0.1", "-nostdin", "-trace_stat", "-stf", stat.toString(), "-fd", "1",
            "-trace_err", "-error_file", dir.resolve("sipp-errors.txt").toString()));
        command.addAll(List.of(options));
        try (Tool sipp = Tool.start("sipp", dir, command)) {
            sipp.awaitEnd(within);
            List<String> lines = Files.exists(stat) ? Files.readAllLines(stat) : List.of();
            if (lines.size() < 2) {
                throw new AssertionError("sipp counted nothing:\n" + sipp.output());
            }
            List<String> names = List.of(lines.get(0).split(";"));
            String[] last = lines.get(lines.size() - 1).split(";");
            return new Outcome(count(names, last, "SuccessfulCall(C)"), count(names, last, "FailedCall(C)"),
                count(names, last, "Retransmissions(C)"), sipp.output() + errors(dir));
        }
    }

    /** A scenario of ours as a file. */
    static String scenario(Path dir, String name) throws IOException {
        try (InputStream in = SippRun.class.getResourceAsStream(name + ".xml")) {
            Path file = dir.resolve(name + ".xml");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file.toString();
        }
    }

    private static String errors(Path dir) throws IOException {
        Path file = dir.resolve("sipp-errors.txt");
        return Files.exists(file) ? "\n" + Files.readString(file) : "";
    }

    private static long count(List<String> names, String[] values, String name) {
        return Long.parseLong(values[names.indexOf(name)].strip());
    }
}
