package io.rvoip.transaction.internal;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.NameAddr;

/** The requests that a transaction makes out of its INVITE, on the same branch and with the same route. */
public final class DerivedRequests {
    private DerivedRequests() {}

    /** The ACK to a final response other than 2xx, RFC 3261 §17.1.1.3. */
    public static SipRequest ack(SipRequest invite, SipResponse response) {
        return derive(invite, Method.ACK).set(HeaderKind.TO, response.to()).build();
    }

    /** The CANCEL, without reason, RFC 3261 §9.1. */
    public static SipRequest.Builder cancel(SipRequest invite) {
        return derive(invite, Method.CANCEL).set(HeaderKind.TO, invite.to());
    }

    private static SipRequest.Builder derive(SipRequest invite, Method method) {
        SipRequest.Builder derived = SipRequest.create(method, invite.requestUri());
        derived.set(HeaderKind.VIA, invite.topVia());
        derived.set(HeaderKind.MAX_FORWARDS, 70);
        for (NameAddr route : invite.headers(HeaderKind.ROUTE)) {
            derived.add(HeaderKind.ROUTE, route);
        }
        derived.set(HeaderKind.FROM, invite.from());
        derived.set(HeaderKind.CALL_ID, invite.callId());
        derived.set(HeaderKind.CSEQ, new CSeq(invite.cseq().number(), method));
        return derived;
    }
}
