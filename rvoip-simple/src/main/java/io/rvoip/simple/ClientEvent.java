package io.rvoip.simple;

import io.rvoip.session.CallEnd;
import java.time.Instant;
import java.util.Optional;

/** What happens to a {@link SimpleVoipClient}. */
public sealed interface ClientEvent
        permits IncomingCall, ClientEvent.StateChanged, ClientEvent.Registered, ClientEvent.RegistrationFailed,
                ClientEvent.Unregistered, ClientEvent.CallMissed, ClientEvent.NetworkError, ClientEvent.Lagged {
    /**
     * The client is in another state.
     *
     * @param reason why, where there is something to say; otherwise empty
     */
    record StateChanged(ClientState from, ClientState to, String reason) implements ClientEvent {}

    /**
     * The registrar has us, for the first time or once more.
     *
     * @param contact where it sends our calls
     * @param until when that ends unless it is refreshed, which happens by itself
     */
    record Registered(String contact, Instant until) implements ClientEvent {}

    /**
     * The registrar does not have us.
     *
     * @param status of its answer; 408 when there was none, 503 when it cannot be reached
     * @param retryAt when it is tried again; empty when only {@link SimpleVoipClient#refreshRegistration} does
     */
    record RegistrationFailed(int status, String reason, Optional<Instant> retryAt) implements ClientEvent {}

    /** We are no longer registered. @param confirmed whether the registrar said so */
    record Unregistered(boolean confirmed) implements ClientEvent {}

    /**
     * Somebody called and was not answered: he gave up, it rang too long, or we had {@link ClientBuilder#withMaxCalls}
     * calls already.
     *
     * @param callId of {@link IncomingCall}; one that no event told of when all lines were taken
     */
    record CallMissed(String callId, String caller, String callerDisplayName, CallEnd end) implements ClientEvent {}

    /** The network let us down; what follows from it is told by other events. */
    record NetworkError(String reason) implements ClientEvent {}

    /** The listener is too slow: so many events were left out here. Incoming and missed calls are never left out. */
    record Lagged(long events) implements ClientEvent {}
}
