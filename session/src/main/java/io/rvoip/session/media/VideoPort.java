package io.rvoip.session.media;

import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.MediaPort;
import io.rvoip.session.offer.PassedVideo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens legs as another port does, which offer the video of the other side of their call.
 *
 * @param legs of which all are {@link RtpMediaLeg}s
 */
public record VideoPort(MediaPort legs, PassedVideo video) implements MediaPort {
    /** Not by {@code thenApply}, which would wrap the failure. */
    @Override
    public CompletionStage<MediaLeg> open(LegRequest request) {
        CompletableFuture<MediaLeg> opened = new CompletableFuture<>();
        legs.open(request).whenComplete((leg, failure) -> {
            if (failure != null) {
                opened.completeExceptionally(failure);
            } else {
                RtpMediaLeg asking = (RtpMediaLeg) leg;
                asking.video(video);
                asking.prepareVideo().whenComplete((ready, broken) -> opened.complete(leg));
            }
        });
        return opened;
    }
}
