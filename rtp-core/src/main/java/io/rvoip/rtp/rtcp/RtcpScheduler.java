package io.rvoip.rtp.rtcp;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;

/**
 * When to send RTCP: the intervals, reconsideration and BYE back-off of RFC 3550 section 6.3 and appendix A.7.
 * Sans-I/O, confined to one loop.
 *
 * <p>The owner tells how many members and senders there are, and what was sent and received. When
 * {@link #onDeadline} answers other than {@link Due#NOTHING} it sends that and calls {@link #sent}.
 *
 * <pre>
 * state    | input                     | next
 * REPORTS  | deadline, interval passed | REPORTS, answers REPORT; the next one is drawn anew when sent
 * REPORTS  | deadline, not yet         | REPORTS, waits for what is left (reconsideration)
 * REPORTS  | fewer members             | REPORTS, the next one comes sooner (reverse reconsideration)
 * REPORTS  | leave, under 50 members   | LEFT, answers BYE at once when anything was ever sent
 * REPORTS  | leave, 50 or more         | LEAVING
 * LEAVING  | BYE of another one        | LEAVING, counted as a member
 * LEAVING  | deadline, interval passed | LEFT, answers BYE
 * LEFT     | anything                  | LEFT
 * </pre>
 */
public final class RtcpScheduler {
    /** What to send now. */
    public enum Due {
        /** Nothing. */
        NOTHING,
        /** A report. */
        REPORT,
        /** A goodbye; the last packet. */
        BYE
    }

    private enum State { REPORTS, LEAVING, LEFT }

    /** From here on a BYE waits its turn. */
    private static final int CROWD = 50;
    private static final double RTCP_SHARE = 0.05;
    private static final double SENDER_SHARE = 0.25;
    private static final double COMPENSATION = Math.E - 1.5;
    private static final int LOWER_LAYER_OCTETS = 28;
    private static final int FIRST_SIZE_GUESS = 100 + LOWER_LAYER_OCTETS;

    private final IdSource random;
    private final double octetsPerSecond;
    private final double minSeconds;
    private State state = State.REPORTS;
    private boolean initial = true;
    private boolean everSent;
    private boolean weSent;
    private int members = 1;
    private int previousMembers = 1;
    private int senders;
    private double averageSize = FIRST_SIZE_GUESS;
    private long lastAt;
    private long nextAt;

    /** Joins the session at {@code now}: the first report is scheduled. */
    public RtcpScheduler(RtcpSettings settings, IdSource random, long now) {
        this.random = random;
        this.octetsPerSecond = settings.sessionBandwidth() / 8.0 * RTCP_SHARE;
        this.minSeconds = settings.minInterval().toNanos() / 1e9;
        this.lastAt = now;
        this.nextAt = now + interval();
    }

    /** When to call {@link #onDeadline}; {@link Loop.Timer#NEVER} once left. */
    public long nextDeadline() {
        return state == State.LEFT ? Loop.Timer.NEVER : nextAt;
    }

    /** The transmission timer expired (section 6.3.6). */
    public Due onDeadline(long now) {
        if (now < nextAt) {
            return Due.NOTHING;
        }
        return switch (state) {
            case LEFT -> Due.NOTHING;
            case REPORTS -> {
                previousMembers = members;
                yield reconsider(now) ? Due.REPORT : Due.NOTHING;
            }
            case LEAVING -> {
                boolean due = reconsider(now);
                if (due) {
                    state = State.LEFT;
                }
                yield due ? Due.BYE : Due.NOTHING;
            }
        };
    }

    private boolean reconsider(long now) {
        nextAt = lastAt + interval();
        return nextAt <= now;
    }

    /** A compound packet of {@code octets} was sent at {@code now}: averages it and draws the next interval. */
    public void sent(int octets, long now) {
        average(octets);
        everSent = true;
        initial = false;
        lastAt = now;
        nextAt = now + interval();
    }

    /** A compound packet without a BYE was received. */
    public void received(int octets) {
        if (state == State.REPORTS) {
            average(octets);
        }
    }

    /** A compound packet with a BYE was received; the owner calls {@link #membership} too. */
    public void receivedBye(int octets) {
        average(octets);
        if (state == State.LEAVING) {
            members++;
        }
    }

    /**
     * Who takes part: section 6.3.3 to 6.3.5 and 6.3.8. Fewer members than at the last schedule, or becoming a
     * sender, bring the next report nearer.
     *
     * @param memberCount with ourselves, at least 1
     * @param senderCount those who sent RTP within two intervals, with ourselves
     * @param weAreSender whether we are one of them
     */
    public void membership(int memberCount, int senderCount, boolean weAreSender, long now) {
        if (state != State.REPORTS) {
            return;
        }
        boolean becameSender = weAreSender && !weSent;
        members = memberCount;
        senders = senderCount;
        weSent = weAreSender;
        if (weAreSender) {
            everSent = true;
        }
        if (members < previousMembers) {
            double ratio = (double) members / previousMembers;
            nextAt = now + (long) (ratio * (nextAt - now));
            lastAt = now - (long) (ratio * (now - lastAt));
            previousMembers = members;
        } else if (becameSender) {
            nextAt = Math.min(nextAt, Math.max(now, lastAt + interval()));
        }
    }

    /**
     * We leave (section 6.3.7).
     *
     * @param byeOctets size of the compound packet with the BYE
     * @return {@link Due#BYE} when it may go at once; {@link Due#NOTHING} when it waits, or when we never sent
     *     anything and nobody knows us
     */
    public Due leave(int byeOctets, long now) {
        if (state != State.REPORTS) {
            return Due.NOTHING;
        }
        if (members < CROWD || !everSent) {
            state = State.LEFT;
            return everSent ? Due.BYE : Due.NOTHING;
        }
        state = State.LEAVING;
        lastAt = now;
        members = 1;
        previousMembers = 1;
        senders = 0;
        weSent = false;
        initial = true;
        averageSize = byeOctets + LOWER_LAYER_OCTETS;
        nextAt = now + interval();
        return Due.NOTHING;
    }

    /** Whether nothing will be sent any more. */
    public boolean left() {
        return state == State.LEFT;
    }

    /** The calculated interval without randomisation, for time-outs of others (section 6.3.5), in nanoseconds. */
    public long deterministicInterval() {
        return (long) (deterministicSeconds() * 1e9);
    }

    private double deterministicSeconds() {
        double bandwidth = octetsPerSecond;
        int sharers = members;
        if (senders <= members * SENDER_SHARE) {
            bandwidth *= weSent ? SENDER_SHARE : 1 - SENDER_SHARE;
            sharers = weSent ? senders : members - senders;
        }
        return Math.max(averageSize * sharers / bandwidth, initial ? minSeconds / 2 : minSeconds);
    }

    private long interval() {
        double uniform = (random.nextLong() >>> 11) * 0x1.0p-53;
        return (long) (deterministicSeconds() * (uniform + 0.5) / COMPENSATION * 1e9);
    }

    private void average(int octets) {
        averageSize += (octets + LOWER_LAYER_OCTETS - averageSize) / 16;
    }
}
