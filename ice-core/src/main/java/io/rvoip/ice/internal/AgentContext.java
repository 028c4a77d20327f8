package io.rvoip.ice.internal;

import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceEvents;

/** What the parts of one agent share. */
public record AgentContext(
        IceConfig config, IdSource ids, CryptoProvider crypto, Metrics metrics, IceEvents events) {
    /** The same, told of by somebody else. */
    AgentContext with(IceEvents others) {
        return new AgentContext(config, ids, crypto, metrics, others);
    }

    /** One more message that was of no use. */
    void dropped(String reason) {
        metrics.counter("rvoip_ice_dropped_total", "reason", reason).increment();
    }
}
