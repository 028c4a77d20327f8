package io.rvoip.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Bridged calls with the same codec on both legs: processor time for each packet forwarded, ours against the simplest C
 * program with the same sockets, at an equal offered load. All run all the time and have the load in turn, for so short that
 * what else happens on the machine happens to each of them. Our loop rests between its turns at this load; the third row shows
 * what the C program would gain by that. What encryption adds is in {@link SrtpRelayBench}.
 */
final class RelayBench implements Bench.Measurement {
    static final int CALLS = 500; // two directions each: 1,000 flows of 50 packets/s
    static final int SERVER_BASE = 20000;
    static final int LOAD_BASE = 30000;
    static final int SECONDS = 10;
    static final int PORTS = 4 * CALLS;
    private static final int TURNS = 5;
    private static final int TURN_SECONDS = 2;
    private static final String REST_MICROS = "200";

    private final Samples ourP99 = new Samples();
    private final Samples theirP99 = new Samples();
    private final Samples ourBytes = new Samples();
    private String load = "";

    @Override
    public List<Row> run() throws Exception {
        Path dir = Files.createTempDirectory("rvoip-relay");
        load = compile(dir, "rtp_load");
        String forwarder = compile(dir, "forwarder");
        Samples ourCpu = new Samples();
        Samples theirCpu = new Samples();
        Samples restingCpu = new Samples();
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            try (Child ours = Child.java(1, RelayServer.class, args(SERVER_BASE)).awaitReady();
                 Child theirs = Child.start(1, command(forwarder, args(SERVER_BASE + PORTS))).awaitReady();
                 Child resting = Child.start(1, command(forwarder, args(SERVER_BASE + 2 * PORTS, REST_MICROS))).awaitReady()) {
                RelayRound.settled(ours, true, () -> offer(SERVER_BASE, SECONDS), "rvoip");
                for (int turn = 0; turn < TURNS; turn++) {
                    RelayRound our = RelayRound.one(ours, true, () -> offer(SERVER_BASE, TURN_SECONDS), "rvoip");
                    ourCpu.add(our.micros());
                    ourP99.add(our.p99());
                    ourBytes.add(our.bytes());
                    RelayRound their = RelayRound.one(theirs, false, () -> offer(SERVER_BASE + PORTS, TURN_SECONDS), "c-forwarder");
                    theirCpu.add(their.micros());
                    theirP99.add(their.p99());
                    restingCpu.add(RelayRound.one(resting, false, () -> offer(SERVER_BASE + 2 * PORTS, TURN_SECONDS), "c-forwarder that rests").micros());
                }
            }
            System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
        }
        List<Row> rows = new ArrayList<>(List.of(
            Samples.row("relay cpu per packet", "us", false, ourCpu, "c-forwarder", theirCpu),
            Samples.row("relay delay p99", "us", false, ourP99, "c-forwarder", theirP99),
            Samples.row("relay cpu per packet, both resting", "us", false, ourCpu, "c-forwarder", restingCpu),
            Samples.row("relay bytes allocated per packet", "B", false, ourBytes, "none", new Samples())));
        rows.addAll(new SrtpRelayBench(forwarder, compile(dir, "srtp_cost")).run());
        return rows;
    }

    private String offer(int serverBase, int seconds) throws IOException, InterruptedException {
        try (Child generator = Child.start(0, command(load, args(serverBase, Integer.toString(seconds))))) {
            return generator.lastLine(seconds + 30L, TimeUnit.SECONDS);
        }
    }

    private static List<String> command(String program, String... args) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(args));
        return command;
    }

    private static String[] args(int serverBase, String... more) {
        List<String> args = new ArrayList<>(List.of(Integer.toString(CALLS), Integer.toString(serverBase), Integer.toString(LOAD_BASE)));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    private static String compile(Path dir, String name) throws IOException, InterruptedException {
        Path source = Path.of(System.getProperty("rvoip.root"), "benchmarks", "src", "main", "c", name + ".c");
        Path program = dir.resolve(name);
        Process gcc = new ProcessBuilder("gcc", "-O3", "-o", program.toString(), source.toString(), "-l:libcrypto.so.3").inheritIO().start();
        if (gcc.waitFor() != 0) {
            throw new IOException("gcc could not compile " + source + " (apt-get install gcc libc6-dev libssl3)");
        }
        return program.toString();
    }
}
