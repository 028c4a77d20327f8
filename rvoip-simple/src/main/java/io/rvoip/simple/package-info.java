/**
 * The softphone façade: register, call, be called.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.simple.SimpleVoipClient}: a client, set up by a {@link io.rvoip.simple.ClientBuilder}.
 *   <li>{@link io.rvoip.simple.Call}: one call.
 *   <li>{@link io.rvoip.simple.ClientListener} and {@link io.rvoip.simple.CallListener}: what happens.
 * </ul>
 */
@NullMarked
package io.rvoip.simple;

import org.jspecify.annotations.NullMarked;
