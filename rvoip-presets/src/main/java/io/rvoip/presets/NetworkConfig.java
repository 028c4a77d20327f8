package io.rvoip.presets;

import io.rvoip.builder.ListenUri;
import io.rvoip.common.QosConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a deployment meets the network. Immutable.
 *
 * @param listen where SIP is spoken; empty means the profile's address and default ports
 * @param external the address others see, where it differs
 * @param iceServers STUN and TURN servers to use; none unless given: nothing leaves the machine unasked
 * @param qos how packets are marked
 */
public record NetworkConfig(List<ListenUri> listen, Optional<String> external, List<IceServer> iceServers, QosConfig qos) {
    /** Copies the lists. */
    public NetworkConfig {
        listen = List.copyOf(listen);
        iceServers = List.copyOf(iceServers);
    }

    /** The profile's listeners, no servers, packets marked. */
    public static NetworkConfig standard() {
        return new NetworkConfig(List.of(), Optional.empty(), List.of(), QosConfig.standard());
    }

    /** With another listener, as in {@code udp://127.0.0.1:5060}. */
    public NetworkConfig withListen(String address) {
        List<ListenUri> more = new ArrayList<>(listen);
        more.add(ListenUri.parse(address));
        return new NetworkConfig(more, external, iceServers, qos);
    }

    /** With the address others see. */
    public NetworkConfig withExternal(String address) {
        return new NetworkConfig(listen, Optional.of(address), iceServers, qos);
    }

    /** With a STUN or TURN server. */
    public NetworkConfig withIceServer(IceServer server) {
        List<IceServer> more = new ArrayList<>(iceServers);
        more.add(server);
        return new NetworkConfig(listen, external, more, qos);
    }

    /** With other marks. */
    public NetworkConfig withQos(QosConfig marking) {
        return new NetworkConfig(listen, external, iceServers, marking);
    }
}
