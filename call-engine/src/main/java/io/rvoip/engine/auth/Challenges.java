package io.rvoip.engine.auth;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Amplification;
import java.util.List;

/**
 * Writes 401 and 407: one challenge for each algorithm, strongest first (RFC 8760 §2.3), as many as keep the answer
 * within one and a half times the request, but always one. So nobody is hit with more than an attacker spends on a
 * forged source address. {@link PlainPhones} get the one they know. Stateless and thread-safe.
 */
final class Challenges {
    /** A To tag is added later: {@code ;tag=} and up to 20 characters. */
    private static final int TAG = 25;
    private static final int CRLF_AND_COLON = 4;

    private final String realm;
    private final List<DigestAlgorithm> algorithms;
    private final List<DigestAlgorithm> forPlainPhones;
    private final String qop;

    Challenges(String realm, AuthSettings settings) {
        this.realm = realm;
        this.algorithms = settings.algorithms();
        this.forPlainPhones = algorithms.contains(DigestAlgorithm.MD5) ? List.of(DigestAlgorithm.MD5) : algorithms;
        this.qop = settings.offerIntegrity() ? "auth,auth-int" : "auth";
    }

    SipResponse.Builder write(SipRequest request, ChallengeKind kind, String nonce, boolean stale) {
        SipResponse.Builder response = request.respond(kind.status());
        int room = Amplification.room(request) - response.build().encodedLength()
                - (request.to().tag().isPresent() ? 0 : TAG);
        boolean first = true;
        for (DigestAlgorithm algorithm : PlainPhones.sent(request) ? forPlainPhones : algorithms) {
            DigestChallenge challenge = challenge(algorithm, nonce, stale);
            int size = kind.challenge().name().length() + CRLF_AND_COLON + challenge.toString().length();
            if (first || size <= room) {
                response.add(kind.challenge(), challenge);
                room -= size;
                first = false;
            }
        }
        return response;
    }

    private DigestChallenge challenge(DigestAlgorithm algorithm, String nonce, boolean stale) {
        DigestChallenge challenge = DigestChallenge.of(realm, nonce, algorithm).with("qop", qop);
        return stale ? challenge.withStale() : challenge;
    }

    /** The answer to an overloaded source: smaller than any request. */
    static SipResponse.Builder unavailable(SipRequest request, long retryAfterSeconds) {
        return request.respond(503)
                .set(HeaderKind.RETRY_AFTER, RetryAfter.of(retryAfterSeconds));
    }
}
