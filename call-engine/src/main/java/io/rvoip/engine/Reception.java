package io.rvoip.engine;

import io.rvoip.common.EventBus;
import io.rvoip.common.Loop;
import io.rvoip.engine.auth.AuthResult;
import io.rvoip.engine.auth.Gate;
import io.rvoip.engine.call.CallContext;
import io.rvoip.engine.call.Caller;
import io.rvoip.engine.call.LoopMark;
import io.rvoip.engine.call.Switchboard;
import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.overload.LoadControl;
import io.rvoip.engine.proxy.Doorkeeper;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.engine.registrar.Registrar;
import io.rvoip.engine.service.MediaService;
import io.rvoip.engine.trunk.Trunk;
import io.rvoip.session.IncomingRequest;
import io.rvoip.session.Invitation;
import io.rvoip.session.RegisteredPhone;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.Q850;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.InnerTransport;
import io.rvoip.sip.uri.OtherUri;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.transaction.OverloadPolicy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where everything from outside of dialogs comes in on one shard: hops and loops first (RFC 3261 §16.3), then who it
 * is, then whether there is room; all of that before anything is kept for it. Confined to the loop of the shard.
 */
final class Reception implements UserAgentHandler, Doorkeeper {
    private static final int RETRY_AFTER = 5;
    private static final int RETRY_SPREAD = 26;

    private final CallContext context;
    private final Gate gate;
    private final Registrar registrar;
    private final LocationService location;
    private final EventBus<EngineEvent> events;
    private final Switchboard switchboard;
    private final LoadControl load;
    private final @Nullable InnerTransport inner;

    Reception(
            CallContext context, LoadControl load, Gate gate, Registrar registrar, LocationService location,
            EventBus<EngineEvent> events, @Nullable InnerTransport inner) {
        this.context = context;
        this.inner = inner;
        this.load = load;
        this.gate = gate;
        this.registrar = registrar;
        this.location = location;
        this.events = events;
        switchboard = new Switchboard(context, this::refused);
    }

    @Override
    public Set<Method> methods() {
        return Set.of(Method.REGISTER);
    }

    @Override
    public Optional<SipResponse.Builder> screen(SipRequest request, Flow flow) {
        boolean invite = request.method().equals(Method.INVITE);
        if (invite && request.maxForwards() == 0 && !isForService(request)) {
            return Optional.of(request.respond(483));
        }
        if (invite && LoopMark.isOn(request, context.loopMark())) {
            return Optional.of(request.respond(482));
        }
        Optional<Trunk> trunk = trunk(request, flow);
        if (invite && trunk.isEmpty()) {
            context.trunks().notFromTrunk(flow);
        }
        Optional<SipResponse.Builder> stranger = trunk.isPresent() ? Optional.empty()
                : inside(flow).map(user -> gate.screenOf(user, request, flow, loop().now()))
                        .orElseGet(() -> gate.screen(request, flow, loop().now()));
        return stranger.isPresent() || !invite ? stranger : noRoom(request, trunk);
    }

    /** Who calls from within this process, where somebody vouches for them. */
    private Optional<String> inside(Flow flow) {
        return inner == null ? Optional.empty() : inner.user(flow);
    }

    /** A trunk is known by where its calls come from, where that is asked for by its certificate as well; whoever else is there shows credentials. */
    private Optional<Trunk> trunk(SipRequest request, Flow flow) {
        boolean ofTrunks = request.method().equals(Method.INVITE) || request.method().equals(Method.OPTIONS);
        return ofTrunks && inside(flow).isEmpty() ? context.trunks().of(flow, () -> context.shard().tls(flow)) : Optional.empty();
    }

    @Override
    public boolean knows(SipRequest request, Flow flow) {
        return gate.knows(request) || trunk(request, flow).isPresent();
    }

    @Override
    public OverloadPolicy overload() {
        return load;
    }

    @Override
    public boolean takes(OtherUri uri) {
        return EmergencyCalls.isService(uri) && context.config().overload().emergency().dialled().isPresent();
    }

    private boolean isForService(SipRequest request) {
        return request.requestUri() instanceof SipUri uri && uri.user().flatMap(MediaService::of).isPresent();
    }

