package io.rvoip.api.internal.http;

/**
 * Who asks.
 *
 * @param name of the key; empty for nobody in particular
 * @param full whether all that the operation offers is permitted, or only what is open to anyone
 */
public record Caller(String name, boolean full) {
    static final Caller NOBODY = new Caller("", false);
}
