package io.rvoip.session;

import io.rvoip.sip.transport.Target;
import io.rvoip.sip.uri.Uri;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Finds the address a URI leads to. Thread-safe. */
@FunctionalInterface
public interface TargetResolver {
    /**
     * Resolves a URI. Fails with a {@link io.rvoip.sip.transport.TransportException} that names the URI when it cannot:
     * not a {@code sip:} URI, a transport this build lacks, an unknown host.
     *
     * @return may complete on any thread
     */
    CompletionStage<Target> resolve(Uri uri);

    /** Understands addresses; host names fail. Never blocks. */
    static TargetResolver addressesOnly() {
        return new HostTargets(null);
    }

    /**
     * Understands addresses, and host names by the name service of this machine (A and AAAA records; no SRV, no NAPTR).
     *
     * @param blocking runs the look-ups, which block
     */
    static TargetResolver hosts(Executor blocking) {
        return new HostTargets(blocking);
    }
}
