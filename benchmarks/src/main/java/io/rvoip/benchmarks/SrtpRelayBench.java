package io.rvoip.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What encryption adds to a relay: the same calls with SRTP on one leg, and on both under keys of their own, beside what calls
 * without it take under the same load plus what SRTP takes for itself ({@link SrtpCost}, in order of memory and scattered). That
 * load is in Java, for it encrypts: its delays are not those of the C one.
 */
final class SrtpRelayBench implements Bench.Measurement {
    private static final String PARTS = "relay + srtp";
    private static final String SCATTERED = "relay + srtp scattered";
    private static final long COST_SECONDS = 60;

    private final Samples none = new Samples();

    @Override
    public List<Row> run() throws Exception {
        Costs plain = new Costs();
        Costs one = new Costs();
        Costs both = new Costs();
        Parts inOrder = new Parts();
        Parts scattered = new Parts();
        for (int run = 1; run <= Bench.PAIRS; run++) {
            double relay = measure("rtp-rtp", plain);
            String[] srtp = srtpAlone();
            measure("srtp-rtp", one);
            measure("srtp-srtp", both);
            inOrder.add(relay, Double.parseDouble(srtp[0]));
            scattered.add(relay, Double.parseDouble(srtp[1]));
            System.err.printf("run %d of %d with encryption done, %s us/packet of srtp alone in order, %s scattered%n", run, Bench.PAIRS, srtp[0], srtp[1]);
        }
        return List.of(
            Samples.row("relay rtp-rtp cpu per packet, load in Java", "us", false, plain.cpu, "none", none),
            Samples.row("relay srtp-rtp cpu per packet", "us", false, one.cpu, PARTS, inOrder.ofOne),
            Samples.row("relay srtp-rtp cpu per packet", "us", false, one.cpu, SCATTERED, scattered.ofOne),
            Samples.row("relay srtp-srtp cpu per packet", "us", false, both.cpu, PARTS, inOrder.ofBoth),
            Samples.row("relay srtp-srtp cpu per packet", "us", false, both.cpu, SCATTERED, scattered.ofBoth),
            Samples.row("relay srtp-rtp delay p99", "us", false, one.p99, "none", none),
            Samples.row("relay srtp-srtp delay p99", "us", false, both.p99, "none", none),
            Samples.row("relay srtp-rtp bytes allocated per packet", "B", false, one.bytes, "none", none),
            Samples.row("relay srtp-srtp bytes allocated per packet", "B", false, both.bytes, "none", none));
    }

    /** @return processor time for each packet, in microseconds */
    private static double measure(String ways, Costs costs) throws IOException, InterruptedException {
        String calls = Integer.toString(RelayBench.CALLS);
        String server = Integer.toString(RelayBench.SERVER_BASE);
        String load = Integer.toString(RelayBench.LOAD_BASE);
        try (Child relay = Child.java(1, RelayServer.class, calls, server, load, ways).awaitReady();
             Child generator = Child.java(0, SrtpLoad.class, calls, server, load, Integer.toString(RelayBench.SECONDS), ways).awaitReady()) {
            RelayRound round = RelayRound.settled(relay, true, generator::ask, ways);
            costs.add(round);
            return round.micros();
        }
    }

    /** @return processor time to protect a packet and unprotect it again, in microseconds: in order of memory, and scattered */
    private static String[] srtpAlone() throws IOException, InterruptedException {
        try (Child alone = Child.java(1, SrtpCost.class, Integer.toString(2 * RelayBench.CALLS))) {
            return alone.lastLine(COST_SECONDS, TimeUnit.SECONDS).split(" ");
        }
    }

    /** What a relay and SRTP take together, where one leg is encrypted and where both are. */
    private static final class Parts {
        final Samples ofOne = new Samples();
        final Samples ofBoth = new Samples();

        void add(double relay, double srtp) {
            ofOne.add(relay + srtp / 2); // of two packets one is protected and one unprotected
            ofBoth.add(relay + srtp);
        }
    }

    private static final class Costs {
        final Samples cpu = new Samples();
        final Samples p99 = new Samples();
        final Samples bytes = new Samples();

        void add(RelayRound round) {
            cpu.add(round.micros());
            p99.add(round.p99());
            bytes.add(round.bytes());
        }
    }
}
