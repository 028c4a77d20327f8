package io.rvoip.session;

/** Hears how a registration fares. Called on the loop of the user agent. */
@FunctionalInterface
public interface RegistrationListener {
    /** Ignores everything. */
    RegistrationListener NONE = (registration, state) -> {};

    /** The state is a new one; a refresh that is granted tells {@link RegistrationState.Registered} again. */
    void onState(Registration registration, RegistrationState state);
}
