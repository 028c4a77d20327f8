package io.rvoip.builder;

import io.rvoip.common.Network;
import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.overload.OverloadSettings;
import java.util.List;

/** The key {@code overload}. */
final class YamlOverload {
    private YamlOverload() {}

    static OverloadSettings read(YamlNode node, OverloadSettings base) {
        OverloadSettings settings = node.flag("shed").map(base::withShed).orElse(base);
        if (node.has("emergency")) {
            List<String> numbers = node.list("emergency", number -> new EmergencyCalls(List.of(number)).numbers().get(0));
            OverloadSettings so = settings;
            settings = node.attempt(() -> so.withEmergency(new EmergencyCalls(numbers))).orElse(so);
        }
        if (node.has("peers")) {
            List<Network> peers = node.list("peers", Network::parse);
            OverloadSettings so = settings;
            settings = node.attempt(() -> so.withPeers(peers)).orElse(so);
        }
        node.refuseOthers();
        return settings;
    }
}
