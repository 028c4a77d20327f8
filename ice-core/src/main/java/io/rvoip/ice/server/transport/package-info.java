/** Sockets for a {@link io.rvoip.ice.server.RelayServer}: UDP, TCP and TLS; start at {@code TurnService}. */
@NullMarked
package io.rvoip.ice.server.transport;

import org.jspecify.annotations.NullMarked;
