package io.rvoip.engine.identity;

/** Who is told something. */
public enum Audience {
    /** Within our trust domain (RFC 3325 §2.3): told everything, and what is to stay there. */
    TRUSTED,
    /** A phone of ours: told what the settings and the caller's wishes allow. */
    PHONE,
    /** Anybody else: told what From says. */
    STRANGER
}
