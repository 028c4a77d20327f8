package io.rvoip.engine.call;

import io.rvoip.engine.registrar.Binding;
import io.rvoip.session.Invitation;
import io.rvoip.session.InviteRequest;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import java.util.List;

/**
 * Writes the INVITEs of a call, one for each place. They say who calls as the caller said it, by the address of the
 * {@link Caller}, and whom the caller wanted; Via, Contact, Route, Call-ID and all extension headers of the caller's
 * side stay there.
 */
final class OutgoingInvites {
    private static final List<String> END_TO_END = List.of("Subject", "Priority");

    private final CallContext context;
    private final Invitation invitation;
    private final NameAddr from;
    private final NameAddr to;
    private final int breadth;

    OutgoingInvites(CallContext context, Invitation invitation, Caller caller, String called) {
        this.context = context;
        this.invitation = invitation;
        from = NameAddr.of(oneLine(invitation.from().displayName().orElse("")), caller.uri(context.domains()));
        to = NameAddr.of(oneLine(invitation.to().displayName().orElse("")), context.domains().uri(called));
        breadth = LoopMark.breadth(invitation.request(), context.config().limits().maxBreadth());
    }

    /** Those that may be rung: for a {@code sips:} call only over TLS (RFC 5630 §3.1.3). */
    List<Place> permitted(List<Place> all) {
        return isSecure() ? all.stream().filter(Place::secure).toList() : all;
    }

    /** The flows that may be used, by the same rule. */
    List<Binding> usable(List<Binding> all) {
        return isSecure() ? all.stream().filter(binding -> binding.flow().protocol().secure()).toList() : all;
    }

    private boolean isSecure() {
        return invitation.request().requestUri() instanceof SipUri uri && uri.secure();
    }

    /** As many of the places, best first, as one call may ring. */
    List<Place> choose(List<Place> all) {
        int most = Math.min(breadth, context.config().limits().maxPlaces());
        return all.stream().limit(most).toList();
    }

    /**
     * The INVITE to one of them, without media.
     *
     * @param places how many share what is left of the breadth
     */
    InviteRequest to(Place place, int places) {
        SipRequest request = invitation.request();
        int hops = request.maxForwards() < 0
                ? SipRequest.DEFAULT_MAX_FORWARDS
                : Math.min(request.maxForwards(), SipRequest.DEFAULT_MAX_FORWARDS) - 1;
        InviteRequest invite = InviteRequest.of(place.target(), from)
                .withTo(to)
                .withNextHop(place.nextHop())
                .withRoute(place.route())
                .withMaxForwards(hops)
                .withCallTimeout(context.config().ringTimeout());
        invite = LoopMark.put(invite, context.loopMark(), breadth / places);
        for (String name : END_TO_END) {
            String value = oneLine(request.raw(name).orElse(""));
            if (!value.isEmpty()) {
                invite = invite.withHeader(name, value);
            }
        }
        return invite;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
