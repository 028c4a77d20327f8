/**
 * TURN (RFC 8656), the client's side. No sockets, no clock; {@code io.rvoip.ice.turn.transport} has connections.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.ice.turn.TurnServer}: a relay and our account there.
 *   <li>{@link io.rvoip.ice.turn.TurnClient}: allocates and keeps it, and carries data.
 *   <li>{@link io.rvoip.ice.turn.ChannelData}: tells relayed data from other traffic.
 * </ul>
 */
@NullMarked
package io.rvoip.ice.turn;

import org.jspecify.annotations.NullMarked;
