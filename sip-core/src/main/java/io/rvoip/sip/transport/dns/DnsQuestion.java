package io.rvoip.sip.transport.dns;

import java.util.Objects;
import java.util.Optional;

/**
 * What a name server is asked.
 *
 * @param name at most 253 characters, labels of at most 63; kept in lower case without the dot at the end
 */
public record DnsQuestion(String name, DnsType type) {
    public DnsQuestion {
        Objects.requireNonNull(type, "type");
        String given = name;
        name = DnsName.of(given).orElseThrow(
                () -> new IllegalArgumentException("name: \"" + given + "\" (expected: a domain name)"));
    }

    /** A question about a name from outside; empty when no name server can have it. */
    public static Optional<DnsQuestion> of(String name, DnsType type) {
        return DnsName.of(name).map(valid -> new DnsQuestion(valid, type));
    }

    @Override
    public String toString() {
        return type + " " + name;
    }
}
