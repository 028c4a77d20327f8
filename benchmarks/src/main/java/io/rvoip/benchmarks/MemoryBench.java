package io.rvoip.benchmarks;

import io.rvoip.cli.MissingToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What an established call takes that nobody says anything in, when all that belonged to setting it up has expired: a user
 * agent that answers, ours against JAIN-SIP, heap alone; and calls bridged by a platform, heap and buffers outside of it.
 */
final class MemoryBench implements Bench.Measurement {
    private static final int CALLS = 5_000;
    private static final int BRIDGED = 1_000;
    private static final int WARM = 500;
    /** A platform keeps so many events at most for who asks for them later, and a call has some seven. */
    private static final int BRIDGED_WARM = 2_000;
    private static final int PORT = 27060;
    private static final int CALLED = 27990;
    /** Transactions wait 32 s for stray messages. */
    private static final long EXPIRED_SECONDS = 40;
    private static final double KILO = 1000;

    /** What a server held, bytes. */
    private record Held(long heap, long direct) {
        static Held of(String line) {
            String[] parts = line.split(" ");
            return new Held(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }

        long all() {
            return heap + direct;
        }
    }

    @Override
    public List<Row> run() throws Exception {
        if (!Sipp.present()) {
            throw new MissingToolException("sipp is missing: apt-get install sip-tester");
        }
        Samples ours = new Samples();
        Samples theirs = new Samples();
        Samples signalled = new Samples();
        Samples relayed = new Samples();
        int port = PORT;
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            ours.add(answered(UasServer.class, port++));
            theirs.add(answered(JainUas.class, port++));
            signalled.add(bridged(port++, "DIRECT"));
            relayed.add(bridged(port++, "ANCHORED"));
            System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
        }
        Samples none = new Samples();
        List<Row> rows = new ArrayList<>();
        rows.add(Samples.row("memory heap per answered call", "kB", false, ours, "jain-sip", theirs));
        rows.add(Samples.row("memory heap per bridged call, no media", "kB", false, signalled, "none", none));
        rows.add(Samples.row("memory heap and direct per relayed call", "kB", false, relayed, "none", none));
        return rows;
    }

    private static double answered(Class<?> server, int port) throws IOException, InterruptedException {
        try (Child child = Child.java(1, server, Integer.toString(port)).awaitReady()) {
            Sipp.call(port, WARM / 2, WARM);
            Held[] held = hold(child, CALLS, Sipp.hold(port, "127.0.0.1", CALLS));
            return told(server.getSimpleName(), (held[1].heap() - held[0].heap()) / KILO / CALLS);
        }
    }

    private static double bridged(int port, String media) throws IOException, InterruptedException {
        Child called = Sipp.start("-sn uas -i 127.0.0.1 -p " + CALLED);
        try (Child child = Child.java(1, BridgeServer.class, Integer.toString(port), Integer.toString(CALLED), media).awaitReady()) {
            Sipp.run(port, WARM / 5, BRIDGED_WARM, "-sn", "uac", "-i", "127.0.0.2", "-s", "+4940123");
            Held[] held = hold(child, BRIDGED, Sipp.hold(port, "127.0.0.2", BRIDGED));
            double direct = media.equals("DIRECT") ? held[1].heap() - held[0].heap() : held[1].all() - held[0].all();
            return told(media, direct / KILO / BRIDGED);
        } finally {
            called.close();
        }
    }

    private static double told(String name, double each) {
        System.err.printf("%s: %.2f kB for each call%n", name, each);
        return each;
    }

    /** Before and with so many calls. */
    private static Held[] hold(Child server, int calls, Sipp.Held load) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(EXPIRED_SECONDS);
        Held before = Held.of(server.ask());
        Child caller = load.start();
        try {
            TimeUnit.SECONDS.sleep(load.seconds() + EXPIRED_SECONDS);
            Held with = Held.of(server.ask());
            System.err.printf("%d calls: heap %d kB, direct %d kB more%n", calls, (with.heap() - before.heap()) / 1000,
                (with.direct() - before.direct()) / 1000);
            return new Held[] {before, with};
        } finally {
            caller.close();
        }
    }
}
