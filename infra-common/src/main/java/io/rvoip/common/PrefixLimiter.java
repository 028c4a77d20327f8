package io.rvoip.common;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A token bucket for each source of traffic, in a table of fixed size: whoever is unknown when it is full takes the
 * place of the source not seen for longest. All memory is taken at construction; asking allocates nothing that
 * lasts. Confined to one thread.
 */
public final class PrefixLimiter {
    /** What counts as one source. */
    public enum Scope {
        /** IPv4 /24 and IPv6 /64: the smallest prefixes that are usually in one hand. */
        PREFIX,
        /** Each address by itself. */
        ADDRESS
    }

    private static final int NONE = -1;
    private static final int IPV4_LENGTH = 4;
    /** Puts IPv4 where IPv6 has a multicast prefix, which no packet comes from. */
    private static final long IPV4_MARK = 0xFFFF_FFFF_0000_0000L;
    private static final long IPV4_HOST = 0xFF;
    private static final int MOST = 1 << 22;

    private final Scope scope;
    private final Rate rate;
    private final long seed;
    private final long[] high;
    private final long[] low;
    private final long[] fullAt;
    private final int[] buckets;
    private final int[] chain;
    private final int[] newer;
    private final int[] older;
    private int newest = NONE;
    private int oldest = NONE;
    private int size;
    private long evictions;

    /**
     * An empty table.
     *
     * @param rate of each source
     * @param entries sources known at once, 1–4,194,304; each takes about 40 bytes
     * @param ids a random seed, so that nobody can choose addresses that collide
     */
    public PrefixLimiter(Scope scope, Rate rate, int entries, IdSource ids) {
        Expect.inRange("entries", entries, 1, MOST);
        this.scope = scope;
        this.rate = rate;
        this.seed = ids.nextLong();
        high = new long[entries];
        low = new long[entries];
        fullAt = new long[entries];
        chain = new int[entries];
        newer = new int[entries];
        older = new int[entries];
        buckets = new int[Integer.highestOneBit(entries) * 2];
        Arrays.fill(buckets, NONE);
    }

    /** Takes one token of the source that {@code address} belongs to; false when it has none left. */
    public boolean tryTake(InetAddress address, long now) {
        byte[] octets = address.getAddress();
        return take(first(octets), second(octets), now);
    }

    /** Whether {@link #tryTake} would succeed now; takes nothing and remembers nobody. */
    public boolean hasToken(InetAddress address, long now) {
        byte[] octets = address.getAddress();
        long first = first(octets);
        long second = second(octets);
        int entry = find(bucketOf(first, second), first, second);
        return entry == NONE || rate.take(fullAt[entry], 1, now) != Rate.REFUSED;
    }

    /** Gives back a token that {@link #tryTake} took; nothing for a source that is full or has been forgotten. */
    public void giveBack(InetAddress address, long now) {
        byte[] octets = address.getAddress();
        long first = first(octets);
        long second = second(octets);
        int entry = find(bucketOf(first, second), first, second);
        if (entry != NONE) {
            fullAt[entry] = rate.giveBack(fullAt[entry], now);
        }
    }

    /** How many sources are known. */
    public int size() {
        return size;
    }

    /** How many sources lost their place to another. */
    public long evictions() {
        return evictions;
    }

    private boolean take(long first, long second, long now) {
        int bucket = bucketOf(first, second);
        int entry = find(bucket, first, second);
        if (entry == NONE) {
            entry = admit(first, second, bucket, now);
        } else {
            detach(entry);
        }
        makeNewest(entry);
        long after = rate.take(fullAt[entry], 1, now);
        if (after == Rate.REFUSED) {
            return false;
        }
        fullAt[entry] = after;
        return true;
    }

    private int find(int bucket, long first, long second) {
        int entry = buckets[bucket];
        while (entry != NONE && (high[entry] != first || low[entry] != second)) {
            entry = chain[entry];
        }
        return entry;
    }

    private int admit(long first, long second, int bucket, long now) {
        int entry;
        if (size < high.length) {
            entry = size++;
        } else {
            entry = oldest;
            detach(entry);
            unchain(entry);
            evictions++;
        }
        high[entry] = first;
        low[entry] = second;
        fullAt[entry] = now;
        chain[entry] = buckets[bucket];
        buckets[bucket] = entry;
        return entry;
    }

    private void unchain(int entry) {
        int bucket = bucketOf(high[entry], low[entry]);
        if (buckets[bucket] == entry) {
            buckets[bucket] = chain[entry];
            return;
        }
        int at = buckets[bucket];
        while (chain[at] != entry) {
            at = chain[at];
        }
        chain[at] = chain[entry];
    }

    private void detach(int entry) {
        if (newer[entry] == NONE) {
            newest = older[entry];
        } else {
            older[newer[entry]] = older[entry];
        }
        if (older[entry] == NONE) {
            oldest = newer[entry];
        } else {
            newer[older[entry]] = newer[entry];
        }
    }

    private void makeNewest(int entry) {
        newer[entry] = NONE;
        older[entry] = newest;
        if (newest == NONE) {
            oldest = entry;
        } else {
            newer[newest] = entry;
        }
        newest = entry;
    }

    private int bucketOf(long first, long second) {
        long mixed = (first ^ seed) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 32 ^ second) * 0xD6E8_FEB8_6659_FD93L;
        return (int) (mixed >>> 32) & buckets.length - 1;
    }

    private long first(byte[] octets) {
        if (octets.length == IPV4_LENGTH) {
            long key = IPV4_MARK | word(octets, 0);
            return scope == Scope.ADDRESS ? key : key & ~IPV4_HOST;
        }
        return word(octets, 0) << Integer.SIZE | word(octets, 4);
    }

    private long second(byte[] octets) {
        boolean whole = scope == Scope.ADDRESS && octets.length != IPV4_LENGTH;
        return whole ? word(octets, 8) << Integer.SIZE | word(octets, 12) : 0;
    }

    private static long word(byte[] octets, int at) {
        return (octets[at] & 0xFFL) << 24 | (octets[at + 1] & 0xFFL) << 16 | (octets[at + 2] & 0xFFL) << 8
                | octets[at + 3] & 0xFFL;
    }
}
