package io.rvoip.benchmarks;

import io.rvoip.cli.MissingToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A stateful server answering INVITE, BYE: processor time for each call at one equal rate, and the highest rate that
 * passes with at most 0.1 % of failures and retransmissions, ours against JAIN-SIP, alternately; then {@link ProxyBench}.
 */
final class SipBench implements Bench.Measurement {
    private static final int RATE = 1000;
    private static final int SECONDS = 10;
    private static final int MOST_WARM_ROUNDS = 8;
    private static final int PORT = 15060;
    private static final int[] LADDER = {1000, 2000, 3000, 4000, 5000, 6000, 8000};

    @Override
    public List<Row> run() throws Exception {
        if (!Sipp.present()) {
            throw new MissingToolException("sipp is missing: apt-get install sip-tester");
        }
        Samples ourCpu = new Samples();
        Samples theirCpu = new Samples();
        Samples ourMax = new Samples();
        Samples theirMax = new Samples();
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            measure(UasServer.class, ourCpu, ourMax, pair);
            measure(JainUas.class, theirCpu, theirMax, pair);
            System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
        }
        List<Row> rows = new ArrayList<>();
        rows.add(Samples.row("uas cpu per call at " + RATE + "/s", "us", false, ourCpu, "jain-sip", theirCpu));
        rows.add(Samples.row("uas maximum rate", "calls/s", true, ourMax, "jain-sip", theirMax));
        rows.add(ProxyBench.row());
        return rows;
    }

    private static void measure(Class<?> server, Samples cpu, Samples max, int pair) throws IOException, InterruptedException {
        int port = PORT + pair;
        try (Child child = Child.java(1, server, Integer.toString(port)).awaitReady()) {
            warm(child, server, port);
            cpu.add(perCall(child, server, port, RATE));
            int passed = 0;
            for (int rate : LADDER) {
                Sipp.Outcome rung = Sipp.call(port, rate, rate * 5);
                if (rung.failed() + rung.retransmissions() > rung.successful() / 1000) {
                    break;
                }
                passed = rate;
            }
            max.add(passed);
        }
    }

    /** Gently at first, as a cold JVM drowns in retransmissions; then at the rate to measure, until nothing is gained. */
    private static void warm(Child child, Class<?> server, int port) throws IOException, InterruptedException {
        perCall(child, server, port, RATE / 4);
        double last = Double.MAX_VALUE;
        for (int round = 1; round <= MOST_WARM_ROUNDS; round++) {
            double now = perCall(child, server, port, RATE);
            if (now > 0.95 * last) {
                return;
            }
            last = now;
        }
    }

    /** Processor time for each call that succeeded, in microseconds. */
    private static double perCall(Child child, Class<?> server, int port, int rate) throws IOException, InterruptedException {
        double before = child.cpuSeconds();
        Sipp.Outcome outcome = Sipp.call(port, rate, rate * SECONDS);
        double each = (child.cpuSeconds() - before) * 1e6 / Math.max(1, outcome.successful());
        System.err.printf("%s at %d/s: %.1f us/call, %s%n", server.getSimpleName(), rate, each, outcome);
        return each;
    }
}
