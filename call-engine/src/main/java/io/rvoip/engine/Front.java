package io.rvoip.engine;

import io.rvoip.engine.proxy.Proxy;
import io.rvoip.session.IncomingRequest;
import io.rvoip.session.Invitation;
import io.rvoip.session.RegisteredPhone;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.OtherUri;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.transaction.OverloadPolicy;
import io.rvoip.transaction.RequestHandler;
import io.rvoip.transaction.ServerTransaction;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands at a shard that is being built, until its {@link Reception} is ready, and the {@link Proxy} where the engine is
 * one: nothing comes in before that.
 */
final class Front implements UserAgentHandler {
    private final EngineMode mode;
    private volatile @Nullable Reception reception;
    private volatile @Nullable Proxy proxy;
    private @Nullable RequestHandler agent;

    Front(EngineMode mode) {
        this.mode = mode;
    }

    void open(Reception ready) {
        reception = ready;
    }

    void open(Proxy ready) {
        proxy = ready;
    }

    /** The user agent of the shard. */
    RequestHandler agent() {
        return ready(agent);
    }

    @Override
    public RequestHandler inFrontOf(RequestHandler userAgent) {
        agent = userAgent;
        return switch (mode) {
            case B2BUA -> userAgent;
            case PROXY -> new AtProxy();
        };
    }

    private static <T> T ready(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the engine is being built (expected: nothing comes in yet)");
        }
        return part;
    }

    private Reception reception() {
        return ready(reception);
    }

    @Override
    public Set<Method> methods() {
        return Set.of(Method.REGISTER);
    }

    @Override
    public Optional<SipResponse.Builder> screen(SipRequest request, Flow flow) {
        return reception().screen(request, flow);
    }

    @Override
    public OverloadPolicy overload() {
        return reception().overload();
    }

    @Override
    public boolean takes(OtherUri uri) {
        return reception().takes(uri);
    }

    @Override
    public boolean knows(SipRequest request, Flow flow) {
        return reception().knows(request, flow);
    }

    @Override
    public void onInvitation(Invitation invitation) {
        reception().onInvitation(invitation);
    }

    @Override
    public void onRequest(IncomingRequest request) {
        reception().onRequest(request);
    }

    @Override
    public CompletionStage<Optional<RegisteredPhone>> phoneOf(SipUri gruu) {
        return reception().phoneOf(gruu);
    }

    @Override
    public void onFlowClosed(Flow flow) {
        reception().onFlowClosed(flow);
    }

    private final class AtProxy implements RequestHandler {
        @Override
        public void onRequest(ServerTransaction transaction, SipRequest request) {
            ready(proxy).onRequest(transaction, request);
        }

        @Override
        public void onAck(SipRequest ack, Flow flow) {
            ready(proxy).onAck(ack, flow);
        }

        @Override
        public void onCancel(ServerTransaction invite, SipRequest cancel) {
            ready(proxy).onCancel(invite, cancel);
        }

        @Override
        public OverloadPolicy overload() {
            return Front.this.overload();
        }

        @Override
        public boolean takesMerged() {
            return true;
        }

        @Override
        public void onFlowClosed(Flow flow, String reason) {
            ready(proxy).onFlowClosed(flow, reason);
        }
    }
}
