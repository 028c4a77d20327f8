package io.rvoip.api;

import io.netty.channel.ChannelOption;
import io.rvoip.api.internal.contract.Contract;
import io.rvoip.api.internal.contract.Router;
import io.rvoip.api.internal.events.EventSockets;
import io.rvoip.api.internal.http.ApiAudit;
import io.rvoip.api.internal.http.Authorizer;
import io.rvoip.api.internal.http.Connections;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpGate;
import io.rvoip.api.internal.http.OriginPolicy;
import io.rvoip.api.internal.http.QuietLog;
import io.rvoip.api.internal.http.TlsDoor;
import io.rvoip.api.internal.rest.AuditOperations;
import io.rvoip.api.internal.rest.CallOperations;
import io.rvoip.api.internal.rest.EventOperations;
import io.rvoip.api.internal.rest.RegistrationOperations;
import io.rvoip.api.internal.rest.SystemOperations;
import io.rvoip.api.internal.rest.TraceOperations;
import io.rvoip.api.internal.rest.TrunkOperations;
import io.rvoip.api.internal.rest.TurnOperations;
import io.rvoip.api.internal.rest.WhipOperations;
import io.rvoip.api.internal.web.PhonePage;
import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Component;
import io.rvoip.common.Health;
import io.rvoip.common.IdSource;
import io.rvoip.common.TimeSource;
import io.rvoip.common.audit.AuditChain;
import io.rvoip.common.audit.AuditSink;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.engine.EngineControl;
import io.rvoip.sip.transport.tls.TlsContexts;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * REST and the event WebSocket over a call engine, by the contract in {@code openapi.yaml}. Runs on the loops it is
 * given and on no other. Speaks HTTP/1.1, over TLS after {@link #withTls}; without, all it
 * says can be read on the way. Thread-safe.
 */
public final class ApiServer implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String ID = "api";
    private static final String EVENTS = "/v1/events";
    private static final int BACKLOG = 256;

    private final ApiSettings settings;
    private final EngineControl engine;
    private final Supplier<Health> platform;
    private final BooleanSupplier ready;
    private final MicrometerMetrics metrics;
    private final EventLoops loops;
    private final @Nullable TlsContexts tls;
    private final Audit audit;
    private final Function<String, Optional<TurnGrant>> turn;
    private final @Nullable WebPhone phone;
    private final TimeSource time = TimeSource.system();
    private volatile @Nullable Running running;

    /**
     * A server, not started.
     *
     * @param platform how all of the platform is
     * @param ready whether new calls are welcome
     * @param metrics what {@code /metrics} shows, and where this server counts
     * @param loops run the server; a list of 50,000 registrations keeps one busy for some milliseconds, so give the API
     *     a loop of its own where signalling is under load
     */
    public ApiServer(ApiSettings settings, EngineControl engine, Supplier<Health> platform, BooleanSupplier ready,
            MicrometerMetrics metrics, EventLoops loops) {
        this(settings, engine, platform, ready, metrics, loops, null, new Audit(AuditSink.log(LOG), false, Optional::empty),
                user -> Optional.empty(), null);
    }

    private ApiServer(ApiSettings settings, EngineControl engine, Supplier<Health> platform, BooleanSupplier ready,
            MicrometerMetrics metrics, EventLoops loops, @Nullable TlsContexts tls, Audit audit,
            Function<String, Optional<TurnGrant>> turn, @Nullable WebPhone phone) {
        this.settings = settings;
        this.engine = engine;
        this.platform = platform;
        this.ready = ready;
        this.metrics = metrics;
        this.loops = loops;
        this.tls = tls;
        this.audit = audit;
        this.turn = turn;
        this.phone = phone;
    }

    /**
     * The same server over TLS: each connection gets the certificate in use when it comes.
     *
     * @throws IllegalArgumentException without a certificate
     */
    public ApiServer withTls(TlsContexts contexts) {
        if (contexts.server().isEmpty()) {
            throw new IllegalArgumentException("tls: without a certificate (expected: one to show)");
        }
        return new ApiServer(settings, engine, platform, ready, metrics, loops, contexts, audit, turn, phone);
    }

    /**
     * The same server, which writes down there who changed what, and whose keys were refused; into its log otherwise.
     *
     * @param everyDecision whether also who only read
     * @param check reads what was written, away from the loops, for auditors who ask; empty where nothing can be read again
     */
    public ApiServer withAudit(
            AuditSink sink, boolean everyDecision, Supplier<Optional<CompletionStage<AuditChain.Verdict>>> check) {
        return new ApiServer(settings, engine, platform, ready, metrics, loops, tls, new Audit(sink, everyDecision, check), turn,
                phone);
    }

    /**
     * The same server, which hands out credentials for a TURN server.
     *
     * @param issuer makes them for a user; called on loops, so it must not block
     */
    public ApiServer withTurn(Function<String, Optional<TurnGrant>> issuer) {
        return new ApiServer(settings, engine, platform, ready, metrics, loops, tls, audit, issuer, phone);
    }

    /**
     * The same server, which also serves the telephone for browsers at {@link WebPhone#PATH}, to everybody; users sign in to SIP.
     *
     * @throws IllegalArgumentException when this build has no page
     */
    public ApiServer withPhone(WebPhone page) {
        if (!WebPhone.isBuilt()) {
            throw new IllegalArgumentException("phone: is not in this build (expected: one made where npm was)");
        }
        return new ApiServer(settings, engine, platform, ready, metrics, loops, tls, audit, turn, page);
    }

    @Override
    public String id() {
        return ID;
    }

    /**
     * Binds. Fails with a {@link BindException} that names the address, or with a {@link ContractException}.
     */
    @Override
    public CompletionStage<Void> start() {
        CompletableFuture<Void> started = new CompletableFuture<>();
        try {
            Contract contract = settings.webSocket() ? Contract.load() : Contract.load().without(EVENTS);
            Parts parts = parts(contract);
            server(parts).bind().subscribe(bound -> {
                running = new Running(bound, parts);
                announce();
                started.complete(null);
            }, failure -> started.completeExceptionally(bindFailure(failure)));
        } catch (ContractException refused) {
            started.completeExceptionally(refused);
        }
        return started;
    }

    /**
     * Where it listens, with the port the system chose.
     *
     * @throws IllegalStateException when it does not
     */
    public InetSocketAddress address() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the API server does not run");
        }
        return (InetSocketAddress) now.server.address();
    }

    /**
     * Refuses what is new, tells WebSockets that it goes away (1001), lets requests finish for up to {@code drain},
     * then closes what is left.
     */
    @Override
    public CompletionStage<Void> stop(Duration drain) {
        Running now = running;
        running = null;
        if (now == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> unbound = new CompletableFuture<>();
        now.server.onDispose().subscribe(nothing -> { }, failure -> unbound.complete(null),
                () -> unbound.complete(null));
        now.parts.gate.close();
        now.server.dispose();
        now.parts.sockets.close();
        now.parts.connections.drain();
        ScheduledFuture<?> deadline = loops.next().eventLoop()
                .schedule(now.parts.connections::close, drain.toNanos(), TimeUnit.NANOSECONDS);
        return unbound.thenCombine(now.parts.connections.whenEmpty(), (closed, empty) -> {
            deadline.cancel(false);
            return null;
        });
    }

    @Override
    public Health health() {
        return running == null ? Health.unknown(ID, "not started") : Health.healthy(ID);
    }

    /** Completes when no connection is left. */
    CompletionStage<Void> quiet() {
        Running now = running;
        return now == null ? CompletableFuture.completedFuture(null) : now.parts.connections.whenEmpty();
    }

    private Parts parts(Contract contract) {
        HttpLimits limits = settings.http();
        IdSource ids = new SecureIds();
        EventSockets sockets =
                new EventSockets(settings.sockets(), engine.events(), contract.eventTypes(), metrics, time, ids);
        Map<String, Handler> handlers = new HashMap<>();
        handlers.putAll(new SystemOperations(engine, platform, ready, metrics, contract.json()).handlers());
        handlers.putAll(new CallOperations(engine, limits.actionTimeout()).handlers());
        handlers.putAll(new TraceOperations(engine).handlers());
        handlers.putAll(new RegistrationOperations(engine, limits.actionTimeout()).handlers());
        handlers.putAll(new TrunkOperations(engine).handlers());
        handlers.putAll(new AuditOperations(audit.check).handlers());
        handlers.putAll(new TurnOperations(turn).handlers());
        handlers.putAll(new WhipOperations(engine::whip, turn, ids).handlers());
        if (settings.webSocket()) {
            handlers.putAll(new EventOperations(sockets).handlers());
        }
        HttpGate gate = new HttpGate(new Router<>(contract, handlers),
                new Authorizer(settings.keys(), engine::users, limits, ids, metrics, time),
                new OriginPolicy(settings.hosts(), settings.origins()), phone == null ? null : new PhonePage(phone), limits, metrics,
                new ApiAudit(audit.sink, audit.everyDecision, time), time);
        return new Parts(gate, sockets, new Connections(limits, metrics, tls == null ? null : new TlsDoor(tls, limits.connections(), metrics, time)));
    }

    private HttpServer server(Parts parts) {
        return HttpServer.create()
                .bindAddress(settings::listen)
                .runOn(loops.group())
                .protocol(HttpProtocol.HTTP11)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .httpRequestDecoder(decoder -> decoder
                        .maxInitialLineLength(settings.http().requestLine())
                        .maxHeaderSize(settings.http().headers()))
                .httpMessageLogFactory(new QuietLog())
                .doOnChannelInit((observer, channel, remote) -> parts.connections.accept(channel))
                .handle(parts.gate::handle);
    }

    private void announce() {
        InetSocketAddress bound = address();
        LOG.info("API listens on {}:/{}", scheme(), bound);
        if (phone != null) {
            LOG.info("The phone for browsers is at {}:/{}{}", scheme(), bound, WebPhone.PATH);
        }
        if (settings.keys().isEmpty()) {
            LOG.info("API has no keys: only health and readiness answer");
        }
        if (tls == null && !bound.getAddress().isLoopbackAddress()) {
            LOG.warn("API at {} is not encrypted: keys and call data can be read on the way", bound);
        }
    }

    private BindException bindFailure(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        BindException named = new BindException(scheme() + " " + settings.listen() + ": " + cause.getMessage());
        named.initCause(failure);
        return named;
    }

    private String scheme() {
        return tls == null ? "http" : "https";
    }

    private record Parts(HttpGate gate, EventSockets sockets, Connections connections) {}

    private record Audit(
            AuditSink sink, boolean everyDecision, Supplier<Optional<CompletionStage<AuditChain.Verdict>>> check) {}

    private record Running(DisposableServer server, Parts parts) {}
}
