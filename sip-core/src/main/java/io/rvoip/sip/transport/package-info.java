/**
 * SIP over the network: UDP and TCP, IPv4 and IPv6 (RFC 3261 §18, RFC 3581, RFC 5626 keep-alive).
 *
 * <p>Starting points: {@link io.rvoip.sip.transport.SipTransport} (the port that layers above use),
 * {@link io.rvoip.sip.transport.SipTransports} (its implementation over sockets, with a builder),
 * {@link io.rvoip.sip.transport.Shards} (who gets what), {@link io.rvoip.sip.transport.Flow} (where a message came
 * from, where an answer goes), {@link io.rvoip.sip.transport.Target} (where a request goes),
 * {@link io.rvoip.sip.transport.ResponseRoute} and {@link io.rvoip.sip.transport.TransportChoice} (the two rules of
 * RFC 3261 that decide on an address and on a transport).
 */
@NullMarked
package io.rvoip.sip.transport;

import org.jspecify.annotations.NullMarked;
