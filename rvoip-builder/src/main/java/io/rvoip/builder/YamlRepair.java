package io.rvoip.builder;

import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RepairUse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sections {@code media.feedback} ({@code use}, {@code reportInterval}, {@code reducedSize}, {@code history}, {@code resends}) and
 * {@code media.redundancy} ({@code use}, {@code always}, {@code packets}, {@code lossPercent}).
 */
final class YamlRepair {
    private YamlRepair() {}

    static RepairSettings feedback(YamlNode node, RepairSettings base) {
        RepairSettings read = node.parsed("use", YamlRepair::use).map(base::withFeedback).orElse(base);
        RepairSettings used = node.flag("reducedSize").map(read::withReducedSize).orElse(read);
        RepairSettings reporting = node.parsed("reportInterval", YamlConfig::duration)
            .flatMap(interval -> node.attempt(() -> used.withReportInterval(interval))).orElse(used);
        RepairSettings kept = node.parsed("history", YamlConfig::duration)
            .flatMap(history -> node.attempt(() -> reporting.withResends(history, reporting.resendsPerSecond()))).orElse(reporting);
        RepairSettings all = node.number("resends", 1, 1_000).map(resends -> kept.withResends(kept.history(), resends)).orElse(kept);
        node.refuseOthers();
        return all;
    }

    static RepairSettings redundancy(YamlNode node, RepairSettings base) {
        RepairSettings read = node.parsed("use", YamlRepair::use).map(base::withRedundancy).orElse(base);
        boolean always = node.flag("always").orElse(read.always());
        int packets = node.number("packets", 1, 2).orElse(read.generations());
        Optional<Integer> percent = node.number("lossPercent", 1, 100);
        node.refuseOthers();
        return read.withRedundant(always, packets, percent.map(p -> p / 100.0).orElse(read.lossThreshold()));
    }

    private static RepairUse use(String text) {
        return Stream.of(RepairUse.values()).filter(one -> word(one).equals(text)).findFirst().orElseThrow(() ->
            new IllegalArgumentException("\"" + text + "\" (expected: one of "
                + String.join(", ", Stream.of(RepairUse.values()).map(YamlRepair::word).toList()) + ")"));
    }

    private static String word(RepairUse use) {
        return use.name().toLowerCase(Locale.ROOT);
    }

    /** As they are in force. */
    static Map<String, Object> effective(RepairSettings repair) {
        Map<String, Object> feedback = new LinkedHashMap<>();
        feedback.put("use", word(repair.feedback()));
        feedback.put("reportInterval", repair.reportInterval().toMillis() + "ms");
        feedback.put("reducedSize", repair.reducedSize());
        feedback.put("history", repair.history().toMillis() + "ms");
        feedback.put("resends", repair.resendsPerSecond());
        Map<String, Object> redundancy = new LinkedHashMap<>();
        redundancy.put("use", word(repair.redundancy()));
        redundancy.put("always", repair.always());
        redundancy.put("packets", repair.generations());
        redundancy.put("lossPercent", Math.round(100 * repair.lossThreshold()));
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("feedback", feedback);
        both.put("redundancy", redundancy);
        return both;
    }
}
