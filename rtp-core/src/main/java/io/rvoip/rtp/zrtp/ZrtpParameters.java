package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.List;
import java.util.Optional;

/**
 * What offer and answer agreed on for the ZRTP of one media line. Immutable.
 *
 * @param hello what the far end's Hello hashes to; empty: its description does not say
 * @param required whether there is no media without; otherwise it is plain until there are keys
 * @param suites that media may be encrypted with
 */
public record ZrtpParameters(Optional<HelloHash> hello, boolean required, List<SrtpSuite> suites) {
    /** Copies the list. */
    public ZrtpParameters {
        suites = List.copyOf(suites);
    }
}
