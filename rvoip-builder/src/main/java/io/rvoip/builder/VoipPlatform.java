package io.rvoip.builder;

import io.rvoip.api.WebPhone;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Environment;
import io.rvoip.common.EventBus;
import io.rvoip.common.Expect;
import io.rvoip.common.Feature;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.Health;
import io.rvoip.common.Lifecycle;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditChain;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.audit.AuditSink;
import io.rvoip.engine.EngineControl;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.overload.OverloadSettings;
import io.rvoip.engine.trunk.NumberPlan;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.tls.TlsEvent;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A running server put together from its configuration: SIP listeners, registrar, call engine, media, HTTP. Thread-safe.
 *
 * <pre>{@code
 * VoipPlatform platform = VoipPlatform.builder("office")
 *     .withDomain("rvoip.test")
 *     .withSecurityProfile(SecurityProfile.DEVELOPMENT)
 *     .withSipStack(SipStackConfig.basic())
 *     .withUser("alice", "ref:env:ALICE_PW")
 *     .build();
 * platform.start().toCompletableFuture().join();
 * }</pre>
 */
public final class VoipPlatform implements AutoCloseable {
    private static final Duration CLOSE_DRAIN = Duration.ofSeconds(2);

    private final PlatformConfig config;
    private final PlatformParts parts;
    private final Lifecycle lifecycle;

    private VoipPlatform(PlatformConfig config, PlatformParts parts) {
        this.config = config;
        this.parts = parts;
        this.lifecycle = new Lifecycle(config.name(), parts.components(), parts.time());
    }

    /** Starts a configuration with the defaults: no users, a small office's capacity, the profile standard. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Starts all components in order. Completes when every listener is bound. When a component fails, those already
     * running are stopped again and the stage fails: with a {@link io.rvoip.common.ConfigurationException} that names the
     * field of the listener when its address cannot be had, else with a {@link io.rvoip.common.LifecycleException}.
     */
    public CompletionStage<Void> start() {
        return lifecycle.start().exceptionallyCompose(failure -> CompletableFuture.failedFuture(NotBound.named(config, failure)));
    }

    /** Takes no new calls, waits for those there are for up to {@code drain}, ends the rest, and releases everything. */
    public CompletionStage<Void> stop(Duration drain) {
        return lifecycle.stop(drain).whenComplete((done, failure) -> parts.release());
    }

    /** Stops with two seconds for calls to end, and waits for it. */
    @Override
    public void close() {
        stop(CLOSE_DRAIN).toCompletableFuture().join();
    }

    /** Where it stands. */
    public Lifecycle.State status() {
        return lifecycle.state();
    }

    /** How each component is. */
    public Health health() {
        return lifecycle.health();
    }

    /** The calls and registrations: what is there, and what an operator may do. */
    public EngineControl engine() {
        return parts.engine();
    }

    /** Everything that happens, numbered. */
    public EventBus<EngineEvent> events() {
        return parts.engine().events();
    }

    /** All figures in the text format of Prometheus. */
    public String metrics() {
        return parts.metrics().scrape();
    }

    /** The part that is used for a port: the one given to {@link Builder#bind}, or the built-in one. */
    public <T> T get(Class<T> port) {
        return parts.get(port);
    }

    /** Where SIP is spoken, with real ports; empty before the start. */
    public List<InetSocketAddress> sipAddresses() {
        return listenPoints().stream().map(ListenPoint::address).distinct().toList();
    }

    /** The same with the transport of each listener. */
    public List<ListenPoint> listenPoints() {
        return parts.listenPoints();
    }

    /**
     * Reads the files of {@code sip.tls}, {@code api.tls}, {@code media.dtls} and {@code media.mikey} again, as happens by itself within half a minute
     * after they were written; and the pre-shared key of MIKEY, which nothing looks after. Calls go on; files that do not fit together change nothing. Who is to hear of it, and of a certificate that ends, binds
     * a {@link TlsEvent.Listener}.
     */
    public CompletionStage<TlsEvent> reloadTls() {
        return parts.reloadTls();
    }

    /** Checks the audit log from its first record to its last; fails where no file is written. */
    public CompletionStage<AuditChain.Verdict> verifyAudit() {
        return parts.audit().check().orElseGet(() ->
            CompletableFuture.failedStage(new IllegalStateException("audit: no file is being written")));
    }

