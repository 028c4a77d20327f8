package io.rvoip.api.internal.http;

/** What the {@link Authorizer} says. */
public sealed interface Decision {
    /** Go on as {@code caller}. */
    record Granted(Caller caller) implements Decision {}

    /** No further. */
    record Denied(HttpProblem problem) implements Decision {}
}
