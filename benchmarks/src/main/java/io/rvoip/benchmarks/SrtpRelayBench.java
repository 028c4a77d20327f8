package io.rvoip.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * What encryption adds to a relay: the same calls with SRTP on one leg, and on both under keys of their own, beside what calls
 * without it take under the same load plus what SRTP takes for itself ({@link SrtpCost}, in order of memory and scattered). All run
 * all the time and have their turns, as in {@link RelayBench}. The load is in Java, for it encrypts: its delays are not those of
 * the C one.
 */
final class SrtpRelayBench implements Bench.Measurement {
    private static final String PARTS = "relay + srtp";
    private static final String SCATTERED = "relay + srtp scattered";
    private static final int TURNS = 15;
    private static final int TURN_SECONDS = 2;

    private final Costs plain = new Costs();
    private final Costs one = new Costs();
    private final Costs both = new Costs();
    private final Parts inOrder = new Parts();
    private final Parts scattered = new Parts();

    @Override
    public List<Row> run() throws Exception {
        for (int run = 1; run <= Bench.PAIRS; run++) {
            try (Relay none = new Relay(0, "rtp-rtp"); Relay half = new Relay(1, "srtp-rtp"); Relay whole = new Relay(2, "srtp-srtp");
                 Child alone = Child.java(1, SrtpCost.class, Integer.toString(2 * RelayBench.CALLS)).awaitReady()) {
                for (Relay each : List.of(none, half, whole)) {
                    each.settle();
                }
                for (int turn = 0; turn < TURNS; turn++) {
                    double relay = none.turn(plain);
                    half.turn(one);
                    whole.turn(both);
                    String[] srtp = alone.ask().split(" ");
                    inOrder.add(relay, Double.parseDouble(srtp[0]));
                    scattered.add(relay, Double.parseDouble(srtp[1]));
                    System.err.printf("srtp alone: %s us/packet in order, %s scattered%n", srtp[0], srtp[1]);
                }
            }
            System.err.printf("run %d of %d with encryption done%n", run, Bench.PAIRS);
        }
        return List.of(
            Samples.row("relay rtp-rtp cpu per packet, load in Java", "us", false, plain.cpu, "none", new Samples()),
            Samples.row("relay srtp-rtp cpu per packet", "us", false, one.cpu, PARTS, inOrder.ofOne),
            Samples.row("relay srtp-rtp cpu per packet", "us", false, one.cpu, SCATTERED, scattered.ofOne),
            Samples.row("relay srtp-srtp cpu per packet", "us", false, both.cpu, PARTS, inOrder.ofBoth),
            Samples.row("relay srtp-srtp cpu per packet", "us", false, both.cpu, SCATTERED, scattered.ofBoth),
            Samples.row("relay srtp-rtp delay p99", "us", false, one.p99, "none", new Samples()),
            Samples.row("relay srtp-srtp delay p99", "us", false, both.p99, "none", new Samples()),
            Samples.row("relay srtp-rtp bytes allocated per packet", "B", false, one.bytes, "none", new Samples()),
            Samples.row("relay srtp-srtp bytes allocated per packet", "B", false, both.bytes, "none", new Samples()));
    }

    /** A relay and its load. */
    private static final class Relay implements AutoCloseable {
        private final String ways;
        private final Child server;
        private final Child load;

        Relay(int number, String ways) throws IOException {
            this.ways = ways;
            String calls = Integer.toString(RelayBench.CALLS);
            String ports = Integer.toString(RelayBench.SERVER_BASE + number * RelayBench.PORTS);
            String loadPorts = Integer.toString(RelayBench.SERVER_BASE + (3 + number) * RelayBench.PORTS);
            server = Child.java(1, RelayServer.class, calls, ports, loadPorts, ways).awaitReady();
            try {
                load = Child.java(0, SrtpLoad.class, calls, ports, loadPorts, ways).awaitReady();
            } catch (IOException failed) {
                server.close(); // nobody else would
                throw failed;
            }
        }

        void settle() throws IOException, InterruptedException {
            RelayRound.settled(server, true, () -> load.ask(RelayBench.SECONDS), ways);
        }

        /** @return processor time for each packet, in microseconds */
        double turn(Costs costs) throws IOException, InterruptedException {
            RelayRound round = RelayRound.one(server, true, () -> load.ask(TURN_SECONDS), ways);
            costs.cpu.add(round.micros());
            costs.p99.add(round.p99());
            costs.bytes.add(round.bytes());
            return round.micros();
        }

        @Override
        public void close() throws IOException {
            load.close();
            server.close();
        }
    }

    /** What a relay and SRTP take together, where one leg is encrypted and where both are. */
    private static final class Parts {
        private final Samples ofOne = new Samples();
        private final Samples ofBoth = new Samples();

        void add(double relay, double srtp) {
            ofOne.add(relay + srtp / 2); // of two packets one is protected and one unprotected
            ofBoth.add(relay + srtp);
        }
    }

    private static final class Costs {
        private final Samples cpu = new Samples();
        private final Samples p99 = new Samples();
        private final Samples bytes = new Samples();
    }
}
