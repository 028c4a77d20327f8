package io.rvoip.rtp;

import io.rvoip.rtp.internal.MediaUnits;
import io.rvoip.rtp.internal.Check;
import io.rvoip.rtp.rtcp.ReportBlock;
import java.util.OptionalDouble;

/**
 * What a receiver knows of one synchronisation source: extended sequence numbers, loss and jitter by the algorithms
 * of RFC 3550 appendices A.1, A.3 and A.8. Confined to one loop; {@link #received} allocates nothing.
 *
 * <p>Two figures of loss are kept. The one of reports follows A.3, where duplicates hide losses. {@link #lost()}
 * does not let them.
 *
 * <p>Jitter is taken from packets that arrive in order: a packet that was overtaken says how late it is, not how
 * much the path varies, and would show as a spike twice. A step of the timestamp by more than 10 s against the
 * clock starts the measurement anew, too.
 */
public final class ReceptionStatistics {
    /** Largest gap that is still loss, in packets: a minute at 50 packets/s. */
    public static final int MAX_DROPOUT = 3000;
    /** How far behind the highest sequence number a packet may arrive: two seconds at 50 packets/s. */
    public static final int MAX_MISORDER = 100;

    private static final int SEQUENCE_MOD = 1 << 16;
    private static final int JUMP_SECONDS = 10;

    private final long[] seen = new long[2];
    private final int probationPackets;
    private int probation;
    private boolean started;

    private long base;
    private long highest;
    private int badSequence = -1;
    private long received;
    private long duplicates;
    private long octets;
    private long expectedPrior;
    private long receivedPrior;

    private long earlierExpected;
    private long earlierReceived;
    private long earlierDuplicates;

    private int clockRate;
    private long transit;
    private boolean transitKnown;
    private boolean jitterMeasured;
    private long scaledJitter;

    /**
     * Creates statistics of a source that has not been heard.
     *
     * @param probationPackets packets in sequence that make the source valid (MIN_SEQUENTIAL), 1 to 16; 1 believes
     *     the first
     */
    public ReceptionStatistics(int probationPackets) {
        this.probationPackets = Check.range("probationPackets", probationPackets, 1, 16);
    }

    /**
     * Counts a packet.
     *
     * @param sequence 0 to 65535
     * @param timestamp in units of {@code clockRate}
     * @param payloadOctets bytes without header and padding
     * @param clockRate of its payload type, in Hz
     * @param now arrival on the monotonic clock, in nanoseconds
     */
    public Arrival received(int sequence, int timestamp, int payloadOctets, int clockRate, long now) {
        Arrival arrival = arrival(sequence);
        if (arrival == Arrival.PROBATION || arrival == Arrival.SUSPECT) {
            return arrival;
        }
        received++;
        octets += payloadOctets;
        switch (arrival) {
            case DUPLICATE -> duplicates++;
            case RESTARTED -> restartTransit(timestamp, clockRate, now);
            case IN_ORDER -> measureJitter(timestamp, clockRate, now);
            case REORDERED, PROBATION, SUSPECT -> { }
        }
        return arrival;
    }

    private Arrival arrival(int sequence) {
        if (probation > 0 || !started) {
            return onProbation(sequence);
        }
        int ahead = sequence - (int) highest & 0xFFFF;
        if (ahead == 0) {
            return Arrival.DUPLICATE;
        }
        if (ahead < MAX_DROPOUT) {
            advance(ahead);
            return Arrival.IN_ORDER;
        }
        if (ahead <= SEQUENCE_MOD - MAX_MISORDER) {
            if (sequence != badSequence) {
                badSequence = sequence + 1 & 0xFFFF;
                return Arrival.SUSPECT;
            }
            restart(sequence);
            return Arrival.RESTARTED;
        }
        return late(highest - (SEQUENCE_MOD - ahead));
    }

    private Arrival onProbation(int sequence) {
        if (!started) {
            started = true;
            probation = probationPackets - 1;
        } else if (sequence == ((int) highest + 1 & 0xFFFF)) {
            probation--;
        } else {
            probation = probationPackets - 1;
        }
        highest = sequence;
        if (probation > 0) {
            return Arrival.PROBATION;
        }
        begin(sequence);
        return Arrival.IN_ORDER;
    }

