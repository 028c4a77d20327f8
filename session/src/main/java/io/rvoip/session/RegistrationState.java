package io.rvoip.session;

import io.rvoip.sip.header.Contact;
import java.time.Instant;

/** Where a {@link Registration} stands, truthfully: what the registrar said last, not what we hope. */
public sealed interface RegistrationState {
    /** The first REGISTER is on its way; nobody can reach us through the registrar. */
    record Registering() implements RegistrationState {}

    /**
     * The registrar has our contact.
     *
     * @param contact as we gave it
     * @param seconds the lifetime it granted
     * @param until when that ends, unless it is refreshed before
     */
    record Registered(Contact contact, long seconds, Instant until) implements RegistrationState {}

    /**
     * It failed for a reason that may pass; it is tried again by itself.
     *
     * @param status of the last response; 408 when there was none, 503 when it could not be sent
     * @param retryAt when
     */
    record Waiting(int status, String text, Instant retryAt) implements RegistrationState {}

    /**
     * The registrar does not want us: wrong credentials, no such user. Only {@link Registration#refresh} tries again.
     *
     * @param status of its response
     */
    record Rejected(int status, String text) implements RegistrationState {}

    /** Our contact is being removed. */
    record Unregistering() implements RegistrationState {}

    /**
     * It is over: the contact was removed, or never was there, or the registrar did not answer and it will expire.
     *
     * @param confirmed whether the registrar confirmed the removal
     */
    record Unregistered(boolean confirmed) implements RegistrationState {}

    /** Whether we can be reached through the registrar, as far as it told us. */
    default boolean registered() {
        return this instanceof Registered;
    }
}
