package io.rvoip.engine.whip;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceFragment;
import io.rvoip.session.InviteSession;
import io.rvoip.session.Modification;
import io.rvoip.session.SdpBody;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SessionListener;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client's call: from the offer to its end. Trickled candidates and restarts go on as re-INVITEs with the client's
 * description; what the platform offers later, as for hold, is answered in the client's place. Confined to its loop but for
 * the methods of its interfaces.
 */
final class WhipLeg implements SessionListener, WhipCalls.Attempt, WhipCall {
    private static final int NOT_ACCEPTABLE_HERE = 488;

    private final Loop loop;
    private final CompletableFuture<WhipOutcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private WhipOffer offer;
    private @Nullable InviteSession session;
    private @Nullable SessionDescription firstAnswer;
    private @Nullable SessionDescription theirs;
    private @Nullable WhipRefusal partly;
    private boolean unsent;

    WhipLeg(Loop loop, WhipOffer offer) {
        this.loop = loop;
        this.offer = offer;
    }

    WhipOffer offer() {
        return offer;
    }

    void started(InviteSession begun) {
        session = begun;
    }

    void refused(WhipRefusal why) {
        outcome.complete(new WhipOutcome.Refused(why));
        ended.complete(null);
    }

    @Override
    public void onEvent(InviteSession of, SessionEvent event) {
        if (event instanceof SessionEvent.Progress progress) {
            progress.description().ifPresent(body -> begun(of, body));
        } else if (event instanceof SessionEvent.Answered answered) {
            answered.description().ifPresent(body -> begun(of, body));
        } else if (event instanceof SessionEvent.Confirmed) {
            if (unsent) {
                unsent = false;
                of.offer(SdpBody.of(offer.description()));
            }
        } else if (event instanceof SessionEvent.Offered offered) {
            answer(of, offered.offer());
        } else if (event instanceof SessionEvent.OfferWanted) {
            of.answer(SdpBody.of(offer.description()));
        } else if (event instanceof SessionEvent.Ended over) {
            refused(partly == null ? WhipRefusal.of(over.end()) : partly);
        }
    }

    /** The first description counts: a later one of the same call says the same. */
    private void begun(InviteSession of, SdpBody body) {
        if (firstAnswer != null) {
            return;
        }
        Optional<SessionDescription> read = SdpParser.parse(body.bytes()).description();
        if (read.isEmpty() || !offer.isWhole(read.get())) {
            partly = new WhipRefusal(WhipRefusal.Reason.NOT_ACCEPTABLE, "The called side takes only a part of what was offered.");
            of.hangup();
            return;
        }
        firstAnswer = read.get();
        theirs = firstAnswer;
        outcome.complete(new WhipOutcome.Begun(this, body.text()));
    }

    private void answer(InviteSession of, SdpBody body) {
        Optional<SessionDescription> read = SdpParser.parse(body.bytes()).description();
        SessionDescription first = firstAnswer;
        SessionDescription last = theirs;
        boolean same = first != null && last != null && read.filter(one -> one.media().size() == first.media().size()
                && WhipOffer.ownCredentials(one).equals(WhipOffer.ownCredentials(last))).isPresent();
        if (same) {
            WhipOffer said = offer.answering(read.orElseThrow(), first);
            offer = offer.likeNow(said);
            of.answer(SdpBody.of(said.description()));
        } else {
            of.refuse(NOT_ACCEPTABLE_HERE); // the client would have to be told, and cannot be (RFC 9725 §4.3.3)
        }
    }

    @Override
    public CompletionStage<WhipPatch> patch(IceFragment fragment) {
        CompletableFuture<WhipPatch> done = new CompletableFuture<>();
        onLoop(() -> patch(fragment, done), done);
        return done;
    }

    private void onLoop(Runnable task, @Nullable CompletableFuture<WhipPatch> else_) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException loopGone) {
            if (else_ != null) {
                else_.complete(new WhipPatch.Refused(new WhipRefusal(WhipRefusal.Reason.NOT_FOUND, "The call is over.")));
            }
        }
    }

    private void patch(IceFragment fragment, CompletableFuture<WhipPatch> done) {
        InviteSession call = session;
        if (call == null || ended.isDone()) {
            done.complete(refusal(WhipRefusal.Reason.NOT_FOUND, "The call is over."));
        } else if (offer.isStrange(fragment)) {
            done.complete(refusal(WhipRefusal.Reason.MALFORMED, "A media line that the session has not."));
        } else if (offer.restarts(fragment)) {
            restart(call, offer.restarted(fragment), done);
        } else {
            add(call, offer.with(fragment), done);
        }
    }

    private static WhipPatch refusal(WhipRefusal.Reason reason, String text) {
        return new WhipPatch.Refused(new WhipRefusal(reason, text));
    }

    private void add(InviteSession call, WhipOffer more, CompletableFuture<WhipPatch> done) {
        if (more == offer) {
            done.complete(new WhipPatch.Added());
            return;
        }
        offer = more;
        if (call.state().answered()) {
            change(call, done, answer -> new WhipPatch.Added());
        } else {
            unsent = true; // goes out with the answer's ACK
            done.complete(new WhipPatch.Added());
        }
    }

    private void restart(InviteSession call, WhipOffer anew, CompletableFuture<WhipPatch> done) {
        if (!call.state().answered()) {
            done.complete(refusal(WhipRefusal.Reason.NOT_NOW, "The called side has not answered yet."));
            return;
        }
        WhipOffer before = offer;
        offer = anew;
        change(call, done, answer -> WhipOffer.fragment(answer).<WhipPatch>map(WhipPatch.Restarted::new)
                .orElseGet(() -> refusal(WhipRefusal.Reason.FAILED, "The answer has no ICE.")));
        done.thenAccept(outcome -> {
            if (outcome instanceof WhipPatch.Refused && offer == anew) {
                offer = before.likeNow(anew); // the former generation goes on (RFC 9725 §4.3.3)
            }
        });
    }

    /** Offers what the client has now; one change after the other, as they came. */
    private void change(InviteSession call, CompletableFuture<WhipPatch> done, Function<SessionDescription, WhipPatch> then) {
        call.offer(SdpBody.of(offer.description())).whenComplete((outcome, failure) -> {
            Optional<SessionDescription> answer = outcome instanceof Modification.Done changed
                    ? changed.description().flatMap(body -> SdpParser.parse(body.bytes()).description()) : Optional.empty();
            answer.ifPresent(said -> theirs = said);
            done.complete(answer.map(then).orElseGet(() -> refusal(outcome instanceof Modification.Ended
                    ? WhipRefusal.Reason.NOT_FOUND : WhipRefusal.Reason.FAILED, "The change was not taken.")));
        });
    }

    @Override
    public CompletionStage<WhipOutcome> outcome() {
        return outcome;
    }

    @Override
    public void giveUp() {
        end();
    }

    @Override
    public void end() {
        onLoop(() -> {
            if (session != null) {
                session.hangup();
            }
        }, null);
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended;
    }
}
