package io.rvoip.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What encryption adds to a relay: the same calls with SRTP on one leg, and on both under keys of their own, beside what calls
 * without it take under the same load plus what SRTP takes for itself ({@link SrtpCost}, in order of memory and scattered), and
 * beside the C forwarder with the same SRTP over libcrypto and its own parts. All run all the time and have their turns, as in
 * {@link RelayBench}. The load is in Java, for it encrypts: its delays are not those of the C one.
 */
final class SrtpRelayBench implements Bench.Measurement {
    private static final String PARTS = "relay + srtp";
    private static final String SCATTERED = "relay + srtp scattered";
    private static final String C_FORWARDER = "c-forwarder with srtp";
    private static final int TURNS = 15;
    private static final int TURN_SECONDS = 2;
    /* Ports: a block for each relay, and one for the load of each two, of which ours takes the even ones. */
    private static final int KINDS = 3;
    private static final int FIRST = RelayBench.SERVER_BASE - KINDS * RelayBench.PORTS;

    private final String forwarder;
    private final String srtpCost;
    private final Kind none = new Kind(0, "rtp-rtp", 0);
    private final Kind one = new Kind(1, "srtp-rtp", 0.5); // of two packets one is protected and one unprotected
    private final Kind both = new Kind(2, "srtp-srtp", 1);

    /** With the C programs of these names. */
    SrtpRelayBench(String forwarder, String srtpCost) {
        this.forwarder = forwarder;
        this.srtpCost = srtpCost;
    }

    @Override
    public List<Row> run() throws Exception {
        for (int run = 1; run <= Bench.PAIRS; run++) {
            String streams = Integer.toString(2 * RelayBench.CALLS);
            try (Relays ours = new Relays(true); Relays theirs = new Relays(false);
                 Child ourSrtp = Child.java(1, SrtpCost.class, streams).awaitReady();
                 Child theirSrtp = Child.start(1, List.of(srtpCost, streams)).awaitReady()) {
                ours.settle();
                theirs.settle();
                for (int turn = 0; turn < TURNS; turn++) {
                    ours.turn(ourSrtp);
                    theirs.turn(theirSrtp);
                }
            }
            System.err.printf("run %d of %d with encryption done%n", run, Bench.PAIRS);
        }
        List<Row> rows = new ArrayList<>();
        rows.add(row(none, "cpu per packet, load in Java", none.ours.cpu, "c-forwarder", none.theirs.cpu));
        for (Kind kind : List.of(one, both)) {
            rows.add(row(kind, "cpu per packet", kind.ours.cpu, PARTS, kind.ours.parts));
            rows.add(row(kind, "cpu per packet", kind.ours.cpu, SCATTERED, kind.ours.scattered));
            rows.add(row(kind, "cpu per packet", kind.ours.cpu, C_FORWARDER, kind.theirs.cpu));
            rows.add(Samples.row("relay " + kind.ways + " over its parts", "x", false, kind.ours.overParts, C_FORWARDER, kind.theirs.overParts));
            rows.add(row(kind, "delay p99", kind.ours.p99, C_FORWARDER, kind.theirs.p99));
            rows.add(Samples.row("relay " + kind.ways + " bytes allocated per packet", "B", false, kind.ours.bytes, "none", new Samples()));
        }
        return rows;
    }

    private static Row row(Kind kind, String what, Samples ours, String peer, Samples theirs) {
        return Samples.row("relay " + kind.ways + " " + what, "us", false, ours, peer, theirs);
    }

    /** Our three relays, or the three in C. */
    private final class Relays implements AutoCloseable {
        private final boolean ours;
        private final List<Relay> relays = new ArrayList<>();

        Relays(boolean ours) throws IOException {
            this.ours = ours;
            try {
                for (Kind kind : List.of(none, one, both)) {
                    relays.add(new Relay(kind, ours));
                }
            } catch (IOException failed) {
                close(); // nobody else would
                throw failed;
            }
        }

        void settle() throws IOException, InterruptedException {
            for (Relay each : relays) {
                each.settle();
            }
        }

        void turn(Child alone) throws IOException, InterruptedException {
            double[] micros = new double[KINDS];
            for (int kind = 0; kind < KINDS; kind++) {
                micros[kind] = relays.get(kind).turn();
            }
            String[] srtp = alone.ask().split(" ");
            System.err.printf("srtp alone: %s us/packet in order%s%n", srtp[0], srtp.length > 1 ? ", " + srtp[1] + " scattered" : "");
            for (Kind kind : List.of(one, both)) {
                Costs costs = kind.costs(ours);
                double parts = micros[0] + kind.encrypted * Double.parseDouble(srtp[0]);
                costs.parts.add(parts);
                costs.overParts.add(micros[kind.number] / parts);
                if (srtp.length > 1) {
                    costs.scattered.add(micros[0] + kind.encrypted * Double.parseDouble(srtp[1]));
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Relay each : relays) {
                each.close();
            }
        }
    }

    /** A relay and its load. */
    private final class Relay implements AutoCloseable {
        private final String name;
        private final boolean ours;
        private final Costs costs;
        private final Child server;
        private final Child load;

        Relay(Kind kind, boolean ours) throws IOException {
            this.ours = ours;
            name = (ours ? "" : "c-forwarder ") + kind.ways;
            costs = kind.costs(ours);
            String calls = Integer.toString(RelayBench.CALLS);
            String ports = Integer.toString(FIRST + (kind.number + (ours ? 0 : KINDS)) * RelayBench.PORTS);
            String loadPorts = Integer.toString(FIRST + (kind.number + 2 * KINDS) * RelayBench.PORTS + (ours ? 0 : 1));
            server = (ours ? Child.java(1, RelayServer.class, calls, ports, loadPorts, kind.ways)
                : Child.start(1, List.of(forwarder, calls, ports, loadPorts, "0", kind.ways))).awaitReady();
            try {
                load = Child.java(0, SrtpLoad.class, calls, ports, loadPorts, kind.ways).awaitReady();
            } catch (IOException failed) {
                server.close();
                throw failed;
            }
        }

        void settle() throws IOException, InterruptedException {
            RelayRound.settled(server, ours, () -> load.ask(RelayBench.SECONDS), name);
        }

        /** @return processor time for each packet, in microseconds */
        double turn() throws IOException, InterruptedException {
            RelayRound round = RelayRound.one(server, ours, () -> load.ask(TURN_SECONDS), name);
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

    /** Which legs are encrypted, and what share of packets is protected and unprotected for it. */
    private static final class Kind {
        private final int number;
        private final String ways;
        private final double encrypted;
        private final Costs ours = new Costs();
        private final Costs theirs = new Costs();

        Kind(int number, String ways, double encrypted) {
            this.number = number;
            this.ways = ways;
            this.encrypted = encrypted;
        }

        Costs costs(boolean ofOurs) {
            return ofOurs ? ours : theirs;
        }
    }

    private static final class Costs {
        private final Samples cpu = new Samples();
        private final Samples p99 = new Samples();
        private final Samples bytes = new Samples();
        /** What the relay without SRTP and SRTP alone take together. */
        private final Samples parts = new Samples();
        private final Samples scattered = new Samples();
        private final Samples overParts = new Samples();
    }
}
