package io.rvoip.engine.proxy;

import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.engine.registrar.Reach;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One target of a request (RFC 3261 §16.5).
 *
 * @param uri becomes the Request-URI
 * @param flow the way to it, where it is known; null when URIs lead there
 * @param q preference, 0.0-1.0
 * @param phone a phone of ours, which rings for the ring timeout, with the flows that lead to it; null for other places
 */
record Place(Uri uri, @Nullable Flow flow, double q, @Nullable PhoneFlows phone) {
    /** Where the request says itself. */
    static Place of(Uri uri) {
        return new Place(uri, null, 1.0, null);
    }

    /** A phone of ours, by its first flow. */
    static Place of(PhoneFlows phone) {
        Binding first = phone.first();
        return new Place(first.contact(), first.reach() == Reach.CONTACT ? null : first.flow(), first.q(), phone);
    }

    /** The proxies before the phone: they become the Route of what is sent to it (RFC 3327 §5.4). */
    List<NameAddr> path() {
        return phone == null ? List.of() : phone.first().path();
    }
}
