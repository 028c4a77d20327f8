package io.rvoip.session;

import io.rvoip.session.auth.ClientAuth;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps the flow of a registration open, and notices when it is not. */
final class FlowKeeper {
    private final AgentCore core;
    private final RegistrationRequest plan;
    private final ClientAuth auth;
    private final Runnable onLost;
    private final Alarm next;
    private @Nullable Flow flow;

    /**
     * @param onLost runs when nobody answers over the flow any more
     */
    FlowKeeper(AgentCore core, RegistrationRequest plan, ClientAuth auth, Runnable onLost) {
        this.core = core;
        this.plan = plan;
        this.auth = auth;
        this.onLost = onLost;
        next = core.alarm(this::ping);
    }

    void start(Flow kept) {
        flow = kept;
        if (plan.keepAlive() != KeepAlive.NONE) {
            arm();
        }
    }

    void stop() {
        flow = null;
        next.cancel();
    }

    /** Between 80 % and 100 % of the interval (RFC 5626 §4.4.1). */
    private void arm() {
        long millis = plan.keepAliveInterval().toMillis();
        next.in((millis - core.ids.nextInt((int) (millis / 5) + 1)) * 1_000_000L);
    }

    private void ping() {
        Flow kept = flow;
        if (kept == null) {
            return;
        }
        if (!core.outbound.isOpen(kept)) {
            onLost.run();
            return;
        }
        arm();
        switch (plan.keepAlive()) {
            case NONE -> { }
            case CRLF -> core.outbound.keepAlive(kept);
            case OPTIONS -> Exchange.start(core, auth, () -> 2, options(), kept, new Answer(kept));
        }
    }

    private SipRequest options() {
        SipRequest.Builder options = SipRequest.create(Method.OPTIONS, plan.registrar())
                .set(HeaderKind.FROM, plan.addressOfRecord().withTag(core.newTag()))
                .set(HeaderKind.TO, plan.addressOfRecord().withoutTag())
                .set(HeaderKind.CALL_ID, core.newCallId())
                .set(HeaderKind.CSEQ, new CSeq(1, Method.OPTIONS));
        plan.route().forEach(route -> options.add(HeaderKind.ROUTE, route));
        core.stamp(options);
        return options.build();
    }

    private void lost(Flow kept) {
        if (kept.equals(flow)) {
            onLost.run();
        }
    }

    /** Any response shows that the way is open. */
    private final class Answer implements Exchange.Outcome {
        private final Flow kept;

        Answer(Flow kept) {
            this.kept = kept;
        }

        @Override
        public void answered(SipResponse response) {
            // alive
        }

        @Override
        public void unauthorised(SipResponse challenge, String reason) {
            // alive
        }

        @Override
        public void unanswered() {
            lost(kept);
        }

        @Override
        public void unreachable(String reason) {
            lost(kept);
        }
    }
}
