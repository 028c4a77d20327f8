package io.rvoip.session;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.ServerTransaction;

/**
 * A 2xx of ours that is sent again until its ACK comes (RFC 3261 §13.3.1.4): after T1, then at doubled intervals up to
 * T2, for 64*T1, over reliable transports too.
 */
final class UnackedAnswer {
    private final AgentCore core;
    private final ServerTransaction transaction;
    private final SipResponse response;
    private final Runnable onAbandoned;
    private final Alarm resend;
    private final Alarm giveUp;
    private long interval;

    /**
     * @param onAbandoned runs when no ACK came in time
     */
    UnackedAnswer(AgentCore core, ServerTransaction transaction, SipResponse response, Runnable onAbandoned) {
        this.core = core;
        this.transaction = transaction;
        this.response = response;
        this.onAbandoned = onAbandoned;
        resend = core.alarm(this::sendAgain);
        giveUp = core.alarm(this::abandon);
    }

    void send() {
        interval = core.t1();
        resend.in(interval);
        giveUp.in(64 * core.t1());
        core.respond(transaction, response);
    }

    private void sendAgain() {
        interval = Math.min(2 * interval, core.t2());
        resend.in(interval);
        core.respond(transaction, response);
    }

    private void abandon() {
        stop();
        onAbandoned.run();
    }

    /** Whether this is the ACK that was waited for; then nothing is sent any more. */
    boolean acked(SipRequest ack) {
        if (!giveUp.armed() || ack.cseq().number() != response.cseq().number()) {
            return false;
        }
        stop();
        return true;
    }

    void stop() {
        resend.cancel();
        giveUp.cancel();
    }
}
