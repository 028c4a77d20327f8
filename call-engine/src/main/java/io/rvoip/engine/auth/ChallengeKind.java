package io.rvoip.engine.auth;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.sip.uri.SipUri;

/** In which role we ask who somebody is (RFC 3261 §22.2, §22.3). */
public enum ChallengeKind {
    /** As the server meant: registrar, or a request to the domain itself. 401. */
    SERVER(401, HeaderKind.WWW_AUTHENTICATE, HeaderKind.AUTHORIZATION),
    /**
     * As the way to somebody else: 407. A B2BUA is a UAS by the letter and could say 401, but to the caller we stand where
     * a proxy would, Authorization is left to the two ends, and phones keep the credentials of 407 for every call
     * through us.
     */
    PROXY(407, HeaderKind.PROXY_AUTHENTICATE, HeaderKind.PROXY_AUTHORIZATION);

    private final int status;
    private final HeaderKind<DigestChallenge> challenge;
    private final HeaderKind<DigestCredentials> credentials;

    ChallengeKind(int status, HeaderKind<DigestChallenge> challenge, HeaderKind<DigestCredentials> credentials) {
        this.status = status;
        this.challenge = challenge;
        this.credentials = credentials;
    }

    /** The role in which we meet this request: REGISTER and what names no user is for us, all else goes through us. */
    public static ChallengeKind of(SipRequest request) {
        boolean forDomain = request.requestUri() instanceof SipUri uri && uri.rawUser().isEmpty();
        return request.method().equals(Method.REGISTER) || forDomain ? SERVER : PROXY;
    }

    /** 401 or 407. */
    public int status() {
        return status;
    }

    /** The field of our challenges. */
    public HeaderKind<DigestChallenge> challenge() {
        return challenge;
    }

    /** The field of the answers. */
    public HeaderKind<DigestCredentials> credentials() {
        return credentials;
    }
}
