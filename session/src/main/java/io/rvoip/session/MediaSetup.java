package io.rvoip.session;

import io.rvoip.sip.transport.Flow;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives a session the media its plan asks for. */
final class MediaSetup {
    private MediaSetup() {}

    /**
     * Prepares the media; {@code ready} runs when the session has it, {@code failed} when it cannot have it, neither
     * when the session ended meanwhile.
     *
     * @param offer what the media are to answer; empty when they make the offer
     */
    static void open(
            InviteSession session, MediaPlan plan, Flow flow, Optional<SdpBody> offer, Runnable ready,
            Consumer<String> failed) {
        if (plan instanceof MediaPlan.Leg given) {
            session.media(new LegMedia(given.leg()));
            ready.run();
        } else if (plan instanceof MediaPlan.Open open) {
            open(session, open, flow, offer).whenComplete((leg, failure) -> opened(session, leg, failure, ready, failed));
        } else {
            ready.run();
        }
    }

    private static CompletionStage<MediaLeg> open(
            InviteSession session, MediaPlan.Open plan, Flow flow, Optional<SdpBody> offer) {
        return plan.port().open(
                LegRequest.of(session.callId(), session.core.loop, session.core.outbound.ownAddress(flow), plan.events())
                        .withSignalledFrom(flow.remote().getAddress())
                        .over(flow.protocol())
                        .withCodecs(plan.codecs())
                        .answering(offer));
    }

    private static void opened(
            InviteSession session, @Nullable MediaLeg leg, @Nullable Throwable failure, Runnable ready,
            Consumer<String> failed) {
        boolean over = session.state() == SessionState.ENDED;
        if (leg == null) {
            if (!over) {
                failed.accept(text(failure));
            }
        } else if (over) {
            leg.close();
        } else {
            session.media(new LegMedia(leg));
            ready.run();
        }
    }

    /** What a failed stage has to say. */
    static String text(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        return cause == null || cause.getMessage() == null ? "media could not be prepared" : cause.getMessage();
    }

    /** What made a stage fail. */
    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