    private int later() {
        return RETRY_AFTER + context.shard().ids().nextInt(RETRY_SPREAD);
    }

    /** Refused without state, so that overload costs one packet. */
    private Optional<SipResponse.Builder> noRoom(SipRequest invite, Optional<Trunk> trunk) {
        boolean urgent = load.isUrgent(invite);
        boolean full = !urgent && trunk.filter(one -> !one.hasRoom(loop().now())).isPresent();
        Optional<Admission.Refusal> trunkFull = full ? Optional.of(Admission.Refusal.TRUNK) : Optional.empty();
        return context.admission().check(loop().now(), urgent).or(() -> trunkFull).map(refusal -> {
            int seconds = refused(String.valueOf(invite.from().uri()), refusal);
            return invite.respond(503).set(HeaderKind.RETRY_AFTER, RetryAfter.of(seconds))
                    .add(HeaderKind.REASON, Q850.reason(Q850.cause(503)));
        });
    }

    private int refused(String caller, Admission.Refusal why) {
        context.admission().count(why);
        events.publish(new EngineEvent.AdmissionRefused(caller, why.text(), loop().time().wallClock()));
        return later();
    }

    /** The same door for what a proxy passes on. */
    @Override
    public void ask(SipRequest request, Flow flow, Consumer<Verdict> then) {
        Optional<SipResponse.Builder> stranger = screen(request, flow);
        if (stranger.isPresent()) {
            then.accept(new Verdict.Refused(stranger.get()));
            return;
        }
        known(request, result -> then.accept(result instanceof AuthResult.Authenticated sender
                ? new Verdict.Passes(sender.user())
                : new Verdict.Refused(gate.answer((AuthResult.Denied) result, request, flow, loop().now()))));
    }

    @Override
    public Optional<SipResponse.Builder> register(SipRequest register, Flow flow) {
        return gate.passOn(register, flow, loop().now());
    }

    @Override
    public void granted(Flow flow) {
        gate.granted(flow, loop().now());
    }

    @Override
    public void onInvitation(Invitation invitation) {
        Optional<Trunk> trunk = trunk(invitation.request(), invitation.flow());
        if (trunk.isPresent()) {
            switchboard.take(invitation, new Caller.ByTrunk(trunk.get(), context.trunks().caller(
                    trunk.get(), invitation.from(), context.domains())));
            return;
        }
        known(invitation.request(), result -> {
            if (invitation.session().end().isPresent()) {
                return; // given up while the user directory was asked
            }
            if (result instanceof AuthResult.Authenticated sender) {
                Caller.User user = new Caller.User(sender.user());
                switchboard.take(invitation, inside(invitation.flow()).isPresent() ? new Caller.Client(user) : user);
            } else {
                AuthResult.Denied denied = (AuthResult.Denied) result;
                invitation.rejectOnce(gate.answer(denied, invitation.request(), invitation.flow(), loop().now())
                        .toTag(context.shard().ids().token()));
            }
        });
    }

    @Override
    public void onRequest(IncomingRequest request) {
        known(request.request(), result -> {
            if (result instanceof AuthResult.Authenticated sender) {
                registrar.answer(request, sender.user(), loop());
            } else {
                AuthResult.Denied denied = (AuthResult.Denied) result;
                request.respondStatelessly(
                        gate.answer(denied, request.request(), request.flow(), loop().now())
                                .toTag(context.shard().ids().token()));
            }
        });
    }

    /** Goes on when it is known whose request it is: at once, where the user directory answers at once. */
    private void known(SipRequest request, Consumer<AuthResult> then) {
        CompletableFuture<AuthResult> sender = gate.sender(request).toCompletableFuture();
        if (sender.isDone()) {
            sender.thenAccept(then);
        } else {
            sender.thenAcceptAsync(then, loop());
        }
    }

    @Override
    public CompletionStage<Optional<RegisteredPhone>> phoneOf(SipUri gruu) {
        return context.domains().serves(gruu) ? context.router().phoneOf(gruu, loop().now())
                : CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public void onFlowClosed(Flow flow) {
        if (context.shard().index() == 0) {
            location.flowClosed(flow, loop().now());
        }
    }

    private Loop loop() {
        return context.loop();
    }
}
