package io.rvoip.engine.auth;

import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.DigestAlgorithm;

/** Who sent a request, or what to tell them. */
public sealed interface AuthResult {
    /**
     * The sender knows the password of this user.
     *
     * @param user the account's name
     * @param algorithm the digest was made with
     */
    record Authenticated(String user, DigestAlgorithm algorithm) implements AuthResult {}

    /** Not let in. */
    sealed interface Denied extends AuthResult {
        /** For counters and logs; not for the sender. */
        AuthFailure reason();

        /** What to send, once and without keeping state (RFC 3261 §8.2.7). It has no To tag yet. */
        SipResponse.Builder response();
    }

    /** 401 or 407: ask again with credentials. */
    record Challenge(AuthFailure reason, SipResponse.Builder response) implements Denied {}

    /** 400, 403 or 500: asking again in this way is of no use. */
    record Refused(AuthFailure reason, SipResponse.Builder response) implements Denied {}
}
