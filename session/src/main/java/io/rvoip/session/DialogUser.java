package io.rvoip.session;

import io.rvoip.sip.SipRequest;
import io.rvoip.transaction.ServerTransaction;

/** Whoever a dialog belongs to: gets the requests that come within it. */
interface DialogUser {
    /** A request other than ACK and CANCEL; its method is one this user agent knows. */
    void onRequest(ServerTransaction transaction, SipRequest request);

    /** The ACK of a 2xx. */
    void onAck(SipRequest ack);
}
