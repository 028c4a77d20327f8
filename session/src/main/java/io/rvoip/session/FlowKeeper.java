package io.rvoip.session;

import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the flow of a registration open, and notices when it is not. Where the registrar keeps flows (RFC 5626) each
 * keep-alive asks for a sign of life, and the flow has failed without one; elsewhere nobody needs to answer CRLF.
 */
final class FlowKeeper {
    private final AgentCore core;
    private final RegistrationRequest plan;
    private final Runnable onLost;
    private final Runnable onAlive;
    private final Alarm next;
    private @Nullable Flow flow;
    private @Nullable InetSocketAddress seen;
    private Duration interval = Duration.ZERO;
    private boolean answering;

    /**
     * @param onLost runs when nobody answers over the flow any more
     * @param onAlive runs after each sign of life that was asked for
     */
    FlowKeeper(AgentCore core, RegistrationRequest plan, Runnable onLost, Runnable onAlive) {
        this.core = core;
        this.plan = plan;
        this.onLost = onLost;
        this.onAlive = onAlive;
        next = core.alarm(this::ping);
    }

    /**
     * @param answered whether the far end answers keep-alives
     * @param asked how often it wants them; zero when it does not say
     */
    void start(Flow kept, boolean answered, Duration asked) {
        if (!kept.equals(flow)) {
            seen = null;
        }
        flow = kept;
        answering = answered;
        interval = asked.isZero() ? plan.keepAliveInterval() : asked;
        if (plan.keepAlive() != KeepAlive.NONE) {
            arm();
        }
    }

    void stop() {
        next.cancel();
    }

    /** Between 80 % and 100 % of the interval (RFC 5626 §4.4.1). */
    private void arm() {
        long millis = interval.toMillis();
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
            case CRLF -> {
                if (answering) {
                    core.outbound.probe(kept, address -> alive(kept, address), why -> silent(kept, why));
                } else {
                    core.outbound.keepAlive(kept);
                }
            }
            case OPTIONS -> askOver(kept);
        }
    }

    /** Another address than before means another NAT binding, which the registrar does not know (§4.4.2). */
    private void alive(Flow kept, InetSocketAddress address) {
        if (!isKept(kept)) {
            return;
        }
        if (seen != null && !seen.equals(address)) {
            onLost.run();
            return;
        }
        seen = address;
        onAlive.run();
    }

    private void silent(Flow kept, TransportException why) {
        switch (why.reason()) {
            case NOT_SUPPORTED -> { // so nothing can be waited for
                core.outbound.keepAlive(kept);
                onAlive.run();
            }
            case FULL -> { } // it says nothing about the flow
            default -> {
                if (isKept(kept)) {
                    core.outbound.abandon(kept, String.valueOf(why.getMessage()));
                    onLost.run();
                }
            }
        }
    }

    private boolean isKept(Flow kept) {
        return next.armed() && kept.equals(flow);
    }

    /** Any response shows that the way is open. */
    private void askOver(Flow kept) {
        PlainRequest options = PlainRequest.options(plan.registrar(), plan.addressOfRecord())
                .withNextHop(NextHop.over(kept))
                .withCredentials(plan.credentials());
        PlainExchange.start(core, options).thenAccept(outcome -> {
            if (!outcome.answered() && isKept(kept)) {
                onLost.run();
            }
        });
    }
}
