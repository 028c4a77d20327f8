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
 * third row shows what the C program would gain by that. What encryption adds is in {@link SrtpRelayBench}.
 */
final class RelayBench implements Bench.Measurement {
    static final int CALLS = 500; // two directions each: 1,000 flows of 50 packets/s
    static final int SERVER_BASE = 20000;
    static final int LOAD_BASE = 30000;
    static final int SECONDS = 10;
    private static final String REST_MICROS = "200";

    private final Samples ourCpu = new Samples();
    private final Samples theirCpu = new Samples();
    private final Samples restingCpu = new Samples();
    private final Samples ourP99 = new Samples();
    private final Samples theirP99 = new Samples();
    private final Samples ourBytes = new Samples();

    @Override
    public List<Row> run() throws Exception {
        Path dir = Files.createTempDirectory("rvoip-relay");
        String load = compile(dir, "rtp_load");
        String forwarder = compile(dir, "forwarder");
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            try (Child ours = Child.java(1, RelayServer.class, args()).awaitReady()) {
                RelayRound round = RelayRound.settled(ours, true, () -> offer(load), "rvoip");
                ourCpu.add(round.micros());
                ourP99.add(round.p99());
                ourBytes.add(round.bytes());
            }
            try (Child theirs = Child.start(1, command(forwarder)).awaitReady()) {
                RelayRound round = RelayRound.settled(theirs, false, () -> offer(load), "c-forwarder");
                theirCpu.add(round.micros());
                theirP99.add(round.p99());
            }
            List<String> resting = command(forwarder);
            resting.add(REST_MICROS);
            try (Child theirs = Child.start(1, resting).awaitReady()) {
                restingCpu.add(RelayRound.settled(theirs, false, () -> offer(load), "c-forwarder that rests").micros());
            }
            System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
        }
        List<Row> rows = new ArrayList<>(List.of(
            Samples.row("relay cpu per packet", "us", false, ourCpu, "c-forwarder", theirCpu),
            Samples.row("relay delay p99", "us", false, ourP99, "c-forwarder", theirP99),
            Samples.row("relay cpu per packet, both resting", "us", false, ourCpu, "c-forwarder", restingCpu),
            Samples.row("relay bytes allocated per packet", "B", false, ourBytes, "none", new Samples())));
        rows.addAll(new SrtpRelayBench().run());
        return rows;
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
