package io.rvoip.session;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happens to an {@link InviteSession}. Each event is told after it happened, with the message that showed it. */
public sealed interface SessionEvent {
    /**
     * The called side, or one of the places that ring, is at work: 180 rings, a description in any of 180 to 189 is
     * early media.
     *
     * @param response as it was received
     * @param fork the To tag of the place that answered; empty when it gave none
     */
    record Progress(SipResponse response, String fork) implements SessionEvent {
        public int status() {
            return response.status();
        }

        /** Its description: early media. */
        public Optional<SdpBody> description() {
            return Bodies.description(response);
        }
    }

    /** We were asked for credentials (401 or 407), had them, and sent the request again. */
    record Authenticating(int status, String realm) implements SessionEvent {}

    /** The called side is elsewhere (3xx). When redirects are followed the next contact is called now. */
    record Redirected(int status, List<NameAddr> contacts) implements SessionEvent {
        public Redirected {
            contacts = List.copyOf(contacts);
        }
    }

    /**
     * The call is answered: their 2xx when we called, ours when we were called.
     *
     * @param response the 2xx
     * @param before the description that a reliable provisional response carried, which the 2xx does not repeat, or
     *     null (RFC 3262 §5)
     */
    record Answered(SipResponse response, @Nullable SdpBody before) implements SessionEvent {
        /** The description of the called side: an answer, or an offer when the INVITE had none. */
        public Optional<SdpBody> description() {
            return before == null ? Bodies.description(response) : Optional.of(before);
        }
    }

    /** The ACK of the 2xx: sent when we called, received when we were called. */
    record Confirmed(SipRequest ack) implements SessionEvent {
        /** Its description: the answer when the offer was in the 2xx. */
        public Optional<SdpBody> description() {
            return Bodies.description(ack);
        }
    }

    /**
     * The far end offers a change, or a call we made without an offer was answered with one. Only for calls whose
     * descriptions are the application's business ({@link MediaPlan.Relay}): it answers with
     * {@link InviteSession#answer(SdpBody)} or {@link InviteSession#refuse(int)}.
     *
     * @param atOnce it came in an UPDATE or a PRACK, which wait 30 s for their answer (RFC 3311 §5.2), and perhaps
     *     before the call was answered
     */
    record Offered(SdpBody offer, boolean atOnce) implements SessionEvent {}

    /** The far end sent a re-INVITE without an offer: make one with {@link InviteSession#answer(SdpBody)}, as above. */
    record OfferWanted() implements SessionEvent {}

    /** What the far end offered last came to nothing: it gave up, or the call ended. */
    record OfferWithdrawn() implements SessionEvent {}

    /**
     * A re-INVITE, UPDATE or PRACK changed what is agreed.
     *
     * @param byRemote whether it was the far end's
     * @param message what settled it: the 2xx, theirs or ours, or their ACK when the offer was in our 2xx
     */
    record Modified(boolean byRemote, SipMessage message) implements SessionEvent {
        /** The answer. */
        public Optional<SdpBody> description() {
            return Bodies.description(message);
        }
    }

    /** Our hold began or ended: the far end agreed. */
    record LocalHold(boolean held) implements SessionEvent {}

    /** The far end put us on hold or took us back. */
    record RemoteHold(boolean held) implements SessionEvent {}

    /** The call is over. The last event, always sent, once. */
    record Ended(CallEnd end) implements SessionEvent {}
}
