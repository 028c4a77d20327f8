/**
 * Phones that sleep and are woken by push notifications (RFC 8599). {@link io.rvoip.engine.push.PushSender} is the port to
 * the services that send them.
 */
@NullMarked
package io.rvoip.engine.push;

import org.jspecify.annotations.NullMarked;
