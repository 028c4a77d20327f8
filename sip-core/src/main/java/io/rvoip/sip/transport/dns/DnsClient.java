package io.rvoip.sip.transport.dns;

import java.util.function.Consumer;

/** Asks name servers: one question, one answer. Confined to the loop of its user. */
@FunctionalInterface
public interface DnsClient {
    /**
     * Asks.
     *
     * @param then is told once, on the loop, perhaps inside this call
     */
    void ask(DnsQuestion question, Consumer<DnsAnswer> then);
}
