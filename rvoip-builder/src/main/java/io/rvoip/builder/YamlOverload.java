package io.rvoip.builder;

import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.overload.OverloadSettings;
import java.util.List;

/** The key {@code overload}. */
final class YamlOverload {
    private YamlOverload() {}

    static OverloadSettings read(YamlNode node, OverloadSettings base) {
        OverloadSettings settings = base;
        if (node.has("emergency")) {
            List<String> numbers = node.list("emergency", number -> new EmergencyCalls(List.of(number)).numbers().get(0));
            settings = node.attempt(() -> base.withEmergency(new EmergencyCalls(numbers))).orElse(base);
        }
        node.refuseOthers();
        return settings;
    }
}
