package io.rvoip.session.media;

import io.rvoip.common.Loop;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.session.MediaException;
import io.rvoip.session.offer.MikeyAhead;
import io.rvoip.session.offer.Negotiation;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of MIKEY with certificates, for one leg: done by the threads of the endpoint before a description is written, so
 * that the loop of the leg does none of it. Descriptions of a call are written one after the other, as they are asked for: what is
 * overtaken is not wanted any more. On that loop.
 */
final class MikeyWork {
    /** All threads are at work, and as many exchanges wait as may. */
    static final Refusal BUSY = new Refusal(503, Refusal.MISCELLANEOUS, "MIKEY: too many exchanges at once");

    private final @Nullable MikeyEndpoint endpoint;
    private final Loop loop;

    MikeyWork(@Nullable MikeyEndpoint endpoint, Loop loop) {
        this.endpoint = endpoint;
        this.loop = loop;
    }

    /** Whether the next offer has to wait for it. */
    boolean isNeeded(Negotiation negotiation) {
        return endpoint != null && endpoint.hasThreads() && MikeyAhead.isOffered(negotiation);
    }

    /** Whether the answer to an offer has to wait for it. */
    boolean isNeeded(Negotiation negotiation, SessionDescription offer) {
        return endpoint != null && endpoint.hasThreads() && MikeyAhead.isTaken(negotiation, offer);
    }

    /**
     * Works for an offer of ours; fails with {@link #BUSY} where no thread has time.
     *
     * @param wanted whether the description is still to be written once this is done
     */
    CompletionStage<MikeyAhead> toOffer(Negotiation negotiation, BooleanSupplier wanted) {
        return away(() -> MikeyAhead.offer(negotiation), wanted)
                .orElseGet(() -> CompletableFuture.failedStage(new MediaException(BUSY.text())));
    }

    /** Works for an answer of ours; empty where no thread has time. */
    Optional<CompletionStage<MikeyAhead>> toAnswer(Negotiation negotiation, SessionDescription offer, BooleanSupplier wanted) {
        return away(() -> MikeyAhead.answer(negotiation, offer), wanted);
    }

    private Optional<CompletionStage<MikeyAhead>> away(Supplier<MikeyAhead> work, BooleanSupplier wanted) {
        MikeyEndpoint threads = endpoint;
        CompletableFuture<MikeyAhead> done = new CompletableFuture<>();
        boolean taken = threads != null && threads.execute(() -> {
            MikeyAhead ahead = null;
            RuntimeException failure = null;
            try {
                ahead = work.get();
            } catch (RuntimeException broken) {
                failure = broken;
            }
            back(ahead, failure, wanted, done);
        });
        return taken ? Optional.of(done) : Optional.empty();
    }

    private void back(@Nullable MikeyAhead ahead, @Nullable RuntimeException failure, BooleanSupplier wanted,
            CompletableFuture<MikeyAhead> done) {
        try {
            loop.execute(() -> {
                if (ahead == null) {
                    done.completeExceptionally(failure);
                } else if (wanted.getAsBoolean()) {
                    done.complete(ahead);
                } else {
                    ahead.close();
                    done.completeExceptionally(new MediaException("the description is not wanted any more"));
                }
            });
        } catch (RejectedExecutionException loopGone) {
            if (ahead != null) {
                ahead.close();
            }
            done.completeExceptionally(new MediaException("the loop of the leg has ended", loopGone));
        }
    }
}
