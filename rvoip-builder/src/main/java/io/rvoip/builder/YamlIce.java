package io.rvoip.builder;

import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.IceTimes;
import io.rvoip.ice.IceTrickle;
import io.rvoip.ice.IceUri;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.session.media.IcePort;
import io.rvoip.session.media.IceTcp;
import io.rvoip.session.media.IceUse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The section {@code media.ice}: {@code offer}, {@code agent}, {@code port} (a number, {@code shared} or {@code own}), {@code portFor},
 * {@code tcp}, {@code policy}, {@code trickle}, {@code times} and {@code addresses}; and {@code iceServers}, which stands beside it at the top.
 */
final class YamlIce {
    private static final int HIGHEST_PORT = 65_535;

    private YamlIce() {}

    /** @param servers the items of {@code iceServers} */
    static IceUse read(YamlNode node, List<YamlNode> servers, IceUse base) {
        IceUse.Offer offer = node.parsed("offer", text -> named(IceUse.Offer.values(), text)).orElse(base.offer());
        IceUse.Kind agent = node.parsed("agent", text -> named(IceUse.Kind.values(), text)).orElse(base.agent());
        IcePort port = node.parsed("port", YamlIce::port).map(read -> read.withKnown(base.port().known())).orElse(base.port().withTcp(IceTcp.OFF));
        boolean known = node.parsed("portFor", YamlIce::known).orElse(port.known());
        IceTcp tcp = node.parsed("tcp", YamlIce::tcp).orElse(base.port().tcp());
        List<IceServer> named = servers.stream().flatMap(one -> server(one).stream()).toList();
        Optional<IcePolicy> policy = node.parsed("policy", text -> named(IcePolicy.values(), text));
        IceTrickle trickle = node.parsed("trickle", text -> named(IceTrickle.values(), text.equals("false") ? "off" : text))
            .orElse(base.config().trickle());
        IceTimes times = times(node.child("times"), base.config().times());
        IceAddresses addresses = addresses(node.child("addresses"), base.config().addresses());
        node.refuseOthers();
        return node.attempt(() -> new IceUse(
            offer, agent, with(base.config(), named, policy).withTrickle(trickle).withTimes(times).withAddresses(addresses), port.withKnown(known).withTcp(tcp)))
            .orElse(base);
    }

    private static IceTimes times(YamlNode node, IceTimes base) {
        Duration pace = node.parsed("pace", YamlConfig::duration).orElse(base.pace());
        Duration gathering = node.parsed("gathering", YamlConfig::duration).orElse(base.gathering());
        Duration nomination = node.parsed("nomination", YamlConfig::duration).orElse(base.nomination());
        Duration patience = node.parsed("patience", YamlConfig::duration).orElse(base.patience());
        Duration most = node.parsed("most", YamlConfig::duration).orElse(base.most());
        node.refuseOthers();
        return node.attempt(() -> new IceTimes(pace, gathering, nomination, patience, most)).orElse(base);
    }

    private static IceAddresses addresses(YamlNode node, IceAddresses base) {
        IceAddresses.Families families = node.parsed("families", text -> named(IceAddresses.Families.values(), text)).orElse(base.families());
        List<AddressRule> only = node.has("only") ? node.list("only", IceAddresses::network) : base.only();
        List<AddressRule> without = node.has("without") ? node.list("without", IceAddresses::network) : base.without();
        List<String> interfaces = node.has("interfaces")
            ? node.attempt(() -> IceAddresses.ALL.withInterfaces(node.list("interfaces", name -> name).toArray(String[]::new)).interfaces()).orElse(base.interfaces())
            : base.interfaces();
        node.refuseOthers();
        return node.attempt(() -> new IceAddresses(families, only, without, interfaces)).orElse(base);
    }

    private static IceConfig with(IceConfig base, List<IceServer> named, Optional<IcePolicy> policy) {
        IceConfig config = named.isEmpty() ? base : base.withServers(named.toArray(IceServer[]::new));
        return policy.isEmpty() ? config : config.withPolicy(policy.get());
    }

    /** One server as WebRTC writes it: all its {@code urls}; for a relay {@code username} and {@code credential}. */
    private static List<IceServer> server(YamlNode node) {
        List<IceUri> urls = node.parsedList("urls", IceUri::parse);
        Optional<String> user = node.text("username");
        Optional<SecretSource> credential = node.text("credential").map(SecretSource::of);
        if (!node.has("urls")) {
            node.required("urls");
        }
        node.refuseOthers();
        return urls.stream()
            .flatMap(url -> node.attempt(() -> new IceServer(url, user.orElse(null), credential.orElse(null))).stream()).toList();
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

    private static IceTcp tcp(String text) {
        return switch (text) {
            case "off", "false" -> IceTcp.OFF; // what YAML makes of off
            case "passive" -> IceTcp.PASSIVE;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: off or passive; nobody is connected to from here)");
        };
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
        ice.put("servers", use.config().servers().stream().map(server -> server.uri().toString()).toList());
        ice.put("policy", word(use.config().policy()));
        ice.put("trickle", word(use.config().trickle()));
        boolean shares = use.sharesPort();
        ice.put("port", !shares ? "own" : use.port().number() == 0 ? "shared" : String.valueOf(use.port().number()));
        ice.put("portFor", use.port().known() ? "known" : "ice");
        ice.put("tcp", word(use.port().tcp()));
        ice.put("times", effective(use.config().times()));
        ice.put("addresses", effective(use.config().addresses()));
        return ice;
    }

    private static Map<String, Object> effective(IceAddresses told) {
        Map<String, Object> addresses = new LinkedHashMap<>();
        addresses.put("families", word(told.families()));
        addresses.put("only", told.only().stream().map(AddressRule::toString).toList());
        addresses.put("without", told.without().stream().map(AddressRule::toString).toList());
        if (!told.interfaces().isEmpty()) {
            addresses.put("interfaces", told.interfaces());
        }
        return addresses;
    }

    private static Map<String, Object> effective(IceTimes used) {
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("pace", used.pace().toMillis() + "ms");
        times.put("gathering", used.gathering().toMillis() + "ms");
        times.put("nomination", used.nomination().toMillis() + "ms");
        times.put("patience", used.patience().toMillis() + "ms");
        times.put("most", used.most().toMillis() + "ms");
        return times;
    }
}
