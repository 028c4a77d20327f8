package io.rvoip.builder;

import io.rvoip.common.Network;
import io.rvoip.engine.EarlyMedia;
import io.rvoip.engine.EdgeSettings;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.MediaMode;
import io.rvoip.engine.ProxySettings;
import io.rvoip.engine.SilenceRule;
import io.rvoip.engine.registrar.KeepAliveSettings;
import io.rvoip.engine.registrar.RegistrarSettings;
import io.rvoip.session.Reliability;
import io.rvoip.session.SessionTimers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys under {@code calls} and {@code registrar}. */
final class YamlCalls {
    private YamlCalls() {}

    static CallEngineConfig calls(YamlNode node, CallEngineConfig base) {
        CallEngineConfig calls = base;
        calls = node.number("maxCalls", 1, 1_000_000).map(calls::withMaxCalls).orElse(calls);
        calls = node.parsed("callTimeout", YamlConfig::duration).map(calls::withCallTimeout).orElse(calls);
        calls = node.flag("recording").map(calls::withRecording).orElse(calls);
        calls = node.parsed("mode", YamlCalls::mode).map(calls::withMode).orElse(calls);
        refuseOtherMode(node, calls.mode());
        calls = calls.withProxy(proxy(node.child("proxy"), calls.proxy()));
        calls = node.parsed("media", YamlCalls::mediaMode).map(calls::withMedia).orElse(calls);
        calls = node.parsed("earlyMedia", YamlCalls::earlyMedia).map(calls::withEarlyMedia).orElse(calls);
        calls = calls.withSilence(silence(node.child("silence"), calls.silence()));
        calls = node.parsed("reliableProvisional", YamlCalls::reliability).map(calls::withReliableProvisional).orElse(calls);
        calls = calls.withSessionTimers(sessionTimers(node.child("sessionTimers"), calls.sessionTimers()));
        calls = calls.withIdentity(identity(node.child("identity"), calls.identity()));
        node.refuseOthers();
        return calls;
    }

