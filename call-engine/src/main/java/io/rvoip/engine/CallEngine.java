package io.rvoip.engine;

import io.rvoip.common.Component;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.EventBus;
import io.rvoip.common.Health;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.TimeSource;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.auth.FloodGuard;
import io.rvoip.engine.auth.Gate;
import io.rvoip.engine.auth.ServerAuthenticator;
import io.rvoip.engine.auth.UserCheck;
import io.rvoip.engine.auth.UserGuard;
import io.rvoip.engine.call.Call;
import io.rvoip.engine.call.CallContext;
import io.rvoip.engine.call.CallLog;
import io.rvoip.engine.call.CodecChoice;
import io.rvoip.engine.call.MediaDoor;
import io.rvoip.engine.call.Router;
import io.rvoip.engine.overload.LoadControl;
import io.rvoip.engine.push.PushSender;
import io.rvoip.engine.push.RefreshPushes;
import io.rvoip.engine.push.Wakeups;
import io.rvoip.engine.registrar.Gruus;
import io.rvoip.engine.registrar.InMemoryLocationService;
import io.rvoip.engine.registrar.KeepAlives;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.engine.registrar.Registrar;
import io.rvoip.engine.registrar.StackKeepAlives;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.engine.whip.WhipCalls;
import io.rvoip.engine.whip.WhipGateway;
import io.rvoip.media.MediaEngine;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.media.IceServers;
import io.rvoip.session.media.RtpMediaPort;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.transport.InnerTransport;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A registrar and a back-to-back user agent for the users of one domain: knows who sends what, where their phones are,
 * and connects calls between them, to {@code echo} and to {@code tone}, and by trunks with everybody else.
 *
 * <pre>{@code
 * EnginePorts ports = EnginePorts.of(
 *         (settings, handlers) -> SipStack.on(loops, shards -> transports(shards))
 *                 .withSettings(settings).withHandler(handlers).build(),
 *         users).withMedia(mediaEngine, RtpMediaSettings.DEFAULT).withListen(List.of(ListenAddress.udp(address)));
 * CallEngine engine = new CallEngine(EngineConfig.builder("rvoip.test").build(), ports);
 * engine.start();
 * }</pre>
 *
 * <p>It runs on whatever loops its ports have, in virtual time too. Thread-safe.
 */
public final class CallEngine implements Component, EngineControl {
    private enum State { NEW, RUNNING, DRAINING, STOPPED }

    private static final String ID = "calls";

    private final EnginePorts ports;
    private final EventBus<EngineEvent> events;
    private final CallLog log;
    private final Admission admission;
    private final SipStack stack;
    private final Registrations registrations;
    private final Proxies proxies;
    private final Carriers carriers;
    private final UserCheck users;
    private final Optional<WhipGateway> whip;
    private volatile State state = State.NEW;

    /**
     * An engine that does not listen yet.
     *
     * @throws ConfigurationException when the settings want what the ports lack
     */
    public CallEngine(EngineConfig config, EnginePorts ports) {
        boolean anchored = config.mode() == EngineMode.B2BUA && config.mediaMode() == MediaMode.ANCHORED;
        if (anchored && ports.mediaEngine().isEmpty()) {
            throw new ConfigurationException("mediaMode", "anchored, but there is no media engine",
                    "give one with EnginePorts.withMedia, or choose direct");
        }
        if (config.mode() == EngineMode.PROXY && ports.push().isPresent()) {
            throw new ConfigurationException("mode", "proxy, but there is a PushSender, and a proxy holds no calls for phones",
                    "leave the sender out, or choose b2bua");
        }
        Carriers.check(config, ports);
        this.ports = ports;
        events = new EventBus<>(config.limits().events(), CallEngine::isTerminal, ports.metrics());
        log = new CallLog(events, ports.metrics());
        Map<SipShard, Front> fronts = new HashMap<>();
        stack = ports.stack().open(
                EngineSizes.userAgent(config), shard -> fronts.computeIfAbsent(shard, any -> new Front(config.mode())));
        TimeSource time = stack.shards().get(0).loop().time();
        admission = new Admission(config.capacity(), ports.metrics(), time.nanoTime());
        List<Loop> loops = stack.shards().stream().map(SipShard::loop).toList();
        LocationService location = ports.location().isPresent()
                ? ports.location().get().apply(loops)
                : new InMemoryLocationService(loops, EngineSizes.bindings(config), ports.metrics());
        Domains domains = reached(config.domains(), ports.listen());
        registrations = new Registrations(domains, location, time, events);
        carriers = new Carriers(config, ports, stack, events);
        proxies = new Proxies(config, domains, ports, stack, admission, events);
        users = open(config, domains, location, time, fronts);
        whip = ports.inner().filter(way -> config.mode() == EngineMode.B2BUA).map(way -> gateway(config, domains, way));
    }

