package io.rvoip.presets;

import io.rvoip.builder.ListenUri;
import io.rvoip.common.QosConfig;
import io.rvoip.ice.IceServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a deployment meets the network. Immutable.
 *
 * @param listen where SIP is spoken; empty means the profile's address and default ports
 * @param external the address others see, where it differs
 * @param iceServers STUN and TURN servers to use; none unless given: nothing leaves the machine unasked
 * @param browsers whether it serves browsers: SIP over WebSocket, and the page to phone with
 * @param qos how packets are marked
 */
public record NetworkConfig(
        List<ListenUri> listen, Optional<String> external, List<IceServer> iceServers, boolean browsers, QosConfig qos) {
    /** Copies the lists. */
    public NetworkConfig {
        listen = List.copyOf(listen);
        iceServers = List.copyOf(iceServers);
    }

    /** The profile's listeners, no servers, no browsers, packets marked. */
    public static NetworkConfig standard() {
        return new NetworkConfig(List.of(), Optional.empty(), List.of(), false, QosConfig.standard());
    }

    /** With another listener, as in {@code udp://127.0.0.1:5060}. */
    public NetworkConfig withListen(String address) {
        List<ListenUri> more = new ArrayList<>(listen);
        more.add(ListenUri.parse(address));
        return new NetworkConfig(more, external, iceServers, browsers, qos);
    }

    /** With the address others see. */
    public NetworkConfig withExternal(String address) {
        return new NetworkConfig(listen, Optional.of(address), iceServers, browsers, qos);
    }

    /** With a STUN or TURN server. */
    public NetworkConfig withIceServer(IceServer server) {
        List<IceServer> more = new ArrayList<>(iceServers);
        more.add(server);
        return new NetworkConfig(listen, external, more, browsers, qos);
    }

    /** With browsers or without. */
    public NetworkConfig withBrowsers(boolean served) {
        return new NetworkConfig(listen, external, iceServers, served, qos);
    }

    /** With other marks. */
    public NetworkConfig withQos(QosConfig marking) {
        return new NetworkConfig(listen, external, iceServers, browsers, marking);
    }
}
