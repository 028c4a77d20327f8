package io.rvoip.ice.turn;

import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One transaction with a relay, with its repetitions (RFC 8489 §6.2.1). */
final class TurnRequest {
    private static final long FIRST_TIMEOUT = 500_000_000L;
    private static final int MAX_REQUESTS = 7;
    private static final int LAST_WAIT = 16;
    /** On a stream nothing is repeated: the time the repetitions would take (RFC 8489 §6.2.2). */
    private static final long STREAM_TIMEOUT = 39_500_000_000L;
    /** A second challenge in a row is answered, when a nonce ended in between; more are a loop. */
    private static final int MAX_CHALLENGES = 3;

    final Kind kind;
    final @Nullable InetSocketAddress peer;

    private final boolean reliable;
    private StunMessage message;
    private boolean signed;
    private int sent;
    private long timeout = FIRST_TIMEOUT;
    private long deadline;
    private int challenges;

    /** What is asked for. */
    enum Kind {
        ALLOCATE(StunMessage.ALLOCATE),
        REFRESH(StunMessage.REFRESH),
        PERMISSION(StunMessage.CREATE_PERMISSION),
        CHANNEL(StunMessage.CHANNEL_BIND);

        final int method;

        Kind(int method) {
            this.method = method;
        }
    }

    /**
     * A request about the relay, or about a peer.
     *
     * @param reliable whether it goes by a stream
     */
    TurnRequest(Kind kind, @Nullable InetSocketAddress peer, StunMessage message, boolean signed, boolean reliable) {
        this.reliable = reliable;
        this.kind = kind;
        this.peer = peer;
        this.message = message;
        this.signed = signed;
    }

    /** The same once more, answering a challenge; false when there were too many. */
    boolean again(StunMessage next) {
        message = next;
        signed = true;
        sent = 0;
        timeout = FIRST_TIMEOUT;
        return ++challenges <= MAX_CHALLENGES;
    }

    StunMessage message() {
        return message;
    }

    boolean signed() {
        return signed;
    }

    long deadline() {
        return deadline;
    }

    /** Counts one more datagram; false when there have been enough. */
    boolean sending(long now) {
        if (sent == (reliable ? 1 : MAX_REQUESTS)) {
            return false;
        }
        if (reliable) {
            sent = 1;
            deadline = now + STREAM_TIMEOUT;
            return true;
        }
        sent++;
        deadline = now + (sent == MAX_REQUESTS ? FIRST_TIMEOUT * LAST_WAIT : timeout);
        timeout *= 2;
        return true;
    }
}
