package io.rvoip.simple;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceFailure;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.MediaSession;
import io.rvoip.media.MediaStatistics;
import io.rvoip.media.MediaUnavailableException;
import io.rvoip.media.SasCheck;
import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.session.LegRequest;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.MediaPort;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.offer.NegotiatedAudio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media of one call: what it says, who hears it, what was measured. As the media port of its call it passes the
 * leg through, and keeps it. On the signalling loop but for the methods that say otherwise.
 */
final class CallMedia implements MediaPort, MediaLeg.Events {
    private static final Logger LOG = LoggerFactory.getLogger(CallMedia.class);
    private static final long SECOND = 1_000_000_000L;

    private final ClientCore client;
    private final CallAudio audio;
    private final Owner owner;
    private final DtmfSender dtmf;
    private final Loop.Timer meter;
    private final List<Wish> waiting = new ArrayList<>();
    private boolean ownSource;
    private boolean ownSink;
    private boolean heard;
    private boolean over;
    private volatile @Nullable RtpMediaLeg leg;
    private volatile @Nullable MediaSession media;
    private volatile @Nullable String codec;
    private volatile boolean muted;
    private volatile OptionalDouble bitrate = OptionalDouble.empty();
    private boolean metered;
    private long meteredAt;
    private long meteredOctets;

    /** What is to be done as soon as there is media, or given back when there never is any. */
    private record Wish(Consumer<MediaSession> apply, Runnable giveBack) {}

    /** The call, as its media sees it. */
    interface Owner {
        void opened();

        void tell(CallEvent event);

        Call call();

        /** The media failed, or nothing comes any more and the call is to end for it. */
        void mediaLost(String why);

        /** There will be no keys for the media, and no call without. */
        void unkeyed(String why);

        void unreachable(IceFailure why);
    }

    CallMedia(ClientCore client, CallAudio audio, Owner owner) {
        this.client = client;
        this.audio = audio;
        this.owner = owner;
        dtmf = new DtmfSender(client.loop);
        meter = client.loop.timer(this::measure);
    }

    @Override
    public CompletionStage<MediaLeg> open(LegRequest request) {
        CompletableFuture<MediaLeg> opened = new CompletableFuture<>();
        client.media.openRtp(request).whenComplete((made, failure) -> {
            if (failure != null) {
                opened.completeExceptionally(failure);
                return;
            }
            attach(made);
            opened.complete(made);
            owner.opened();
        });
        return opened;
    }

    private void attach(RtpMediaLeg made) {
        MediaSession session = made.media();
        leg = made;
        media = session;
        session.mute(muted);
        if (!ownSink) {
            openOn(audio.sink(), session::sink, AudioSink::close);
        }
        waiting.forEach(wish -> wish.apply().accept(session));
        waiting.clear();
    }

    /** The call stands: from now on we are heard. */
    void answered() {
        MediaSession session = media;
        if (session != null && !ownSource) {
            openOn(audio.source(), session::source, AudioSource::close);
        }
        agreed();
        measure();
    }

    /** Offer and answer have been exchanged. */
    void agreed() {
        RtpMediaLeg open = leg;
        if (open != null) {
            codec = open.negotiated().map(NegotiatedAudio::format).map(Object::toString).orElse(null);
        }
    }

    private <T> void openOn(CallAudio.End<T> end, Consumer<T> to, Consumer<T> giveBack) {
        try {
            client.wiring.island().execute(() -> open(end, to, giveBack));
        } catch (RejectedExecutionException busy) {
            unavailable(end, "no thread is free for it");
        }
    }

    /** On a thread that may block. */
    private <T> void open(CallAudio.End<T> end, Consumer<T> to, Consumer<T> giveBack) {
        Optional<T> opened;
        try {
            opened = end.opener().open(client.wiring.island());
        } catch (RuntimeException failure) {
            LOG.warn("The {} of call {} could not be opened", end.name(), owner.call().id(), failure);
            unavailable(end, String.valueOf(failure.getMessage()));
            return;
        }
        if (opened.isEmpty()) {
            unavailable(end, "this machine has none");
            return;
        }
        try {
            to.accept(opened.get());
        } catch (RejectedExecutionException callGone) {
            giveBack.accept(opened.get());
        }
    }

    private void unavailable(CallAudio.End<?> end, String why) {
        owner.tell(new CallEvent.AudioUnavailable(owner.call(), end.name() + ": " + why));
    }

    private void whenOpen(Consumer<MediaSession> apply, Runnable giveBack) {
        MediaSession session = media;
        if (over) {
            giveBack.run();
        } else if (session != null) {
            apply.accept(session);
        } else {
            waiting.add(new Wish(apply, giveBack));
        }
    }

    void play(AudioSource source) {
        ownSource = true;
        whenOpen(session -> session.source(source), source::close);
    }

