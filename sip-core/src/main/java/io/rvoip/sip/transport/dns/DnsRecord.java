package io.rvoip.sip.transport.dns;

/** A record of an answer. Names are in lower case without the dot at the end. */
public sealed interface DnsRecord permits AddressRecord, AliasRecord, NaptrRecord, SrvRecord {
    /** Whose record it is. */
    String name();

    /** What kind of record it is. */
    DnsType type();

    /** How long it may be kept, seconds; 0 to 2^31-1. */
    long ttl();
}
