package io.rvoip.benchmarks;

import io.rvoip.cli.MissingToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Data through TURN over UDP by channels: processor time for each packet relayed and for each client let in, ours against
 * coturn, alternately, at an equal offered load by coturn's own client. Both are warmed by four times that load, until nothing
 * is gained. A short round and a long one tell packets from clients: what is between them is packets alone.
 *
 * <p>That client tries the server from one port for each of its own, and leaves the allocation there to its end, 777 s. A later round
 * that is given such a port again is answered 437 (RFC 8656 §7.2), as by any server, says so, and goes on from another.
 */
final class TurnBench implements Bench.Measurement {
    private static final int PORT = 21_478;
    private static final int ECHO = 21_480;
    private static final int CLIENTS = 100;
    private static final int SHORT = 500; // messages of each client, one every 20 ms, there and back
    private static final int LONG = 2_000;
    private static final int WARM_MESSAGES = 2_000; // one every 5 ms
    private static final int MOST_WARM_ROUNDS = 6;
    private static final Pattern RECEIVED = Pattern.compile("tot_recv_msgs=(\\d+)");

    private final Costs ours = new Costs();
    private final Costs theirs = new Costs();

    @Override
    public List<Row> run() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/turnutils_uclient"))) {
            throw new MissingToolException("turnutils_uclient is not installed (apt-get install coturn)");
        }
        Path dir = Files.createTempDirectory("rvoip-turn");
        List<String> coturn = List.of("sh", "-c", "(sleep 2; echo READY) & exec turnserver -n -L 127.0.0.1 -E 127.0.0.1 -p " + PORT
            + " -a -u alice:pw-alice -r rvoip.test --no-tls --no-dtls --no-cli --allow-loopback-peers -m 1 --log-file stdout --pidfile "
            + dir.resolve("pid") + " --userdb " + dir.resolve("db") + " > " + dir.resolve("log"));
        Child echo = Child.start(0, List.of("turnutils_peer", "-L", "127.0.0.1", "-p", Integer.toString(ECHO)));
        try {
            for (int pair = 1; pair <= Bench.PAIRS; pair++) {
                try (Child server = Child.java(1, TurnRelay.class, Integer.toString(PORT)).awaitReady()) {
                    measure(server, ours, "rvoip");
                }
                try (Child server = Child.start(1, coturn).awaitReady()) {
                    measure(server, theirs, "coturn");
                }
                System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
            }
        } finally {
            echo.close();
        }
        return List.of(Samples.row("turn relay cpu per packet", "us", false, ours.packet, "coturn", theirs.packet),
            Samples.row("turn cpu per client let in", "us", false, ours.client, "coturn", theirs.client));
    }

    private static void measure(Child server, Costs costs, String name) throws IOException, InterruptedException {
        double last = Double.MAX_VALUE;
        double now = offer(server, name + " warming", WARM_MESSAGES, 5).perPacket();
        for (int round = 1; round < MOST_WARM_ROUNDS && now < 0.95 * last; round++) { // until nothing is gained
            last = now;
            now = offer(server, name + " warming", WARM_MESSAGES, 5).perPacket();
        }
        offer(server, name + " warming", SHORT, 20);
        costs.add(offer(server, name, SHORT, 20), offer(server, name, LONG, 20));
    }

    private static Load offer(Child server, String name, int messages, int millis) throws IOException, InterruptedException {
        double before = server.cpuSeconds();
        long delivered;
        try (Child client = Child.start(0, List.of("sh", "-c", "turnutils_uclient -c -n " + messages + " -m " + CLIENTS
                + " -l 172 -z " + millis + " -u alice -w pw-alice -L 127.0.0.1 -e 127.0.0.1 -r " + ECHO + " -p " + PORT
                + " 127.0.0.1 | grep tot_recv_msgs | tail -1"))) {
            Matcher found = RECEIVED.matcher(client.lastLine(120, TimeUnit.SECONDS));
            delivered = found.find() ? Long.parseLong(found.group(1)) : 0;
        }
        Load load = new Load((server.cpuSeconds() - before) * 1e6, 2 * delivered);
        System.err.printf("%s: delivered %d of %d there and back, %.2f us/packet%n", name, delivered, CLIENTS * messages,
            load.perPacket());
        return load;
    }

    /** What a round took of the server, in microseconds, with the clients that were let in. */
    private record Load(double micros, long packets) {
        double perPacket() {
            return micros / Math.max(1, packets);
        }
    }

    private static final class Costs {
        final Samples packet = new Samples();
        final Samples client = new Samples();

        void add(Load few, Load many) {
            double each = (many.micros() - few.micros()) / Math.max(1, many.packets() - few.packets());
            packet.add(each);
            client.add((few.micros() - each * few.packets()) / CLIENTS);
        }
    }
}
