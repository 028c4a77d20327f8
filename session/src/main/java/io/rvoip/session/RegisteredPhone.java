package io.rvoip.session;

import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import java.util.List;

/**
 * Where a phone is that has registered with this application.
 *
 * @param contact becomes the Request-URI
 * @param hop where requests go that have no route of their own
 * @param path the Route of such requests (RFC 3327)
 */
public record RegisteredPhone(SipUri contact, NextHop hop, List<NameAddr> path) {
    /** Copies the list. */
    public RegisteredPhone {
        path = List.copyOf(path);
    }
}
