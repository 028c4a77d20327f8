package io.rvoip.ice;

import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.internal.AgentContext;
import io.rvoip.ice.internal.FullAgent;
import io.rvoip.ice.internal.LiteAgent;

/** Makes agents of our own: sans-I/O, without a thread, a lock or a clock. */
public final class IceAgents {
    private IceAgents() {}

    /**
     * A full or lite agent for one session.
     *
     * @param ids unguessable: credentials and transaction ids come from it
     * @param metrics counts {@code rvoip_ice_dropped_total{reason}}
     * @throws IllegalArgumentException when names of servers are still to be looked up
     */
    public static IceAgent create(
            IceConfig config, IdSource ids, CryptoProvider crypto, Metrics metrics, IceEvents events) {
        if (!config.servers().isEmpty()) {
            throw new IllegalArgumentException("servers: " + config.servers() + " (expected: those of a resolved configuration)");
        }
        AgentContext context = new AgentContext(config, ids, crypto, metrics, events);
        return config.lite() ? new LiteAgent(context) : new FullAgent(context);
    }
}