    /** Where HTTP is spoken, with its real port; empty before the start or without it. */
    public Optional<InetSocketAddress> apiAddress() {
        return parts.apiAddress();
    }

    /**
     * The page for browsers, with its real port; empty before the start or without it. Where HTTP listens on all addresses, the
     * domain stands for them.
     */
    public Optional<URI> phonePage() {
        return apiAddress().filter(at -> config.servesPhone() && WebPhone.isBuilt()).map(at -> PhoneWiring.address(config, at));
    }

    /** Where STUN and TURN are served, with real ports; empty before the start or without them. */
    public List<TurnListener> turnListeners() {
        return parts.turnListeners();
    }

    /** What it was told. */
    public PlatformConfig config() {
        return config;
    }

    /** What the configuration would like and this build lacks. */
    public List<String> missing() {
        return config.missing().stream()
            .filter(what -> !parts.sendsPushes() || !what.equals("features." + Feature.PUSH_NOTIFICATIONS.id())).toList();
    }

    /** Collects a configuration. Setters may be called in any order; {@link #build()} checks all of it. Not thread-safe. */
    public static final class Builder {
        private String name;
        private Environment environment = Environment.DEVELOPMENT;
        private final Map<String, String> tags = new LinkedHashMap<>();
        private String domain = "localhost";
        private SecurityProfile securityProfile = SecurityProfile.STANDARD;
        private boolean insecureBind;
        private Optional<String> advertise = Optional.empty();
        private SipStackConfig sip = SipStackConfig.custom();
        private RtpEngineConfig rtp = RtpEngineConfig.basic();
        private CallEngineConfig calls = CallEngineConfig.basic();
        private Optional<ApiServerConfig> api = Optional.empty();
        private Optional<TurnConfig> turn = Optional.empty();
        private Optional<TraceConfig> trace = Optional.empty();
        private Optional<AuditSettings> audit = Optional.empty();
        private final Map<String, UserConfig> users = new LinkedHashMap<>();
        private Trunking trunking = Trunking.NONE;
        private CapacityConfig capacity = CapacityConfig.small();
        private LimitsConfig limits = LimitsConfig.ofProfile();
        private OverloadSettings overload = OverloadSettings.DEFAULT;
        private FeatureSet features = FeatureSet.basic();
        private final Set<Feature> required = EnumSet.noneOf(Feature.class);
        private final List<String> allowWeaker = new ArrayList<>();
        private final Map<Class<?>, Object> bindings = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        Builder(PlatformConfig from) {
            name = from.name();
            environment = from.environment();
            tags.putAll(from.tags());
            domain = from.domain();
            securityProfile = from.securityProfile();
            insecureBind = from.insecureBind();
            advertise = from.advertise();
            sip = from.sip();
            rtp = from.rtp();
            calls = from.calls();
            api = from.api();
            turn = from.turn();
            trace = from.trace();
            audit = from.audit();
            from.users().forEach(user -> users.put(user.name(), user));
            trunking = from.trunking();
            capacity = from.capacity();
            limits = from.limits();
            overload = from.overload();
            features = from.features();
            required.addAll(from.requiredFeatures());
            allowWeaker.addAll(from.allowWeaker());
        }

        /** The name of the platform. */
        public Builder withName(String platform) {
            name = platform;
            return this;
        }

        /** What it is for. */
        public Builder withEnvironment(Environment purpose) {
            environment = purpose;
            return this;
        }

        /** A label, shown in the effective settings. */
        public Builder withTag(String key, String value) {
            tags.put(Expect.notBlank("key", key), value);
            return this;
        }

        /** The SIP domain: the part behind the @ of its users' addresses. */
        public Builder withDomain(String served) {
            domain = served;
            return this;
        }

        /** The floor of its security. */
        public Builder withSecurityProfile(SecurityProfile profile) {
            securityProfile = profile;
            return this;
        }

        /**
         * Lets settings be weaker than the profile, which are refused otherwise; may be called again. Each of them is logged and written
         * down at each start, and shown in health and effective settings.
         *
         * @param reason why, or {@code FIELD: REASON} for one setting and what is below it, as in {@code sip.listen[0]: old phones}
         * @throws IllegalArgumentException when it holds no reason, or more than one line of 500 characters
         */
        public Builder withAllowWeaker(String reason) {
            WeakerSetting.Allowance.parse(reason);
            allowWeaker.add(reason);
            return this;
        }

