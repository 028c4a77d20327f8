/**
 * Finding the next hop: RFC 3263 over whatever asks the domain name system.
 *
 * <p>Starting points: {@link io.rvoip.sip.transport.dns.SipResolver} (a URI becomes an ordered list of targets),
 * {@link io.rvoip.sip.transport.dns.DnsLookup} (one question, cached, its aliases followed, within bounds),
 * {@link io.rvoip.sip.transport.dns.DnsClient} (the port: one question to a name server) and
 * {@link io.rvoip.sip.transport.dns.NettyDnsClient} (the port over sockets). All but the last do no I/O, and all are
 * confined to one loop.
 */
@NullMarked
package io.rvoip.sip.transport.dns;

import org.jspecify.annotations.NullMarked;
