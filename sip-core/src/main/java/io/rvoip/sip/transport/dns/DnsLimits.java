package io.rvoip.sip.transport.dns;

import java.time.Duration;

/**
 * What the domain name system may cost us, whoever writes its answers.
 *
 * @param cacheEntries answers kept, the least recently used goes first; 0-1000000
 * @param maxRecords records taken from one answer, the rest is dropped; 1-1000
 * @param maxAliases CNAMEs followed for one question; 0-32
 * @param maxQuestions asked and not yet answered at once; more fail; 1-10000
 * @param maxWaiting look-ups that wait for an answer at once; more fail; 1-1000000
 * @param maxServers servers of a domain whose addresses are asked for; 1-100
 * @param maxTargets addresses that one resolution yields; 1-100
 * @param longestTtl no answer is kept longer; 0 to 7 days
 * @param longestNegativeTtl no "there is none" is kept longer; 0 to 1 day
 * @param failureTtl how long a name server that failed is left alone with the same question; 0 to 5 minutes (RFC 2308 §7)
 * @param patience after which an answer is no longer waited for; 100 ms to 1 minute
 */
public record DnsLimits(
        int cacheEntries, int maxRecords, int maxAliases, int maxQuestions, int maxWaiting, int maxServers,
        int maxTargets, Duration longestTtl, Duration longestNegativeTtl, Duration failureTtl, Duration patience) {
    /**
     * 4,096 answers of at most 64 records, 8 aliases, 256 questions and 4,096 look-ups at once, 16 servers, 32 targets;
     * kept for at most a day, "there is none" for 5 minutes, failures for 5 s; 10 s of patience.
     */
    public static final DnsLimits DEFAULT = new DnsLimits(
            4_096, 64, 8, 256, 4_096, 16, 32, Duration.ofDays(1), Duration.ofMinutes(5), Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    public DnsLimits {
        require("cacheEntries", cacheEntries, 0, 1_000_000);
        require("maxRecords", maxRecords, 1, 1_000);
        require("maxAliases", maxAliases, 0, 32);
        require("maxQuestions", maxQuestions, 1, 10_000);
        require("maxWaiting", maxWaiting, 1, 1_000_000);
        require("maxServers", maxServers, 1, 100);
        require("maxTargets", maxTargets, 1, 100);
        require("longestTtl", longestTtl, Duration.ZERO, Duration.ofDays(7));
        require("longestNegativeTtl", longestNegativeTtl, Duration.ZERO, Duration.ofDays(1));
        require("failureTtl", failureTtl, Duration.ZERO, Duration.ofMinutes(5));
        require("patience", patience, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    private static void require(String what, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + lowest + "-" + highest + ")");
        }
    }

    static void require(String what, Duration value, Duration lowest, Duration highest) {
        if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + lowest + " to " + highest + ")");
        }
    }

    /** The same with a cache of another size. */
    public DnsLimits withCacheEntries(int entries) {
        return new DnsLimits(entries, maxRecords, maxAliases, maxQuestions, maxWaiting, maxServers, maxTargets,
                longestTtl, longestNegativeTtl, failureTtl, patience);
    }

    /** The same with other bounds for questions and look-ups under way. */
    public DnsLimits withUnderWay(int questions, int waiting) {
        return new DnsLimits(cacheEntries, maxRecords, maxAliases, questions, waiting, maxServers, maxTargets,
                longestTtl, longestNegativeTtl, failureTtl, patience);
    }

    /** The same with another patience. */
    public DnsLimits withPatience(Duration limit) {
        return new DnsLimits(cacheEntries, maxRecords, maxAliases, maxQuestions, maxWaiting, maxServers, maxTargets,
                longestTtl, longestNegativeTtl, failureTtl, limit);
    }
}
