package io.rvoip.simple;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody calls, and it rings. Answer or reject {@link #call()}.
 *
 * @param call the call
 * @param caller address of the caller by its own account
 * @param callerDisplayName name of the caller by its own account; empty when it gives none
 * @param hasVideo whether the caller offers video, which this build answers without
 * @param timestamp when it came in
 */
public record IncomingCall(Call call, String caller, String callerDisplayName, boolean hasVideo, Instant timestamp)
        implements ClientEvent {
    /** Who calls as our registrar vouches for it; see {@link Call#assertedParty}. */
    public Optional<String> assertedCaller() {
        return call.assertedParty();
    }

    /** The id of the call, as {@link SimpleVoipClient#call} takes it. */
    public String callId() {
        return call.id();
    }
}
