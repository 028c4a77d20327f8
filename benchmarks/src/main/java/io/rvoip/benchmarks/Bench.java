package io.rvoip.benchmarks;

import io.rvoip.cli.MissingToolException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs one benchmark by name; the {@code rvoip} command starts it as a process of its own. */
public final class Bench {
    /** A benchmark: measures and returns its rows. */
    interface Measurement {
        List<Row> run() throws Exception;
    }

    /** How often ours and the peer are measured in turn. */
    static final int PAIRS = Integer.getInteger("rvoip.bench.pairs", 5);

    private static final Map<String, Measurement> BENCHES = new TreeMap<>(Map.of(
        "dtls", new DtlsBench(), "ice", new IceBench(), "parse", new ParseBench(), "sip", new SipBench(), "relay", new RelayBench(), "memory", new MemoryBench(), "register", new RegisterBench(), "turn", new TurnBench(), "srtp", new SrtpBench()));

    private Bench() {}

    /** Prints a table and one line of JSON; exits 2 for an unknown name. */
    public static void main(String[] args) throws Exception {
        Measurement bench = args.length == 1 ? BENCHES.get(args[0]) : null;
        if (bench == null) {
            System.err.println("usage: rvoip bench " + String.join("|", BENCHES.keySet()));
            System.exit(2);
            return;
        }
        try {
            Report.print(args[0], bench.run());
        } catch (MissingToolException missing) {
            System.err.println("rvoip: " + missing.getMessage());
            System.exit(4);
        }
    }
}
