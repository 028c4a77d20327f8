package io.rvoip.ice.turn;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;

/** A far end of a relay: its permission, its channel, and what waits for the former (RFC 8656 §9, §12). */
final class TurnPeer {
    private static final int MAX_WAITING = 4;

    final InetSocketAddress address;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();

    Permission permission = Permission.ASKED;
    /** When the permission is asked for again, or a refusal is forgotten. */
    long permissionAt;

    /** 0 without one. */
    int channel;

    boolean bound;
    /** When the channel is bound again. */
    long channelAt;

    long usedAt;

    /** Whether the relay lets this peer's data through. */
    enum Permission {
        ASKED,
        GRANTED,
        REFUSED
    }

    TurnPeer(InetSocketAddress address) {
        this.address = address;
    }

    /** Keeps a datagram until the permission is there; the oldest goes when there are too many. */
    void hold(ByteBuf payload) {
        if (waiting.size() == MAX_WAITING) {
            waiting.remove().release();
        }
        waiting.add(payload);
    }

    Queue<ByteBuf> held() {
        return waiting;
    }

    void forget() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }
}
