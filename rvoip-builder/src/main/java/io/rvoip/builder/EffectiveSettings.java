package io.rvoip.builder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rvoip.common.Feature;
import io.rvoip.common.Network;
import io.rvoip.common.Rate;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.crypto.FipsModule;
import io.rvoip.engine.auth.AuthSettings;
import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.auth.FloodLimits;
import io.rvoip.engine.auth.LockRule;
import io.rvoip.engine.auth.LockoutLimits;
import io.rvoip.engine.auth.PasswordRule;
import io.rvoip.engine.auth.UserLimits;
import io.rvoip.engine.trunk.HealthSettings;
import io.rvoip.engine.overload.OverloadSettings;
import io.rvoip.engine.trunk.NumberPlan;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.session.SessionTimers;
import io.rvoip.session.offer.SrtpPolicy;
import io.netty.util.NetUtil;
import io.rvoip.sip.ParseLimits;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.transport.dns.DnsSettings;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsVersion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a configuration comes to once defaults and profile have spoken, as JSON for people and for comparison. */
final class EffectiveSettings {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private EffectiveSettings() {}

    static String json(PlatformConfig config) {
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("name", config.name());
        top.put("environment", config.environment().id());
        top.put("tags", new TreeMap<>(config.tags()));
        top.put("domain", config.domain());
        top.put("securityProfile", config.securityProfile().id());
        FipsModule.found().ifPresent(module -> top.put("fipsModule", module.fault().orElseGet(module::name)));
        if (FipsModule.found().flatMap(FipsModule::fault).isPresent()) {
            return text(top); // what else it comes to cannot be said without cryptography
        }
        top.put("insecureBind", config.insecureBind());
        config.advertise().ifPresent(address -> top.put("advertise", address));
        top.put("sip", sip(config));
        top.put("media", media(config));
        top.put("calls", calls(config));
        top.put("registrar", registrar(config.calls()));
        config.api().ifPresent(api -> top.put("api", api(config, api)));
        config.turn().ifPresent(turn -> top.put("turn", turn(config, turn)));
        config.trace().ifPresent(trace -> top.put("trace", trace(trace, trace.settings(config.securityProfile()))));
        config.audit().ifPresent(audit -> top.put("audit", audit(audit)));
        top.put("authentication", authentication(config));
        top.put("limits", limits(config));
        top.put("overload", overload(config.overload()));
        top.put("users", config.users().stream().map(UserConfig::name).toList());
        top.put("numbers", numbers(config.trunking().numbers()));
        config.trunking().enumSuffix().ifPresent(suffix -> top.put("enum", Map.of("suffix", suffix)));
        top.put("trunks", config.trunking().trunks().stream().map(EffectiveSettings::trunk).toList());
        top.put("capacity", capacity(config));
        top.put("features", config.features().enabled().stream().map(Feature::id).toList());
        top.put("allowWeaker", config.weaker().stream().map(EffectiveSettings::weaker).toList());
        top.put("missing", config.missing());
        return text(top);
    }

    private static String text(Map<String, Object> top) {
        try {
            return JSON.writeValueAsString(top);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of plain values", e);
        }
    }

