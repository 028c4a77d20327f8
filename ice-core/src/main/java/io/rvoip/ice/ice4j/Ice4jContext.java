package io.rvoip.ice.ice4j;

import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceEvents;
import java.util.concurrent.Executor;

/**
 * What the parts of one agent share.
 *
 * @param loop where the agent lives
 * @param tasks calls of the library, which block and lock, one after the other
 */
record Ice4jContext(
        IceConfig config, IceEvents events, Executor loop, SerialTasks tasks, CryptoProvider crypto, Metrics metrics) {
    /** One more message, or call of the library, that was of no use. */
    void dropped(String reason) {
        metrics.counter("rvoip_ice_dropped_total", "reason", reason).increment();
    }
}
