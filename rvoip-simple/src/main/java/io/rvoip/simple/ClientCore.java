package io.rvoip.simple;

import io.rvoip.common.Loop;
import io.rvoip.common.SecurityProfile;
import io.rvoip.ice.IceTrickle;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.MediaPlan;
import io.rvoip.media.MediaSecurity;
import io.rvoip.session.CallDirection;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.session.HeaderLine;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.Invitation;
import io.rvoip.session.NextHop;
import io.rvoip.session.RegistrationState;
import io.rvoip.session.SipStack;
import io.rvoip.session.TargetResolver;
import io.rvoip.session.UserAgent;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.UserAgentLimits;
import io.rvoip.session.UserAgentSettings;
import io.rvoip.session.auth.AuthPolicy;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.session.media.RtpMediaPort;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.header.AssertedIdentity;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.transport.Advertised;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.TransportException;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.ServerCheck;
import io.rvoip.sip.transport.dns.SipResolver;
import io.rvoip.sip.transport.tls.TlsSession;
import io.rvoip.sip.uri.SipUri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SimpleVoipClient} does, on its signalling loop unless a method says otherwise.
 *
 * <pre>
 * state        | input                                | next
 * DISCONNECTED | start                                | CONNECTING
 * CONNECTING   | sockets are bound, no registration   | CONNECTED
 *              | sockets are bound                    | REGISTERING
 *              | a socket cannot be bound             | ERROR, then DISCONNECTED; connect() fails
 * REGISTERING  | granted                              | CONNECTED
 *              | refused, nobody there, at connect()  | ERROR, then DISCONNECTED; connect() fails
 *              | refused, nobody there, later         | ERROR
 * CONNECTED    | a refresh fails                      | ERROR
 *              | the network changed                  | RECONNECTING
 * RECONNECTING | granted, or no registration          | CONNECTED, and each call tells its far end
 *              | refused, nobody there                | ERROR
 * ERROR        | tried again                          | REGISTERING
 * any          | disconnect                           | DISCONNECTED, when calls and registration are gone
 * </pre>
 */
final class ClientCore implements UserAgentHandler {
    /** How long calls and registration may take to end when we leave. */
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(5);
    private static final EventHub.Kind<ClientEvent> EVENTS = new EventHub.Kind<>(
            ClientEvent.class, ClientCore::isKept, ClientCore::isLast, ClientEvent.Lagged::new);

    final ClientConfig config;
    final Wiring wiring;
    final Loop loop;
    final EventHub<ClientEvent> events;
    final MediaEngine engine;
    final RtpMediaPort media;
    private final Loop mediaLoop;
    private final Account account;
    private final MediaPlan plan;
    private final SipStack stack;
    private final ClientRegistration registration;
    private final SimpleVoipClient client;
    private final Promise<SimpleVoipClient> connected;
    private final Promise<Void> left;
    private final Map<String, CallControl> calls = new ConcurrentHashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Loop.Timer patience;
    private final NetworkWatch network;
    private final ToldInterfaces interfaces;
    private volatile ClientState state = ClientState.DISCONNECTED;
    private boolean connecting = true;
    private boolean leaving;
    private boolean moving;
    private boolean gone;

    ClientCore(ClientConfig config, Wiring wiring, List<ClientListener> listeners) {
        this.config = config;
        this.wiring = wiring;
        account = Account.of(config);
        loop = wiring.signalling();
        mediaLoop = wiring.media();
        events = new EventHub<>(EVENTS, wiring.lane());
        listeners.forEach(listener -> events.listen(listener::onEvent));
        connected = new Promise<>(wiring.results());
        left = new Promise<>(wiring.results());
        plan = ClientMedia.plan(config);
        interfaces = new ToldInterfaces(config, wiring);
        engine = ClientMedia.engine(config, wiring, interfaces.interfaces(), mediaLoop);
        SipResolver names = config.dns().resolver(wiring.dns(), loop);
        media = ClientMedia.port(config, plan, engine, wiring, names.lookup(), loop);
        SipStack.Builder builder = SipStack.on(List.of(loop), shards -> wiring.transport(shards, advertised()))
                .withSettings(settings())
                .withIds(wiring::ids)
                .withResolver(TargetResolver.dns(names, loop))
                .withHandler(shard -> this);
        if (config.traceBytes() > 0) {
            builder.withTrace(TraceSettings.DEFAULT.withMemory(config.traceBytes()).withCallMemory(config.traceBytes()));
        }
        stack = builder.build();
        registration = new ClientRegistration(this, account);
        patience = loop.timer(this::over);
        network = new NetworkWatch(
                loop, wiring.island(), wiring::addresses, config.networkWatch(), this::uses, this::move);
        client = new SimpleVoipClient(this);
    }

