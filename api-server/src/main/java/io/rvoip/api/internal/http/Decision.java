package io.rvoip.api.internal.http;

/** What the {@link Authorizer} says. */
public sealed interface Decision {
    /** Go on as {@code caller}. */
    record Granted(Caller caller) implements Decision {}

    /**
     * No further.
     *
     * @param who the name of the key; empty for one that is not known
     */
    record Denied(HttpProblem problem, String who) implements Decision {}
}
