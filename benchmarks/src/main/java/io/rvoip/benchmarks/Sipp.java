package io.rvoip.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Offers calls with Debian's sipp, pinned to core 0, and reads its own count of what happened. */
final class Sipp {
    /** What one run of sipp counted. */
    record Outcome(long successful, long failed, long retransmissions) {}

    private Sipp() {}

    static boolean present() {
        return Files.isExecutable(Path.of("/usr/bin/sipp"));
    }

    /** INVITE, 180, 200, ACK, BYE, 200 at a steady rate against 127.0.0.1:port. */
    static Outcome call(int port, int perSecond, int calls) throws IOException, InterruptedException {
        return run(port, perSecond, calls, "-sn", "uac", "-i", "127.0.0.1");
    }

    /** Calls that are held until the process ends. */
    record Held(int port, String from, int calls) {
        private static final int PER_SECOND = 200;

        /** How long it takes until all are there. */
        long seconds() {
            return calls / PER_SECOND + 2;
        }

        Child start() throws IOException {
            return Sipp.start("-sn uac 127.0.0.1:" + port + " -i " + from + " -s +4940123 -d 3600000 -r " + PER_SECOND
                + " -m " + calls + " -l " + calls + " -buff_size 1048576");
        }
    }

    /** One that runs until it is closed, unwatched: what it shows on its screen is read by nobody. */
    static Child start(String options) throws IOException {
        return Child.start(0, List.of("sh", "-c", "exec sipp " + options + " -nostdin > /dev/null 2>&1"));
    }

    static Held hold(int port, String from, int calls) {
        return new Held(port, from, calls);
    }

    /** A scenario at a steady rate against 127.0.0.1:port. @param scenario options that name it */
    static Outcome run(int port, int perSecond, int calls, String... scenario) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("rvoip-sipp");
        Path stat = dir.resolve("stat.csv");
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0", "sipp", "127.0.0.1:" + port, "-r",
            Integer.toString(perSecond), "-m", Integer.toString(calls), "-l", "20000", "-nostdin",
            "-trace_stat", "-stf", stat.toString(), "-fd", "1", "-buff_size", "1048576", "-timeout", "120"));
        command.addAll(List.of(scenario));
        Process sipp = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).redirectOutput(dir.resolve("out").toFile()).start();
        if (!sipp.waitFor(150, TimeUnit.SECONDS)) {
            sipp.destroyForcibly();
            throw new IOException("sipp did not end");
        }
        List<String> lines = Files.readAllLines(stat);
        List<String> names = List.of(lines.get(0).split(";"));
        String[] last = lines.get(lines.size() - 1).split(";");
        Outcome outcome = new Outcome(count(names, last, "SuccessfulCall(C)"), count(names, last, "FailedCall(C)"),
            count(names, last, "Retransmissions(C)"));
        Files.delete(stat);
        Files.delete(dir.resolve("out"));
        Files.delete(dir);
        return outcome;
    }

    private static long count(List<String> names, String[] values, String name) {
        return Long.parseLong(values[names.indexOf(name)].strip());
    }
}
