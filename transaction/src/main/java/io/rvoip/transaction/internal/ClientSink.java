package io.rvoip.transaction.internal;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;

/** What a client machine wants done; may call back into the machine, whose state is settled by then. */
public interface ClientSink {
    void transmit(SipRequest request);

    /** The CANCEL of this INVITE is due. */
    void sendCancel();

    void response(SipResponse response);

    void timeout();

    void transportError(String reason);
}
