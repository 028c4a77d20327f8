package io.rvoip.session.media;

import io.rvoip.common.Loop;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.MediaSession;
import io.rvoip.media.VideoAddresses;
import io.rvoip.media.VideoWay;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.session.MediaException;
import io.rvoip.session.offer.LocalAudio;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.Negotiation;
import io.rvoip.session.offer.OwnKeys;
import io.rvoip.session.offer.OwnVideo;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ports of one leg for video in no BUNDLE group: opened for the first description that has such a line, and given back once
 * there is none any more, when its keys are wiped too. Where none can be had the call goes on without video. On the loop of the leg.
 */
final class VideoPorts {
    private final MediaEngine engine;
    private final MediaSession media;
    private final Loop loop;
    private final boolean rtcpMux;
    private final Function<Optional<HelloHash>, OwnKeys> keys;
    private final FarKeys theirs;
    private InetAddress address;
    private boolean settled;

    /** @param keys new ones for each line that begins, by what it says of ZRTP */
    VideoPorts(MediaEngine engine, MediaSession media, Loop loop, boolean rtcpMux, InetAddress address,
            Function<Optional<HelloHash>, OwnKeys> keys) {
        this.engine = engine;
        this.media = media;
        this.loop = loop;
        this.rtcpMux = rtcpMux;
        this.address = address;
        this.keys = keys;
        theirs = new FarKeys(media);
    }

    void moved(InetAddress own) {
        address = own;
    }

    /** Whether ports have to be opened for the next offer. */
    boolean missing(Negotiation negotiation) {
        return negotiation.offersOwnVideo() && negotiation.ownVideo().isEmpty();
    }

    /** Whether they have to be for an answer to this one. */
    boolean missing(Negotiation negotiation, SessionDescription offer) {
        return negotiation.takesOwnVideo(offer) && negotiation.ownVideo().isEmpty();
    }

    /** @return completes on the loop of the leg; with null where there are no ports */
    CompletionStage<@Nullable OwnVideo> open() {
        CompletableFuture<@Nullable OwnVideo> opened = new CompletableFuture<>();
        engine.openVideo(media, rtcpMux).whenComplete((at, failure) -> {
            try {
                loop.execute(() -> opened.complete(failure == null ? own(at) : null));
            } catch (RejectedExecutionException loopGone) {
                opened.completeExceptionally(new MediaException("the loop of the leg has ended", loopGone));
            }
        });
        return opened;
    }

    private OwnVideo own(VideoAddresses at) {
        return new OwnVideo(new LocalAudio(address, at.rtp().getPort(), at.rtcp().getPort()), keys.apply(at.zrtp()));
    }

    /** Whoever has answered last stays: nobody else will answer the same offer, and ask for what was declined. */
    void settled() {
        settled = true;
    }

    /**
     * After a description of ours was answered, or did not come to anything: keys of video that others have taken the place of are
     * wiped.
     *
     * @param answering whether it was theirs, and answered by us
     * @return without ports, which are given back, where no line needs them
     */
    Negotiation tidied(Negotiation negotiation, boolean answering) {
        theirs.agreed(negotiation.video().map(NegotiatedVideo::way).map(VideoWay::keys).orElse(null));
        boolean used = negotiation.video().filter(video -> video.way() != null).isPresent();
        boolean open = !negotiation.exchange().mayOffer();
        if (used || open || negotiation.ownVideo().isEmpty() || !answering && !settled) {
            return negotiation;
        }
        media.closeVideoPorts();
        theirs.ended(negotiation.ownVideo().orElseThrow().keys().keys());
        return negotiation.withOwnVideo(null);
    }

    /** Wipes what is left; after the media session has ended. */
    void close() {
        theirs.close();
    }
}
