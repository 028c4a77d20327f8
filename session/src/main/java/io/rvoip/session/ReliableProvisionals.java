package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.ServerTransaction;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Provisional responses that are sent until their PRACK comes (RFC 3262 §3): one after the other, each again after T1
 * and then at doubled intervals, for 64*T1 at most.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>nothing on the way</td><td>send</td><td>on the way, sent</td></tr>
 * <tr><td>on the way</td><td>send</td><td>same, the response waits</td></tr>
 * <tr><td></td><td>its PRACK</td><td>nothing on the way, or the next one after {@link #next}</td></tr>
 * <tr><td></td><td>64*T1</td><td>given up: the INVITE is to be refused</td></tr>
 * <tr><td></td><td>a final response</td><td>closed; its PRACK is still welcome</td></tr>
 * <tr><td>any</td><td>another PRACK</td><td>same, not taken: 481</td></tr>
 * </table>
 */
final class ReliableProvisionals {
    private static final int MOST_WAITING = 8;

    private final AgentCore core;
    private final ServerTransaction transaction;
    private final Runnable onAbandoned;
    private final Alarm resend;
    private final Alarm giveUp;
    private final Deque<Numbered> waiting = new ArrayDeque<>();
    private long lastNumber;
    private long interval;
    private @Nullable Numbered current;
    private boolean closed;

    /**
     * @param onAbandoned runs when a response was not acknowledged in time
     */
    ReliableProvisionals(AgentCore core, ServerTransaction transaction, Runnable onAbandoned) {
        this.core = core;
        this.transaction = transaction;
        this.onAbandoned = onAbandoned;
        resend = core.alarm(this::sendAgain);
        giveUp = core.alarm(this::abandon);
        lastNumber = core.ids.nextInt(Integer.MAX_VALUE);
    }

    /**
     * Sends a response now or when it is its turn; with more of them waiting than anybody needs it is left out.
     *
     * @param described whether it carries an offer or an answer
     */
    void send(SipResponse.Builder response, boolean described) {
        if (closed || waiting.size() >= MOST_WAITING) {
            return;
        }
        lastNumber++;
        response.add(HeaderKind.REQUIRE, Reliability.TAG).set(HeaderKind.RSEQ, lastNumber);
        waiting.add(new Numbered(response.build(), lastNumber, described));
        next();
    }

    /** Sends the next response, if there is one and nothing is on the way. */
    void next() {
        if (current != null || closed) {
            return;
        }
        current = waiting.poll();
        if (current != null) {
            interval = core.t1();
            resend.in(interval);
            giveUp.in(core.patience());
            core.respond(transaction, current.response);
        }
    }

    /** Whether a description is on its way, or waits: a 2xx has to wait for its PRACK too (§3). */
    boolean owesDescription() {
        return !closed && (current != null && current.described || waiting.stream().anyMatch(Numbered::described));
    }

    /** Takes the PRACK of the response on the way; false when it is for no such response. */
    boolean take(SipRequest prack) {
        Numbered sent = current;
        if (sent == null || prack.header(HeaderKind.RACK).filter(rack ->
                rack.rseq() == sent.number
                        && rack.cseq().number() == sent.response.cseq().number()
                        && rack.cseq().method().equals(Method.INVITE)).isEmpty()) {
            return false;
        }
        current = null;
        stop();
        return true;
    }

    /** A final response has been sent, or is about to be. */
    void close() {
        closed = true;
        waiting.clear();
        stop();
    }

    private void stop() {
        resend.cancel();
        giveUp.cancel();
    }

    private void sendAgain() {
        if (current != null) {
            interval *= 2;
            resend.in(interval);
            core.respond(transaction, current.response);
        }
    }

    private void abandon() {
        close();
        onAbandoned.run();
    }

    /** A response with its RSeq. */
    private record Numbered(SipResponse response, long number, boolean described) {}
}
