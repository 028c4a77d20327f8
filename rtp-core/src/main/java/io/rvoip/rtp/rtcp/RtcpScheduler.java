package io.rvoip.rtp.rtcp;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;

/**
 * When to send RTCP: the intervals, reconsideration and BYE back-off of RFC 3550 section 6.3 and appendix A.7 and, where both
 * sides have the profile for it, the early feedback between two of RFC 4585 section 3.5. Sans-I/O, confined to one loop.
 *
 * <p>The owner tells how many members and senders there are, and what was sent and received. When
 * {@link #onDeadline} answers other than {@link Due#NOTHING} it sends that and calls {@link #sent}.
 *
 * <pre>
 * state    | input                     | next
 * REPORTS  | deadline, interval passed | REPORTS, answers REPORT; the next one is drawn anew when sent
 * REPORTS  | as before, but reports are to be seldom, feedback waits | REPORTS, answers FEEDBACK
 * REPORTS  | the same, nothing waits   | REPORTS, answers NOTHING; the turn is passed over
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
        /** The feedback that waits, without a report of its own being due; {@link #sentFeedback} follows. */
        FEEDBACK,
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
    private boolean feedback;
    private long reportInterval;
    private boolean earlyAllowed = true;
    private boolean reported;
    private long reportedAt;

    /** Joins the session at {@code now}: the first report is scheduled. */
    public RtcpScheduler(RtcpSettings settings, IdSource random, long now) {
        this.random = random;
        this.octetsPerSecond = settings.sessionBandwidth() / 8.0 * RTCP_SHARE;
        this.minSeconds = settings.minInterval().toNanos() / 1e9;
        this.lastAt = now;
        this.nextAt = now + interval();
    }

    /**
     * By the rules of feedback from now on, or not any more: between two members there is no least interval, early feedback may
     * go once between two turns, and takes the next turn.
     *
     * @param interval least average time between reports, in nanoseconds (T_rr_interval); 0: none
     */
    public void feedback(boolean on, long interval, long now) {
        boolean begins = on && !feedback;
        feedback = on;
        reportInterval = interval;
        if (begins && state == State.REPORTS) {
            nextAt = Math.min(nextAt, Math.max(now, lastAt + interval()));
        }
    }

    /** Whether feedback may go now instead of waiting for its turn; {@link #sentEarly} follows when it does. */
    public boolean mayGoEarly() {
        return feedback && earlyAllowed && state == State.REPORTS;
    }

    /** Whether feedback may go without a report in the same packet, as far as RFC 5506 section 4 has a say in it. */
    public boolean reported() {
        return reported;
    }

    /** When to call {@link #onDeadline}; {@link Loop.Timer#NEVER} once left. */
    public long nextDeadline() {
        return state == State.LEFT ? Loop.Timer.NEVER : nextAt;
    }

    /** The transmission timer expired, and no feedback waits (section 6.3.6). */
    public Due onDeadline(long now) {
        return onDeadline(now, false);
    }

    /**
     * The transmission timer expired (section 6.3.6, RFC 4585 section 3.5.3).
     *
     * @param waiting whether there is feedback that waits for its turn
     */
    public Due onDeadline(long now, boolean waiting) {
        if (now < nextAt) {
            return Due.NOTHING;
        }
        return switch (state) {
            case LEFT -> Due.NOTHING;
            case REPORTS -> {
                previousMembers = members;
                yield reconsider(now) ? turn(now, waiting) : Due.NOTHING;
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

    private Due turn(long now, boolean waiting) {
        earlyAllowed = true;
        boolean seldom = feedback && reported && reportedAt + (long) ((uniform() + 0.5) * reportInterval) > now;
        if (!seldom) {
            return Due.REPORT;
        }
        lastAt = now;
        nextAt = now + interval();
        return waiting ? Due.FEEDBACK : Due.NOTHING;
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
        reported = true;
        reportedAt = now;
        lastAt = now;
        nextAt = now + interval();
    }

    /** Feedback of {@code octets} was sent in its turn. */
    public void sentFeedback(int octets) {
        average(octets);
        everSent = true;
    }

    /** Feedback of {@code octets} was sent before its turn, which it takes: the one after is the next (RFC 4585 section 3.5.2). */
    public void sentEarly(int octets) {
        sentFeedback(octets);
        earlyAllowed = false;
        long interval = nextAt - lastAt;
        lastAt = nextAt;
        nextAt += interval;
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
        return Math.max((long) (deterministicSeconds() * 1e9), feedback ? reportInterval : 0);
    }

    private double deterministicSeconds() {
        double bandwidth = octetsPerSecond;
        int sharers = members;
        if (senders <= members * SENDER_SHARE) {
            bandwidth *= weSent ? SENDER_SHARE : 1 - SENDER_SHARE;
            sharers = weSent ? senders : members - senders;
        }
        double least = feedback ? 0 : initial ? minSeconds / 2 : minSeconds;
        return Math.max(averageSize * sharers / bandwidth, least);
    }

    private long interval() {
        return (long) (deterministicSeconds() * (uniform() + 0.5) / COMPENSATION * 1e9);
    }

    private double uniform() {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }

    private void average(int octets) {
        averageSize += (octets + LOWER_LAYER_OCTETS - averageSize) / 16;
    }
}
