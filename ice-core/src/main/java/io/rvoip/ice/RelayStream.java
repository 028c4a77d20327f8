package io.rvoip.ice;

import io.rvoip.ice.turn.TurnServer;

/** A connection to a relay over TCP or TLS, as an agent knows it: the same object for all that goes over it. */
public final class RelayStream {
    private final TurnServer server;

    public RelayStream(TurnServer server) {
        this.server = server;
    }

    /** How it is reached, and what its certificate must be for. */
    public TurnServer server() {
        return server;
    }
}
