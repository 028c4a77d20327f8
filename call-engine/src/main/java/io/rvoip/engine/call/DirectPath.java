package io.rvoip.engine.call;

import io.rvoip.session.InviteRequest;
import io.rvoip.session.InviteSession;
import io.rvoip.session.Reliability;
import io.rvoip.session.SdpBody;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.offer.Refusal;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Media from phone to phone: offers and answers pass through as they are, also those of re-INVITEs and those that come
 * late. Early media is passed on when only one phone rings: a caller who has heard one phone's description would not
 * take another's later.
 */
final class DirectPath implements MediaPath {
    private static final int FIRST_WITH_MEDIA = 180;
    private static final int LAST_WITH_MEDIA = 183;
    private static final int NOT_ACCEPTABLE = 488;

    private final BridgedCall call;
    private final DirectSide caller;
    private @Nullable DirectSide phone;
    private @Nullable SdpBody earlyAnswer;
    private boolean late;
    private boolean owed;

    DirectPath(BridgedCall call) {
        this.call = call;
        caller = new DirectSide(call.callerSession());
        call.invitation().offer().ifPresent(caller::said);
    }

    @Override
    public void prepare(Runnable ready, Consumer<Refusal> failed) {
        ready.run();
    }

    /** A phone that is to make the offer makes it in its 200, which the caller can answer whatever it understands. */
    @Override
    public Optional<InviteRequest> dress(InviteRequest request, Branch branch) {
        return call.invitation().offer().map(request::withOffer)
                .or(() -> Optional.of(request.withReliability(Reliability.OFF)));
    }

    @Override
    public int early(Branch from, SessionEvent.Progress progress) {
        if (call.invitation().offer().isEmpty() || call.branches() > 1) {
            return NOT_RELAYED;
        }
        SdpBody body = progress.description().orElseThrow();
        earlyAnswer = body;
        DirectSide side = sideOf(from);
        if (side.silent()) {
            side.said(body);
        }
        boolean fits = progress.status() >= FIRST_WITH_MEDIA && progress.status() <= LAST_WITH_MEDIA;
        int status = fits ? progress.status() : LAST_WITH_MEDIA;
        call.invitation().progress(status, body);
        return status;
    }

    @Override
    public void left(Branch branch) {
        // nothing of it passes through here
    }

    @Override
    public void answer(Branch winner, SessionEvent.Answered answered) {
        DirectSide side = sideOf(winner);
        late = call.invitation().offer().isEmpty();
        if (late) {
            return; // its offer is told next
        }
        Optional<SdpBody> answer = answered.description().or(() -> Optional.ofNullable(earlyAnswer));
        if (answer.isPresent()) {
            if (side.silent()) {
                side.said(answer.get());
            }
            call.invitation().accept(answer.get());
        }
        // without any answer the session ends the call by itself
    }

    private DirectSide sideOf(Branch branch) {
        DirectSide known = phone;
        if (known == null || known.session() != branch.session()) {
            known = new DirectSide(branch.session());
            phone = known;
        }
        return known;
    }

    @Override
    public void fromCallerEarly(SessionEvent event) {
        DirectSide other = phone;
        if (other != null && call.branches() == 1) {
            relay(event, caller, other);
        } else if (event instanceof SessionEvent.Offered) {
            caller.refuseOpen();
        }
    }

    @Override
    public void fromPhoneEarly(Branch branch, SessionEvent event) {
        DirectSide side = phone;
        if (side != null && call.branches() == 1 && side.session() == branch.session()) {
            relay(event, side, caller);
        } else if (event instanceof SessionEvent.Offered) {
            branch.session().refuse(NOT_ACCEPTABLE);
        }
    }

    @Override
    public void fromCaller(SessionEvent event) {
        if (event instanceof SessionEvent.Confirmed confirmed && late) {
            late = false;
            lateAnswer(confirmed);
        } else if (phone != null) {
            relay(event, caller, phone);
        }
    }

    /** The caller's ACK has the answer to the phone's offer. */
    private void lateAnswer(SessionEvent.Confirmed confirmed) {
        confirmed.description().ifPresent(answer -> {
            owed = false;
            caller.said(answer);
            phone().session().answer(answer);
        });
    }

    @Override
    public void fromPhone(SessionEvent event) {
        if (late && event instanceof SessionEvent.Offered offered) {
            owed = true;
            phone().said(offered.offer());
            InviteSession side = call.callerSession();
            if (!side.state().answered() && side.end().isEmpty()) {
                call.invitation().accept(offered.offer());
            }
        } else {
            relay(event, phone(), caller);
        }
    }

    private DirectSide phone() {
        if (phone == null) {
            throw new IllegalStateException("no phone has answered");
        }
        return phone;
    }

    private static void relay(SessionEvent event, DirectSide from, DirectSide to) {
        if (event instanceof SessionEvent.Offered offered) {
            from.offered(offered, to);
        } else if (event instanceof SessionEvent.OfferWanted) {
            from.offerWanted(to);
        } else if (event instanceof SessionEvent.OfferWithdrawn) {
            from.withdrawn();
        } else if (event instanceof SessionEvent.Modified modified && modified.byRemote()) {
            modified.description().ifPresent(answer -> from.answeredLate(answer, to));
        }
    }

    @Override
    public boolean held() {
        return caller.holds() || phone != null && phone.holds();
    }

    /** An offer of the phone's that the caller never answered is refused, so that its 2xx is acknowledged. */
    @Override
    public void close() {
        if (owed && phone != null && phone.session().end().isEmpty()) {
            owed = false;
            phone.refuseOpen();
        }
    }
}
