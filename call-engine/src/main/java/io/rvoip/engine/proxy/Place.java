package io.rvoip.engine.proxy;

import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.Uri;
import org.jspecify.annotations.Nullable;

/**
 * One target of a request (RFC 3261 §16.5).
 *
 * @param uri becomes the Request-URI
 * @param flow the way to it, where it is known; null when URIs lead there
 * @param q preference, 0.0-1.0
 * @param phone whether it is a phone of ours, which rings for the ring timeout
 */
record Place(Uri uri, @Nullable Flow flow, double q, boolean phone) {
    /** Where the request says itself. */
    static Place of(Uri uri) {
        return new Place(uri, null, 1.0, false);
    }
}
