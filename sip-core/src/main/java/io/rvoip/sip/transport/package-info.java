/**
 * SIP over the network: UDP and TCP, IPv4 and IPv6 (RFC 3261 §18, RFC 3581, RFC 5626 keep-alive).
 *
 * <p>Starting points: {@link io.rvoip.sip.transport.TransportProtocol}, {@link io.rvoip.sip.transport.Flow} (where a
 * message came from, where an answer goes), {@link io.rvoip.sip.transport.Target} (where a request goes).
 */
@NullMarked
package io.rvoip.sip.transport;

import org.jspecify.annotations.NullMarked;
