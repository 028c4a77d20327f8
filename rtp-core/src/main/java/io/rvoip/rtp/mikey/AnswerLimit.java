package io.rvoip.rtp.mikey;

import io.rvoip.common.Metrics;
import io.rvoip.common.Rate;
import io.rvoip.common.TimeSource;
import io.rvoip.common.TokenBucket;

/** How many answers to offers of ours are worked out with our private key, while somebody waits for each. Thread-safe. */
final class AnswerLimit {
    /** In a second, and at once: with RSA of 2048 bits a sixth of one processor. */
    static final int RATE = 200;

    /** For one offer: more than there are phones that ring for it. */
    static final int MOST_FOR_ONE = 16;

    private final TimeSource time;
    private final TokenBucket bucket;
    private final Metrics.Counter rejected;

    /** @param rejected counts what is refused */
    AnswerLimit(TimeSource time, Metrics.Counter rejected) {
        this.time = time;
        this.rejected = rejected;
        bucket = new TokenBucket(new Rate(RATE, RATE), time.nanoTime());
    }

    /** What one offer may have of it; for one thread at a time. */
    final class Share {
        private int taken;

        /** One more, whose sender has proven who it is. */
        void take() throws MikeyRefusal {
            if (++taken > MOST_FOR_ONE || !hasRoom()) {
                rejected.increment();
                throw new MikeyRefusal(MikeyError.UNSPECIFIED, "too many answers at once");
            }
        }
    }

    private synchronized boolean hasRoom() {
        return bucket.tryTake(time.nanoTime());
    }
}