    private static boolean isKept(ClientEvent event) {
        return event instanceof IncomingCall || event instanceof ClientEvent.CallMissed || isLast(event);
    }

    private static boolean isLast(ClientEvent event) {
        return event instanceof ClientEvent.StateChanged changed && changed.to() == ClientState.DISCONNECTED;
    }

    private List<Advertised> advertised() {
        return config.advertise() == null ? List.of() : List.of(new Advertised(config.advertise(), 0));
    }

    private UserAgentSettings settings() {
        boolean laboratory = config.securityProfile() == SecurityProfile.DEVELOPMENT;
        return UserAgentSettings.DEFAULT
                .withCallTimeout(config.callTimeout())
                .withAuth(laboratory ? AuthPolicy.DEFAULT : AuthPolicy.DEFAULT.withoutMd5())
                .withInvitationTimeout(config.callTimeout())
                .withReliability(config.reliability())
                .withSessionTimers(config.sessionTimers())
                .withTrickle(config.ice() == null || config.ice().trickle() != IceTrickle.OFF)
                .withLimits(UserAgentLimits.DEFAULT.withMaxSessions(2 * config.maxCalls() + 64));
    }

    // What the client asks, from any thread

    ClientState state() {
        return state;
    }

    SipStack stack() {
        return stack;
    }

    Optional<RegistrationState> registration() {
        return registration.state();
    }

    ClientCapabilities capabilities() {
        return ClientCapabilities.of(plan);
    }

    SecurityReport security() {
        return security(config.transport(), null, MediaSecurity.PLAIN, List.of());
    }

    SecurityReport security(
            TransportProtocol transport, @Nullable TlsSession tls, MediaSecurity media, List<RefusedMedia> refusals) {
        boolean insisted = config.security().srtp(config.securityProfile()).use() == SrtpUse.REQUIRED;
        boolean unverified = config.tlsPolicy().serverCheck() == ServerCheck.WARN;
        return SecurityReport.of(config.securityProfile(), transport, tls, unverified, media, insisted, refusals);
    }

    SipUri target(String text) {
        return account.target(text);
    }

    boolean isPushed() {
        return registration.isPushed();
    }

    void refreshRegistration() {
        command(promise(), registration::refresh);
    }

    List<Call> calls() {
        return calls.values().stream().map(CallControl::call).toList();
    }

    Optional<Call> call(String id) {
        return Optional.ofNullable(calls.get(id)).map(CallControl::call);
    }

    /** Posts a command; a client that is gone makes it fail. */
    <T> CompletableFuture<T> command(Promise<T> promise, Runnable action) {
        try {
            loop.execute(() -> {
                try {
                    action.run();
                } catch (RuntimeException failure) {
                    promise.fail(SimpleVoipException.from(failure));
                }
            });
        } catch (RejectedExecutionException closedNow) {
            promise.fail(new NotConnectedException(state));
        }
        return promise.future();
    }

    <T> Promise<T> promise() {
        return new Promise<>(wiring.results());
    }

    // Connecting

    CompletableFuture<SimpleVoipClient> start() {
        return command(connected, () -> {
            enter(ClientState.CONNECTING, "");
            SipTransport transport = stack.transport();
            Listening.start(transport, config).whenComplete((points, failure) -> loop.execute(() -> {
                if (failure != null) {
                    TransportException why = TransportException.from(failure);
                    connectFailed(new NetworkException(why.getMessage(), why));
                } else if (config.registration()) {
                    registration.start();
                } else {
                    connectedNow();
                }
            }));
        });
    }

