package io.rvoip.simple;

/**
 * Hears what happens to a client: override what matters. Called one event at a time and in order, on a thread where
 * it may block; what it throws is logged.
 */
public interface ClientListener {
    /** Everything; hands each event to the method that is for it. */
    default void onEvent(ClientEvent event) {
        if (event instanceof IncomingCall incoming) {
            onIncomingCall(incoming);
        } else if (event instanceof ClientEvent.CallMissed missed) {
            onCallMissed(missed);
        } else if (event instanceof ClientEvent.StateChanged changed) {
            onStateChanged(changed);
        } else if (event instanceof ClientEvent.Registered registered) {
            onRegistered(registered);
        } else if (event instanceof ClientEvent.RegistrationFailed failed) {
            onRegistrationFailed(failed);
        } else if (event instanceof ClientEvent.NetworkError error) {
            onNetworkError(error);
        }
    }

    /** Somebody calls: answer or reject it, now or later. */
    default void onIncomingCall(IncomingCall event) {}

    /** See {@link ClientEvent.CallMissed}. */
    default void onCallMissed(ClientEvent.CallMissed event) {}

    /** See {@link ClientEvent.StateChanged}. */
    default void onStateChanged(ClientEvent.StateChanged event) {}

    /** See {@link ClientEvent.Registered}. */
    default void onRegistered(ClientEvent.Registered event) {}

    /** See {@link ClientEvent.RegistrationFailed}. */
    default void onRegistrationFailed(ClientEvent.RegistrationFailed event) {}

    /** See {@link ClientEvent.NetworkError}. */
    default void onNetworkError(ClientEvent.NetworkError event) {}
}
