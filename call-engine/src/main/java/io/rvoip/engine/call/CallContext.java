package io.rvoip.engine.call;

import io.rvoip.common.Loop;
import io.rvoip.engine.Admission;
import io.rvoip.engine.EngineConfig;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.auth.UserGuard;
import io.rvoip.engine.push.Wakeups;
import io.rvoip.engine.trunk.Trunks;
import io.rvoip.session.SipShard;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one shard work with.
 *
 * @param trunks ways to the telephone network
 * @param media null on a platform that only signals
 * @param wakeups null where nobody wakes phones
 * @param loopMark tells INVITEs of this platform that come back to it; unguessable
 */
public record CallContext(
        EngineConfig config, Domains domains, SipShard shard, CallLog log, Admission admission, UserGuard users, Router router,
        Trunks trunks, @Nullable MediaDoor media, @Nullable Wakeups wakeups, String loopMark) {
    /** A call was let in; {@link #released} once nothing is left of it. */
    void entered(Caller from) {
        if (!from.user().isEmpty()) {
            users.going(from.user(), loop().now());
        }
    }

    /** Nothing is left of a call that was let in. */
    void released(Caller from) {
        admission.released();
        from.released();
        if (!from.user().isEmpty()) {
            users.over(from.user(), loop().now());
        }
    }

    /** Where everything of these calls happens. */
    public Loop loop() {
        return shard.loop();
    }
}
