package io.rvoip.session.media;

import io.rvoip.media.IceParameters;
import io.rvoip.media.MediaDirection;
import io.rvoip.media.MediaParameters;
import io.rvoip.media.MediaSession;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.session.CandidateExchange;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.MediaException;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.offer.Agreement;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.Negotiation;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Outcome;
import io.rvoip.session.offer.PassedHello;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One leg over RTP: a {@link Negotiation} says what is agreed on, a {@link MediaSession} does it. Confined to the loop
 * of its request; the media session lives on a media loop and may be used from any thread. Stages are complete when
 * they are returned, unless the description has ICE, or ports for video that have to be opened, or a message of MIKEY with certificates,
 * and is not the first offer: what is in it is known on the media loop, or worked out by threads of its own.
 */
public final class RtpMediaLeg implements MediaLeg {
    private final MediaSession media;
    private final CodecList codecs;
    private final LegReports reports;
    private final @Nullable InetAddress signalledFrom;
    private final OwnIce ice;
    private final RefusalLog refusals;
    private final LegCandidates candidates;
    private final Alignment alignment;
    private final VideoPorts videoPorts;
    private final FarKeys farKeys;
    private final ExchangedKeys exchangedKeys;
    private final MikeyWork mikey;
    private Negotiation negotiation;
    private final boolean passesVideo;
    private Supplier<PassedHello> passedHello = () -> PassedHello.NONE;
    private boolean sendWhileHolding;
    private @Nullable VideoPartner partner;
    private boolean closed;
    private int moves;
    private int asking; // the move that waits for the partner, or for what its answer takes; 0 for none

    RtpMediaLeg(
            MediaSession media,
            Negotiation negotiation,
            CodecList codecs,
            LegReports reports,
            @Nullable InetAddress signalledFrom,
            OwnIce ice,
            RefusalLog refusals,
            boolean sendWhileHolding,
            VideoUse video,
            VideoPorts videoPorts,
            MikeyWork mikey) {
        this.videoPorts = videoPorts;
        this.mikey = mikey;
        this.passesVideo = video == VideoUse.FORWARD;
        this.media = media;
        this.negotiation = negotiation;
        this.codecs = codecs;
        this.reports = reports;
        this.signalledFrom = signalledFrom;
        this.ice = ice;
        this.refusals = refusals;
        this.sendWhileHolding = sendWhileHolding;
        farKeys = new FarKeys(media);
        exchangedKeys = new ExchangedKeys(media);
        candidates = new LegCandidates(media, ice, () -> this.negotiation);
        reports.onCandidates(candidates::found);
        alignment = new Alignment(() -> this.negotiation);
        reports.onNominated(alignment::nominated);
    }

    /** The media itself: what this leg says and hears, who listens, and whom it is bridged to. Owned by the leg. */
    public MediaSession media() {
        return media;
    }

    /** The first few descriptions of the far end's that were refused for the protection of media; any thread. */
    public List<RefusedMedia> refused() {
        return refusals.all();
    }

    /** Tells there of each of them, on the loop of the leg. */
    public void onRefused(Consumer<RefusedMedia> told) {
        refusals.listen(told);
    }

    /**
     * Without ZRTP of ours: the far end has it with that of another leg, and it passes between them. Before the first agreement.
     *
     * @param other what that one says of its Hello, asked for before each description of ours
     */
    public void passZrtp(Supplier<PassedHello> other) {
        negotiation = negotiation.withoutZrtp();
        passedHello = other;
    }

    /** What the far end says of its Hello, for that of another leg; nothing where it has agreed on keys with us. */
    public PassedHello hello() {
        boolean open = negotiation.audio().filter(audio -> audio.keys() == null && audio.dtls() == null && audio.zrtp() == null).isPresent();
        return open ? remoteDescription().map(PassedHello::of).orElse(PassedHello.NONE) : PassedHello.NONE;
    }

    /** Whether RTP goes on while this leg holds, for music or for a bridge; takes effect at once. */
    public void sendWhileHolding(boolean send) {
        if (sendWhileHolding != send) {
            sendWhileHolding = send;
            apply(false);
        }
    }

    /** What the other side of the call says of its video: descriptions to come have that, unless it is off. */
    public void video(PassedVideo others) {
        if (passesVideo) {
            negotiation = negotiation.withVideo(others);
        }
    }

    /** What is in force for video; empty where there is none. */
    public Optional<NegotiatedVideo> negotiatedVideo() {
        return negotiation.video();
    }

