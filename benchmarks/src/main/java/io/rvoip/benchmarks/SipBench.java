package io.rvoip.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A stateful server answering INVITE, BYE: processor time for each call at one equal rate, and the highest rate that
 * passes with at most 0.1 % of failures and retransmissions, ours against JAIN-SIP, alternately.
 */
final class SipBench implements Bench.Measurement {
    private static final int PAIRS = 5;
    private static final int RATE = 1000;
    private static final int SECONDS = 10;
    private static final int PORT = 15060;
    private static final int[] LADDER = {1000, 2000, 3000, 4000, 5000, 6000, 8000};

    @Override
    public List<Row> run() throws Exception {
        if (!Sipp.present()) {
            throw new IllegalStateException("sipp is missing: apt-get install sip-tester");
        }
        Samples ourCpu = new Samples();
        Samples theirCpu = new Samples();
        Samples ourMax = new Samples();
        Samples theirMax = new Samples();
        for (int pair = 1; pair <= PAIRS; pair++) {
            measure(UasServer.class, ourCpu, ourMax, pair);
            measure(JainUas.class, theirCpu, theirMax, pair);
            System.err.printf("pair %d of %d done%n", pair, PAIRS);
        }
        List<Row> rows = new ArrayList<>();
        rows.add(Samples.row("uas cpu per call at " + RATE + "/s", "us", false, ourCpu, "jain-sip", theirCpu));
        rows.add(Samples.row("uas maximum rate", "calls/s", true, ourMax, "jain-sip", theirMax));
        return rows;
    }

    private static void measure(Class<?> server, Samples cpu, Samples max, int pair) throws IOException, InterruptedException {
        int port = PORT + pair;
        try (Child child = Child.java(1, server, Integer.toString(port)).awaitReady()) {
            Sipp.call(port, RATE, RATE * SECONDS); // until the compiler has settled
            double before = child.cpuSeconds();
            Sipp.Outcome outcome = Sipp.call(port, RATE, RATE * SECONDS);
            double used = child.cpuSeconds() - before;
            System.err.printf("%s: %.1f us/call, %s%n", server.getSimpleName(), used * 1e6 / outcome.successful(), outcome);
            cpu.add(used * 1e6 / Math.max(1, outcome.successful()));
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
}
