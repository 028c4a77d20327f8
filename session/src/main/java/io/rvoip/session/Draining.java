package io.rvoip.session;

import io.rvoip.common.Loop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Watches one shard until nothing is left; ends what is left when patience is over. On the loop of the shard. */
final class Draining {
    private static final long LOOK_EVERY = 100_000_000L;

    private final SipShard shard;
    private final CompletableFuture<Void> done;
    private final Loop.Timer timer;
    private final long endPolitely;
    private boolean told;

    Draining(SipShard shard, Duration patience, CompletableFuture<Void> done) {
        this.shard = shard;
        this.done = done;
        endPolitely = shard.loop().now() + patience.toNanos();
        timer = shard.loop().timer(this::look);
    }

    void start() {
        shard.userAgent().drain();
        look();
    }

    private void look() {
        if (!told && (shard.loop().now() >= endPolitely || shard.userAgent().sessions().isEmpty())) {
            told = true;
            shard.userAgent().shutDown();
        }
        if (told && isQuiet(shard.userAgent().counts())) {
            done.complete(null);
        } else {
            timer.arm(shard.loop().now() + LOOK_EVERY);
        }
    }

    /** What remains then only waits for late retransmissions. */
    private static boolean isQuiet(UserAgentCounts counts) {
        return counts.sessions() == 0 && counts.registrations() == 0 && counts.exchanges() == 0
                && counts.pendingRequests() == 0;
    }
}
