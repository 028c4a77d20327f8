package io.rvoip.ice.server;

import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The peers that one client names in Send indications, remembered so that each datagram needs no new object. Who is named
 * less often than others gives way. Confined to one loop.
 */
final class PeerSlots {
    private static final int SLOTS = 16;

    private final @Nullable Slot[] slots = new Slot[SLOTS];
    private int edition;

    /**
     * One of them.
     *
     * @param wire where data for it is sent
     * @param permitted whether the rules let it go there
     */
    record Slot(long high, long low, int port, InetSocketAddress address, InetSocketAddress wire, boolean permitted) {}

    Slot of(SendIndication indication, Peers rules) {
        if (edition != rules.edition()) {
            edition = rules.edition();
            Arrays.fill(slots, null);
        }
        long mixed = (indication.high() * 31 + indication.low()) * 31 + indication.port();
        int at = (int) (mixed ^ mixed >>> 32 ^ mixed >>> 16) & SLOTS - 1;
        Slot known = slots[at];
        if (known != null && known.high == indication.high() && known.low == indication.low()
                && known.port == indication.port()) {
            return known;
        }
        InetSocketAddress address = indication.peer();
        Slot fresh = new Slot(indication.high(), indication.low(), indication.port(), address, rules.wire(address),
                rules.permits(address));
        slots[at] = fresh;
        return fresh;
    }
}
