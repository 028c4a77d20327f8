package io.rvoip.engine.auth;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Finds out which user sent a request of another protocol than SIP, by digest (RFC 7616) with the same passwords, nonces,
 * lockout and counters. Thread-safe.
 */
public interface UserCheck {
    /**
     * Decides about a request. Each call uses the nonce count up: ask once.
     *
     * @param method as it was sent
     * @param target the request target that the digest has to cover
     * @param credentials the value of the one Authorization field
     * @param source where the request came from
     * @return complete at once when the user directory answers at once; never fails
     */
    CompletionStage<Verdict> check(String method, String target, String credentials, InetAddress source);

    /** Challenges with a fresh nonce, the strongest first. */
    List<String> challenges();

    /** What became of it. */
    sealed interface Verdict {
        /** The sender knows the password of this user. */
        record Known(String user) implements Verdict {}

        /**
         * Not let in.
         *
         * @param reason for counters and logs
         * @param challenges with which to ask again; none where asking again is of no use
         */
        record Unknown(AuthFailure reason, List<String> challenges) implements Verdict {}
    }
}
