package io.rvoip.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Full ICE agents behind one UDP port of one process on one core, each with a far end on a socket of its own: what it takes
 * to connect them, and to keep so many whose media rests, that ask for consent every five seconds on both sides and answer.
 */
final class IceBench implements Bench.Measurement {
    private static final int SESSIONS = Integer.getInteger("rvoip.bench.ice.sessions", 10_000);
    private static final int FEW = 100;
    private static final int PORT = 21_490;
    /** Of the far ends: others for the first few, whose agents do not hang up. */
    private static final int FIRST = 22_000;
    private static final int FIRST_OF_FEW = 21_600;
    private static final int IDLE_SECONDS = 30;
    private static final int SETTLED_SECONDS = 10;
    private static final double KILO = 1000;

    private final Samples rate = new Samples();
    private final Samples begun = new Samples();
    private final Samples idle = new Samples();
    private final Samples heap = new Samples();
    private final Samples threadsOfFew = new Samples();
    private final Samples threads = new Samples();

    @Override
    public List<Row> run() throws Exception {
        Samples none = new Samples();
        for (int run = 1; run <= Bench.PAIRS; run++) {
            measure(PORT + 2 * run);
            System.err.printf("run %d of %d done%n", run, Bench.PAIRS);
        }
        return List.of(
            Samples.row("ice sessions connected", "1/s", true, rate, "none", none),
            Samples.row("ice cpu per session connected", "us", false, begun, "none", none),
            Samples.row("ice cpu per 1000 idle sessions", "ms/s", false, idle, "none", none),
            Samples.row("ice heap per idle session", "kB", false, heap, "none", none),
            Samples.row("ice threads, " + FEW + " sessions", "", false, threadsOfFew, "none", none),
            Samples.row("ice threads, " + SESSIONS + " sessions", "", false, threads, "none", none));
    }

    private void measure(int port) throws IOException, InterruptedException {
        try (Child server = Child.java(1, IceAnswerer.class, Integer.toString(port), Integer.toString(port)).awaitReady()) {
            try (Child warm = Child.java(0, IceCaller.class, Integer.toString(port), Integer.toString(FEW), Integer.toString(FIRST_OF_FEW)).awaitReady()) {
                warm.ask();
                threadsOfFew.add(threads(server));
            }
            TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
            long before = held(server);
            try (Child callers = Child.java(0, IceCaller.class, Integer.toString(port), Integer.toString(SESSIONS), Integer.toString(FIRST)).awaitReady()) {
                double cpu = server.cpuSeconds();
                double seconds = Double.parseDouble(callers.ask());
                begun.add((server.cpuSeconds() - cpu) * 1e6 / SESSIONS);
                rate.add(SESSIONS / seconds);
                TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
                cpu = server.cpuSeconds();
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                idle.add((server.cpuSeconds() - cpu) * 1000 / IDLE_SECONDS / (SESSIONS / KILO));
                heap.add((held(server) - before) / KILO / SESSIONS);
                threads.add(threads(server));
                int connected = Integer.parseInt(callers.ask());
                if (connected != SESSIONS) {
                    throw new IOException(connected + " of " + SESSIONS + " sessions are connected in the end");
                }
            }
        }
    }

    private static long held(Child server) throws IOException {
        return Long.parseLong(server.ask().split(" ")[0]);
    }

    private static int threads(Child server) throws IOException {
        return Integer.parseInt(server.ask().split(" ")[2]);
    }
}
