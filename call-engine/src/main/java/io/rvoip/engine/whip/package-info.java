/**
 * Calls whose callers speak WebRTC-HTTP (RFC 9725, and the same the other way round) instead of SIP: {@link
 * io.rvoip.engine.whip.WhipCalls} begins them, {@link io.rvoip.engine.whip.WhipGateway} makes them over SIP within the process,
 * so that the engine sees calls like all others. HTTP itself is not here.
 */
@NullMarked
package io.rvoip.engine.whip;

import org.jspecify.annotations.NullMarked;
