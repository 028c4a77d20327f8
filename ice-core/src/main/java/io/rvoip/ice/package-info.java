/**
 * ICE behind a port: what an agent does, without saying how.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.ice.IceAgent} and {@link io.rvoip.ice.IceEvents}: the port.
 *   <li>{@link io.rvoip.ice.IceAgents} and {@link io.rvoip.ice.IceConfig}: agents of our own.
 *   <li>{@link io.rvoip.ice.ice4j.Ice4j}: agents of a library, for clients.
 *   <li>{@link io.rvoip.ice.IceCandidate} and {@link io.rvoip.ice.CandidateLine}: a way to reach an agent, in SDP too.
 *   <li>{@link io.rvoip.ice.turn}: relays.
 *   <li>{@link io.rvoip.ice.stun}: the STUN codec, and Binding for keep-alive.
 * </ul>
 */
@NullMarked
package io.rvoip.ice;

import org.jspecify.annotations.NullMarked;