    private void begin(int sequence) {
        base = sequence;
        highest = sequence;
        badSequence = -1;
        received = 0;
        duplicates = 0;
        expectedPrior = 0;
        receivedPrior = 0;
        seen[0] = 0;
        seen[1] = 0;
        mark(sequence);
    }

    private void restart(int sequence) {
        earlierExpected += expected();
        earlierReceived += received;
        earlierDuplicates += duplicates;
        begin(sequence);
    }

    private void advance(int ahead) {
        if (ahead >= 128) {
            seen[0] = 0;
            seen[1] = 0;
        } else {
            for (long passed = highest + 1; passed < highest + ahead; passed++) {
                seen[(int) (passed >> 6 & 1)] &= ~(1L << passed);
            }
        }
        highest += ahead;
        mark(highest);
    }

    private Arrival late(long extended) {
        if ((seen[(int) (extended >> 6 & 1)] & 1L << extended) != 0) {
            return Arrival.DUPLICATE;
        }
        mark(extended);
        base = Math.min(base, extended);
        return Arrival.REORDERED;
    }

    private void mark(long extended) {
        seen[(int) (extended >> 6 & 1)] |= 1L << extended;
    }

    private void measureJitter(int timestamp, int rate, long now) {
        if (!transitKnown || rate != clockRate) {
            restartTransit(timestamp, rate, now);
            return;
        }
        int arrivalUnits = (int) MediaUnits.fromNanos(now, rate);
        long difference = Math.abs((long) (arrivalUnits - timestamp - (int) transit));
        transit = arrivalUnits - timestamp;
        if (difference <= (long) JUMP_SECONDS * rate) {
            scaledJitter += difference - (scaledJitter + 8 >> 4);
            jitterMeasured = true;
        }
    }

    private void restartTransit(int timestamp, int rate, long now) {
        if (clockRate != 0 && rate != clockRate) {
            scaledJitter = scaledJitter * rate / clockRate;
        }
        clockRate = rate;
        transit = (int) MediaUnits.fromNanos(now, rate) - timestamp;
        transitKnown = true;
    }

    /**
     * A report block about this source; the fraction is of the time since the block before (RFC 3550 section 6.4.1).
     *
     * @param lastSr middle 32 bits of the NTP time of its last sender report, 0 when none came
     * @param delaySinceLastSr since then, in 1/65536 s
     */
    public ReportBlock report(int ssrc, int lastSr, long delaySinceLastSr) {
        long expected = expected();
        long expectedInterval = expected - expectedPrior;
        long lostInterval = expectedInterval - (received - receivedPrior);
        expectedPrior = expected;
        receivedPrior = received;
        int fraction = expectedInterval <= 0 || lostInterval <= 0
                ? 0
                : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
        long cumulative = Math.max(-0x80_0000, Math.min(0x7F_FFFF, expected - received));
        return new ReportBlock(ssrc, fraction, (int) cumulative, highest & 0xFFFF_FFFFL,
                Math.min(scaledJitter >> 4, 0xFFFF_FFFFL), lastSr, delaySinceLastSr);
    }

    /** Whether the source has passed its probation. */
    public boolean valid() {
        return started && probation == 0;
    }

    /** The highest sequence number with the count of its cycles above the low 16 bits. */
    public long extendedHighestSequence() {
        return highest;
    }

    /** Packets received, duplicates included, over all restarts. */
    public long received() {
        return earlierReceived + received;
    }

    /** Packets that had been received before. */
    public long duplicates() {
        return earlierDuplicates + duplicates;
    }

    /** Payload bytes received, duplicates included. */
    public long octets() {
        return octets;
    }

    /** Packets that never came, up to the highest sequence number; a late one is taken off again. Never negative. */
    public long lost() {
        return Math.max(0, earlierExpected + expected() - (received() - duplicates()));
    }

    /** Interarrival jitter in milliseconds, absent until two packets arrived in order. */
    public OptionalDouble jitterMillis() {
        return jitterMeasured ? OptionalDouble.of(scaledJitter / 16.0 * 1000.0 / clockRate) : OptionalDouble.empty();
    }

    private long expected() {
        return valid() ? highest - base + 1 : 0;
    }
}
