package io.rvoip.ice.internal;

import io.rvoip.common.Loop;

/**
 * Whether the full peer of a lite agent still asks for our consent on one stream. A lite agent does not ask itself (RFC 7675 §4),
 * but who has asked, every 4 to 6 s as §5.1 has it, and has not for 30 s is gone. Peers of RFC 5245, who never ask once
 * a pair is chosen, are not judged.
 */
final class AskedConsent {
    /** Until then requests on the chosen pair may be repetitions of the checks that led to it. */
    private static final long SETTLED = 3_000_000_000L;
    private static final int ENOUGH = 2;

    private long chosenAt = Loop.Timer.NEVER;
    private long heardAt;
    private int asked;

    /** A pair was chosen. */
    void chosen(long now) {
        chosenAt = now;
        heardAt = now;
    }

    /** A request that holds came, on the chosen pair or on another. */
    void heard(boolean onChosen, long now) {
        heardAt = now;
        if (onChosen && asked < ENOUGH && now - chosenAt >= SETTLED) {
            asked++;
        }
    }

    /** When the peer is gone unless it asks before; never for one who has not shown that it asks. */
    long lostAt() {
        return asked < ENOUGH ? Loop.Timer.NEVER : heardAt + Consent.EXPIRY;
    }
}
