/**
 * A stateful proxy (RFC 3261 §16) directly on transactions: it knows no dialogs and no sessions, and keeps nothing of a
 * call once its INVITE has been answered.
 *
 * <p>Starting points: {@link io.rvoip.engine.proxy.Proxy} (stands before the user agent of a shard),
 * {@link io.rvoip.engine.proxy.ResponseContext} (one request on its way, with the table of states).
 */
@NullMarked
package io.rvoip.engine.proxy;

import org.jspecify.annotations.NullMarked;
