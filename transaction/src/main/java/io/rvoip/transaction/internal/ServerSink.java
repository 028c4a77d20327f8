package io.rvoip.transaction.internal;

import io.rvoip.sip.SipResponse;

/** What a server machine wants done; may call back into the machine, whose state is settled by then. */
public interface ServerSink {
    void transmit(SipResponse response);

    void timeout();

    void transportError(String reason);
}
