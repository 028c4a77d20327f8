package io.rvoip.session;

import java.util.concurrent.CompletionStage;

/**
 * The one door from signalling to media: it opens legs, and everything that passes through it is a session
 * description or a plain value. {@link io.rvoip.session.media.RtpMediaPort} implements it over real RTP; an edge that
 * only signals has none, and then descriptions are the application's business.
 *
 * <p>Thread-safe.
 */
public interface MediaPort {
    /**
     * Prepares the media of one call leg: ports are bound, nothing is sent yet.
     *
     * <p>Completes on {@code request.loop()}, exceptionally with a {@link MediaException} when no port is free or the
     * address cannot be bound. Whoever receives the leg closes it.
     */
    CompletionStage<MediaLeg> open(LegRequest request);
}
