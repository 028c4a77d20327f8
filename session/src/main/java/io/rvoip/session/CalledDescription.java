package io.rvoip.session;

import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Our description for a call made to us, and how far offer and answer have come before the 2xx (RFC 3262 §5, RFC 6337
 * §3.1). An answer in an unreliable response is only a preview, the same as the one to come.
 *
 * <table>
 * <caption>Transitions; in SETTLED no response carries a description any more</caption>
 * <tr><th>stage</th><th>input</th><th>next</th></tr>
 * <tr><td>OPEN</td><td>reliable response with our answer</td><td>SETTLED</td></tr>
 * <tr><td></td><td>reliable response with our offer</td><td>OFFERED</td></tr>
 * <tr><td>OFFERED</td><td>PRACK with the answer</td><td>SETTLED</td></tr>
 * </table>
 */
final class CalledDescription {
    /** How far it is. */
    enum Stage { OPEN, OFFERED, SETTLED }

    private final InviteSession session;
    private final SipRequest invite;
    private final Flow flow;
    private MediaPlan plan = MediaPlan.relay();
    private Stage stage = Stage.OPEN;
    private @Nullable CompletionStage<SdpBody> description;
    private @Nullable SdpBody sent;

    CalledDescription(InviteSession session, SipRequest invite, Flow flow) {
        this.session = session;
        this.invite = invite;
        this.flow = flow;
    }

    void plan(MediaPlan media) {
        plan = media;
    }

    /** Whether it is ours to make, and not the application's. */
    boolean isOurs() {
        return !(plan instanceof MediaPlan.Relay);
    }

    /** The caller's offer. */
    Optional<SdpBody> offer() {
        return Bodies.description(invite);
    }

    Stage stage() {
        return stage;
    }

    /** Whose turn it is until the call is answered (RFC 3311 §5.2). */
    Turn turn() {
        return switch (stage) {
            case OPEN -> Turn.OURS;
            case OFFERED -> Turn.THEIRS;
            case SETTLED -> Turn.FREE;
        };
    }

    /** What went in a reliable response; null when nothing did. */
    @Nullable SdpBody sent() {
        return sent;
    }

    /** A reliable response carries this: the answer, or our offer. */
    void sentReliably(SdpBody body) {
        sent = body;
        stage = offer().isPresent() ? Stage.SETTLED : Stage.OFFERED;
    }

    /** The answer to our offer came in a PRACK. */
    Optional<Refusal> answered(Optional<SdpBody> answer) {
        stage = Stage.SETTLED;
        return answer.isEmpty()
                ? Optional.of(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "the PRACK has no answer"))
                : session.media().accept(answer.get());
    }

    /** Made once: 183 and 2xx carry the same (RFC 3261 §13.2.1). */
    CompletionStage<SdpBody> make() {
        if (description == null) {
            CompletableFuture<SdpBody> made = new CompletableFuture<>();
            description = made;
            MediaSetup.open(
                    session, plan, flow, offer(), () -> make(made),
                    why -> made.completeExceptionally(new MediaException(why)));
        }
        return description;
    }

    private void make(CompletableFuture<SdpBody> made) {
        BiConsumer<@Nullable SdpBody, @Nullable Throwable> done = (body, failure) -> {
            if (failure == null) {
                made.complete(body);
            } else {
                made.completeExceptionally(failure);
            }
        };
        Optional<SdpBody> offer = offer();
        if (offer.isEmpty()) {
            session.media().offer(OfferKind.INITIAL).whenComplete(done);
        } else {
            session.media().answer(offer.get()).thenApply(CalledDescription::bodyOf).whenComplete(done);
        }
    }

    private static SdpBody bodyOf(SessionMedia.MediaAnswer answer) {
        if (answer instanceof SessionMedia.MediaAnswer.Accepted accepted) {
            return accepted.body();
        }
        throw new RefusedException(((SessionMedia.MediaAnswer.Refused) answer).refusal());
    }

    /** An offer that cannot be used, on its way through a stage. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        RefusedException(Refusal refusal) {
            super(refusal.text());
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }
}
