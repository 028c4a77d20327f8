/**
 * STUN (RFC 8489): the codec, a Binding client and a Binding responder. No sockets, no clock.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.ice.stun.StunParser}: bytes to message.
 *   <li>{@link io.rvoip.ice.stun.StunMessage}: the message, its checks, and its builder.
 *   <li>{@link io.rvoip.ice.stun.StunBinding}: finds our public address and keeps it open.
 *   <li>{@link io.rvoip.ice.stun.BindingResponder}: answers such requests.
 * </ul>
 */
@NullMarked
package io.rvoip.ice.stun;

import org.jspecify.annotations.NullMarked;
