package io.rvoip.session.media;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.MediaSession;
import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaException;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.MediaPort;
import io.rvoip.session.offer.AudioCapabilities;
import io.rvoip.session.offer.LocalAudio;
import io.rvoip.session.offer.Negotiation;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Opens legs over RTP, on the ports and loops of a {@link MediaEngine}, which stays the caller's. Thread-safe.
 *
 * <p>Legs that are to be bridged must live on the same media loop: open the second one with {@link #beside}.
 */
public final class RtpMediaPort implements MediaPort {
    private final MediaEngine engine;
    private final RtpMediaSettings settings;
    private final IdSource ids;
    private final CodecList codecs;

    /**
     * @param ids for session ids; thread-safe when legs are opened from several loops
     */
    public RtpMediaPort(MediaEngine engine, RtpMediaSettings settings, IdSource ids) {
        this.engine = engine;
        this.settings = settings;
        this.ids = ids;
        this.codecs = new CodecList(settings);
    }

    @Override
    public CompletionStage<MediaLeg> open(LegRequest request) {
        return widened(open(request, engine.pickLoop()));
    }

    /** A port that opens legs on the media loop of {@code other}, so that they can be bridged to it. */
    public MediaPort beside(RtpMediaLeg other) {
        Loop mediaLoop = other.media().loop();
        return request -> widened(open(request, mediaLoop));
    }

    /** As {@link #open(LegRequest)}, with the type that shows the media. */
    public CompletionStage<RtpMediaLeg> openRtp(LegRequest request) {
        return open(request, engine.pickLoop());
    }

    private CompletionStage<RtpMediaLeg> open(LegRequest request, Loop mediaLoop) {
        AudioCapabilities capabilities = codecs.capabilities(request.codecs());
        if (!settings.srtp().permits(request.encrypted())) {
            return CompletableFuture.failedStage(new MediaException("SRTP is required, and anyone could read its keys"
                    + " in signalling that is not encrypted (expected: TLS or WSS)"));
        }
        LegReports reports = new LegReports(request.loop(), request.events());
        CompletableFuture<RtpMediaLeg> opened = new CompletableFuture<>();
        engine.open(mediaLoop, OwnAddress.family(request), settings.session(), reports)
                .whenComplete((media, failure) -> {
                    try {
                        request.loop()
                                .execute(() -> finish(request, capabilities, reports, media, failure, opened));
                    } catch (RejectedExecutionException loopGone) {
                        close(media);
                        opened.completeExceptionally(new MediaException("the loop of the leg has ended", loopGone));
                    }
                });
        return opened;
    }

    /** On the loop of the leg. */
    private void finish(
            LegRequest request,
            AudioCapabilities capabilities,
            LegReports reports,
            @Nullable MediaSession media,
            @Nullable Throwable failure,
            CompletableFuture<RtpMediaLeg> opened) {
        if (media == null) {
            opened.completeExceptionally(refused(request, failure));
            return;
        }
        try {
            RtpMediaLeg leg = leg(request, capabilities, reports, media);
            media.closed().thenRun(reports::mediaClosed);
            opened.complete(leg);
        } catch (MediaException noAddress) {
            close(media);
            opened.completeExceptionally(noAddress);
        }
    }

    private RtpMediaLeg leg(
            LegRequest request, AudioCapabilities capabilities, LegReports reports, MediaSession media) {
        InetAddress address =
                OwnAddress.choose(settings.advertise(), media.localAddress().getAddress(), request.local());
        LocalAudio local =
                new LocalAudio(address, media.localAddress().getPort(), media.localRtcpAddress().getPort());
        return new RtpMediaLeg(
                media,
                Negotiation.start(capabilities, local, ids.nextLong(), settings.srtp().keys(request.encrypted(), ids)),
                codecs,
                reports,
                request.signalledFrom(),
                settings.sendWhileHolding());
    }

    /** Not by {@code thenApply}, which would wrap the failure. */
    private static CompletionStage<MediaLeg> widened(CompletionStage<RtpMediaLeg> opened) {
        CompletableFuture<MediaLeg> leg = new CompletableFuture<>();
        opened.whenComplete((made, failure) -> {
            if (failure == null) {
                leg.complete(made);
            } else {
                leg.completeExceptionally(failure);
            }
        });
        return leg;
    }

    private static MediaException refused(LegRequest request, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        String why = cause == null ? "no reason given" : String.valueOf(cause.getMessage());
        return cause == null
                ? new MediaException(request.label() + ": " + why)
                : new MediaException(request.label() + ": " + why, cause);
    }

    private static void close(@Nullable MediaSession media) {
        if (media != null) {
            media.close();
        }
    }
}