    /** Who is asked from now on before an offer of the far end's is answered, unless it is the first one of the call. */
    public void videoWith(VideoPartner other) {
        partner = passesVideo ? other : null;
    }

    /** Completes on the loop of the leg once it can offer without waiting, or at once where it will answer. */
    CompletionStage<@Nullable Void> prepared(boolean answering) {
        if (answering) {
            return CompletableFuture.completedStage(null);
        }
        return !mikey.isNeeded(negotiation) ? ice.prepare() : ice.prepare().thenCompose(ready ->
                mikey.toOffer(negotiation, () -> !closed).thenAccept(ahead -> negotiation = negotiation.withAhead(ahead)));
    }

    /** Opens what the next offer needs for video, so that it can be made without waiting. */
    CompletionStage<@Nullable Void> prepareVideo() {
        if (ice.offers(negotiation) || !videoPorts.missing(negotiation)) {
            return CompletableFuture.completedStage(null);
        }
        return videoPorts.open().thenAccept(own -> negotiation = negotiation.withOwnVideo(own));
    }

    @Override
    public CompletionStage<SessionDescription> offer(OfferKind kind) {
        if (!mikey.isNeeded(negotiation)) {
            return offering(kind);
        }
        int move = ++moves;
        return mikey.toOffer(negotiation, () -> move == moves).thenCompose(ahead -> {
            negotiation = negotiation.withAhead(ahead);
            return offering(kind);
        });
    }

    private CompletionStage<SessionDescription> offering(OfferKind kind) {
        if (!ice.offers(negotiation)) {
            if (negotiation.lastSent().isEmpty() || !videoPorts.missing(negotiation)) {
                return CompletableFuture.completedStage(offered(kind));
            }
            int move = ++moves;
            return prepareVideo().thenApply(ready -> wanted(move)).thenApply(ready -> offered(kind));
        }
        int move = ++moves;
        return ice.toOffer(negotiation, kind == OfferKind.ANEW, () -> move == moves).thenApply(ours -> {
            negotiation = negotiation.withIce(ours);
            return offered(kind);
        });
    }

    private SessionDescription offered(OfferKind kind) {
        negotiation = negotiation.withHello(passedHello.get()).offer(kind);
        candidates.described(false);
        alignment.offered();
        return negotiation.lastSent().orElseThrow();
    }

    @Override
    public CompletionStage<AnswerResult> answer(SessionDescription remoteOffer) {
        VideoPartner other = partner;
        boolean first = negotiation.exchange().agreement().isEmpty(); // which the other side has been asked about already
        if (other == null || first) {
            return answering(remoteOffer);
        }
        int move = ++moves;
        asking = move;
        return other.offered(PassedVideo.of(remoteOffer)).thenCompose(others -> {
            wanted(move);
            video(others);
            return answering(remoteOffer);
        }).whenComplete((result, failure) -> {
            if (asking == move) {
                asking = 0;
                if (!(result instanceof AnswerResult.Accepted)) {
                    other.withdrawn();
                }
            }
        });
    }

    private boolean wanted(int move) {
        if (move != moves) {
            throw new MediaException("the description is not wanted any more");
        }
        return true;
    }

    private CompletionStage<AnswerResult> answering(SessionDescription remoteOffer) {
        if (!ice.takes(remoteOffer) && videoPorts.missing(negotiation, remoteOffer)) {
            int move = ++moves;
            return videoPorts.open().thenCompose(own -> {
                wanted(move);
                negotiation = negotiation.withOwnVideo(own);
                return keyed(remoteOffer);
            });
        }
        if (!ice.takes(remoteOffer)) {
            return keyed(remoteOffer);
        }
        int move = ++moves;
        return ice.toAnswer(negotiation, remoteOffer, () -> move == moves).thenCompose(ours -> {
            negotiation = negotiation.withIce(ours);
            return keyed(remoteOffer);
        });
    }

    private CompletionStage<AnswerResult> keyed(SessionDescription remoteOffer) {
        if (!mikey.isNeeded(negotiation, remoteOffer)) {
            return CompletableFuture.completedStage(answered(remoteOffer));
        }
        int move = ++moves;
        return mikey.toAnswer(negotiation, remoteOffer, () -> move == moves).map(work -> work.thenApply(ahead -> {
            negotiation = negotiation.withAhead(ahead);
            return answered(remoteOffer);
        })).orElseGet(() -> CompletableFuture.completedStage(refused(remoteOffer, MikeyWork.BUSY)));
    }

