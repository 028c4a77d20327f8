package io.rvoip.benchmarks;

import java.io.IOException;

/**
 * What one round of load showed of a relay.
 *
 * @param micros processor time for each packet delivered
 * @param p99 delay of the slowest but one in a hundred, in microseconds
 * @param bytes allocated on the media loop for each packet delivered; 0 where the relay is not ours
 */
record RelayRound(double micros, double p99, double bytes) {
    private static final int MOST_WARM_ROUNDS = 6;

    /** Offers the load once, and returns the generator's line: offered, delivered, p50 and p99 of the delay. */
    interface Generator {
        String offer() throws IOException, InterruptedException;
    }

    /** Offers it once. */
    static RelayRound one(Child server, boolean ours, Generator load, String name) throws IOException, InterruptedException {
        long allocated = ours ? Long.parseLong(server.ask()) : 0;
        double before = server.cpuSeconds();
        String[] counts = load.offer().split(" ");
        long delivered = Math.max(1, Long.parseLong(counts[1]));
        double micros = (server.cpuSeconds() - before) * 1e6 / delivered;
        double bytes = ours ? (double) (Long.parseLong(server.ask()) - allocated) / delivered : 0;
        System.err.printf("%s: offered %s delivered %s, %.2f us/packet, %.1f bytes/packet, p50 %s us, p99 %s us%n", name, counts[0],
            counts[1], micros, bytes, counts[2], counts[3]);
        return new RelayRound(micros, Double.parseDouble(counts[3]), bytes);
    }

    /** The same until nothing is gained by another round; the last one counts. */
    static RelayRound settled(Child server, boolean ours, Generator load, String name) throws IOException, InterruptedException {
        double last = Double.MAX_VALUE;
        RelayRound now = one(server, ours, load, name);
        for (int round = 1; round < MOST_WARM_ROUNDS && now.micros() < 0.95 * last; round++) {
            last = now.micros();
            now = one(server, ours, load, name);
        }
        return now;
    }
}