    private static Map<String, Object> weaker(WeakerSetting setting) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("field", setting.field());
        members.put("what", setting.what());
        members.put("reason", setting.reason());
        return members;
    }

    private static Map<String, Object> sip(PlatformConfig config) {
        Map<String, Object> sip = new LinkedHashMap<>();
        sip.put("listen", config.listeners().stream().map(ListenUri::toString).toList());
        sip.put("maxConnections", config.sip().maxConnections());
        sip.put("connectionTimeout", config.sip().connectionTimeout().toSeconds() + "s");
        sip.put("origins", config.webSocket().origins());
        sip.put("tls", tls(config.tls()));
        sip.put("dns", dns(config.sip().dns()));
        sip.put("dscp", config.rtp().qos().signalingDscp());
        return sip;
    }

    private static Map<String, Object> dns(DnsSettings settings) {
        Map<String, Object> dns = new LinkedHashMap<>();
        dns.put("servers", settings.servers().servers().stream()
            .map(server -> NetUtil.toSocketAddressString(server)).toList());
        dns.put("timeout", settings.servers().timeout().toMillis() + "ms");
        dns.put("attempts", settings.servers().attempts());
        dns.put("cacheEntries", settings.limits().cacheEntries());
        dns.put("addresses", YamlDns.word(settings.families()));
        return dns;
    }

    private static Map<String, Object> tls(TlsPolicy policy) {
        Map<String, Object> tls = serverTls(policy);
        tls.put("serverCheck", policy.serverCheck().name().toLowerCase(Locale.ROOT));
        tls.put("serverCa", text(policy.serverCa()));
        return tls;
    }

    private static Map<String, Object> serverTls(TlsPolicy policy) {
        Map<String, Object> tls = new LinkedHashMap<>();
        tls.put("certificate", text(policy.certificate()));
        tls.put("versions", policy.versions().stream().map(TlsVersion::shortName).toList());
        tls.put("suites", policy.suites());
        tls.put("clientCertificate", policy.clientCertificate().name().toLowerCase(Locale.ROOT));
        tls.put("clientCa", text(policy.clientCa()));
        tls.put("keys", policy.keys().id());
        tls.put("revocation", policy.revocation().id());
        tls.put("crls", policy.crls().stream().map(Path::toString).toList());
        return tls;
    }

    private static @Nullable String text(@Nullable Path file) {
        return file == null ? null : file.toString();
    }

    private static Map<String, Object> media(PlatformConfig config) {
        Map<String, Object> media = new LinkedHashMap<>();
        media.put("address", config.mediaAddress());
        media.put("ports", config.rtp().ports().toString());
        media.put("security", config.rtp().security().id());
        media.put("srtp", srtp(config.rtp().srtp(config.securityProfile())));
        media.put("sources", id(MediaSessionSettings.of(config.securityProfile()).sourcePolicy()));
        media.put("dtls", dtls(config.rtp().dtls()));
        config.rtp().keying().mikey().ifPresent(mikey -> media.put("mikey", YamlMikey.effective(mikey, config.users())));
        config.rtp().keying().zrtp().ifPresent(zrtp -> media.put("zrtp",
            new TreeMap<>(Map.of("use", "terminate", "cache", zrtp.cache().map(Path::toString).orElse("memory")))));
        media.put("srtpLibrary", id(config.rtp().srtpLibrary()));
        media.put("ice", YamlIce.effective(config.rtp().ice()));
        media.putAll(YamlRepair.effective(config.rtp().repair()));
        media.put("video", id(config.rtp().video()));
        media.put("dscp", config.rtp().qos().audioDscp());
        media.put("videoDscp", config.rtp().qos().videoDscp());
        return media;
    }

    private static Map<String, Object> srtp(SrtpPolicy policy) {
        Map<String, Object> srtp = new LinkedHashMap<>();
        srtp.put("use", YamlTrunks.word(policy.use()));
        srtp.put("keying", policy.keying().stream().sorted().map(EffectiveSettings::id).toList());
        srtp.put("suites", policy.suites().stream().map(Enum::name).toList());
        srtp.put("keysOverClearSignalling", policy.overClearSignalling());
        srtp.put("cryptex", id(policy.cryptex()));
        srtp.put("encryptedExtensions", id(policy.extensions()));
        return srtp;
    }

    private static Map<String, @Nullable Object> dtls(DtlsFiles files) {
        Map<String, @Nullable Object> dtls = new LinkedHashMap<>();
        dtls.put("certificate", text(files.certificate()));
        dtls.put("authorities", text(files.authorities()));
        return dtls;
    }

    private static Map<String, Object> calls(PlatformConfig config) {
        Map<String, Object> calls = new LinkedHashMap<>();
        calls.put("maxCalls", config.maxCalls());
        calls.put("callTimeout", config.calls().callTimeout().toSeconds() + "s");
        calls.put("mode", id(config.calls().mode()));
        switch (config.calls().mode()) {
            case B2BUA -> bridged(calls, config.calls());
            case PROXY -> proxied(calls, config.calls());
        }
        calls.put("identity", identity(config.calls().identity()));
        return calls;
    }

    private static Map<String, Object> identity(IdentitySettings settings) {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("assertToPhones", settings.assertToPhones());
        identity.put("historyToPhones", settings.historyToPhones());
        identity.put("internalHeaders", settings.internalHeaders());
        return identity;
    }

    private static void bridged(Map<String, Object> calls, CallEngineConfig config) {
        calls.put("media", id(config.media()));
        calls.put("earlyMedia", id(config.earlyMedia()));
        Map<String, Object> silence = new LinkedHashMap<>();
        silence.put("timeout", config.silence().timeout().toSeconds() + "s");
        silence.put("hangUp", config.silence().hangUp());
        calls.put("silence", silence);
        calls.put("reliableProvisional", id(config.reliableProvisional()));
        calls.put("sessionTimers", sessionTimers(config.sessionTimers()));
    }

    private static Map<String, Object> sessionTimers(SessionTimers settings) {
        Map<String, Object> timers = new LinkedHashMap<>();
        timers.put("policy", id(settings.policy()));
        timers.put("interval", settings.interval().toSeconds() + "s");
        timers.put("minimum", settings.minimum().toSeconds() + "s");
        return timers;
    }

    private static void proxied(Map<String, Object> calls, CallEngineConfig config) {
        Map<String, Object> proxy = new LinkedHashMap<>();
        proxy.put("timerC", config.proxy().timerC().toSeconds() + "s");
        proxy.put("recordRoute", config.proxy().recordRoute());
        if (!config.proxy().edge().domains().isEmpty()) {
            Map<String, Object> edge = new LinkedHashMap<>();
            edge.put("domains", config.proxy().edge().domains());
            edge.put("core", config.proxy().edge().server().map(Object::toString).orElse(null));
            proxy.put("edge", edge);
        }
        proxy.put("followRedirects", config.proxy().followRedirects());
        proxy.put("trusted", config.proxy().trusted().stream().map(Object::toString).toList());
        calls.put("proxy", proxy);
    }

    private static Map<String, Object> registrar(CallEngineConfig config) {
        Map<String, Object> registrar = new LinkedHashMap<>();
        registrar.put("minExpires", config.registrar().minExpires().toSeconds() + "s");
        registrar.put("maxExpires", config.registrar().maxExpires().toSeconds() + "s");
        registrar.put("defaultExpires", config.registrar().defaultExpires().toSeconds() + "s");
        registrar.put("maxContacts", config.registrar().maxContacts());
        registrar.put("flowTimer", config.registrar().flowTimer().toSeconds() + "s");
        registrar.put("wakeTimeout", config.registrar().wakeTimeout().toSeconds() + "s");
        Map<String, Object> keepAlive = new LinkedHashMap<>();
        keepAlive.put("kind", id(config.keepAlive().kind()));
        keepAlive.put("interval", config.keepAlive().interval().toSeconds() + "s");
        keepAlive.put("everybody", config.keepAlive().everybody());
        keepAlive.put("tries", config.keepAlive().tries());
        keepAlive.put("removeUnreachable", config.keepAlive().removeUnreachable());
        registrar.put("keepAlive", keepAlive);
        return registrar;
    }

    private static String id(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> api(PlatformConfig config, ApiServerConfig api) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("listen", (config.apiSecure() ? "https://" : "http://") + config.apiAddress().orElseThrow());
        if (config.apiSecure()) {
            server.put("tls", serverTls(config.apiTls()));
        }
        server.put("hosts", api.hosts().stream().sorted().toList());
        server.put("origins", api.origins().stream().sorted().toList());
        server.put("websocket", api.websocket());
        server.put("phone", api.phone().wanted());
        api.phone().server().ifPresent(url -> server.put("phoneServer", url));
        server.put("keys", api.keys().stream()
            .map(EffectiveSettings::key).toList());
        return server;
    }

    private static Map<String, Object> turn(PlatformConfig config, TurnConfig turn) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("listen", config.turnListeners(turn).stream().map(TurnListenUri::toString).toList());
        server.put("address", config.turnAddress(turn));
        server.put("ports", turn.ports().toString());
        turn.secret().ifPresent(secret -> server.put("secret", secret.toString()));
        server.put("users", turn.users().stream().map(UserConfig::name).toList());
        server.put("credentialLife", turn.credentialLife().orElse(TurnRules.longestLife(config.securityProfile())).toSeconds() + "s");
        server.put("allow", turn.peers().allow().stream().map(AddressRule::toString).toList());
        server.put("deny", turn.peers().deny().stream().map(AddressRule::toString).toList());
        server.put("quotas", new TreeMap<>(Map.of("allocations", turn.quotas().allocations(), "perUser", turn.quotas().perUser(),
            "peers", turn.quotas().peers(), "bandwidth", turn.quotas().bytesPerSecond() * Byte.SIZE / 1_000,
            "totalBandwidth", turn.quotas().totalBytesPerSecond() * Byte.SIZE / 1_000)));
        return server;
    }

    private static Map<String, Object> trace(TraceConfig config, TraceSettings settings) {
        Map<String, Object> trace = new LinkedHashMap<>();
        trace.put("memory", settings.memory());
        trace.put("callMemory", settings.callMemory());
        trace.put("redaction", YamlTrace.word(settings.redaction()));
        config.hep().ifPresent(hep -> trace.put("hep", Map.of("address", "udp://" + NetUtil.toSocketAddressString(hep.collector()),
            "captureId", hep.captureId(), "queue", hep.queue())));
        return trace;
    }

    private static Map<String, Object> audit(AuditSettings settings) {
        Map<String, Object> audit = new LinkedHashMap<>();
        audit.put("file", settings.file().toString());
        audit.put("maxFileSize", settings.maxFileBytes());
        audit.put("maxFiles", settings.maxFiles());
        audit.put("queue", settings.queue());
        settings.collector().ifPresent(at -> audit.put("collector", "tls://" + new HostAndPort(at.getHostString(), at.getPort())));
        return audit;
    }

    private static Map<String, Object> key(ApiServerConfig.Key key) {
        Map<String, Object> holder = new LinkedHashMap<>();
        holder.put("name", key.name());
        holder.put("scopes", key.scopes().stream().sorted().toList());
        return holder;
    }

    private static Map<String, Object> authentication(PlatformConfig config) {
        AuthSettings settings = AuthSettings.of(config.securityProfile());
        Map<String, Object> authentication = new LinkedHashMap<>();
        authentication.put("algorithms", settings.algorithms().stream().map(Object::toString).toList());
        authentication.put("nonceLifetime", settings.nonceLifetime().toSeconds() + "s");
        authentication.put("oneUse", settings.oneUseMethods().stream().map(Object::toString).sorted().toList());
        authentication.put("passwordLength", PasswordRule.of(config.securityProfile()).minLength());
        return authentication;
    }

    private static Map<String, Object> limits(PlatformConfig config) {
        FloodLimits flood = config.limits().flood(config.securityProfile());
        UserLimits perUser = config.limits().perUser(config.securityProfile());
        Map<String, Object> strangers = rate(flood.rate());
        strangers.put("enforced", flood.enforced());
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("requests", rate(perUser.requests()));
        user.put("calls", rate(perUser.calls()));
        user.put("maxCalls", perUser.maxCalls());
        user.put("enforced", perUser.enforced());
        Map<String, Object> limits = new LinkedHashMap<>();
        limits.put("unauthenticated", strangers);
        limits.put("user", user);
        limits.put("lockout", lockout(LockoutLimits.of(config.securityProfile())));
        limits.put("message", message(ParseLimits.of(config.securityProfile())));
        return limits;
    }

    private static Map<String, Object> lockout(LockoutLimits most) {
        Map<String, Object> lockout = new LinkedHashMap<>();
        lockout.put("account", rule(most.account()));
        lockout.put("source", rule(most.source()));
        lockout.put("enforced", most.enforced());
        return lockout;
    }

    private static Map<String, Object> rule(LockRule rule) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("failures", rule.failures());
        members.put("within", rule.within().toSeconds() + "s");
        members.put("locked", rule.lock().toSeconds() + "s");
        return members;
    }

    private static Map<String, Object> message(ParseLimits most) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("bytes", most.messageBytes());
        message.put("headers", most.headers());
        return message;
    }

    private static Map<String, Object> overload(OverloadSettings settings) {
        Map<String, Object> overload = new LinkedHashMap<>();
        overload.put("shed", settings.shed());
        overload.put("emergency", settings.emergency().numbers());
        overload.put("peers", settings.peers().stream().map(Network::toString).toList());
        return overload;
    }

    private static Map<String, Object> rate(Rate rate) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("perSecond", rate.perSecond());
        members.put("burst", rate.burst());
        return members;
    }

    private static Map<String, Object> numbers(NumberPlan plan) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("countryCode", plan.countryCode());
        numbers.put("nationalPrefix", plan.nationalPrefix());
        numbers.put("internationalPrefix", plan.internationalPrefix());
        return numbers;
    }

    private static Map<String, Object> trunk(TrunkConfig config) {
        Map<String, Object> trunk = new LinkedHashMap<>();
        trunk.put("name", config.name());
        trunk.put("carrier", config.carrier());
        trunk.put("address", config.address().toString());
        trunk.put("domain", config.domain());
        trunk.put("priority", config.priority());
        trunk.put("weight", config.weight());
        config.login().ifPresent(login -> trunk.put("register", Map.of("user", login.user())));
        trunk.put("networks", config.networks().stream().map(Network::toString).toList());
        trunk.put("maxCalls", config.maxCalls());
        trunk.put("callsPerSecond", config.callsPerSecond());
        trunk.put("codecs", config.codecs());
        trunk.put("srtp", YamlTrunks.word(config.srtp()));
        config.certificate().ifPresent(file -> trunk.put("certificate", file.toString()));
        trunk.put("inbound", config.inbound());
        trunk.put("outbound", config.outbound().entries());
        config.numbers().ifPresent(plan -> trunk.put("numbers", numbers(plan)));
        config.callerNumber().ifPresent(number -> trunk.put("callerNumber", number));
        trunk.put("health", health(config.health()));
        trunk.put("trusted", config.trusted());
        trunk.put("transit", config.transit());
        return trunk;
    }

    private static Map<String, Object> health(HealthSettings settings) {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("interval", settings.interval().toMillis() + "ms");
        health.put("timeout", settings.timeout().toMillis() + "ms");
        health.put("failures", settings.failures());
        health.put("successes", settings.successes());
        return health;
    }

    private static Map<String, Object> capacity(PlatformConfig config) {
        Map<String, Object> capacity = new LinkedHashMap<>();
        capacity.put("maxUsers", config.capacity().maxUsers());
        capacity.put("maxCalls", config.capacity().maxCalls());
        capacity.put("avgCallDuration", config.capacity().avgCallDuration().toSeconds() + "s");
        capacity.put("peakMultiplier", config.capacity().peakMultiplier());
        capacity.put("peakCallsPerSecond", config.capacity().peakCallsPerSecond());
        return capacity;
    }
}
