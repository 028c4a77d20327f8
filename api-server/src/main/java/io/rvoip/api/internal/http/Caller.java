package io.rvoip.api.internal.http;

/**
 * Who asks.
 *
 * @param name of the key or the user; empty for nobody in particular
 * @param user whether it is that of a user of SIP, who asks for what is theirs
 * @param full whether all that the operation offers is permitted, or only what is open to anyone
 */
public record Caller(String name, boolean user, boolean full) {
    static final Caller NOBODY = new Caller("", false, false);
}
