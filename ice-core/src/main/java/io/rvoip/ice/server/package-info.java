/**
 * A STUN and TURN server (RFC 8489, RFC 8656). No sockets, no threads, no clock of its own: it is given a loop, what
 * binds relays, and what arrives.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.ice.server.RelaySettings}: addresses, ports, quotas and whom data may go to.
 *   <li>{@link io.rvoip.ice.server.TurnUsers}, {@link io.rvoip.ice.server.TimeLimitedCredentials}: who may ask.
 *   <li>{@link io.rvoip.ice.server.PeerRules}: which addresses a relay reaches.
 *   <li>{@link io.rvoip.ice.server.RelayServer}: the server itself; {@code io.rvoip.ice.server.transport} gives it
 *       sockets.
 * </ul>
 */
@NullMarked
package io.rvoip.ice.server;

import org.jspecify.annotations.NullMarked;
