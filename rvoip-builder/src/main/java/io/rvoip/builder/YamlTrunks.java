package io.rvoip.builder;

import io.rvoip.common.Network;
import io.rvoip.engine.trunk.HealthSettings;
import io.rvoip.engine.trunk.NumberList;
import io.rvoip.engine.trunk.NumberPlan;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.TrunkLogin;
import io.rvoip.session.offer.SrtpUse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The keys {@code numbers}, {@code enum} and {@code trunks}. */
final class YamlTrunks {
    private static final int MOST = 1_000_000;

    private YamlTrunks() {}

    /** @param file turns what is written into a path */
    static void read(YamlNode top, VoipPlatform.Builder builder, Function<String, Path> file) {
        top.ifPresent("numbers", node -> builder.withNumbers(numbers(node, NumberPlan.PLUS_ONLY)));
        top.ifPresent("enum", node -> {
            node.required("suffix").ifPresent(builder::withEnumSuffix);
            node.refuseOthers();
        });
        top.list("trunks").forEach(node -> {
            Optional<String> name = node.required("name");
            Optional<String> address = node.required("address");
            if (name.isPresent() && address.isPresent()) {
                node.attempt(() -> TrunkConfig.of(name.get(), address.get()))
                        .ifPresent(trunk -> builder.withTrunk(trunk(node, trunk, file)));
            }
        });
    }

    private static NumberPlan numbers(YamlNode node, NumberPlan base) {
        String country = node.text("countryCode").orElse(base.countryCode());
        String national = node.text("nationalPrefix").orElse(base.nationalPrefix());
        String international = node.text("internationalPrefix").orElse(base.internationalPrefix());
        node.refuseOthers();
        return node.attempt(() -> new NumberPlan(country, national, international)).orElse(base);
    }

    private static TrunkConfig trunk(YamlNode node, TrunkConfig base, Function<String, Path> file) {
        TrunkConfig trunk = way(node, base);
        trunk = node.number("maxCalls", 1, MOST).map(trunk::withMaxCalls).orElse(trunk);
        Optional<Double> rate = node.decimal("callsPerSecond");
        TrunkConfig counted = trunk;
        trunk = rate.flatMap(value -> node.attempt(() -> counted.withCallsPerSecond(value))).orElse(trunk);
        List<String> codecs = node.parsedList("codecs", codec -> codec);
        trunk = codecs.isEmpty() ? trunk : trunk.withCodecs(codecs);
        trunk = node.parsed("srtp", YamlTrunks::srtp).map(trunk::withSrtp).orElse(trunk);
        trunk = node.parsed("certificate", file).map(trunk::withCertificate).orElse(trunk);
        trunk = node.flag("trusted").map(trunk::withTrusted).orElse(trunk);
        trunk = node.flag("transit").map(trunk::withTransit).orElse(trunk);
        trunk = numberLists(node, trunk);
        trunk = trunk.withHealth(health(node.child("health"), trunk.health()));
        node.refuseOthers();
        return trunk;
    }

    private static TrunkConfig way(YamlNode node, TrunkConfig base) {
        TrunkConfig trunk = node.word("carrier", base::withCarrier).orElse(base);
        trunk = node.word("domain", trunk::withDomain).orElse(trunk);
        trunk = node.number("priority", 1, 65_535).map(trunk::withPriority).orElse(trunk);
        trunk = node.number("weight", 1, 65_535).map(trunk::withWeight).orElse(trunk);
        if (node.has("register")) {
            YamlNode login = node.child("register");
            Optional<String> user = login.required("user");
            Optional<String> password = login.required("password");
            login.refuseOthers();
            if (user.isPresent() && password.isPresent()) {
                TrunkConfig open = trunk;
                trunk = login.attempt(() -> open.withLogin(new TrunkLogin(user.get(), SecretSource.of(password.get()))))
                        .orElse(trunk);
            }
        }
        List<Network> networks = node.list("networks", Network::parse);
        return networks.isEmpty() ? trunk : trunk.withNetworks(networks);
    }

    private static TrunkConfig numberLists(YamlNode node, TrunkConfig base) {
        TrunkConfig trunk = base;
        for (var entry : node.texts("inbound").entrySet()) {
            TrunkConfig so = trunk;
            trunk = node.child("inbound").attempt(() -> so.withInbound(entry.getKey(), entry.getValue())).orElse(trunk);
        }
        if (node.has("outbound")) {
            List<String> entries = node.list("outbound", entry -> NumberList.of(entry).entries().get(0));
            trunk = trunk.withOutbound(new NumberList(entries));
        }
        if (node.has("numbers")) {
            trunk = trunk.withNumbers(numbers(node.child("numbers"), NumberPlan.PLUS_ONLY));
        }
        return node.word("callerNumber", trunk::withCallerNumber).orElse(trunk);
    }

    private static HealthSettings health(YamlNode node, HealthSettings base) {
        Duration interval = node.parsed("interval", YamlConfig::duration).orElse(base.interval());
        Duration timeout = node.parsed("timeout", YamlConfig::duration).orElse(base.timeout());
        int failures = node.number("failures", 1, 100).orElse(base.failures());
        int successes = node.number("successes", 1, 100).orElse(base.successes());
        node.refuseOthers();
        return node.attempt(() -> new HealthSettings(interval, timeout, failures, successes)).orElse(base);
    }

    private static SrtpUse srtp(String text) {
        for (SrtpUse use : SrtpUse.values()) {
            if (word(use).equals(text)) {
                return use;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: disabled, accepted, preferred or required)");
    }

    static String word(SrtpUse use) {
        return use == SrtpUse.OFF ? "disabled" : use.name().toLowerCase(Locale.ROOT);
    }
}
