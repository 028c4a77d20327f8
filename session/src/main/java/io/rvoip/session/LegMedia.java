package io.rvoip.session;

import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpProblem;
import io.rvoip.sip.sdp.SdpResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Descriptions made and understood by a leg of real media. */
final class LegMedia implements SessionMedia {
    private static final Refusal NOTHING_LEFT =
            Refusal.notAcceptable(Refusal.MEDIA_NOT_AVAILABLE, "all media was declined");

    private final MediaLeg leg;
    private boolean begun;

    LegMedia(MediaLeg leg) {
        this.leg = leg;
    }

    @Override
    public CompletionStage<SdpBody> offer(OfferKind kind) {
        return leg.offer(kind).thenApply(SdpBody::of);
    }

    @Override
    public CompletionStage<MediaAnswer> answer(SdpBody remoteOffer) {
        SdpResult result = SdpParser.parse(remoteOffer.bytes());
        if (result instanceof SdpResult.Parsed parsed) {
            return leg.answer(parsed.value()).thenApply(this::toAnswer);
        }
        return CompletableFuture.completedStage(new MediaAnswer.Refused(unreadable(result)));
    }

    private MediaAnswer toAnswer(AnswerResult result) {
        if (result instanceof AnswerResult.Accepted accepted) {
            begun |= leg.negotiated().isPresent();
            return new MediaAnswer.Accepted(SdpBody.of(accepted.answer()));
        }
        return new MediaAnswer.Refused(((AnswerResult.Refused) result).refusal());
    }

    @Override
    public Optional<Refusal> accept(SdpBody remoteAnswer) {
        SdpResult result = SdpParser.parse(remoteAnswer.bytes());
        return result instanceof SdpResult.Parsed parsed
                ? leg.accept(parsed.value()).or(this::nothingLeft)
                : Optional.of(unreadable(result));
    }

    /** A call without media is none; only within a call all of it may be switched off (RFC 3264 §8.2). */
    private Optional<Refusal> nothingLeft() {
        begun |= leg.negotiated().isPresent();
        return begun ? Optional.empty() : Optional.of(NOTHING_LEFT);
    }

    private static Refusal unreadable(SdpResult result) {
        String why = result.problem().map(SdpProblem::toString).orElse("");
        return new Refusal(488, Refusal.MISCELLANEOUS, "unreadable description " + why);
    }

    @Override
    public void rollback() {
        leg.rollback();
    }

    @Override
    public boolean heldByRemote() {
        return leg.negotiated().map(LegMedia::silencedByRemote).orElse(false);
    }

    /** The far end holds when it lets us send nothing (RFC 3264 §8.4), or gave the address of RFC 2543. */
    private static boolean silencedByRemote(NegotiatedAudio audio) {
        return audio.nowhere()
                || audio.direction() == Direction.RECVONLY
                || audio.direction() == Direction.INACTIVE;
    }

    @Override
    public boolean misaligned() {
        return leg.misaligned();
    }

    @Override
    public Optional<MediaLeg> leg() {
        return Optional.of(leg);
    }

    @Override
    public void close() {
        leg.close();
    }
}