    private AnswerResult answered(SessionDescription remoteOffer) {
        Outcome outcome = negotiation.withHello(passedHello.get()).answer(remoteOffer);
        if (outcome instanceof Outcome.Agreed agreed) {
            negotiation = agreed.next();
            candidates.described(negotiation.audio().map(NegotiatedAudio::rtcpMux).orElse(false));
            apply(true);
            return new AnswerResult.Accepted(negotiation.lastSent().orElseThrow());
        }
        negotiation = negotiation.withAhead(null);
        return refused(remoteOffer, ((Outcome.Refused) outcome).refusal());
    }

    private AnswerResult refused(SessionDescription remoteOffer, Refusal refusal) {
        refusals.note(remoteOffer, refusal);
        tidy(true);
        return new AnswerResult.Refused(refusal);
    }

    @Override
    public Optional<Refusal> accept(SessionDescription remoteAnswer) {
        Outcome outcome = negotiation.accept(remoteAnswer);
        if (outcome instanceof Outcome.Refused refused) {
            refusals.note(remoteAnswer, refused.refusal());
            return Optional.of(refused.refusal());
        }
        Negotiation next = ((Outcome.Agreed) outcome).next();
        if (next != negotiation) {
            negotiation = next;
            apply(false);
        }
        return Optional.empty();
    }

    @Override
    public void settled() {
        media.settled();
        videoPorts.settled();
        tidy(false);
    }

    @Override
    public void rollback() {
        moves++;
        if (asking != 0 && partner != null) {
            asking = 0;
            partner.withdrawn();
        }
        negotiation = negotiation.rollback();
        tidy(true);
    }

    @Override
    public void hold(boolean held) {
        negotiation = negotiation.withHeld(held);
    }

    @Override
    public void codecs(List<String> names) {
        negotiation = negotiation.withCapabilities(codecs.capabilities(names));
    }

    @Override
    public boolean moved(InetAddress own) {
        InetAddress bound = media.localAddress().getAddress();
        boolean reached = bound.equals(own) || bound.isAnyLocalAddress() && bound.getClass() == own.getClass();
        if (reached) {
            negotiation = negotiation.withAddress(own);
            ice.moved(own);
            videoPorts.moved(own);
        }
        return reached;
    }

    @Override
    public Optional<NegotiatedAudio> negotiated() {
        return negotiation.audio();
    }

    @Override
    public Optional<SessionDescription> localDescription() {
        return negotiation.exchange().agreement().map(Agreement::local);
    }

    @Override
    public Optional<SessionDescription> remoteDescription() {
        return negotiation.exchange().agreement().map(Agreement::remote);
    }

    @Override
    public Optional<CandidateExchange> trickle() {
        return ice.mayTrickle() ? Optional.of(candidates) : Optional.empty();
    }

    @Override
    public void onMisaligned(Runnable told) {
        alignment.tells(told);
    }

    @Override
    public boolean misaligned() {
        return alignment.isOwed();
    }

    @Override
    public boolean dtmf(char digit, Duration length) {
        return media.sendDtmf(digit, length);
    }

    @Override
    public LegStatistics statistics() {
        return LegReports.figures(media.statistics());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            moves++;
            asking = 0;
            reports.close();
            media.closed().thenRun(videoPorts::close).thenRun(farKeys::close).thenRun(negotiation::wipe); // until then the media loop may still have to read them
            media.close();
        }
    }

    /** Without audio in the agreement the ports stay, and nothing goes over them. */
    private void apply(boolean answering) {
        Optional<NegotiatedAudio> audio = negotiation.audio();
        if (audio.isPresent()) {
            boolean silent = negotiation.held() && !sendWhileHolding;
            MediaParameters agreed = Agreed.parameters(audio.get(), codecs, signalledFrom, silent);
            IceParameters way = agreed.ice();
            media.configure(way == null || ice.trickles() ? agreed : agreed.withIce(way.whole()));
            media.configureVideo(negotiation.video().map(video -> Agreed.video(video, signalledFrom)).orElse(null));
        } else {
            media.parameters().map(this::switchedOff).ifPresent(media::configure);
            media.configureVideo(null);
        }
        tidy(answering);
    }

    /** After what is agreed on has changed, or may have: keys that others have taken the place of are wiped, ports without use given back. */
    private void tidy(boolean answering) {
        SrtpKeys keys = negotiation.audio().map(NegotiatedAudio::keys).orElse(null);
        farKeys.agreed(keys);
        exchangedKeys.agreed(keys);
        negotiation = videoPorts.tidied(negotiation, answering);
    }

    private MediaParameters switchedOff(MediaParameters last) {
        return last.withDirection(MediaDirection.INACTIVE);
    }
}
