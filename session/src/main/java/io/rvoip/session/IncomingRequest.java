package io.rvoip.session;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.ServerListener;
import io.rvoip.transaction.ServerTransaction;

/** A request outside of dialogs that waits for the application's answer. Confined to the loop of its user agent. */
public final class IncomingRequest implements ServerListener {
    private final AgentCore core;
    private final ServerTransaction transaction;
    private final SipRequest request;
    private boolean open = true;

    IncomingRequest(AgentCore core, ServerTransaction transaction, SipRequest request) {
        this.core = core;
        this.transaction = transaction;
        this.request = request;
        core.tally.pendingRequests++;
        transaction.listener(this);
    }

    /** As it was received, with {@code received} and {@code rport} in the top Via. */
    public SipRequest request() {
        return request;
    }

    /** The flow it came over; its remote address is the one it was really sent from. */
    public Flow flow() {
        return transaction.flow();
    }

    /** Starts a response with our product name and a To tag. */
    public SipResponse.Builder response(int status) {
        return core.response(request, status).toTag(transaction.toTag());
    }

    /** Answers with the standard reason phrase. @param status 200 to 699 */
    public void respond(int status) {
        respond(response(status));
    }

    /**
     * Answers. An answer to a request that timed out meanwhile goes nowhere.
     *
     * @param response made with {@link #response}; final
     * @throws IllegalStateException when it was answered already
     */
    public void respond(SipResponse.Builder response) {
        if (!open && !transaction.isTerminated()) {
            throw new IllegalStateException(request.method() + " " + request.callId() + " was answered already");
        }
        close();
        if (!transaction.isTerminated()) {
            core.respond(transaction, response.build());
        }
    }

    /**
     * Answers with one packet and forgets the request at once (RFC 3261 §8.2.7): for those who have not earned more.
     *
     * @param response final
     * @throws IllegalStateException when it was answered already
     */
    public void respondStatelessly(SipResponse.Builder response) {
        if (!open) {
            throw new IllegalStateException(request.method() + " " + request.callId() + " was answered already");
        }
        close();
        transaction.respondStatelessly(response.build());
    }

    /** Whether the answer is still awaited. */
    public boolean isOpen() {
        return open;
    }

    @Override
    public void terminated() {
        close();
    }

    private void close() {
        if (open) {
            open = false;
            core.tally.pendingRequests--;
        }
    }
}