    /** Callers without SIP have a stack of their own, beside that of the platform and on its first loop. */
    private WhipGateway gateway(EngineConfig config, Domains domains, InnerTransport way) {
        SipStack callers = SipStack.on(List.of(stack.shards().get(0).loop()), way::callers)
                .withSettings(EngineSizes.callers(config, stack.settings())).withIds(ports.ids()).build();
        return new WhipGateway(domains, way, callers);
    }

    private static boolean isTerminal(EngineEvent event) {
        return event instanceof EngineEvent.CallEnded || event instanceof EngineEvent.Unregistered;
    }

    private UserCheck open(
            EngineConfig config, Domains domains, LocationService location, TimeSource time,
            Map<SipShard, Front> fronts) {
        IdSource ids = ports.ids().get();
        ServerAuthenticator authenticator = new ServerAuthenticator(
                domains, ports.users(), config.authentication(), config.lockout(), ports.crypto(), ids, time,
                ports.metrics());
        FloodGuard guard = new FloodGuard(config.flood(), ids, time, ports.metrics());
        UserGuard perUser =
                new UserGuard(config.perUser(), config.capacity().maxUsers(), time, ports.metrics());
        Gruus gruus = new Gruus(domains, ports.crypto());
        boolean onTheWay = config.mode() == EngineMode.B2BUA || config.proxy().recordRoute(); // of requests within a call
        Registrar registrar = new Registrar(domains, config.registrar(), location, ids, time,
                ports.push().map(PushSender::providers).orElse(Set.of()), onTheWay ? gruus : null);
        Wakeups wakeups = wakeups(config, location);
        Router router = new Router(domains, ports.users(), location, gruus, carriers.trunks());
        MediaDoor media = media(config, ids);
        String mark = ids.token();
        List<LoadControl> loads = LoadControl.of(config.overload(), stack.shards().stream().map(SipShard::loop).toList(),
                stack.shards().stream().map(SipShard::ids).toList(), ports.metrics());
        for (SipShard shard : stack.shards()) {
            CallContext context =
                    new CallContext(
                            config, domains, shard, log, admission, perUser, router, carriers.trunks(), media, wakeups, mark);
            Gate gate = new Gate(
                    authenticator, guard, perUser, shard.ids(), new AuthFailureEvents(events, shard.loop()),
                    config.overload().emergency()::begunBy);
            Front front = fronts.get(shard);
            if (front != null) {
                Reception reception = new Reception(context, loads.get(shard.index()), gate, registrar, location, events, ports.inner().orElse(null));
                front.open(reception);
                if (config.mode() == EngineMode.PROXY) {
                    front.open(proxies.open(shard, front.agent(), router, reception));
                }
            }
        }
        SipShard first = stack.shards().get(0);
        location.listen(new KeepAlives(
                config.keepAlive(), first.loop(), ports.ids().get(), location,
                new StackKeepAlives(stack, domains, ports.ids().get())));
        return authenticator;
    }

    private @Nullable Wakeups wakeups(EngineConfig config, LocationService location) {
        PushSender sender = ports.push().orElse(null);
        if (sender == null) {
            return null;
        }
        Wakeups wakeups = new Wakeups(sender, stack.transport(), config.registrar().wakeTimeout(), ports.metrics());
        location.listen(wakeups);
        location.listen(new RefreshPushes(sender, stack.shards().get(0).loop()));
        return wakeups;
    }