    void listen(AudioSink sink) {
        ownSink = true;
        whenOpen(session -> session.sink(sink), sink::close);
    }

    /** A tap that cannot be added is closed. @param refused hears why */
    void tap(AudioTap tap, Consumer<String> refused) {
        whenOpen(session -> {
            try {
                session.addTap(tap);
            } catch (MediaUnavailableException full) {
                tap.close();
                refused.accept(String.valueOf(full.getMessage()));
            }
        }, tap::close);
    }

    /** Takes a tap off and closes it, wherever it got to. */
    void untap(AudioTap tap) {
        if (!over) {
            whenOpen(session -> session.removeTap(tap), () -> {});
        }
    }

    void mute(boolean on) {
        muted = on;
        MediaSession session = media;
        if (session != null) {
            session.mute(on);
        }
    }

    void sasCompared(boolean same) {
        whenOpen(session -> session.sasCompared(same), () -> {});
    }

    void dtmf(String digits, Promise<Void> sent) {
        RtpMediaLeg open = leg;
        if (open == null) {
            sent.fail(new CallMediaException("the call has no media yet"));
        } else {
            dtmf.send(open, digits, sent);
        }
    }

    /** Runs on the loop when everything agreed on so far is in force. */
    void settled(Runnable then) {
        MediaSession session = media;
        if (session == null) {
            then.run();
            return;
        }
        try {
            session.measure().whenComplete((figures, failure) -> client.loop.execute(then));
        } catch (RejectedExecutionException mediaGone) {
            then.run();
        }
    }

    private void measure() {
        MediaSession session = media;
        if (session == null || over) {
            return;
        }
        session.measure().whenComplete((figures, failure) -> client.loop.execute(() -> measured(figures)));
        meter.arm(client.loop.now() + SECOND);
    }

    private void measured(@Nullable MediaStatistics figures) {
        long now = client.loop.now();
        if (figures == null || over) {
            return;
        }
        if (metered && now > meteredAt) {
            long octets = figures.receivedOctets() - meteredOctets;
            bitrate = OptionalDouble.of(8.0 * octets * SECOND / (now - meteredAt));
        }
        metered = true;
        meteredOctets = figures.receivedOctets();
        meteredAt = now;
    }

    // From any thread

    boolean muted() {
        return muted;
    }

    Optional<String> codec() {
        return Optional.ofNullable(codec);
    }

    Optional<MediaSession> session() {
        return Optional.ofNullable(media);
    }

    MediaSecurity security() {
        return session().map(MediaSession::security).orElse(MediaSecurity.PLAIN);
    }

    /** The first few descriptions of the far end's that were refused for the protection of media. */
    List<RefusedMedia> refused() {
        RtpMediaLeg open = leg;
        return open == null ? List.of() : open.refused();
    }

    /** Empty until anything was sent or received. */
    Optional<MediaStats> stats() {
        return session().map(MediaSession::statistics)
                .filter(figures -> figures != MediaStatistics.NONE)
                .map(figures -> MediaStats.of(figures, bitrate));
    }

    // What the leg reports

    @Override
    public void inboundMedia() {
        heard = true;
        owner.tell(new CallEvent.MediaConnected(owner.call()));
    }

    @Override
    public void noInboundMedia(Duration silence) {
        owner.tell(new CallEvent.NoInboundMedia(owner.call(), silence));
        if (client.config.hangupWithoutMedia()) {
            owner.mediaLost("nothing was heard for " + silence.toSeconds() + " s");
        }
    }

    @Override
    public void inboundMediaResumed() {
        owner.tell(new CallEvent.MediaResumed(owner.call()));
    }

    @Override
    public void dtmf(char digit, Duration length) {
        owner.tell(new CallEvent.DtmfReceived(owner.call(), digit, length));
    }

    @Override
    public void quality(LegStatistics statistics) {
        session().map(MediaSession::statistics).flatMap(CallQuality::of)
                .ifPresent(quality -> owner.tell(new CallEvent.QualityChanged(owner.call(), quality)));
    }

    @Override
    public void sasKnown(SasCheck sas) {
        owner.tell(new CallEvent.SasKnown(owner.call(), sas));
    }

    @Override
    public void unkeyed(String reason) {
        owner.unkeyed(reason);
    }

    @Override
    public void unreachable(IceFailure why) {
        disconnected(why.text());
        owner.unreachable(why);
    }

    @Override
    public void failed(String reason) {
        disconnected(reason);
        owner.mediaLost(reason);
    }

    private void disconnected(String reason) {
        if (heard) {
            heard = false;
            owner.tell(new CallEvent.MediaDisconnected(owner.call(), reason));
        }
    }

    /** The call is over; the session closes the leg. */
    void over(SimpleVoipException why) {
        over = true;
        meter.cancel();
        dtmf.stop(why);
        waiting.forEach(wish -> wish.giveBack().run());
        waiting.clear();
        disconnected("the call has ended");
    }
}
