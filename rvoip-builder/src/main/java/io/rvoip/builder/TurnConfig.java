package io.rvoip.builder;

import io.rvoip.common.Expect;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.server.PeerRules;
import io.rvoip.ice.server.RelayQuotas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The STUN and TURN server of a platform. Immutable.
 *
 * @param listen where clients reach it; where it is empty, UDP and TCP on 3478 of the profile's address, and TLS on 5349
 *     where {@code sip.tls} has a certificate (TLS alone from {@code enterprise} on)
 * @param address the local address of relays; that of media where it is empty
 * @param ports of relays
 * @param secret signs time-limited credentials; an application that issues them itself shares it
 * @param users with passwords of their own, under {@code development} only
 * @param credentialLife of what the API hands out, 10 s – 24 h; what the profile allows where it is empty
 * @param peers whom relays reach; the media ports of this platform always
 * @param quotas what users may take
 */
public record TurnConfig(List<TurnListenUri> listen, Optional<String> address, PortRange ports, Optional<SecretSource> secret,
        List<UserConfig> users, Optional<Duration> credentialLife, PeerRules peers, RelayQuotas quotas) {
    private static final PortRange DYNAMIC_PORTS = new PortRange(49_152, 65_535);

    /** Checks the life of credentials, and copies the lists. */
    public TurnConfig {
        listen = List.copyOf(listen);
        users = List.copyOf(users);
        credentialLife.ifPresent(life -> Expect.inRange("credentialLife", life.toSeconds(), 10, 86_400));
    }

    /** Where the profile says, for nobody yet. */
    public static TurnConfig basic() {
        return new TurnConfig(List.of(), Optional.empty(), DYNAMIC_PORTS, Optional.empty(), List.of(), Optional.empty(),
            PeerRules.PUBLIC, RelayQuotas.DEFAULT);
    }

    /** For holders of time-limited credentials signed by this secret, or by the one a {@code ref:} leads to. */
    public static TurnConfig withSecret(String secret) {
        return basic().withSecret(SecretSource.of(secret));
    }

    /** For holders of time-limited credentials. */
    public TurnConfig withSecret(SecretSource shared) {
        return new TurnConfig(listen, address, ports, Optional.of(shared), users, credentialLife, peers, quotas);
    }

    /** With another user. */
    public TurnConfig withUser(String name, String password) {
        List<UserConfig> more = new ArrayList<>(users);
        more.add(UserConfig.of(name, password));
        return new TurnConfig(listen, address, ports, secret, more, credentialLife, peers, quotas);
    }

    /** Reached there, as in {@code udp://203.0.113.7:3478}. */
    public TurnConfig withListeners(String... listeners) {
        return withListeners(List.of(listeners).stream().map(TurnListenUri::parse).toList());
    }

    /** Reached there. */
    public TurnConfig withListeners(List<TurnListenUri> listeners) {
        return new TurnConfig(listeners, address, ports, secret, users, credentialLife, peers, quotas);
    }

    /** Relays on another local address. */
    public TurnConfig withAddress(String local) {
        return new TurnConfig(listen, Optional.of(local), ports, secret, users, credentialLife, peers, quotas);
    }

    /** Relays on other ports. */
    public TurnConfig withPorts(int first, int last) {
        return new TurnConfig(listen, address, new PortRange(first, last), secret, users, credentialLife, peers, quotas);
    }

    /** Credentials of another life. */
    public TurnConfig withCredentialLife(Duration life) {
        return new TurnConfig(listen, address, ports, secret, users, Optional.of(life), peers, quotas);
    }

    /** Relays reach these too, as in {@code 10.1.0.0/16:20000-20999}. */
    public TurnConfig withAllowedPeers(String... rules) {
        return withPeers(peers.withAllowed(rules(rules)));
    }

    /** Relays do not reach these, whatever else is said. */
    public TurnConfig withDeniedPeers(String... rules) {
        return withPeers(peers.withDenied(rules(rules)));
    }

    /** Relays reach others. */
    public TurnConfig withPeers(PeerRules rules) {
        return new TurnConfig(listen, address, ports, secret, users, credentialLife, rules, quotas);
    }

    /** With other quotas. */
    public TurnConfig withQuotas(RelayQuotas most) {
        return new TurnConfig(listen, address, ports, secret, users, credentialLife, peers, most);
    }

    private static AddressRule[] rules(String... texts) {
        return List.of(texts).stream().map(AddressRule::parse).toArray(AddressRule[]::new);
    }
}
