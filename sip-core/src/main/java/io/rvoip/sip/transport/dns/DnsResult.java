package io.rvoip.sip.transport.dns;

import java.util.List;

/** What a look-up found: records of the kind that was asked for, of the name or the one it is an alias of. */
public sealed interface DnsResult {
    /** At least one. */
    record Found(List<DnsRecord> records) implements DnsResult {
        public Found {
            records = List.copyOf(records);
        }
    }

    /** None, and why. */
    record Nothing(DnsFailure why) implements DnsResult {}

    /** The records of one kind; none when nothing was found. */
    default <T extends DnsRecord> List<T> records(Class<T> kind) {
        return this instanceof Found found
                ? found.records().stream().filter(kind::isInstance).map(kind::cast).toList() : List.of();
    }
}
