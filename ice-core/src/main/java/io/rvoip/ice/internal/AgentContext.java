package io.rvoip.ice.internal;

import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceEvents;
import io.rvoip.ice.IceInterfaces;
import java.net.InetAddress;

/** What the parts of one agent share. */
public record AgentContext(
        IceConfig config, IceInterfaces interfaces, IdSource ids, CryptoProvider crypto, Metrics metrics, IceEvents events) {
    /** The same, told of by somebody else. */
    AgentContext with(IceEvents others) {
        return new AgentContext(config, interfaces, ids, crypto, metrics, others);
    }

    /** Whether an address of ours is told. */
    boolean tells(InetAddress address) {
        return config.addresses().tells(address, interfaces);
    }

    /** One more message that was of no use. */
    void dropped(String reason) {
        metrics.counter("rvoip_ice_dropped_total", "reason", reason).increment();
    }
}
