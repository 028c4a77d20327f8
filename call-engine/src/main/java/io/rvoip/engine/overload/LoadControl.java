package io.rvoip.engine.overload;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.Network;
import io.rvoip.common.Rate;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TokenBucket;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.OverloadPolicy;
import io.rvoip.transaction.Precedence;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What is turned away when a shard of this node does not keep up, what never is, and how much of it peers are asked to keep.
 * One for each shard, confined to its loop.
 *
 * <p>Messages wait in the queue of their shard, and it turns away what has waited for too long there: this class says
 * in which order they wait. Calls go before registrations and the like, so that a herd of phones that all come back
 * leaves calls alone, and who comes again with credentials goes before who comes for the first time. Never turned away
 * are what belongs to a dialog, ACK, CANCEL, and OPTIONS, whose answer costs no more than a refusal; nor emergency calls,
 * a hundred a second of them: to claim that one is costs nobody anything.
 *
 * <p>Peers that have been told of our load keep back their share themselves, and are not turned away again. Theirs is the
 * part of the calls that was turned away in the last tenths of a second; and when nobody else is there to be turned away and
 * they alone are too many, a tenth more each {@value #WINDOW_MILLIS} ms, until what they send no longer waits.
 */
public final class LoadControl implements OverloadPolicy {
    static final int WINDOW_MILLIS = 100;

    private static final int PERCENT = 100;
    private static final long WINDOW = WINDOW_MILLIS * 1_000_000L;
    private static final long LONG_WAIT = 40_000_000L;
    private static final double HALF = 0.5;
    private static final double LEAST = 0.02;
    private static final double DECLINE = 0.9;
    private static final double GROWTH = 1.2;
    private static final int MOST_WINDOWS = 50;
    private static final Rate URGENT = new Rate(100, 200);
    private static final int RETRY_AFTER = 5;
    private static final int RETRY_SPREAD = 26;

    private final OverloadSettings settings;
    private final List<LoadControl> node;
    private final IdSource ids;
    private final Metrics.Counter shed;
    private final TokenBucket urgent;
    private final RateLimitedLog log;
    private int calls;
    private int callsRefused;
    private int others;
    private int othersRefused;
    private boolean waits;
    private volatile long looked;
    private volatile double refusedOfCalls;
    private volatile double refusedOfAll;
    private volatile double letIn = 1;

    private LoadControl(OverloadSettings settings, Loop loop, List<LoadControl> node, IdSource ids, Metrics metrics) {
        this.settings = settings;
        this.node = node;
        this.ids = ids;
        shed = metrics.counter("rvoip_admission_rejected_total", "reason", "overload");
        log = new RateLimitedLog(LoggerFactory.getLogger(LoadControl.class), loop.time());
        urgent = new TokenBucket(URGENT, loop.now());
        looked = loop.now();
    }

    /**
     * One for each of these loops, in their order. Measures {@code rvoip_overload_ratio}, the part of all new requests that
     * was turned away in the last tenths of a second, and counts {@code rvoip_admission_rejected_total{reason="overload"}}.
     *
     * @param ids of each loop, in their order
     */
    public static List<LoadControl> of(OverloadSettings settings, List<Loop> loops, List<IdSource> ids, Metrics metrics) {
        List<LoadControl> node = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            node.add(new LoadControl(settings, loops.get(i), node, ids.get(i), metrics));
        }
        metrics.gauge("rvoip_overload_ratio", () -> {
            long now = loops.get(0).now();
            return node.stream().mapToDouble(one -> one.refusedOfAll * one.fading(now)).max().orElse(0);
        });
        return List.copyOf(node);
    }

    @Override
    public boolean sheds() {
        return settings.shed();
    }

    @Override
    public Precedence precedence(SipMessage message, Flow flow, long now) {
        if (!(message instanceof SipRequest request) || isWithinDialog(request) || isFree(request.method())
                || isUrgent(request) && urgent.tryTake(now) || isHeldBack(request, flow)) {
            return Precedence.FIRST;
        }
        boolean again = request.has(HeaderKind.AUTHORIZATION) || request.has(HeaderKind.PROXY_AUTHORIZATION);
        if (request.method().equals(Method.INVITE)) {
            return again ? Precedence.CALL_AGAIN : Precedence.CALL;
        }
        return again ? Precedence.OTHER_AGAIN : Precedence.OTHER;
    }

    /** A REGISTER belongs to none, whatever its To says. */
    private static boolean isWithinDialog(SipRequest request) {
        return request.to().tag().isPresent() && !request.method().equals(Method.REGISTER);
    }

    private static boolean isFree(Method method) {
        return method.equals(Method.ACK) || method.equals(Method.CANCEL) || method.equals(Method.OPTIONS);
    }

    /** A peer that knows of our load has turned away its share itself (RFC 7339 §5.10.2). */
    private boolean isHeldBack(SipRequest request, Flow flow) {
        return isPeer(flow.remote().getAddress()) && request.topVia().parameters().has("oc");
    }

    @Override
    public void taken(Precedence precedence, long waited, long now) {
        look(now);
        switch (precedence) {
            case FIRST -> waits |= waited > LONG_WAIT;
            case CALL_AGAIN, CALL -> calls++;
            case OTHER_AGAIN, OTHER -> others++;
        }
    }

    /** A peer would keep all requests from us for as long as Retry-After says, not some (RFC 7339 §5.10.2). */
    @Override
    public SipResponse.Builder turnAway(SipRequest request, Flow flow, long now) {
        look(now);
        shed.increment();
        if (request.method().equals(Method.INVITE)) {
            calls++;
            callsRefused++;
        } else {
            others++;
            othersRefused++;
        }
        SipResponse.Builder answer = request.respond(503);
        return isPeer(flow.remote().getAddress()) ? answer
                : answer.set(HeaderKind.RETRY_AFTER, RetryAfter.of(RETRY_AFTER + ids.nextInt(RETRY_SPREAD)));
    }

    /** Once in each window: what was turned away in the last one, and what that means for peers. */
    private void look(long now) {
        if (now - looked < WINDOW) {
            return;
        }
        double share = grown(now);
        letIn = waits ? Math.max(LEAST, share * DECLINE) : Math.min(1, share * GROWTH);
        double fading = fading(now);
        refusedOfCalls = refusedOfCalls * fading * HALF + part(callsRefused, calls) * HALF;
        refusedOfAll = refusedOfAll * fading * HALF + part(callsRefused + othersRefused, calls + others) * HALF;
        if (callsRefused + othersRefused > 0) {
            log.warn("more than can be served: of new calls {} %, of registrations and the like {} % get 503",
                    Math.round(part(callsRefused, calls) * PERCENT), Math.round(part(othersRefused, others) * PERCENT));
        }
        looked = now;
        calls = 0;
        callsRefused = 0;
        others = 0;
        othersRefused = 0;
        waits = false;
    }

    private static double part(int some, int all) {
        return all == 0 ? 0 : (double) some / all;
    }

    /** How much of what was measured still holds when nothing came since: half of it after each further window. */
    private double fading(long now) {
        return Math.pow(HALF, windows(now));
    }

    private double grown(long now) {
        return Math.min(1, letIn * Math.pow(GROWTH, windows(now)));
    }

    /** Whole windows that have passed without a look, without the one that is under way. */
    private long windows(long now) {
        return Math.max(0, Math.min(MOST_WINDOWS, (now - looked) / WINDOW - 1));
    }

    @Override
    public boolean isUrgent(SipRequest request) {
        return settings.emergency().begunBy(request);
    }

    @Override
    public boolean isPeer(InetAddress address) {
        List<Network> peers = settings.peers();
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** All go by the shard that has most to do. */
    @Override
    public int loss(long now) {
        if (!settings.shed()) {
            return 0;
        }
        double most = 0;
        for (int i = 0; i < node.size(); i++) {
            LoadControl one = node.get(i);
            most = Math.max(most, Math.max(1 - one.grown(now), one.refusedOfCalls * one.fading(now)));
        }
        return (int) (most * PERCENT);
    }
}
