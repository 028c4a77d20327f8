package io.rvoip.engine.overload;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.Rate;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TokenBucket;
import io.rvoip.engine.trunk.Network;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.OverloadPolicy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Turns away, when the loops of this node do not keep up, as large a share of what is new as lets them keep up. One for
 * each shard, confined to its loop; all go by the one that has most to do.
 *
 * <p>The measure is whether the loop ever gets to rest, looked at each {@value #LOOK_MILLIS} ms. Once it did not for
 * {@value #PATIENCE_MILLIS} ms, the share that is let in falls by a tenth at each look, and by a twentieth once calls are
 * concerned, to make up for what waits; at the first rest half of that is taken back, and with each further one the share
 * grows by a twenty-fifth. So the loop works at nearly its whole capacity, whatever a request costs, and what waits in its
 * sockets stays short.
 *
 * <p>Registrations and the like go before calls: half of all the way down they alone are turned away, and calls only when no
 * more of them are let in but one in fifty, so that a herd of phones that all come back leaves calls alone.
 *
 * <p>Which requests are turned away goes by their Call-ID, so that a call that was let in once is let in again with its
 * credentials. Never turned away are what belongs to a dialog, ACK, CANCEL, and OPTIONS, whose answer costs no more
 * than a refusal; nor emergency calls, a hundred a second of them: to claim that one is costs nobody anything.
 */
public final class LoadControl implements OverloadPolicy {
    static final int LOOK_MILLIS = 10;
    static final int PATIENCE_MILLIS = 60;

    private static final int PERMILLE = 1000;
    private static final int PERCENT = 100;
    private static final double LEAST = 0.02;
    private static final double HALF = 0.5;
    private static final double FAST_DECLINE = 0.9;
    private static final double DECLINE = 0.95;
    private static final double GROWTH = 1.04;
    private static final long LOOK = LOOK_MILLIS * 1_000_000L;
    private static final long PATIENCE = PATIENCE_MILLIS * 1_000_000L;
    private static final Rate URGENT = new Rate(100, 200);
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final OverloadSettings settings;
    private final Loop loop;
    private final List<LoadControl> node;
    private final long salt;
    private final Metrics.Counter shed;
    private final TokenBucket urgent;
    private final RateLimitedLog log;
    private volatile long looked;
    private long restless;
    private double before = 1;
    private volatile boolean falling;
    private volatile double letIn = 1;

    private LoadControl(OverloadSettings settings, Loop loop, List<LoadControl> node, long salt, Metrics metrics) {
        this.settings = settings;
        this.loop = loop;
        this.node = node;
        this.salt = salt;
        shed = metrics.counter("rvoip_admission_rejected_total", "reason", "overload");
        log = new RateLimitedLog(LoggerFactory.getLogger(LoadControl.class), loop.time());
        urgent = new TokenBucket(URGENT, loop.now());
        looked = loop.now();
    }

    /**
     * One for each of these loops, in their order. Measures {@code rvoip_overload_ratio} (0 none is turned away, 0.5 all
     * registrations and the like, 1 all calls as well), and counts {@code rvoip_admission_rejected_total{reason="overload"}}.
     *
     * @param salt unguessable, so that nobody can choose Call-IDs that are let in
     */
    public static List<LoadControl> of(OverloadSettings settings, List<Loop> loops, long salt, Metrics metrics) {
        List<LoadControl> node = new ArrayList<>();
        loops.forEach(loop -> node.add(new LoadControl(settings, loop, node, salt, metrics)));
        metrics.gauge("rvoip_overload_ratio", () -> node.get(0).turnedAway(node.get(0).loop.now()));
        return List.copyOf(node);
    }

    /** Whether a request from outside of dialogs is to be refused with 503 before anything is done for it. */
    public boolean sheds(SipRequest request, Flow flow, long now) {
        if (!settings.shed()) {
            return false;
        }
        look(now);
        double share = turnedAway(now);
        if (share == 0 || isWithinDialog(request) || isFree(request.method())
                || isUrgent(request) && urgent.tryTake(now) || isHeldBack(request, flow)) {
            return false;
        }
        double chance = request.method().equals(Method.INVITE) ? ofCalls(share) : ofOthers(share);
        boolean refused = Long.remainderUnsigned((request.callId().hashCode() ^ salt) * SPREAD >>> 32, PERMILLE) < chance * PERMILLE;
        if (refused) {
            shed.increment();
            log.warn("more than can be served: of new calls {} %, of registrations and the like {} % get 503",
                    Math.round(ofCalls(share) * PERCENT), Math.round(ofOthers(share) * PERCENT));
        }
        return refused;
    }

    /** A REGISTER belongs to none, whatever its To says. */
    private static boolean isWithinDialog(SipRequest request) {
        return request.to().tag().isPresent() && !request.method().equals(Method.REGISTER);
    }

    private static double ofCalls(double share) {
        return Math.max(0, 2 * share - 1);
    }

    private static double ofOthers(double share) {
        return Math.min(1 - LEAST, 2 * share);
    }

    private static boolean isFree(Method method) {
        return method.equals(Method.ACK) || method.equals(Method.CANCEL) || method.equals(Method.OPTIONS);
    }

    /** A peer that knows of our load has turned away its share itself (RFC 7339 §5.10.2). */
    private boolean isHeldBack(SipRequest request, Flow flow) {
        return isPeer(flow.remote().getAddress()) && request.topVia().parameters().has("oc");
    }

    private void look(long now) {
        long since = now - looked;
        if (since < LOOK) {
            return;
        }
        double share = 1 - own(now);
        looked = now;
        if (loop.rested()) {
            letIn = falling ? (share + before) / 2 : share;
            falling = false;
            restless = 0;
            return;
        }
        restless += Math.min(since, LOOK * 3 / 2); // a pause of the machine is one look, however long
        if (restless >= PATIENCE) {
            before = falling ? before : share;
            falling = true;
            share = Math.max(LEAST, share * (share > HALF ? FAST_DECLINE : DECLINE));
        }
        letIn = share;
    }

    /** The share that this loop wants turned away. With nothing new to look at it recovers as if the loop rested. */
    private double own(long now) {
        double share = letIn;
        long steps = share < 1 ? (now - looked - (falling ? PATIENCE : 0)) / LOOK : 0;
        return 1 - (steps <= 0 ? share : Math.min(1, share * Math.pow(GROWTH, steps)));
    }

    private double turnedAway(long now) {
        double most = 0;
        for (int i = 0; i < node.size(); i++) {
            most = Math.max(most, node.get(i).own(now));
        }
        return most;
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

    @Override
    public int loss(long now) {
        return settings.shed() ? (int) (ofCalls(turnedAway(now)) * PERCENT) : 0;
    }
}
