package io.rvoip.engine.registrar;

import io.rvoip.sip.uri.SipUri;

/**
 * What a REGISTER wants for one contact.
 *
 * @param contact without headers
 * @param q preference, 0.0-1.0
 * @param seconds to grant, before jitter; 0 removes
 */
record ContactWish(SipUri contact, double q, long seconds) {
    boolean removes() {
        return seconds == 0;
    }
}
