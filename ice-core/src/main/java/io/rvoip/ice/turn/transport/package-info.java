/** Connections to TURN servers, by TCP and TLS; start at {@code TurnStream}. */
@NullMarked
package io.rvoip.ice.turn.transport;

import org.jspecify.annotations.NullMarked;
