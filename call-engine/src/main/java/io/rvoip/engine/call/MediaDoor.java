package io.rvoip.engine.call;

import io.rvoip.common.RateLimitedLog;
import io.rvoip.rtp.transport.PortsExhaustedException;
import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaException;
import io.rvoip.session.MediaPort;
import io.rvoip.session.media.RtpMediaPort;
import io.rvoip.session.offer.Refusal;
import io.rvoip.session.offer.SrtpUse;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The way to media.
 *
 * @param users opens legs to users of ours and to whoever else has no rule of their own
 * @param trunks opens legs to trunks, by what each of them wants; one for every value
 * @param certified whether users of ours have to prove by the certificate of their media that they are who they are signed in as
 * @param codecs which codecs they have, and which of them can be joined
 * @param log of what stayed shut, and why
 */
public record MediaDoor(RtpMediaPort users, Map<SrtpUse, RtpMediaPort> trunks, boolean certified, CodecChoice codecs, RateLimitedLog log) {
    /** What opens the leg to a caller. */
    RtpMediaPort from(Caller caller) {
        return caller instanceof Caller.ByTrunk by ? trunks.get(by.trunk().config().srtp()) : users;
    }

    /** What opens the leg to a called place. */
    RtpMediaPort to(Place place) {
        return place instanceof Place.Gateway gateway ? trunks.get(gateway.trunk().config().srtp()) : users;
    }

    /** The request for the leg to a caller, with whom that is, or has to be. @param party the address of record, where it is a user */
    LegRequest asked(LegRequest request, Caller caller, String party) {
        if (caller instanceof Caller.ByTrunk by) {
            return request.towards(by.trunk().config().peer());
        }
        LegRequest known = caller.user().isEmpty() ? request : request.towards(party);
        return certified && !caller.user().isEmpty() ? known.proving(party) : known;
    }

    /** A port for the leg to a called place, with whom that is, or has to be. */
    MediaPort asking(MediaPort port, Place place) {
        if (place instanceof Place.Gateway gateway) {
            return request -> port.open(request.towards(gateway.trunk().config().peer()));
        }
        if (!(place instanceof Place.Phone phone)) {
            return port;
        }
        String aor = phone.flows().first().aor();
        return request -> port.open(certified ? request.towards(aor).proving(aor) : request.towards(aor));
    }

    /** Why the leg to a caller could not be opened, as far as the caller is told: 503 where ports have run out, for then trying again later is of use. */
    Refusal refusal(@Nullable Throwable failure) {
        if (MediaException.isKeysExposed(failure)) {
            return Refusal.notAcceptable(Refusal.MISCELLANEOUS, "SRTP is required, and the signalling is not encrypted");
        }
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        log.warn("The media of a call could not be opened: {}", String.valueOf(cause == null ? null : cause.getMessage()));
        return cause instanceof MediaException known && known.getCause() instanceof PortsExhaustedException
                ? new Refusal(503, Refusal.MISCELLANEOUS, "no media port is free")
                : new Refusal(500, Refusal.MISCELLANEOUS, "media could not be opened");
    }

    /**
     * Whether a called place is offered keys even where anyone could read them, in a laboratory: a phone whose caller has
     * brought some, a trunk that wants them, and nobody else unasked.
     */
    boolean volunteers(Place place, boolean callerKeyed) {
        return place instanceof Place.Gateway gateway
                ? gateway.trunk().config().srtp() == SrtpUse.PREFERRED : callerKeyed && place instanceof Place.Phone;
    }
}