    void networkChanged() {
        command(promise(), () -> {
            move();
            watch(); // what was told need not be seen as well
        });
    }

    private void move() {
        interfaces.again(this::moved);
    }

    private void moved() {
        if (leaving || connecting) {
            return;
        }
        moving = true;
        enter(ClientState.RECONNECTING, "the network changed");
        stack.transport().networkChanged();
        if (config.registration()) {
            registration.networkChanged();
        } else {
            connectedNow();
        }
    }

    /** Looks out for changes of the network, unless we are bound to one address, or somebody else looks. */
    private void watch() {
        InetSocketAddress given = config.localAddress();
        boolean free = given == null || given.getAddress().isAnyLocalAddress();
        if (free && !config.networkWatch().isZero() && !leaving && !connecting) {
            network.start();
        }
    }

    /** Whether others reach us at one of these addresses, as far as we know. */
    private boolean uses(Set<InetAddress> some) {
        Set<InetAddress> given = registration.addresses();
        return given.isEmpty() || some.stream().anyMatch(given::contains);
    }

    /** Where a call goes on that went over this flow before. */
    NextHop hop(Optional<Flow> before) {
        return registration.hop(before);
    }

    void connectedNow() {
        if (leaving) {
            return;
        }
        enter(ClientState.CONNECTED, "");
        if (moving) {
            moving = false;
            List.copyOf(calls.values()).forEach(CallControl::reconnect);
        }
        if (connecting) {
            connecting = false;
            watch();
            connected.complete(client);
        }
    }

    /** Before {@code connect()} is done a failure ends everything; afterwards it is told. */
    boolean connectFailed(SimpleVoipException why) {
        if (!connecting) {
            return false;
        }
        connecting = false;
        leaving = true;
        gone = true;
        enter(ClientState.ERROR, String.valueOf(why.getMessage()));
        registration.stop();
        closeSockets();
        enter(ClientState.DISCONNECTED, "");
        closing.set(true);
        wiring.closeLater(() -> {
            closed.complete(null);
            connected.fail(why);
        });
        return true;
    }

    void enter(ClientState next, String reason) {
        ClientState before = state;
        if (before != next) {
            state = next;
            events.publish(new ClientEvent.StateChanged(before, next, reason));
        }
    }

    UserAgent agent() {
        return stack.shards().get(0).userAgent();
    }

    // Calls

    CompletableFuture<Call> makeCall(String text, CallOptions options) {
        SipUri target = account.target(text);
        ClientState now = state;
        if (now == ClientState.DISCONNECTED || now == ClientState.CONNECTING) {
            throw new NotConnectedException(now);
        }
        Promise<Call> made = promise();
        return command(made, () -> call(target, options, made));
    }

    private void call(SipUri target, CallOptions options, Promise<Call> made) {
        if (leaving) {
            throw new NotConnectedException(ClientState.DISCONNECTED);
        }
        if (calls.size() >= config.maxCalls()) {
            throw new TooManyCallsException(config.maxCalls());
        }
        CallControl call = CallControl.outgoing(this, NameAddr.of(target), options, made);
        calls.put(call.id(), call);
        SipUri server = registration.through(target);
        SipUri way = account.overOurTransport(server == null ? target : server);
        SipUri uri = Account.written(server == null ? way : target);
        InviteRequest request = invite(uri, options);
        call.start(server == null && uri.equals(way) ? request : request.withNextHop(NextHop.through(way)));
    }

    private InviteRequest invite(SipUri target, CallOptions options) {
        InviteRequest request = InviteRequest.of(target, options.anonymous() ? Account.ANONYMOUS : account.from())
                .withTo(NameAddr.of(target.withoutParameter("transport")))
                .withGruu(registration.gruu(options.anonymous()))
                .withRoute(registration.route())
                .withCredentials(account.credentials())
                .withCallTimeout(options.callTimeout().orElse(config.callTimeout()));
        if (!options.privacy().isEmpty()) {
            request = request.withHeader(HeaderKind.PRIVACY.name(), options.privacy().toString());
        }
        for (HeaderLine header : options.headers()) {
            request = request.withHeader(header.name(), header.value());
        }
        return request;
    }

