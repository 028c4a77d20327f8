package io.rvoip.engine;

import io.rvoip.session.IncomingRequest;
import io.rvoip.session.Invitation;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands at a shard that is being built, until its {@link Reception} is ready: nothing comes in before that. */
final class Front implements UserAgentHandler {
    private volatile @Nullable Reception reception;

    void open(Reception ready) {
        reception = ready;
    }

    private Reception reception() {
        Reception ready = reception;
        if (ready == null) {
            throw new IllegalStateException("the engine is being built (expected: nothing comes in yet)");
        }
        return ready;
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
    public void onFlowClosed(Flow flow) {
        reception().onFlowClosed(flow);
    }
}