    private @Nullable MediaDoor media(EngineConfig config, IdSource ids) {
        return ports.mediaEngine().map(engine -> {
            RtpMediaSettings wanted = ports.mediaSettings();
            RtpMediaSettings settings =
                    wanted.withSession(wanted.session().withInboundTimeout(config.silence().timeout()));
            IceServers servers = ports.names().map(names -> IceServers.dns(names.lookup(), names.loop(), ports.metrics()))
                    .orElseGet(IceServers::addresses);
            Map<SrtpUse, RtpMediaPort> trunks = new EnumMap<>(SrtpUse.class);
            for (SrtpUse use : SrtpUse.values()) {
                trunks.put(use, new RtpMediaPort(engine, settings.withSrtp(Trunking.srtp(use, settings.srtp())), ids, servers));
            }
            return new MediaDoor(new RtpMediaPort(engine, settings, ids, servers), trunks, config.securityProfile().compareTo(SecurityProfile.ENTERPRISE) >= 0,
                    new CodecChoice(settings.codecs()), new RateLimitedLog(LoggerFactory.getLogger(MediaDoor.class), TimeSource.system()));
        }).orElse(null);
    }

    /** A port that the system will choose is 0 still; it is known by the requests that come in at it. */
    private static Domains reached(Domains names, List<ListenAddress> listen) {
        Domains reached = names;
        for (ListenAddress at : listen) {
            reached = reached.withPort(at.address().getPort());
        }
        return reached;
    }

    /** The SIP stack it runs on. */
    public SipStack stack() {
        return stack;
    }

    @Override
    public String id() {
        return ID;
    }

    /** Binds all addresses; when one cannot be had, none is left bound. */
    @Override
    public CompletionStage<Void> start() {
        return stack.listen(ports.listen()).handle((points, failure) -> {
            if (failure != null) {
                state = State.STOPPED;
                stack.close();
                return CompletableFuture.<Void>failedFuture(failure);
            }
            state = State.RUNNING;
            carriers.start();
            return CompletableFuture.<Void>completedFuture(null);
        }).thenCompose(started -> started);
    }

    /** Lets nobody in from now on, waits, ends with BYE what is left, and closes the stack. */
    @Override
    public CompletionStage<Void> stop(Duration drain) {
        state = State.DRAINING;
        admission.drain();
        carriers.stop();
        return stack.drain(drain).thenCompose(quiet -> log.idle()).thenCompose(idle -> proxies.idle(drain)).whenComplete((done, failure) -> {
            state = State.STOPPED;
            stack.close();
        });
    }

    @Override
    public Health health() {
        return switch (state) {
            case NEW -> Health.unknown(ID, "not started");
            case RUNNING -> carriers.health(ID);
            case DRAINING -> Health.degraded(ID, "draining, " + log.size() + " calls left");
            case STOPPED -> Health.unhealthy(ID, "stopped");
        };
    }

    @Override
    public List<CallInfo> calls() {
        return log.calls();
    }

    @Override
    public Optional<CallInfo> call(String id) {
        return log.call(id).map(Call::info);
    }

    @Override
    public CompletionStage<Boolean> hangup(String id) {
        Optional<Call> call = log.call(id);
        call.ifPresent(Call::hangUp);
        return CompletableFuture.completedStage(call.isPresent());
    }

    @Override
    public CompletionStage<CallTrace> trace(String id) {
        return stack.trace(id);
    }

    @Override
    public List<RegistrationInfo> registrations() {
        return registrations.all();
    }

    @Override
    public CompletionStage<Boolean> unregister(String aor) {
        return registrations.remove(aor);
    }

    @Override
    public Optional<UserCheck> users() {
        return Optional.of(users);
    }

    @Override
    public Optional<WhipCalls> whip() {
        return whip.map(calls -> calls);
    }

    @Override
    public List<TrunkInfo> trunks() {
        return carriers.all();
    }

    @Override
    public EventBus<EngineEvent> events() {
        return events;
    }

    /** Read without stopping the loops: exact when nothing moves. */
    @Override
    public EngineCounts counts() {
        Optional<MediaEngine> media = ports.mediaEngine();
        int portsOfPair = ports.mediaSettings().session().rtcpMux() ? 1 : 2;
        return EngineSizes.counts(
                stack, proxies.counts(), log.size(), registrations.size(),
                media.map(engine -> engine.counts().sessions()).orElse(0),
                media.map(engine -> engine.portPairsInUse() * portsOfPair).orElse(0));
    }
}
