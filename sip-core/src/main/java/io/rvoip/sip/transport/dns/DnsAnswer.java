package io.rvoip.sip.transport.dns;

import java.util.List;

/** What came of one question to the name servers. */
public sealed interface DnsAnswer {
    /**
     * Records: of the name, of its aliases, and whatever else the server put in; nothing of it is checked yet.
     *
     * @param emptyTtl how long it may be remembered that the wanted record is not among them, seconds
     */
    record Records(List<DnsRecord> records, long emptyTtl) implements DnsAnswer {
        public Records {
            records = List.copyOf(records);
        }
    }

    /**
     * There is no such name (NXDOMAIN).
     *
     * @param ttl how long that may be remembered (RFC 2308 §5), seconds
     */
    record NoSuchName(long ttl) implements DnsAnswer {}

    /** No usable answer: {@code TIMEOUT}, {@code SERVER_FAILURE} or {@code MALFORMED}. */
    record Failed(DnsFailure.Kind kind, String text) implements DnsAnswer {}
}