    private static EngineMode mode(String text) {
        return switch (text) {
            case "b2bua" -> EngineMode.B2BUA;
            case "proxy" -> EngineMode.PROXY;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: b2bua or proxy)");
        };
    }

    /** What says nothing in this mode is not taken silently. */
    private static void refuseOtherMode(YamlNode node, EngineMode mode) {
        List<String> silent = switch (mode) {
            case B2BUA -> List.of("proxy");
            case PROXY -> List.of("media", "earlyMedia", "silence");
        };
        for (String key : silent) {
            if (node.has(key)) {
                node.problem(key, "means nothing to a " + (mode == EngineMode.PROXY ? "proxy" : "B2BUA"),
                    "leave it out, or change calls.mode");
            }
        }
    }

    private static ProxySettings proxy(YamlNode node, ProxySettings base) {
        ProxySettings proxy = node.word("timerC", text -> base.withTimerC(YamlConfig.duration(text))).orElse(base);
        ProxySettings timed = proxy;
        boolean stays = node.flag("recordRoute").orElse(timed.recordRoute());
        EdgeSettings edge = edge(node.child("edge"), timed.edge());
        boolean follows = node.flag("followRedirects").orElse(timed.followRedirects());
        List<Network> trusted = node.list("trusted", Network::parse);
        node.refuseOthers();
        ProxySettings settled = node.attempt(() -> timed.withRecordRoute(stays).withEdge(edge)).orElse(timed)
            .withRedirectsFollowed(follows);
        return trusted.isEmpty() ? settled : node.attempt(() -> settled.withTrusted(trusted)).orElse(settled);
    }

    private static EdgeSettings edge(YamlNode node, EdgeSettings base) {
        List<String> domains = node.list("domains", name -> name);
        Optional<String> core = node.parsed("core", uri -> uri);
        node.refuseOthers();
        return node.attempt(() -> {
            EdgeSettings edge = domains.isEmpty() ? base : base.withDomains(domains);
            return core.isPresent() ? edge.withCore(core.get()) : edge;
        }).orElse(base);
    }

    private static IdentitySettings identity(YamlNode node, IdentitySettings base) {
        IdentitySettings identity = node.flag("assertToPhones").map(base::withAssertToPhones).orElse(base);
        identity = node.flag("historyToPhones").map(identity::withHistoryToPhones).orElse(identity);
        List<String> names = node.list("internalHeaders", name -> name);
        node.refuseOthers();
        IdentitySettings told = identity;
        return names.isEmpty() ? told : node.attempt(() -> told.withInternalHeaders(names)).orElse(told);
    }

    private static SilenceRule silence(YamlNode node, SilenceRule base) {
        SilenceRule silence = node.word("timeout", text -> base.withTimeout(YamlConfig.duration(text))).orElse(base);
        silence = node.flag("hangUp").map(silence::withHangUp).orElse(silence);
        node.refuseOthers();
        return silence;
    }

    private static SessionTimers sessionTimers(YamlNode node, SessionTimers base) {
        SessionTimers.Policy policy = node.parsed("policy", YamlCalls::timerPolicy).orElse(base.policy());
        Optional<Duration> minimum = node.parsed("minimum", YamlConfig::duration);
        Optional<Duration> interval = node.parsed("interval", YamlConfig::duration);
        node.refuseOthers();
        return node.attempt(() -> {
            if (minimum.isPresent() && interval.isPresent()) {
                return new SessionTimers(policy, interval.get(), minimum.get());
            }
            SessionTimers timers = base.withPolicy(policy);
            timers = minimum.isPresent() ? timers.withMinimum(minimum.get()) : timers;
            return interval.isPresent() ? timers.withInterval(interval.get()) : timers;
        }).orElse(base);
    }

    /** YAML turns {@code off} into false before we see it. */
    private static SessionTimers.Policy timerPolicy(String text) {
        return switch (text) {
            case "off", "false" -> SessionTimers.Policy.OFF;
            case "accept" -> SessionTimers.Policy.ACCEPT;
            case "request" -> SessionTimers.Policy.REQUEST;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: off, accept or request)");
        };
    }

    private static Reliability reliability(String text) {
        return switch (text) {
            case "off", "false" -> Reliability.OFF;
            case "supported" -> Reliability.SUPPORTED;
            case "required" -> Reliability.REQUIRED;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: off, supported or required)");
        };
    }

    static CallEngineConfig registrar(YamlNode node, CallEngineConfig base) {
        RegistrarSettings granted = base.registrar();
        Duration least = node.parsed("minExpires", YamlConfig::duration).orElse(granted.minExpires());
        Duration most = node.parsed("maxExpires", YamlConfig::duration).orElse(granted.maxExpires());
        Duration otherwise = node.parsed("defaultExpires", YamlConfig::duration).orElse(granted.defaultExpires());
        granted = node.attempt(() -> base.registrar().withExpires(least, most, otherwise)).orElse(granted);
        granted = node.number("maxContacts", 1, 100).map(granted::withMaxContacts).orElse(granted);
        RegistrarSettings flows = granted;
        granted = node.word("flowTimer", text -> flows.withFlowTimer(YamlConfig.duration(text))).orElse(granted);
        RegistrarSettings sleepers = granted;
        granted = node.word("wakeTimeout", text -> sleepers.withWakeTimeout(YamlConfig.duration(text))).orElse(granted);
        KeepAliveSettings kept = keepAlive(node.child("keepAlive"), base.keepAlive());
        node.refuseOthers();
        return base.withRegistrar(granted).withKeepAlive(kept);
    }

    private static KeepAliveSettings keepAlive(YamlNode node, KeepAliveSettings base) {
        KeepAliveSettings kept = node.parsed("kind", YamlCalls::kind).map(base::withKind).orElse(base);
        KeepAliveSettings first = kept;
        kept = node.word("interval", text -> first.withInterval(YamlConfig.duration(text))).orElse(kept);
        kept = node.flag("everybody").map(kept::withEverybody).orElse(kept);
        kept = node.number("tries", 1, 20).map(kept::withTries).orElse(kept);
        kept = node.flag("removeUnreachable").map(kept::withRemoveUnreachable).orElse(kept);
        node.refuseOthers();
        return kept;
    }

    private static MediaMode mediaMode(String text) {
        return switch (text) {
            case "anchored" -> MediaMode.ANCHORED;
            case "direct" -> MediaMode.DIRECT;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: anchored or direct)");
        };
    }

    private static EarlyMedia earlyMedia(String text) {
        return switch (text) {
            case "relay" -> EarlyMedia.RELAY;
            case "none" -> EarlyMedia.NONE;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: relay or none)");
        };
    }

    private static KeepAliveSettings.Kind kind(String text) {
        return switch (text) {
            case "none" -> KeepAliveSettings.Kind.NONE;
            case "crlf" -> KeepAliveSettings.Kind.CRLF;
            case "options" -> KeepAliveSettings.Kind.OPTIONS;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: none, crlf or options)");
        };
    }
}
