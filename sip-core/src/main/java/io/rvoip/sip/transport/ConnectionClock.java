package io.rvoip.sip.transport;

import io.rvoip.common.Loop;

/** When a connection has lived long enough without doing what it is for. Sans-I/O, confined to its loop. */
final class ConnectionClock {
    /** Why a connection is closed. */
    enum Expiry {
        NO_FIRST_MESSAGE("no message in time"),
        UNFINISHED_MESSAGE("message not finished in time"),
        FAREWELL("closed after a final answer"),
        IDLE("idle");

        private final String reason;

        Expiry(String reason) {
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private static final long NEVER = Loop.Timer.NEVER;
    private static final long FAREWELL_NANOS = 2_000_000_000L;

    private final TransportLimits limits;
    private long firstMessageBy;
    private long messageBy = NEVER;
    private long farewellBy = NEVER;
    private long idleAt;

    /** @param accepted whether the peer opened it, and so has to speak first */
    ConnectionClock(TransportLimits limits, boolean accepted, long now) {
        this.limits = limits;
        firstMessageBy = accepted ? now + limits.firstMessageTimeout().toNanos() : NEVER;
        active(now);
    }

    /** A message or keep-alive went out or came in. */
    void active(long now) {
        idleAt = now + limits.idleTimeout().toNanos();
    }

    /** The last answer is out; the peer has a moment to read it before the connection goes. */
    void farewell(long now) {
        farewellBy = now + FAREWELL_NANOS;
    }

    /** A read brought {@code messages} whole messages, and ended inside another or not. */
    void received(int messages, boolean insideMessage, long now) {
        if (messages > 0) {
            firstMessageBy = NEVER;
            messageBy = NEVER;
            active(now);
        }
        if (!insideMessage) {
            messageBy = NEVER;
        } else if (messageBy == NEVER) {
            messageBy = now + limits.messageTimeout().toNanos();
        }
    }

    long nextDeadline() {
        return Math.min(Math.min(idleAt, farewellBy), Math.min(firstMessageBy, messageBy));
    }

    /** Whether a deadline has passed. */
    boolean isExpired(long now) {
        return nextDeadline() != NEVER && now - nextDeadline() >= 0;
    }

    /** Which deadline comes first. */
    Expiry expiry() {
        long next = nextDeadline();
        if (next == farewellBy) {
            return Expiry.FAREWELL;
        }
        if (next == firstMessageBy) {
            return Expiry.NO_FIRST_MESSAGE;
        }
        return next == messageBy ? Expiry.UNFINISHED_MESSAGE : Expiry.IDLE;
    }
}
