package io.rvoip.session;

/** There are as many calls, or registrations, as the limits allow. */
public final class CallLimitException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    CallLimitException(int limit) {
        super("limit reached: " + limit + " at the same time");
    }
}
