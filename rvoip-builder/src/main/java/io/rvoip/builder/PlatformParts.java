package io.rvoip.builder;

import io.rvoip.api.ApiServer;
import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Component;
import io.rvoip.common.Feature;
import io.rvoip.common.TimeSource;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.audit.AuditSink;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.engine.CallEngine;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.auth.UserDirectory;
import io.rvoip.engine.push.PushSender;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.media.MediaEngine;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.tls.TlsEvent;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The parts of one platform, put together once and released once. Nothing is bound before the components start. */
final class PlatformParts {
    private static final Set<Class<?>> PORTS = Set.of(
        LocationService.class, UserDirectory.class, CryptoProvider.class, PushSender.class, TlsEvent.Listener.class,
        AuditSink.class);

    private final Wiring wiring;
    private final EventLoops sipLoops;
    private final EventLoops mediaLoops;
    private final MediaEngine media;
    private final MicrometerMetrics metrics;
    private final CallEngine engine;
    private final Optional<ApiServer> api;
    private final Map<Class<?>, Object> byType;

    private PlatformParts(Wiring wiring, EventLoops sipLoops, EventLoops mediaLoops, MediaEngine media, MicrometerMetrics metrics,
            CallEngine engine, Optional<ApiServer> api, Map<Class<?>, Object> byType) {
        this.wiring = wiring;
        this.sipLoops = sipLoops;
        this.mediaLoops = mediaLoops;
        this.media = media;
        this.metrics = metrics;
        this.engine = engine;
        this.api = api;
        this.byType = byType;
    }

    /** What is wrong with a configuration, and with the parts that were bound to it. */
    static ValidationReport check(PlatformConfig config, Set<Class<?>> ports) {
        ValidationReport.Collector all = ValidationReport.collect().include(config.validate()).include(SecretRules.unavailable(config)).include(IceRules.unavailable(config));
        boolean pushes = ports.contains(PushSender.class);
        all.require(pushes || !config.requiredFeatures().contains(Feature.PUSH_NOTIFICATIONS), "features",
            "push-notifications needs somebody who sends them", "bind a PushSender");
        all.require(!pushes || config.calls().mode() == EngineMode.B2BUA, "calls.mode",
            "proxy, but a PushSender is bound, and a proxy holds no calls for phones", "leave the sender out, or choose b2bua");
        String known = PORTS.stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", "));
        for (Class<?> port : ports) {
            all.require(PORTS.contains(port), "bind", port.getName() + " is no port of this platform", "bind one of " + known);
        }
        return all.report();
    }

    static PlatformParts assemble(PlatformConfig config, Map<Class<?>, Object> bindings) {
        Wiring wiring = new Wiring(config, bindings);
        Map<Class<?>, Object> byType = new LinkedHashMap<>(wiring.defaults());
        byType.putAll(bindings);
        return new PlatformParts(wiring, wiring.sipLoops(), wiring.mediaLoops(), wiring.media(), wiring.metrics(), wiring.engine(),
            wiring.api(), byType);
    }

    List<Component> components() {
        List<Component> all = new ArrayList<>();
        wiring.collector().ifPresent(all::add); // before who tells it, and stopped after them
        all.add(wiring.audit());
        wiring.weaker().ifPresent(all::add);
        wiring.publicAddress().ifPresent(all::add); // before whatever tells it
        wiring.interfaceWatch().ifPresent(all::add); // before there are calls
        wiring.turn().map(TurnWiring::service).ifPresent(all::add); // before the calls that need it, and stopped after them
        wiring.sharedMediaPorts().ifPresent(all::add);
        all.add(engine);
        all.addAll(wiring.tlsAlarms());
        api.ifPresent(all::add);
        return all;
    }

    AuditTrail audit() {
        return wiring.audit();
    }

    boolean sendsPushes() {
        return byType.containsKey(PushSender.class);
    }

    CallEngine engine() {
        return engine;
    }

    MicrometerMetrics metrics() {
        return metrics;
    }

    TimeSource time() {
        return TimeSource.system();
    }

    CompletionStage<TlsEvent> reloadTls() {
        return wiring.reloadTls();
    }

    List<ListenPoint> listenPoints() {
        return engine.stack().transport().listenPoints();
    }

    Optional<InetSocketAddress> apiAddress() {
        return api.filter(server -> server.health().isHealthy()).map(ApiServer::address);
    }

    List<TurnListener> turnListeners() {
        return wiring.turn().map(turn -> turn.service().listeners()).orElse(List.of());
    }

    <T> T get(Class<T> port) {
        Object part = byType.get(port);
        if (part == null) {
            throw new IllegalArgumentException("port: " + port.getName() + " (expected: one of "
                + byType.keySet().stream().map(Class::getSimpleName).sorted().toList() + ")");
        }
        return port.cast(part);
    }

    /** Ends media and threads; after the components have stopped. */
    void release() {
        wiring.stop();
        media.close();
        mediaLoops.shutdown();
        sipLoops.shutdown();
        wiring.otherLoops().forEach(EventLoops::shutdown);
        metrics.close();
    }
}
