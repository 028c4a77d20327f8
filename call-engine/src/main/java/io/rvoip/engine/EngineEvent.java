package io.rvoip.engine;

import io.rvoip.sip.transport.tls.TlsEvent;
import java.time.Duration;
import java.time.Instant;

/** What happens in the engine, told after it happened. */
public sealed interface EngineEvent {
    /** When, by the wall clock. */
    Instant at();

    /** The name in the API: {@code call.answered}. */
    String type();

    /** An event of one call. */
    sealed interface OfCall extends EngineEvent {
        /** The call it is about. */
        String callId();
    }

    /** A call came in and was let in. */
    record CallCreated(CallInfo call, Instant at) implements OfCall {
        @Override
        public String callId() {
            return call.id();
        }

        @Override
        public String type() {
            return "call.created";
        }
    }

    /** A call moved on: it rings, has early media, was answered, is held or resumed. */
    record CallChanged(CallInfo call, CallState before, Instant at) implements OfCall {
        @Override
        public String callId() {
            return call.id();
        }

        @Override
        public String type() {
            return switch (call.state()) {
                case ROUTING -> "call.routing";
                case RINGING -> "call.ringing";
                case EARLY_MEDIA -> "call.early_media";
                case ANSWERED -> before == CallState.HELD ? "call.resumed" : "call.answered";
                case HELD -> "call.held";
                case ENDED -> "call.ended";
            };
        }
    }

    /** A call is over: its record. Always the last event of a call, never dropped. */
    record CallEnded(CallRecord record, Instant at) implements OfCall {
        @Override
        public String callId() {
            return record.id();
        }

        @Override
        public String type() {
            return "call.ended";
        }
    }

    /**
     * The engine is a proxy, and the INVITE that began a call has its final answer. That is all it knows of a call: it
     * keeps nothing afterwards, and media and perhaps the BYE go past it.
     *
     * @param callId the SIP Call-ID
     * @param caller the URI in From
     * @param called the Request-URI
     * @param status of the answer
     * @param places it was sent to
     * @param setup from the INVITE to the answer
     */
    record CallProxied(String callId, String caller, String called, int status, int places, Duration setup, Instant at)
            implements OfCall {
        @Override
        public String type() {
            return "call.proxied";
        }
    }

    /** A leg has received neither RTP nor RTCP for the time in the settings. */
    record NoInboundMedia(String callId, String legId, Instant at) implements OfCall {
        @Override
        public String type() {
            return "media.no_inbound";
        }
    }

    /**
     * A description of a leg's far end was refused for the protection of media, or the lack of it; told of the first few of each leg.
     *
     * @param party the address of record at its end
     * @param offered its ways to protect media, without keys
     * @param why as the far end was told
     */
    record MediaRefused(String callId, String legId, String party, String offered, String why, Instant at) implements OfCall {
        @Override
        public String type() {
            return "security.media_refused";
        }
    }

    /**
     * Keys for one stream of a leg could not be agreed on over its media path: nothing of it is sent or played, and the call goes on
     * without. A call whose audio has no keys ends instead, with a {@link CallEnded} that says why.
     *
     * @param party the address of record at its end
     * @param stream {@code video}
     * @param why one sentence, as in {@code ZRTP: the far end does not go on}
     */
    record StreamUnkeyed(String callId, String legId, String party, String stream, String why, Instant at) implements OfCall {
        @Override
        public String type() {
            return "security.stream_unkeyed";
        }
    }

    /** A party pressed a key. */
    record Dtmf(String callId, String legId, char digit, Instant at) implements OfCall {
        @Override
        public String type() {
            return "dtmf";
        }
    }

    /** A contact was registered or refreshed. */
    record Registered(RegistrationInfo registration, boolean refreshed, Instant at) implements EngineEvent {
        @Override
        public String type() {
            return refreshed ? "registration.refreshed" : "registration.created";
        }
    }

    /** A contact is gone: removed by the phone or an operator, or expired. */
    record Unregistered(RegistrationInfo registration, String why, Instant at) implements EngineEvent {
        @Override
        public String type() {
            return "registration.removed";
        }
    }

    /** Somebody gave wrong credentials; an answer to a first challenge is no failure. */
    record AuthenticationFailed(String user, String source, String why, Instant at) implements EngineEvent {
        @Override
        public String type() {
            return "security.auth_failed";
        }
    }

    /** A trunk answers again, or does not any more. */
    record TrunkChanged(String trunk, boolean up, String why, Instant at) implements EngineEvent {
        @Override
        public String type() {
            return up ? "trunk.up" : "trunk.down";
        }
    }

    /** New files of our certificate were taken or refused, or it ends soon or has ended. */
    record Certificate(TlsEvent event, Instant at) implements EngineEvent {
        @Override
        public String type() {
            return event instanceof TlsEvent.Reloaded ? "tls.reloaded"
                    : event instanceof TlsEvent.Expiring ? "tls.expiring" : "tls.reload_failed";
        }
    }

    /** A call was refused because the platform holds as many as it was declared for, or a user asked for too much. */
    record AdmissionRefused(String caller, String why, Instant at) implements EngineEvent {
        @Override
        public String type() {
            return "call.refused";
        }
    }
}
