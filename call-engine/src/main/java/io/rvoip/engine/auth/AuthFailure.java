package io.rvoip.engine.auth;

/** Why a request was not let in. The names are the {@code reason} of {@code rvoip_auth_failures_total}. */
public enum AuthFailure {
    /** It came without credentials for our realm: no fault, every first request does. Not counted as a failure. */
    NO_CREDENTIALS("no_credentials"),
    /** The credentials are no well-formed digest answer (RFC 7616 §3.4). */
    MALFORMED("malformed"),
    /** The digest was made for another URI than the request has. */
    WRONG_URI("wrong_uri"),
    /** An algorithm we did not offer. */
    ALGORITHM("algorithm"),
    /** No quality of protection, or one we do not know. */
    QOP("qop"),
    /** The digest is right but the nonce too old, or of a former life of this server. No failure of the user's. */
    STALE_NONCE("stale_nonce"),
    /** The digest is right but its nonce count was used before. */
    REPLAY("replay"),
    /** Nobody of that name. Looks like {@link #WRONG_PASSWORD} from outside. */
    UNKNOWN_USER("unknown_user"),
    /** The digest does not match. */
    WRONG_PASSWORD("wrong_password"),
    /** A good digest, but From is somebody else. */
    IDENTITY("identity"),
    /** Too many failures before. */
    LOCKED("locked"),
    /** The user directory could not be asked. */
    UNAVAILABLE("unavailable"),
    /** A good digest, of a user who asks for more than one user may. No failure to authenticate, and not counted as one. */
    OVER_LIMIT("over_limit");

    private final String id;

    AuthFailure(String id) {
        this.id = id;
    }

    /** The value of the metric's label. */
    public String id() {
        return id;
    }

    /** Whether this speaks of somebody who guesses: counts towards a lockout. */
    boolean isGuess() {
        return this == UNKNOWN_USER || this == WRONG_PASSWORD;
    }
}
