package io.rvoip.engine.trunk;

import io.rvoip.common.Expect;
import io.rvoip.sip.uri.SipUri;

/**
 * One way to the telephone network. Immutable.
 *
 * @param name unique among the trunks
 * @param address of the carrier's server, resolved by RFC 3263
 * @param trusted whether the carrier belongs to our trust domain: what it says of callers is believed, and it is told
 *     who calls when the caller wants that kept from others (RFC 3325)
 */
public record TrunkConfig(String name, SipUri address, boolean trusted) {
    /** Checks the name. */
    public TrunkConfig {
        Expect.notBlank("name", name);
    }
}
