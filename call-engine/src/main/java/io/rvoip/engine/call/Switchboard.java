package io.rvoip.engine.call;

import io.rvoip.engine.Admission;
import io.rvoip.engine.service.MediaService;
import io.rvoip.session.HeaderLine;
import io.rvoip.session.Invitation;
import io.rvoip.sip.Q850;
import io.rvoip.sip.uri.SipUri;
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
        Optional<Admission.Refusal> refusal = context.admission().admit(context.loop().now());
        if (refusal.isPresent()) {
            int seconds = refusals.refused(caller.party(context.domains()), refusal.get());
            invitation.reject(503, List.of(
                    new HeaderLine("Retry-After", Integer.toString(seconds)),
                    new HeaderLine("Reason", Q850.reason(Q850.cause(503)).toString())));
            return;
        }
        context.entered(caller);
        String called = called(invitation);
        Optional<MediaService> service = MediaService.of(called);
        if (service.isPresent()) {
            new ServiceCall(context, invitation, caller, service.get()).start();
        } else {
            new BridgedCall(context, invitation, caller, called).start();
        }
    }

    /** The user part of whom it is for; empty, and so nobody, for an address that is not of this domain. */
    private String called(Invitation invitation) {
        return invitation.request().requestUri() instanceof SipUri uri
                && context.domains().serves(uri, invitation.flow())
                ? uri.user().orElse("") : "";
    }
}
