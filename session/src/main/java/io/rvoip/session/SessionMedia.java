package io.rvoip.session;

import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where a session gets its descriptions from: a leg of real media, or the application. Stages complete on its loop. */
interface SessionMedia {
    /** Our next offer. */
    CompletionStage<SdpBody> offer(OfferKind kind);

    /** Our answer to theirs, or why there is none. */
    CompletionStage<MediaAnswer> answer(SdpBody remoteOffer);

    /** Their answer to ours; a reason when it cannot be used. */
    Optional<Refusal> accept(SdpBody remoteAnswer);

    /** The open offer came to nothing. */
    void rollback();

    /** Whether the far end holds us, as of the last agreement. */
    boolean heldByRemote();

    /** Whether an offer is owed that tells what ICE has found: {@link MediaLeg#misaligned}. */
    default boolean misaligned() {
        return false;
    }

    /** The leg, where there is one. */
    Optional<MediaLeg> leg();

    void close();

    /** An answer or its refusal: exactly one of the two is there. */
    sealed interface MediaAnswer {
        record Accepted(SdpBody body) implements MediaAnswer {}

        record Refused(Refusal refusal) implements MediaAnswer {}
    }
}
