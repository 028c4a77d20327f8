package io.rvoip.builder;

import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;
import io.rvoip.api.TurnGrant;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.Metrics;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.server.PeerRules;
import io.rvoip.ice.server.RelayAddress;
import io.rvoip.ice.server.RelaySettings;
import io.rvoip.ice.server.TimeLimitedCredentials;
import io.rvoip.ice.server.TurnUsers;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.ice.server.transport.TurnService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The STUN and TURN server of a platform, on a loop of its own, and the credentials for it. */
final class TurnWiring {
    private final PlatformConfig config;
    private final TurnConfig turn;
    private final Optional<PublicAddress> asked;
    private final EventLoops loops;
    private final TurnService service;
    private final Optional<TimeLimitedCredentials> issuer;

    /** @param asked who knows our public address once it has started, and is started first; empty where nobody is asked */
    TurnWiring(PlatformConfig config, TurnConfig turn, Optional<PublicAddress> asked, Supplier<SslContext> tls, CryptoProvider crypto, Metrics metrics) {
        this.config = config;
        this.turn = turn;
        this.asked = asked;
        loops = EventLoops.create("rvoip-turn", 1, metrics);
        issuer = turn.secret().map(secret -> new TimeLimitedCredentials(secret.resolve(), crypto));
        service = new TurnService(() -> settings(crypto), users(crypto), listeners(), loops.loops().get(0), tls, crypto, metrics);
        asked.ifPresent(address -> address.onChange(service::seenAs));
    }

    TurnService service() {
        return service;
    }

    EventLoops loops() {
        return loops;
    }

    /** What a client needs to use the server; empty without a secret to sign it. */
    Optional<TurnGrant> grant(String user) {
        return issuer.map(by -> {
            Duration life = turn.credentialLife().orElse(TurnRules.longestLife(config.securityProfile()));
            var issued = by.issue(user, TimeSource.system().wallClock(), life);
            return new TurnGrant(issued.username(), issued.password(), life, uris());
        });
    }

    /** What browsers may ask for their public address, without credentials (RFC 7064). */
    List<String> stunUris() {
        return uris().stream().filter(uri -> uri.startsWith("stun:")).toList();
    }

    private List<String> uris() {
        List<String> uris = new ArrayList<>();
        for (TurnListener listener : service.listeners()) {
            InetAddress at = listener.address().getAddress();
            InetAddress local = at.isAnyLocalAddress() ? relay(config.turnAddress(turn)).advertised() : at;
            InetAddress told = seen().filter(address -> sameFamily(address, at)).orElse(local);
            String host = listener.protocol() == TurnListener.Protocol.TLS ? config.domain() : NetUtil.toAddressString(told);
            String place = new HostAndPort(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, listener.address().getPort()).toString();
            switch (listener.protocol()) {
                case UDP -> {
                    uris.add("stun:" + place);
                    uris.add("turn:" + place + "?transport=udp");
                }
                case TCP -> uris.add("turn:" + place + "?transport=tcp");
                case TLS -> uris.add("turns:" + place + "?transport=tcp");
            }
        }
        return uris;
    }

    private RelaySettings settings(CryptoProvider crypto) {
        List<RelayAddress> relays = new ArrayList<>();
        relays.add(relay(config.turnAddress(turn)));
        for (TurnListenUri listener : config.turnListeners(turn)) {
            InetAddress other = NetUtil.createInetAddressFromIpAddressString(listener.host());
            if (!other.isAnyLocalAddress() && relays.stream().noneMatch(relay -> sameFamily(relay.local(), other))) {
                relays.add(relay(listener.host()));
            }
        }
        return RelaySettings.on(relays.toArray(RelayAddress[]::new))
            .withPorts(turn.ports().first(), turn.ports().last())
            .withPeers(peers(relays))
            .withQuotas(turn.quotas())
            .withMd5(config.securityProfile() != SecurityProfile.GOVERNMENT && crypto.hasDigest("MD5"));
    }

    private RelayAddress relay(String host) {
        InetAddress local = NetUtil.createInetAddressFromIpAddressString(host);
        InetAddress seen = seen().filter(address -> sameFamily(address, local)).orElse(local);
        RelayAddress relay = new RelayAddress(local, seen);
        return sameFamily(media(), local) && !answersFrom(local) ? relay.withInside(media()) : relay;
    }

    /** Media on all addresses answers what was sent to it from there by the same one, for there is where it comes from; loopback has one for all. */
    private boolean answersFrom(InetAddress local) {
        return media().isAnyLocalAddress() && !local.isAnyLocalAddress() && !local.isLoopbackAddress();
    }

    /** What others see us at, as far as somebody says; what is asked for is known from the start on. */
    private Optional<InetAddress> seen() {
        return asked.flatMap(PublicAddress::address).or(this::said);
    }

    private Optional<InetAddress> said() {
        return config.advertise().map(NetUtil::createInetAddressFromIpAddressString);
    }

    private InetAddress media() {
        return NetUtil.createInetAddressFromIpAddressString(config.mediaAddress());
    }

    private static boolean sameFamily(InetAddress one, InetAddress other) {
        return one.getAddress().length == other.getAddress().length;
    }

    /**
     * Media of this platform is what most clients want to reach. By a name that was asked for they may reach it where they may
     * by its own.
     */
    private PeerRules peers(List<RelayAddress> relays) {
        Set<InetAddress> hosts = new LinkedHashSet<>(List.of(media()));
        said().ifPresent(hosts::add);
        if (media().isAnyLocalAddress()) {
            relays.stream().map(RelayAddress::inside).filter(inside -> sameFamily(inside, media())).forEach(hosts::add);
        }
        PeerRules rules = turn.peers();
        int shared = config.rtp().ice().port().number();
        for (InetAddress host : hosts) {
            rules = rules.withAllowed(AddressRule.of(host, config.rtp().ports().first(), config.rtp().ports().last()));
            rules = shared == 0 ? rules : rules.withAllowed(AddressRule.of(host, shared, shared));
        }
        return rules;
    }

    private TurnUsers users(CryptoProvider crypto) {
        TurnUsers users = TurnUsers.of(config.domain(), crypto);
        for (UserConfig user : turn.users()) {
            Secret password = user.password().resolve();
            users = users.withUser(user.name(), password);
        }
        return issuer.map(users::withTimeLimited).orElse(users);
    }

    private List<TurnListener> listeners() {
        return config.turnListeners(turn).stream().map(listener -> new TurnListener(listener.protocol(),
            new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(listener.host()), listener.port()))).toList();
    }
}
