package io.rvoip.engine.call;

import io.rvoip.common.Loop;
import io.rvoip.engine.Admission;
import io.rvoip.engine.EngineConfig;
import io.rvoip.engine.auth.Domains;
import io.rvoip.session.SipShard;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one shard work with.
 *
 * @param media null on a platform that only signals
 * @param loopMark tells INVITEs of this platform that come back to it; unguessable
 */
public record CallContext(
        EngineConfig config, Domains domains, SipShard shard, CallLog log, Admission admission, Router router,
        @Nullable MediaDoor media, String loopMark) {
    /** Where everything of these calls happens. */
    public Loop loop() {
        return shard.loop();
    }
}
