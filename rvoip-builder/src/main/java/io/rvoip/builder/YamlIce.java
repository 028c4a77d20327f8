package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.IceUri;
import io.rvoip.session.media.IcePort;
import io.rvoip.session.media.IceUse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The section {@code media.ice}: {@code offer}, {@code agent}, {@code port} (a number, {@code shared} or {@code own}), {@code portFor}
 * {@code stunServers} (addresses, port 3478 where none is written), {@code servers} and {@code policy}.
 */
final class YamlIce {
    private static final int PORT = 3478;
    private static final int HIGHEST_PORT = 65_535;

    private YamlIce() {}

    static IceUse read(YamlNode node, IceUse base) {
        IceUse.Offer offer = node.parsed("offer", text -> named(IceUse.Offer.values(), text)).orElse(base.offer());
        IceUse.Kind agent = node.parsed("agent", text -> named(IceUse.Kind.values(), text)).orElse(base.agent());
        List<InetSocketAddress> servers = node.parsedList("stunServers", YamlIce::server);
        IcePort port = node.parsed("port", YamlIce::port).map(read -> read.withKnown(base.port().known())).orElse(base.port());
        boolean known = node.parsed("portFor", YamlIce::known).orElse(port.known());
        List<IceServer> named = new ArrayList<>();
        node.list("servers").forEach(one -> server(one).ifPresent(named::add));
        Optional<IcePolicy> policy = node.parsed("policy", text -> named(IcePolicy.values(), text));
        node.refuseOthers();
        IceConfig config = base.config();
        return node.attempt(() -> new IceUse(
            offer, agent, with(config, servers, named, policy), port.withKnown(known)))
            .orElse(base);
    }

    private static IceConfig with(IceConfig base, List<InetSocketAddress> stun, List<IceServer> named, Optional<IcePolicy> policy) {
        IceConfig config = stun.isEmpty() ? base : base.withStunServers(stun.toArray(InetSocketAddress[]::new));
        config = named.isEmpty() ? config : config.withServers(named.toArray(IceServer[]::new));
        return policy.isEmpty() ? config : config.withPolicy(policy.get());
    }

    /** One server: {@code url}, for a relay with {@code username} and {@code password}. */
    private static Optional<IceServer> server(YamlNode node) {
        Optional<IceUri> uri = node.parsed("url", IceUri::parse);
        Optional<String> user = node.text("username");
        Optional<SecretSource> password = node.text("password").map(SecretSource::of);
        node.required("url");
        node.refuseOthers();
        return uri.flatMap(at -> node.attempt(() -> new IceServer(at, user.orElse(null), password.orElse(null))));
    }

    private static IcePort port(String text) {
        if (text.equals("shared")) {
            return IcePort.SHARED;
        }
        if (text.equals("own")) {
            return IcePort.OWN;
        }
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > HIGHEST_PORT) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: 1-65535, shared or own)");
        }
        return IcePort.at(Integer.parseInt(text));
    }

    private static boolean known(String text) {
        return switch (text) {
            case "ice" -> false;
            case "known" -> true;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: ice or known)");
        };
    }

    private static InetSocketAddress server(String text) {
        HostAndPort server = HostAndPort.parse(text, PORT);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(server.host());
        if (address == null || server.port() == 0) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: the address of a server, as in 192.0.2.1:3478)");
        }
        return new InetSocketAddress(address, server.port());
    }

    private static <E extends Enum<E>> E named(E[] all, String text) {
        return Stream.of(all).filter(one -> word(one).equals(text)).findFirst().orElseThrow(() -> new IllegalArgumentException(
            "\"" + text + "\" (expected: one of " + String.join(", ", Stream.of(all).map(YamlIce::word).toList()) + ")"));
    }

    private static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    /** As it is in force. */
    static Map<String, Object> effective(IceUse use) {
        Map<String, Object> ice = new LinkedHashMap<>();
        ice.put("offer", word(use.offer()));
        ice.put("agent", word(use.agent()));
        ice.put("stunServers", use.config().stunServers().stream().map(NetUtil::toSocketAddressString).toList());
        ice.put("servers", use.config().servers().stream().map(server -> server.uri().toString()).toList());
        ice.put("policy", word(use.config().policy()));
        boolean shares = use.sharesPort();
        ice.put("port", !shares ? "own" : use.port().number() == 0 ? "shared" : String.valueOf(use.port().number()));
        ice.put("portFor", use.port().known() ? "known" : "ice");
        return ice;
    }
}
