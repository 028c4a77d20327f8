package io.rvoip.simple;

import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceEngine;
import io.rvoip.ice.ice4j.Ice4j;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Whose code finds the way of media through NATs. */
public enum IceLibrary {
    /** Ours: without a thread of its own, with STUN servers and relays, and with forks. */
    OWN,
    /**
     * ice4j, with one thread for each port of a call, host candidates only, and one far end for each offer. Has to be on the
     * class path as {@code org.jitsi:ice4j}, with what it depends on.
     */
    ICE4J;

    /** Empty for our own, which is there by itself. */
    Optional<IceEngine> open(Executor island) {
        return this == OWN ? Optional.empty() : Optional.of(new Ice4j(island, CryptoProvider.jdk(), Metrics.none()));
    }

    /** Why it cannot be used here; the library is tried for that, and not only looked for. */
    Optional<String> fault() {
        try {
            open(Runnable::run);
            return Optional.empty();
        } catch (IllegalStateException missing) {
            return Optional.ofNullable(missing.getMessage());
        }
    }
}
