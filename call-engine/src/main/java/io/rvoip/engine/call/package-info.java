/**
 * Calls in progress. {@link io.rvoip.engine.call.Switchboard} takes them on a shard;
 * {@link io.rvoip.engine.call.BridgedCall} joins a caller with the phones of a user,
 * {@link io.rvoip.engine.call.ServiceCall} answers for echo and tone; {@link io.rvoip.engine.call.MediaPath} is the
 * way of the media, and {@link io.rvoip.engine.call.CallLife} what the world is told.
 */
@NullMarked
package io.rvoip.engine.call;

import org.jspecify.annotations.NullMarked;
