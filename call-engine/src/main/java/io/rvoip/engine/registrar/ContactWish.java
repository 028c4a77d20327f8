package io.rvoip.engine.registrar;

import io.rvoip.sip.uri.SipUri;

/**
 * What a REGISTER wants for one contact.
 *
 * @param contact without headers
 * @param q preference, 0.0-1.0
 * @param seconds to grant, before jitter; 0 removes
 * @param device who asks
 */
record ContactWish(SipUri contact, double q, long seconds, Device device) {
    boolean removes() {
        return seconds == 0;
    }

    /** Whether it is about this binding: a flow is named by instance and number, all others by URI (RFC 5626 §6). */
    boolean isFor(Binding binding) {
        return device.isFlow()
                ? device.isSameFlow(binding.device()) : !binding.device().isFlow() && binding.isFor(contact);
    }
}
