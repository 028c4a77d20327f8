package io.rvoip.engine.call;

import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.MediaMode;
import io.rvoip.engine.identity.Audience;
import io.rvoip.engine.identity.Identity;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.session.HeaderLine;
import io.rvoip.session.Invitation;
import io.rvoip.session.InviteRequest;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import java.util.List;

/**
 * Writes the INVITEs of a call, one for each place. They say who calls as far as the {@link Identity} of the
 * {@link Caller} may be told there, and whom the caller wanted; Via, Contact, Route, Call-ID and all extension headers of
 * the caller's side stay there.
 */
final class OutgoingInvites {
    private static final List<String> END_TO_END = List.of("Subject", "Priority");

    private final CallContext context;
    private final Invitation invitation;
    private final Identity identity;
    private final boolean trusted;
    private final SipUri called;
    private final String calledName;
    private final int breadth;

    OutgoingInvites(CallContext context, Invitation invitation, Caller caller, String called) {
        this.context = context;
        this.invitation = invitation;
        trusted = caller.trusted();
        identity = caller.identity(invitation.request(), context.domains());
        this.called = context.domains().uri(called);
        calledName = oneLine(invitation.to().displayName().orElse(""));
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
     * @param number of the place among them, from 1
     * @param places how many share what is left of the breadth
     */
    InviteRequest to(Place place, int number, int places) {
        SipRequest request = invitation.request();
        Identity told = place.caller().map(identity::by).orElse(identity).retargeted(request.requestUri(), place.target(), number)
                .towards(audience(place), settings(), services());
        int hops = request.maxForwards() < 0
                ? SipRequest.DEFAULT_MAX_FORWARDS
                : Math.min(request.maxForwards(), SipRequest.DEFAULT_MAX_FORWARDS) - 1;
        InviteRequest invite = InviteRequest.of(place.target(), told.from())
                .withTo(NameAddr.of(calledName, place.to(called)))
                .withCredentials(place.credentials())
                .withNextHop(place.nextHop())
                .withRoute(place.route())
                .withMaxForwards(hops)
                .withCallTimeout(context.config().ringTimeout());
        invite = LoopMark.put(invite, context.loopMark(), breadth / places);
        for (String name : END_TO_END) {
            String value = oneLine(request.raw(name).orElse(""));
            if (!value.isEmpty() && passes(name, told)) {
                invite = invite.withHeader(name, value);
            }
        }
        for (HeaderLine line : told.lines()) {
            invite = invite.withHeader(line.name(), line.value());
        }
        return invite;
    }

    /** What is said of a subject may say who says it. */
    private boolean passes(String name, Identity told) {
        boolean hidden = told.from() == Identity.ANONYMOUS && name.equals("Subject");
        return !hidden && (trusted || !settings().internalHeaders().contains(name));
    }

    private static Audience audience(Place place) {
        if (place instanceof Place.Phone) {
            return Audience.PHONE;
        }
        return place.trusted() ? Audience.TRUSTED : Audience.STRANGER;
    }

    private IdentitySettings settings() {
        return context.config().identity();
    }

    private List<String> services() {
        return context.config().mediaMode() == MediaMode.ANCHORED
                ? Identity.ANCHORED_SERVICES : Identity.BRIDGE_SERVICES;
    }

    /** Who answers, for a caller whom we trust (RFC 3325 §5); nothing for others. */
    List<HeaderLine> connected(Place place, SipResponse response) {
        if (!trusted || !(place instanceof Place.Phone)) {
            return List.of();
        }
        return Identity.ofAnswer(response, called).towards(Audience.TRUSTED, settings(), services()).lines();
    }

    /** Who calls, as far as it is believed. */
    Identity identity() {
        return identity;
    }

    /** What the caller wants as critical and cannot have here. */
    List<String> unmet() {
        return identity.unmet(services());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
