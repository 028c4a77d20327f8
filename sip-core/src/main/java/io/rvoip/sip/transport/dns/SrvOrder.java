package io.rvoip.sip.transport.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which the servers of a service are tried (RFC 2782): by priority, and within one priority by lot, each
 * with the chance its weight gives it among those that are left.
 *
 * <p>The lot of each server is made from the draw and from its own name and port: whoever keeps the draw meets the same
 * server again while it is there, whatever happens to the others (RFC 3263 §4.2, §4.4).
 */
final class SrvOrder {
    private SrvOrder() {}

    private record Lot(SrvRecord server, double value) {}

    /** @param draw 64 random bits, the same for whatever is to meet the same server */
    static List<SrvRecord> of(List<SrvRecord> servers, long draw) {
        List<Lot> lots = new ArrayList<>();
        for (SrvRecord server : servers) {
            lots.add(new Lot(server, lot(server, weight(server, servers), draw)));
        }
        lots.sort(Comparator.<Lot>comparingInt(lot -> lot.server().priority()).thenComparingDouble(Lot::value));
        return lots.stream().map(Lot::server).toList();
    }

    /** Servers of weight 0 share the one chance that RFC 2782 leaves to them. */
    private static double weight(SrvRecord server, List<SrvRecord> servers) {
        if (server.weight() > 0) {
            return server.weight();
        }
        return 1.0 / servers.stream().filter(s -> s.weight() == 0 && s.priority() == server.priority()).count();
    }

    /** A waiting time with the weight as its rate: the shortest of several falls to each in proportion to its weight. */
    private static double lot(SrvRecord server, double weight, long draw) {
        long bits = mixed(draw ^ mixed(31L * server.target().hashCode() + server.port()));
        double uniform = ((bits >>> 11) + 1) * 0x1.0p-53; // in (0, 1]
        return -Math.log(uniform) / weight;
    }

    /** Spreads every input bit over all output bits (the finisher of SplitMix64). */
    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
