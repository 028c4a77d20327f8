package io.rvoip.builder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Feature;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.QosConfig;
import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.VideoUse;
import io.rvoip.session.offer.EncryptedExtensions;
import io.rvoip.sip.transport.WebSocketPolicy;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * The configuration file: its keys onto the builder's values, and nothing else. Unknown keys, duplicate keys and values
 * of the wrong kind are problems with a path; a preset named in the file gives the values the file leaves open.
 */
public final class YamlConfig {
    private static final int MAX_BYTES = 3 << 20;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_DEPTH = 50;

    private final ObjectNode root;

    /** Where the file lies; null for a text. */
    private final @Nullable Path directory;

    private YamlConfig(ObjectNode root, @Nullable Path directory) {
        this.root = root;
        this.directory = directory;
    }

    /** A file without keys. */
    public static YamlConfig empty() {
        return new YamlConfig(mapper().createObjectNode(), null);
    }

    /**
     * Reads a file; blocks on the disk.
     *
     * @throws ConfigurationException when it cannot be read or is not YAML, with line and column
     */
    public static YamlConfig read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException(file.toString(), "is larger than 3 MB", "is this the right file?");
            }
            return new YamlConfig(parse(Files.readString(file)).root, file.toAbsolutePath().getParent());
        } catch (IOException failure) {
            throw new ConfigurationException(file.toString(), "cannot be read (" + failure.getClass().getSimpleName() + ")",
                "check the path and the permissions");
        }
    }

    /**
     * Reads a text.
     *
     * @throws ConfigurationException when it is not YAML, with line and column
     */
    public static YamlConfig parse(String text) {
        try {
            if (mapper().readTree(text) instanceof ObjectNode root) {
                return new YamlConfig(root, null);
            }
            throw new ConfigurationException("", "the file holds no keys", "start with domain: example.com");
        } catch (JsonProcessingException broken) {
            String where = broken.getLocation() == null ? "" : "line " + broken.getLocation().getLineNr() + ", column " + broken.getLocation().getColumnNr();
            throw new ConfigurationException(where, broken.getOriginalMessage().lines().findFirst().orElse("not YAML"), "mend the YAML");
        }
    }

    /**
     * The same with one key set, as if it stood in the file.
     *
     * @param path keys joined by dots, as in {@code media.ports}
     * @param value YAML, as in {@code 20000-20999} or {@code [a, b]}
     * @throws ConfigurationException when the path leads through something that is no mapping
     */
    public YamlConfig withSetting(String path, String value) {
        ObjectNode changed = root.deepCopy();
        ObjectNode place = changed;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            JsonNode next = place.path(keys[i]);
            if (next.isMissingNode()) {
                place = place.putObject(keys[i]);
            } else if (next instanceof ObjectNode mapping) {
                place = mapping;
            } else {
                throw new ConfigurationException(path, keys[i] + " is no mapping", "name a key of the configuration file");
            }
        }
        try {
            place.set(keys[keys.length - 1], mapper().readTree(value));
        } catch (JsonProcessingException broken) {
            throw new ConfigurationException(path, "\"" + value + "\" is not YAML", "quote it");
        }
        return new YamlConfig(changed, directory);
    }

    /** The preset the file names, in kebab case; the caller turns it into the base of {@link #over}. */
    public Optional<String> preset() {
        return Optional.ofNullable(root.path("preset").textValue());
    }

    /** The domain the file names. */
    public Optional<String> domain() {
        return Optional.ofNullable(root.path("domain").textValue());
    }

    /**
     * The file by itself.
     *
     * @throws ConfigurationException with all problems of the file
     */
    public PlatformConfig config() {
        return over(VoipPlatform.builder("rvoip").config());
    }

    /**
     * The file's values, and {@code base} where it says nothing.
     *
     * @throws ConfigurationException with all problems of the file
     */
    public PlatformConfig over(PlatformConfig base) {
        ValidationReport.Collector problems = ValidationReport.collect();
        YamlNode top = new YamlNode(root, problems);
        VoipPlatform.Builder builder = base.toBuilder();
        top.text("preset");
        top.text("name").ifPresent(builder::withName);
        top.text("domain").ifPresent(builder::withDomain);
        SecurityProfile profile = top.word("securityProfile", SecurityProfile::of).orElse(base.securityProfile());
        builder.withSecurityProfile(profile);
        allowWeaker(top, builder);
        top.text("advertise").ifPresent(builder::withAdvertise);
        top.flag("insecureBind").ifPresent(builder::withInsecureBind);
        builder.withSipStack(sip(top.child("sip"), base.sip(), profile));
        builder.withRtpEngine(media(top.child("media"), top.list("iceServers"), base.rtp().withQos(qos(top, base.rtp().qos()))));
        builder.withCallEngine(YamlCalls.registrar(top.child("registrar"), YamlCalls.calls(top.child("calls"), base.calls())));
        top.ifPresent("api", node -> builder.withApiServer(YamlApi.read(
            node, base.api().orElseGet(ApiServerConfig::restAndWebsocket), builder.config(), this::file)));
        top.ifPresent("turn", node -> builder.withTurn(YamlTurn.read(node, base.turn().orElseGet(TurnConfig::basic))));
        top.ifPresent("trace", node -> builder.withTrace(YamlTrace.read(node, base.trace().orElseGet(TraceConfig::basic))));
        top.ifPresent("audit", node -> YamlAudit.read(node, base.audit()).ifPresent(builder::withAudit));
        users(top, builder);
        YamlTrunks.read(top, builder, this::file);
        top.ifPresent("capacity", node -> builder.withCapacity(capacity(node, base.capacity())));
        builder.withLimits(limits(top.child("limits"), base.limits()));
        top.ifPresent("overload", node -> builder.withOverload(YamlOverload.read(node, base.overload())));
        top.ifPresent("features", node -> features(node, builder));
        top.refuseOthers();
        problems.report().throwIfInvalid();
        return builder.config();
    }

    /** Texts, or single mappings of a field to its reason, as YAML makes of {@code FIELD: REASON} without quotes. */
    private static void allowWeaker(YamlNode top, VoipPlatform.Builder builder) {
        for (YamlNode entry : top.list("allowWeaker")) {
            List<String> texts = entry.isText() ? List.of(entry.self(text -> text).orElse(""))
                : entry.texts().entrySet().stream().map(one -> one.getKey() + ": " + one.getValue()).toList();
            if (texts.isEmpty()) {
                entry.problem("", "is no text", "write a reason, or FIELD: REASON");
            }
            texts.forEach(text -> entry.attempt(() -> builder.withAllowWeaker(text)));
        }
    }

    /** A file named in this one is looked for beside it first. */
    private Path file(String name) {
        Path path = Path.of(name);
        Path beside = directory == null ? path : directory.resolve(path);
        return Files.exists(beside) ? beside : path;
    }

    private SipStackConfig sip(YamlNode node, SipStackConfig base, SecurityProfile profile) {
        SipStackConfig sip = base;
        List<ListenUri> listen = node.parsedList("listen", ListenUri::parse);
        if (!listen.isEmpty()) {
            sip = sip.withListeners(listen);
        }
        sip = node.number("maxConnections", 1, 1_000_000).map(sip::withMaxConnections).orElse(sip);
        sip = node.parsed("connectionTimeout", YamlConfig::duration).map(sip::withConnectionTimeout).orElse(sip);
        if (node.has("origins")) {
            List<String> origins = node.list("origins", YamlConfig::origin);
            sip = sip.withWebSocket(WebSocketPolicy.DEFAULT.withOrigins(origins.toArray(String[]::new)));
        }
        if (node.has("dns")) {
            sip = sip.withDns(YamlDns.read(node.child("dns"), sip.dns()));
        }
        if (node.has("tls")) {
            TlsPolicy tls = sip.tls().orElseGet(() -> TlsPolicy.of(profile));
            sip = sip.withTls(YamlTls.read(node.child("tls"), tls, profile, this::file));
        }
        node.refuseOthers();
        return sip;
    }

    private static String origin(String text) {
        return WebSocketPolicy.DEFAULT.withOrigins(text).origins().get(0);
    }

    private RtpEngineConfig media(YamlNode node, List<YamlNode> iceServers, RtpEngineConfig base) {
        RtpEngineConfig media = base;
        media = node.text("address").map(media::withAddress).orElse(media);
        media = node.word("security", YamlConfig::keying).map(media::withSecurity).orElse(media);
        media = node.word("srtpLibrary", SrtpLibrary::named).map(media::withSrtpLibrary).orElse(media);
        PortRange ports = node.word("ports", PortRange::parse).orElse(media.ports());
        if (node.has("dtls")) {
            media = media.withDtls(dtls(node.child("dtls"), media.dtls()));
        }
        if (node.has("mikey")) {
            media = media.withMikey(YamlMikey.read(node.child("mikey"), media.keying().mikey(), this::file));
        }
        if (node.has("zrtp")) {
            media = zrtp(node.child("zrtp"), media);
        }
        if (node.has("ice") || !iceServers.isEmpty()) {
            media = media.withIce(YamlIce.read(node.child("ice"), iceServers, media.ice()));
        }
        media = node.word("video", YamlConfig::video).map(media::withVideo).orElse(media);
        media = node.word("encryptedExtensions", YamlConfig::extensions).map(media::withEncryptedExtensions).orElse(media);
        media = media.withRepair(YamlRepair.feedback(node.child("feedback"), media.repair()));
        media = media.withRepair(YamlRepair.redundancy(node.child("redundancy"), media.repair()));
        node.refuseOthers();
        return media.withPorts(ports.first(), ports.last());
    }

    private RtpEngineConfig zrtp(YamlNode node, RtpEngineConfig media) {
        boolean terminated = node.parsed("use", YamlConfig::terminated).orElse(false);
        Optional<Path> cache = node.parsed("cache", this::file);
        node.refuseOthers();
        ZrtpConfig zrtp = cache.map(ZrtpConfig.TERMINATED::withCache).orElse(ZrtpConfig.TERMINATED);
        return terminated ? media.withZrtp(zrtp) : media;
    }

    private static boolean terminated(String text) {
        if (!text.equals("terminate") && !text.equals("pass")) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: pass or terminate)");
        }
        return text.equals("terminate");
    }

    private DtlsFiles dtls(YamlNode node, DtlsFiles base) {
        Optional<Path> certificate = node.parsed("certificate", this::file);
        Optional<Path> key = node.parsed("key", this::file);
        Optional<Path> authorities = node.parsed("authorities", this::file);
        node.refuseOthers();
        return new DtlsFiles(certificate.orElse(base.certificate()), key.orElse(base.key()),
            authorities.orElse(base.authorities()));
    }

    /** Where the section is there, marking is on unless it says otherwise. */
    private static QosConfig qos(YamlNode top, QosConfig base) {
        if (!top.has("qos")) {
            return base;
        }
        YamlNode node = top.child("qos");
        QosConfig qos = base.withDscpMarking(node.flag("marking").orElse(true));
        qos = node.number("audio", 0, 63).map(qos::withAudio).orElse(qos);
        qos = node.number("video", 0, 63).map(qos::withVideo).orElse(qos);
        qos = node.number("signaling", 0, 63).map(qos::withSignaling).orElse(qos);
        node.refuseOthers();
        return qos;
    }

    private static EncryptedExtensions extensions(String word) {
        return switch (word) {
            case "off", "false" -> EncryptedExtensions.OFF; // what YAML makes of off
            case "answered" -> EncryptedExtensions.ANSWERED;
            case "offered" -> EncryptedExtensions.OFFERED;
            default -> throw new IllegalArgumentException("encryptedExtensions: " + word + " (expected: off, answered or offered)");
        };
    }

    private static VideoUse video(String word) {
        return switch (word) {
            case "forward" -> VideoUse.FORWARD;
            case "off", "false" -> VideoUse.OFF; // what YAML makes of off
            default -> throw new IllegalArgumentException("video: " + word + " (expected: forward or off)");
        };
    }

    private static SecurityConfig keying(String word) {
        return switch (word) {
            case "none" -> SecurityConfig.none();
            case "auto" -> SecurityConfig.auto();
            case "sdes" -> SecurityConfig.sdes();
            case "dtls" -> SecurityConfig.dtlsSrtp();
            case "zrtp" -> SecurityConfig.p2p();
            case "mikey" -> throw new IllegalArgumentException("security: mikey has a section of its own (expected: auto, with media.mikey)");
            default -> throw new IllegalArgumentException("security: " + word + " (expected: none, auto, sdes or dtls)");
        };
    }

    private void users(YamlNode top, VoipPlatform.Builder builder) {
        for (YamlNode user : top.list("users")) {
            Optional<String> name = user.required("name");
            Optional<String> password = user.required("password");
            Optional<Path> certificate = user.parsed("certificate", this::file);
            user.refuseOthers();
            if (name.isPresent() && password.isPresent()) {
                user.attempt(() -> UserConfig.of(name.get(), password.get()))
                    .map(made -> certificate.map(made::withCertificate).orElse(made)).ifPresent(builder::withUser);
            }
        }
    }

    private static CapacityConfig capacity(YamlNode node, CapacityConfig base) {
        CapacityConfig capacity = node.isText() ? node.self(YamlConfig::capacitySize).orElse(base) : base;
        capacity = node.number("maxUsers", 1, 10_000_000).map(capacity::withMaxUsers).orElse(capacity);
        capacity = node.number("maxCalls", 1, 1_000_000).map(capacity::withMaxCalls).orElse(capacity);
        capacity = node.parsed("avgCallDuration", YamlConfig::duration).map(capacity::withAvgCallDuration).orElse(capacity);
        capacity = node.decimal("peakMultiplier").map(capacity::withPeakMultiplier).orElse(capacity);
        node.refuseOthers();
        return capacity;
    }

    private static LimitsConfig limits(YamlNode node, LimitsConfig base) {
        LimitsConfig limits = rate(node.child("unauthenticated")).map(base::withUnauthenticated).orElse(base);
        YamlNode user = node.child("user");
        limits = rate(user.child("requests")).map(limits::withRequests).orElse(limits);
        limits = rate(user.child("calls")).map(limits::withCalls).orElse(limits);
        limits = user.number("maxCalls", 1, 1_000_000).map(limits::withMaxCalls).orElse(limits);
        user.refuseOthers();
        node.refuseOthers();
        return limits;
    }

    private static Optional<Rate> rate(YamlNode node) {
        Optional<Double> perSecond = node.decimal("perSecond");
        Optional<Integer> burst = node.number("burst", 1, 1_000_000);
        node.refuseOthers();
        if (perSecond.isEmpty() && burst.isPresent()) {
            node.problem("perSecond", "is missing", "say how many a second");
        }
        return perSecond.flatMap(rate -> node.attempt(() -> new Rate(rate, burst.orElse((int) Math.max(1, Math.ceil(2 * rate))))));
    }

    private static void features(YamlNode node, VoipPlatform.Builder builder) {
        EnumSet<Feature> named = EnumSet.noneOf(Feature.class);
        named.addAll(node.words(Feature::of));
        builder.withFeatures(new FeatureSet(named));
        named.forEach(builder::withFeature);
    }

    private static CapacityConfig capacitySize(String size) {
        return switch (size) {
            case "small" -> CapacityConfig.small();
            case "medium" -> CapacityConfig.medium();
            case "large" -> CapacityConfig.large();
            case "enterprise" -> CapacityConfig.enterprise();
            default -> throw new IllegalArgumentException("\"" + size + "\" (expected: small, medium, large, enterprise)");
        };
    }

    /** {@code 30s}, {@code 5m}, {@code 2h}, {@code 500ms}. */
    static Duration duration(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits > 0 && digits <= 9) {
            long amount = Long.parseLong(text.substring(0, digits));
            switch (text.substring(digits).strip()) {
                case "ms": return Duration.ofMillis(amount);
                case "s": return Duration.ofSeconds(amount);
                case "m": return Duration.ofMinutes(amount);
                case "h": return Duration.ofHours(amount);
                default: break;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: a duration, as in 30s, 5m, 2h)");
    }

    private static ObjectMapper mapper() {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setMaxAliasesForCollections(MAX_ALIASES);
        limits.setNestingDepthLimit(MAX_DEPTH);
        limits.setCodePointLimit(MAX_BYTES);
        return new ObjectMapper(YAMLFactory.builder().loaderOptions(limits)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
    }
}
