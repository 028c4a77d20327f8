package io.rvoip.sip.transport;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.Via;

/**
 * How much may be sent to an address that a request only claims to come from (RFC 3261 §26.3.2.4): so little that
 * nobody is hit with noticeably more than the one who forges the address spends.
 */
public final class Amplification {
    private Amplification() { }

    /** Bytes of an answer to the unauthenticated: one and a half times what they sent. */
    public static int room(SipRequest request) {
        return arrived(request) * 3 / 2;
    }

    /** Bytes on the wire: the transport has written {@code received} and the value of {@code rport} since. */
    private static int arrived(SipRequest request) {
        Via via = request.topVia();
        int grown = via.received().map(address -> ";received=".length() + address.length()).orElse(0)
                + (via.rport() > 0 ? 1 + Integer.toString(via.rport()).length() : 0);
        return request.encodedLength() - grown;
    }
}
