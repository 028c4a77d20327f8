package io.rvoip.engine.proxy;

import io.rvoip.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/**
 * How one branch ended, other than in a 2xx.
 *
 * @param status in the terms of the sender of the request
 * @param response what came; null when nothing did and the status is ours
 */
record Answer(int status, @Nullable SipResponse response) {
    static Answer of(SipResponse response) {
        return new Answer(response.status(), response);
    }

    static Answer local(int status) {
        return new Answer(status, null);
    }
}
