package io.rvoip.sip.transport.tls;

import java.util.Locale;

/** What is done about certificates that their authority may have taken back (RFC 5280 §6.3, RFC 6960). */
public enum Revocation {
    /** Nobody is asked. */
    NONE,
    /** A certificate that was revoked is refused; where nobody can say, the peer is let pass, counted and warned about. */
    SOFT_FAIL,
    /** Refused as well where nobody can say. */
    HARD_FAIL;

    /** As in configurations: {@code soft-fail}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException for an unknown one
     */
    public static Revocation of(String id) {
        for (Revocation one : values()) {
            if (one.id().equals(id)) {
                return one;
            }
        }
        throw new IllegalArgumentException("\"" + id + "\" (expected: none, soft-fail or hard-fail)");
    }
}
