package io.rvoip.common.transport;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Looks, each time one loop is about to wait for sockets, whether it would really wait. That costs one system call more
 * in each round of the loop. Confined to the loop.
 */
final class Rest implements SelectStrategy {
    private boolean taken = true;

    @Override
    public int calculateStrategy(IntSupplier ready, boolean hasTasks) throws Exception {
        int now = ready.get();
        if (hasTasks || now > 0) {
            return now;
        }
        taken = true;
        return SELECT;
    }

    /** Whether it would have waited at any time since this was last asked. */
    boolean taken() {
        boolean result = taken;
        taken = false;
        return result;
    }
}
