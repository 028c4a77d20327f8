package io.rvoip.engine.overload;

import io.rvoip.common.Expect;
import io.rvoip.common.Network;
import java.util.List;

/**
 * What is done when there is more than this node can serve. Immutable.
 *
 * @param shed whether what arrives waits in a queue, and new requests that waited for too long there are refused with 503
 * @param emergency the calls that go before all others
 * @param peers where nodes are that are told of our overload, and we of theirs (RFC 7339); they must be trusted, for each
 *     can make us send it less, and reads how much we have to do. Up to 64
 */
public record OverloadSettings(boolean shed, EmergencyCalls emergency, List<Network> peers) {
    /** Sheds nothing; no peers, and no emergency number but the URN. */
    public static final OverloadSettings DEFAULT = new OverloadSettings(false, EmergencyCalls.URN_ONLY, List.of());

    private static final int MOST_PEERS = 64;

    /** Checks the number of peers. */
    public OverloadSettings {
        peers = List.copyOf(peers);
        Expect.inRange("peers", peers.size(), 0, MOST_PEERS);
    }

    /** The same, shedding or not. */
    public OverloadSettings withShed(boolean yes) {
        return new OverloadSettings(yes, emergency, peers);
    }

    /** The same with other emergency calls. */
    public OverloadSettings withEmergency(EmergencyCalls calls) {
        return new OverloadSettings(shed, calls, peers);
    }

    /** The same with other peers. */
    public OverloadSettings withPeers(List<Network> networks) {
        return new OverloadSettings(shed, emergency, networks);
    }
}
