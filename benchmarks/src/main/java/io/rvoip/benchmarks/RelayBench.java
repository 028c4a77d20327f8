package io.rvoip.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Bridged calls with the same codec on both legs: processor time for each packet forwarded, ours against the simplest C
 * program with the same sockets, alternately, at an equal offered load. Our loop rests between its turns at this load; the
 * last row shows what the C program would gain by that.
 */
final class RelayBench implements Bench.Measurement {
    private static final int CALLS = 500; // two directions each: 1,000 flows of 50 packets/s
    private static final int SERVER_BASE = 20000;
    private static final int LOAD_BASE = 30000;
    private static final int MOST_WARM_ROUNDS = 6;
    private static final int SECONDS = 10;
    private static final String REST_MICROS = "200";

    private final Samples ourCpu = new Samples();
    private final Samples theirCpu = new Samples();
    private final Samples restingCpu = new Samples();
    private final Samples restingP99 = new Samples();
    private final Samples ourP99 = new Samples();
    private final Samples theirP99 = new Samples();

    @Override
    public List<Row> run() throws Exception {
        Path dir = Files.createTempDirectory("rvoip-relay");
        String load = compile(dir, "rtp_load");
        String forwarder = compile(dir, "forwarder");
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            try (Child ours = Child.java(1, RelayServer.class, args()).awaitReady()) {
                measure(ours, load, ourCpu, ourP99, "rvoip");
            }
            try (Child theirs = Child.start(1, command(forwarder)).awaitReady()) {
                measure(theirs, load, theirCpu, theirP99, "c-forwarder");
            }
            List<String> resting = command(forwarder);
            resting.add(REST_MICROS);
            try (Child theirs = Child.start(1, resting).awaitReady()) {
                measure(theirs, load, restingCpu, restingP99, "c-forwarder that rests");
            }
            System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
        }
        return List.of(Samples.row("relay cpu per packet", "us", false, ourCpu, "c-forwarder", theirCpu),
            Samples.row("relay delay p99", "us", false, ourP99, "c-forwarder", theirP99),
            Samples.row("relay cpu per packet, both resting", "us", false, ourCpu, "c-forwarder", restingCpu));
    }

    private static void measure(Child server, String load, Samples cpu, Samples p99, String name)
            throws IOException, InterruptedException {
        double last = Double.MAX_VALUE;
        Load now = offer(server, load, name);
        for (int round = 1; round < MOST_WARM_ROUNDS && now.micros() < 0.95 * last; round++) { // until nothing is gained
            last = now.micros();
            now = offer(server, load, name);
        }
        cpu.add(now.micros());
        p99.add(now.p99());
    }

    /** What one run of the load showed: processor time for each packet delivered, and the delay of one in a hundred. */
    private record Load(double micros, double p99) {}

    private static Load offer(Child server, String load, String name) throws IOException, InterruptedException {
        double before = server.cpuSeconds();
        String[] counts = offer(load).split(" ");
        double micros = (server.cpuSeconds() - before) * 1e6 / Math.max(1, Long.parseLong(counts[1]));
        System.err.printf("%s: offered %s delivered %s, %.2f us/packet, p50 %s us, p99 %s us%n", name, counts[0], counts[1],
            micros, counts[2], counts[3]);
        return new Load(micros, Double.parseDouble(counts[3]));
    }

    private static String offer(String load) throws IOException, InterruptedException {
        List<String> command = command(load);
        command.add(Integer.toString(SECONDS));
        try (Child generator = Child.start(0, command)) {
            return generator.lastLine(SECONDS + 30L, TimeUnit.SECONDS);
        }
    }

    private static List<String> command(String program) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(args()));
        return command;
    }

    private static String[] args() {
        return new String[] {Integer.toString(CALLS), Integer.toString(SERVER_BASE), Integer.toString(LOAD_BASE)};
    }

    private static String compile(Path dir, String name) throws IOException, InterruptedException {
        Path source = Path.of(System.getProperty("rvoip.root"), "benchmarks", "src", "main", "c", name + ".c");
        Path program = dir.resolve(name);
        Process gcc = new ProcessBuilder("gcc", "-O3", "-o", program.toString(), source.toString()).inheritIO().start();
        if (gcc.waitFor() != 0) {
            throw new IOException("gcc could not compile " + source + " (apt-get install gcc libc6-dev)");
        }
        return program.toString();
    }
}
