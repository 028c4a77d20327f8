package io.rvoip.session.auth;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.auth.DigestCredentials;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One realm's challenge and our answers to it. */
final class Protection {
    private final Digest digest;
    private final String username;
    private final String ha1;
    private DigestChallenge challenge;
    private long uses;
    private boolean onTrial = true;
    private boolean staleForgiven;

    /**
     * @param before what was known of this realm, null for nothing
     */
    Protection(Digest digest, DigestChallenge challenge, Credentials credentials, @Nullable Protection before) {
        this.digest = digest;
        this.challenge = challenge;
        username = credentials.username();
        DigestAlgorithm algorithm = challenge.algorithm().orElse(DigestAlgorithm.MD5);
        ha1 = digest.ha1(algorithm, username, challenge.realm(), credentials.password().reveal());
        if (before != null) {
            uses = before.challenge.nonce().equals(challenge.nonce()) ? before.uses : 0;
            staleForgiven = before.onTrial;
        }
    }

    /** Whether a challenge that comes now may be answered: not when it rejects what we just sent. */
    boolean mayRetry(boolean stale) {
        return !onTrial || stale && !staleForgiven;
    }

    void passed() {
        onTrial = false;
        staleForgiven = false;
    }

    void nextNonce(String nonce) {
        challenge = challenge.with("nonce", nonce);
        uses = 0;
    }

    /** The header value for a request; empty when it cannot be made. */
    Optional<String> answer(SipRequest request, String cnonce) {
        uses++;
        return digest.answer(
                        challenge, username, ha1, request.method(), request.requestUri().toString(), cnonce, uses,
                        request.body())
                .map(DigestCredentials::toString);
    }
}