        /** Lets the development profile listen beyond loopback; warned about at each start. */
        public Builder withInsecureBind(boolean allowed) {
            insecureBind = allowed;
            return this;
        }

        /**
         * The address others see, where it differs from the local one; or {@code stun:HOST} or {@code stun:HOST:PORT}, who is asked for it
         * at the start and every five minutes after.
         */
        public Builder withAdvertise(String address) {
            advertise = Optional.of(address);
            return this;
        }

        /** Where SIP is spoken. */
        public Builder withSipStack(SipStackConfig stack) {
            sip = stack;
            return this;
        }

        /** Where media flows. */
        public Builder withRtpEngine(RtpEngineConfig engine) {
            rtp = engine;
            return this;
        }

        /** How calls are handled. */
        public Builder withCallEngine(CallEngineConfig engine) {
            calls = engine;
            return this;
        }

        /** The HTTP interface. */
        public Builder withApiServer(ApiServerConfig server) {
            api = Optional.of(server);
            return this;
        }

        /** The STUN and TURN server; there is none unless set. */
        public Builder withTurn(TurnConfig server) {
            turn = Optional.of(server);
            return this;
        }

        /** Remembers the SIP messages of calls; without it nothing is kept. */
        public Builder withTrace(TraceConfig kept) {
            trace = Optional.of(kept);
            return this;
        }

        /** Writes down who did what; profiles other than development insist on it. */
        public Builder withAudit(AuditSettings log) {
            audit = Optional.of(log);
            return this;
        }

        /** A user; one of the same name is replaced. */
        public Builder withUser(UserConfig user) {
            users.put(user.name(), user);
            return this;
        }

        /** A user with a password, or a reference to one. */
        public Builder withUser(String user, String password) {
            return withUser(UserConfig.of(user, password));
        }

        /** How numbers are dialled; only with {@code +} unless set. */
        public Builder withNumbers(NumberPlan plan) {
            trunking = trunking.withNumbers(plan);
            return this;
        }

        /** Where numbers are looked up before trunks are asked (RFC 6116), as in {@code e164.arpa}; nowhere unless set. */
        public Builder withEnumSuffix(String domain) {
            trunking = trunking.withEnumSuffix(domain);
            return this;
        }

        /** A way to the telephone network; those of carriers given earlier are tried first. */
        public Builder withTrunk(TrunkConfig trunk) {
            trunking = trunking.withTrunk(trunk);
            return this;
        }

        /** The size it is declared for. */
        public Builder withCapacity(CapacityConfig size) {
            capacity = size;
            return this;
        }

        /** What strangers and single users may ask for, where it is stricter than the profile. */
        public Builder withLimits(LimitsConfig most) {
            limits = most;
            return this;
        }

        /** What is done when there is more than the platform can serve, and which calls are for help. */
        public Builder withOverload(OverloadSettings settings) {
            overload = settings;
            return this;
        }

        /** A set of features as a whole, as presets give it; what this build lacks is listed as missing. */
        public Builder withFeatures(FeatureSet set) {
            features = set;
            return this;
        }

        /** A feature by name: refused where this build lacks it. */
        public Builder withFeature(Feature feature) {
            features = features.with(feature, true);
            required.add(feature);
            return this;
        }

        /**
         * Replaces a built-in part by type: {@link io.rvoip.engine.registrar.LocationService},
         * {@link io.rvoip.engine.auth.UserDirectory}, {@link io.rvoip.common.crypto.CryptoProvider}, {@link
         * io.rvoip.engine.push.PushSender}, or is told beside them: {@link TlsEvent.Listener}, {@link AuditSink}. Another type is refused by
         * {@link #build()}.
         */
        public <T> Builder bind(Class<T> port, T part) {
            bindings.put(port, part);
            return this;
        }

        /** What has been collected, unchecked. */
        public PlatformConfig config() {
            return new PlatformConfig(name, environment, tags, domain, securityProfile, insecureBind, advertise, sip, rtp, calls,
                api, turn, trace, audit, List.copyOf(users.values()), trunking, capacity, limits, overload, features, required, allowWeaker);
        }

        /**
         * The platform, not yet started: nothing is bound.
         *
         * @throws io.rvoip.common.ConfigurationException with all problems and their field paths
         */
        public VoipPlatform build() {
            PlatformConfig config = config();
            PlatformParts.check(config, bindings.keySet()).throwIfInvalid();
            return new VoipPlatform(config, PlatformParts.assemble(config, bindings));
        }
    }
}
