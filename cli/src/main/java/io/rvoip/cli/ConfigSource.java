package io.rvoip.cli;

import io.rvoip.builder.PlatformConfig;
import io.rvoip.builder.YamlConfig;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.SecurityProfile;
import io.rvoip.presets.Presets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a configuration comes from: a file, a preset, single settings; later ones win. */
final class ConfigSource {
    /** Lets the servers of this JVM staple OCSP answers, for which the JDK asks about their own certificates. */
    private static final String STAPLING = "jdk.tls.server.enableStatusRequestExtension";

    @Option(names = "--preset", paramLabel = "NAME", description = "start from a preset, as in small-office")
    private @Nullable String preset;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "set one key, as in media.ports=20000-20999 (repeatable)")
    private Map<String, String> settings = new LinkedHashMap<>();

    PlatformConfig read(@Nullable Path file) {
        PlatformConfig config = unprepared(file);
        if (config.securityProfile().compareTo(SecurityProfile.ENTERPRISE) >= 0) {
            System.setProperty(STAPLING, "true");
        }
        return config;
    }

    private PlatformConfig unprepared(@Nullable Path file) {
        YamlConfig yaml = file == null ? YamlConfig.empty() : YamlConfig.read(file);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            yaml = yaml.withSetting(setting.getKey(), setting.getValue());
        }
        Optional<String> name = Optional.ofNullable(preset).or(yaml::preset);
        if (name.isEmpty()) {
            return yaml.config();
        }
        PlatformConfig base = Presets.named(name.get())
            .orElseThrow(() -> new ConfigurationException("preset", "\"" + name.get() + "\" is unknown",
                "choose one of " + String.join(", ", Presets.names())))
            .config(yaml.domain().orElse("localhost"));
        return yaml.over(base);
    }

    boolean isPreset() {
        return preset != null;
    }
}
