package io.rvoip.session.media;

import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;

/**
 * Where a STUN or TURN server is.
 *
 * @param transport by which it is asked
 */
record ServerPlace(InetSocketAddress address, TurnServer.Transport transport) {}
