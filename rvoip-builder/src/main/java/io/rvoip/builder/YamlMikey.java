package io.rvoip.builder;

import io.rvoip.rtp.mikey.MikeyMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code media.mikey}: {@code psk}, {@code certificate}, {@code key}, {@code authorities}, {@code mode} ({@code psk},
 * {@code rsa}, {@code rsa-r}, {@code dh}), {@code use} ({@code beside}, {@code alone}), {@code clockSkew}.
 */
final class YamlMikey {
    private static final Duration LEAST_SKEW = Duration.ofSeconds(1);
    private static final Duration MOST_SKEW = Duration.ofDays(1);

    private YamlMikey() {}

    /** @param file turns what is written into a path */
    static MikeyConfig read(YamlNode node, Optional<MikeyConfig> base, Function<String, Path> file) {
        MikeyConfig mikey = base.orElse(MikeyConfig.EMPTY);
        mikey = node.text("psk").map(SecretSource::of).map(mikey::withPreshared).orElse(mikey);
        mikey = mikey.withCertificate(node.parsed("certificate", file).orElse(mikey.certificate()),
            node.parsed("key", file).orElse(mikey.key()), node.parsed("authorities", file).orElse(mikey.authorities()));
        mikey = node.parsed("mode", YamlMikey::mode).map(mikey::withMode).orElse(mikey);
        mikey = node.parsed("use", YamlMikey::alone).map(mikey::withAlone).orElse(mikey);
        mikey = node.parsed("clockSkew", YamlMikey::skew).map(mikey::withClockSkew).orElse(mikey);
        node.refuseOthers();
        return mikey;
    }

    private static MikeyMode mode(String text) {
        return Stream.of(MikeyMode.values()).filter(mode -> MikeyRules.word(mode).equals(text)).findFirst().orElseThrow(() ->
            new IllegalArgumentException("\"" + text + "\" (expected: one of "
                + Stream.of(MikeyMode.values()).map(MikeyRules::word).collect(Collectors.joining(", ")) + ")"));
    }

    private static boolean alone(String text) {
        if (!text.equals("alone") && !text.equals("beside")) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: beside or alone)");
        }
        return text.equals("alone");
    }

    private static Duration skew(String text) {
        Duration skew = YamlConfig.duration(text);
        if (skew.compareTo(LEAST_SKEW) < 0 || skew.compareTo(MOST_SKEW) > 0) {
            throw new IllegalArgumentException(text + " (expected: 1s-24h)");
        }
        return skew;
    }

    /** As it is in force, with the certificates of users. */
    static Map<String, @Nullable Object> effective(MikeyConfig mikey, List<UserConfig> users) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        mikey.psk().ifPresent(psk -> members.put("psk", psk.toString()));
        members.put("certificate", text(mikey.certificate()));
        members.put("authorities", text(mikey.authorities()));
        Map<String, String> known = new LinkedHashMap<>();
        users.forEach(user -> user.certificate().ifPresent(file -> known.put(user.name(), file.toString())));
        if (!known.isEmpty()) {
            members.put("users", known);
        }
        members.put("mode", MikeyRules.word(mikey.mode()));
        members.put("use", mikey.alone() ? "alone" : "beside");
        members.put("clockSkew", mikey.clockSkew().toSeconds() + "s");
        return members;
    }

    private static @Nullable String text(@Nullable Path file) {
        return file == null ? null : file.toString();
    }
}
