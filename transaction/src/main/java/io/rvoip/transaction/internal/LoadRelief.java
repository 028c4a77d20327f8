package io.rvoip.transaction.internal;

import io.rvoip.common.IdSource;
import io.rvoip.sip.header.Via;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps from peers what they ask us to keep (RFC 7339 §5.4, §5.5, §7.2). Of what may be kept back as much is as makes
 * up for what may not: how the requests to a peer are mixed is counted over five seconds. Confined to one loop.
 */
public final class LoadRelief {
    private static final int MOST_PEERS = 1024;
    private static final int PERCENT = 100;
    /** §7.2: taken for the share that may be kept back until it is counted. */
    private static final double USUAL_SHARE = 0.8;
    private static final int LEAST_COUNTED = 50;
    private static final long COUNTED_FOR = 5_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final IdSource ids;
    private final Map<InetSocketAddress, Peer> peers = new LinkedHashMap<>();

    public LoadRelief(IdSource ids) {
        this.ids = ids;
    }

    private static final class Peer {
        private int loss;
        private long sequence = -1;
        private long until;
        private long countedSince;
        private int sheddable;
        private int all;
        private double share = USUAL_SHARE;

        private Peer(long now) {
            until = now;
            countedSince = now;
        }

        private void count(boolean may, long now) {
            if (now - countedSince >= COUNTED_FOR) {
                share = all < LEAST_COUNTED ? USUAL_SHARE : Math.max(0.01, (double) sheddable / all);
                countedSince = now;
                sheddable = 0;
                all = 0;
            }
            all++;
            sheddable += may ? 1 : 0;
        }

        private boolean isAsking(long now) {
            return loss > 0 && until - now > 0;
        }
    }

    /** A response of a peer came: what its top Via says holds from now on, when it is newer than what holds. */
    public void hear(Via via, InetSocketAddress from, long now) {
        OverloadValue value = via.parameters().has(OverloadValue.OC) ? OverloadValue.read(via) : null;
        if (value == null) {
            return;
        }
        Peer peer = peer(from, now);
        if (peer.until - now <= 0 || value.sequence() > peer.sequence) {
            peer.loss = value.loss();
            peer.sequence = value.sequence();
            peer.until = now + value.validityMillis() * NANOS_PER_MILLI;
        }
    }

    /**
     * Whether a request is not to be sent now.
     *
     * @param may whether it may be kept back at all; what goes on already and emergency calls may not
     */
    public boolean keepsBack(boolean may, InetSocketAddress to, long now) {
        Peer peer = peer(to, now);
        peer.count(may, now);
        return may && peer.isAsking(now) && ids.nextInt(PERCENT) < peer.loss / peer.share;
    }

    /** Percent that a peer asks for now. */
    public int loss(InetSocketAddress of, long now) {
        Peer peer = peers.get(of);
        return peer != null && peer.isAsking(now) ? peer.loss : 0;
    }

    private Peer peer(InetSocketAddress address, long now) {
        Peer known = peers.get(address);
        if (known != null) {
            return known;
        }
        if (peers.size() >= MOST_PEERS) {
            peers.remove(peers.keySet().iterator().next());
        }
        Peer peer = new Peer(now);
        peers.put(address, peer);
        return peer;
    }
}
