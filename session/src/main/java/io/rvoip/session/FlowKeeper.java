package io.rvoip.session;

import io.rvoip.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps the flow of a registration open, and notices when it is not. */
final class FlowKeeper {
    private final AgentCore core;
    private final RegistrationRequest plan;
    private final Runnable onLost;
    private final Alarm next;
    private @Nullable Flow flow;

    /**
     * @param onLost runs when nobody answers over the flow any more
     */
    FlowKeeper(AgentCore core, RegistrationRequest plan, Runnable onLost) {
        this.core = core;
        this.plan = plan;
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
            case OPTIONS -> askOver(kept);
        }
    }

    /** Any response shows that the way is open. */
    private void askOver(Flow kept) {
        PlainRequest options = PlainRequest.options(plan.registrar(), plan.addressOfRecord())
                .withNextHop(NextHop.over(kept))
                .withCredentials(plan.credentials());
        PlainExchange.start(core, options).thenAccept(outcome -> {
            if (!outcome.answered() && kept.equals(flow)) {
                onLost.run();
            }
        });
    }
}
