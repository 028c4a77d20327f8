package io.rvoip.sip.transport.dns;

import io.rvoip.sip.transport.Target;
import java.util.List;

/** Where a URI leads. */
public sealed interface Resolution {
    /**
     * There, best first; the next one is for when one fails (RFC 3263 §4.3).
     *
     * @param targets at least one, each once
     */
    record Found(List<Target> targets) implements Resolution {
        public Found {
            targets = List.copyOf(targets);
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("targets: none (expected: at least one)");
            }
        }
    }

    /** Nowhere: the look-up that matters most went wrong. */
    record NotFound(DnsFailure why) implements Resolution {}

    /** Nowhere: it is no SIP URI, or asks for a transport that does not exist or does not fit its scheme. */
    record Unusable(String why) implements Resolution {}

    /** What went wrong, for people; empty when nothing did. */
    default String failure() {
        if (this instanceof NotFound missing) {
            return missing.why().toString();
        }
        return this instanceof Unusable unusable ? unusable.why() : "";
    }
}