    @Override
    public void onInvitation(Invitation invitation) {
        if (leaving) {
            invitation.reject(480);
        } else if (calls.size() >= config.maxCalls()) {
            invitation.reject(486);
            missed(wiring.ids().token(), invitation.from(), invitation.session().end().orElseThrow());
        } else {
            boolean byHiddenName = invitation.to().uri() instanceof SipUri to && to.hasParameter("gr")
                    && !to.user().equals(account.address().user());
            CallControl call = CallControl.incoming(this, invitation.withGruu(registration.gruu(byHiddenName)));
            calls.put(call.id(), call);
            NameAddr from = invitation.from();
            events.publish(new IncomingCall(
                    call.call(), from.uri().toString(), from.displayName().orElse(""), offersVideo(invitation),
                    loop.time().wallClock()));
            call.ring();
        }
    }

    /** Who our registrar says that calls; nobody for a call from elsewhere, which may say anything. */
    AssertedIdentity asserted(Invitation invitation) {
        return registration.isFrom(invitation.flow())
                ? AssertedIdentity.of(invitation.request().headers(HeaderKind.P_ASSERTED_IDENTITY)) : AssertedIdentity.NONE;
    }

    private static boolean offersVideo(Invitation invitation) {
        return invitation.offer()
                .flatMap(offer -> SdpParser.parse(offer.bytes()).description())
                .map(offer -> offer.media().stream().anyMatch(line -> line.type().equals("video") && line.port() > 0))
                .orElse(false);
    }

    void ended(CallControl call, CallEnd end) {
        calls.remove(call.id());
        boolean unanswered = call.direction() == CallDirection.INCOMING && call.startTime().isEmpty();
        if (unanswered && (end.cause() == EndCause.CANCELLED || end.cause() == EndCause.NO_ANSWER)) {
            missed(call.id(), call.remote(), end);
        }
        leaveWhenQuiet();
    }

    private void missed(String id, NameAddr from, CallEnd end) {
        events.publish(new ClientEvent.CallMissed(id, from.uri().toString(), from.displayName().orElse(""), end));
    }

    // Leaving

    /** From any thread; may be called again. */
    CompletableFuture<Void> disconnect() {
        try {
            loop.execute(this::leave);
        } catch (RejectedExecutionException closedNow) {
            left.complete(null);
        }
        return left.future();
    }

    private void leave() {
        if (leaving) {
            return;
        }
        leaving = true;
        network.stop();
        patience.arm(loop.now() + LEAVE_WITHIN.toNanos());
        List.copyOf(calls.values()).forEach(CallControl::leave);
        agent().shutDown();
        leaveWhenQuiet();
    }

    void leaveWhenQuiet() {
        if (leaving && !connecting && calls.isEmpty() && registration.isOver()) {
            over();
        }
    }

    /** Everybody has answered, or has had the time to. */
    private void over() {
        if (gone) {
            return;
        }
        gone = true;
        patience.cancel();
        CallEnd why = CallEnd.of(
                EndParty.SYSTEM, EndCause.SHUTDOWN, 0, "the client was closed", loop.time().wallClock());
        List.copyOf(calls.values()).forEach(call -> call.over(why));
        loop.execute(() -> { // what was sent in this turn leaves first
            closeSockets();
            mediaLoop.execute(() -> loop.execute(() -> {
                enter(ClientState.DISCONNECTED, "");
                left.complete(null);
            }));
        });
    }

    private void closeSockets() {
        stack.close();
        engine.close();
    }

    /** From any thread; whoever calls it second waits for the first. */
    void close() {
        boolean mayWait = !wiring.inCallback();
        if (closing.compareAndSet(false, true)) {
            CompletableFuture<Void> quiet = disconnect();
            if (mayWait) {
                quiet.join();
                wiring.close();
                closed.complete(null);
            } else {
                quiet.whenComplete((nothing, failure) -> wiring.closeLater(() -> closed.complete(null)));
            }
        }
        if (mayWait) {
            closed.join();
        }
    }
}
