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
     * A full or lite agent for one session, whose configuration chooses no interfaces.
     *
     * @param ids unguessable: credentials and transaction ids come from it
     * @param metrics counts {@code rvoip_ice_dropped_total{reason}}
     * @throws IllegalArgumentException when names of servers are still to be looked up, or interfaces are chosen
     */
    public static IceAgent create(
            IceConfig config, IdSource ids, CryptoProvider crypto, Metrics metrics, IceEvents events) {
        return create(config, IceInterfaces.NONE, ids, crypto, metrics, events);
    }

    /**
     * The same with a choice of interfaces.
     *
     * @param interfaces asked for each candidate that is found, also when it searches anew
     */
    public static IceAgent create(
            IceConfig config, IceInterfaces interfaces, IdSource ids, CryptoProvider crypto, Metrics metrics, IceEvents events) {
        if (!config.servers().isEmpty()) {
            throw new IllegalArgumentException("servers: " + config.servers() + " (expected: those of a resolved configuration)");
        }
        if (!config.addresses().interfaces().isEmpty() && interfaces == IceInterfaces.NONE) {
            throw new IllegalArgumentException("interfaces: " + config.addresses().interfaces() + " (expected: with somebody who looks at them)");
        }
        AgentContext context = new AgentContext(config, interfaces, ids, crypto, metrics, events);
        return config.lite() ? new LiteAgent(context) : new FullAgent(context);
    }
}
