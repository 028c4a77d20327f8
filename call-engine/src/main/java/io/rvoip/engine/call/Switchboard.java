package io.rvoip.engine.call;

import io.rvoip.engine.Admission;
import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.registrar.Gruus;
import io.rvoip.engine.service.MediaService;
import io.rvoip.engine.trunk.Trunks;
import io.rvoip.session.HeaderLine;
import io.rvoip.session.Invitation;
import io.rvoip.sip.Q850;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.TelUri;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import java.util.Optional;

/** Takes the calls of one shard: lets them in or refuses them, and sees who they are for. Confined to its loop. */
public final class Switchboard {
    private final CallContext context;
    private final Refusals refusals;

    /** @param refusals tells of calls that are not let in */
    public Switchboard(CallContext context, Refusals refusals) {
        this.context = context;
        this.refusals = refusals;
    }

    /** Hears of calls that are not let in. */
    @FunctionalInterface
    public interface Refusals {
        /** @return seconds for Retry-After */
        int refused(String caller, Admission.Refusal why);
    }

    /** Somebody calls. */
    public void take(Invitation invitation, Caller caller) {
        boolean urgent = emergency().begunBy(invitation.request());
        Optional<Admission.Refusal> refusal = admit(caller, urgent, context.loop().now());
        if (refusal.isPresent()) {
            int seconds = refusals.refused(caller.party(context.domains()), refusal.get());
            invitation.reject(503, List.of(
                    new HeaderLine("Retry-After", Integer.toString(seconds)),
                    new HeaderLine("Reason", Q850.reason(Q850.cause(503)).toString())));
            return;
        }
        context.entered(caller);
        Optional<SipUri> phone = phone(invitation);
        String called = phone.flatMap(SipUri::user).orElseGet(() -> called(invitation, caller));
        Optional<MediaService> service = MediaService.of(called);
        if (service.isPresent()) {
            new ServiceCall(context, invitation, caller, service.get()).start();
        } else {
            new BridgedCall(context, invitation, caller, called, phone).start();
        }
    }

    private Optional<Admission.Refusal> admit(Caller caller, boolean urgent, long now) {
        Optional<Admission.Refusal> refusal = context.admission().admit(now, urgent);
        if (refusal.isEmpty() && !caller.admit(now, urgent)) {
            context.admission().released();
            return Optional.of(Admission.Refusal.TRUNK);
        }
        return refusal;
    }

    /** The address of one phone of this domain, where it is for that alone (RFC 5627 §6.1). */
    private Optional<SipUri> phone(Invitation invitation) {
        return invitation.request().requestUri() instanceof SipUri uri && Gruus.isGruu(uri)
                && context.domains().serves(uri, invitation.flow()) ? Optional.of(uri) : Optional.empty();
    }

    /**
     * The user or the number it is for: of a trunk the user its numbers lead to, and who dials such a number here need not
     * go out for it. The URN for help is dialled as the first emergency number, unless it comes by a trunk. Empty, and so
     * nobody, for an address that is not of this domain.
     */
    private String called(Invitation invitation, Caller caller) {
        Uri uri = invitation.request().requestUri();
        if (caller instanceof Caller.ByTrunk from) {
            return context.trunks().called(from.trunk(), invitation.request())
                    .orElseGet(() -> caller.mayDial() ? Trunks.user(uri) : "");
        }
        if (EmergencyCalls.isService(uri)) {
            String number = emergency().dialled().orElse("");
            return context.trunks().owner(number).orElse(number);
        }
        boolean ours = uri instanceof TelUri || uri instanceof SipUri sip && context.domains().serves(sip, invitation.flow());
        String user = !ours ? "" : uri instanceof SipUri sip ? sip.user().orElse("") : Trunks.user(uri);
        return context.trunks().owner(user).orElse(user);
    }

    private EmergencyCalls emergency() {
        return context.config().overload().emergency();
    }
}
