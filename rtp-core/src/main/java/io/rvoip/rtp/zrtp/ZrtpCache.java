package io.rvoip.rtp.zrtp;

import java.util.Optional;

/** Where retained secrets are kept, by the far end's ZID. Thread-safe, and quick: it is asked on media loops. */
public interface ZrtpCache {
    /** What is remembered of a far end. */
    Optional<RetainedSecrets> find(Zid peer);

    /**
     * Remembers.
     *
     * @param seconds for which the far end expects us to, 1 to 2^32 - 1, which stands for ever; we may forget later than
     *     that without raising an alarm, not earlier
     */
    void store(Zid peer, RetainedSecrets secrets, long seconds);

    /** Forgets a far end. */
    void forget(Zid peer);
}
