package io.rvoip.session.media;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import io.rvoip.media.LocalIce;
import io.rvoip.media.MediaEvents;
import io.rvoip.media.MediaStatistics;
import io.rvoip.media.SasCheck;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.MediaLeg;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Carries what happens on the media loop over to the loop of the leg, until the leg is closed. */
final class LegReports implements MediaEvents {
    private final Loop loop;
    private final MediaLeg.Events events;
    private Consumer<LocalIce> onCandidates = all -> { };
    private BiConsumer<IceCredentials, LocalIce> onNominated = (theirs, ours) -> { };
    private boolean closed;

    LegReports(Loop loop, MediaLeg.Events events) {
        this.loop = loop;
        this.events = events;
    }

    /** Nothing is reported from now on; on the loop of the leg. */
    void close() {
        closed = true;
    }

    /** The media is gone: a failure, unless the leg was closed before. From the media loop. */
    void mediaClosed() {
        post(listener -> {
            closed = true;
            listener.failed("the media engine was closed");
        });
    }

    @Override
    public void inboundMedia() {
        post(MediaLeg.Events::inboundMedia);
    }

    @Override
    public void dtmf(char digit, Duration length) {
        post(listener -> listener.dtmf(digit, length));
    }

    @Override
    public void noInboundMedia(Duration silence) {
        post(listener -> listener.noInboundMedia(silence));
    }

    @Override
    public void resumed() {
        post(MediaLeg.Events::inboundMediaResumed);
    }

    @Override
    public void quality(MediaStatistics statistics) {
        LegStatistics figures = figures(statistics);
        post(listener -> listener.quality(figures));
    }

    static LegStatistics figures(MediaStatistics from) {
        OptionalDouble percent = from.lossPercent();
        return new LegStatistics(
                from.sent(),
                from.received(),
                from.lost(),
                from.refused(),
                from.jitterMs(),
                from.rttMs(),
                percent.isPresent() ? OptionalDouble.of(percent.getAsDouble() / 100) : OptionalDouble.empty(),
                from.remoteMos(),
                from.mos());
    }

    @Override
    public void sasKnown(SasCheck sas) {
        post(listener -> listener.sasKnown(sas));
    }

    @Override
    public void keyingFailed(String reason) {
        post(listener -> listener.unkeyed(reason));
    }

    @Override
    public void videoKeyingFailed(String reason) {
        post(listener -> listener.videoUnkeyed(reason));
    }

    @Override
    public void pathLost(IceFailure why) {
        post(listener -> listener.unreachable(why));
    }

    /** Who hears of candidates that are found late, on the loop of the leg. */
    void onCandidates(Consumer<LocalIce> told) {
        onCandidates = told;
    }

    @Override
    public void candidates(LocalIce all) {
        post(listener -> onCandidates.accept(all));
    }

    /** Who hears that the search for the far end has ended, on the loop of the leg. */
    void onNominated(BiConsumer<IceCredentials, LocalIce> told) {
        onNominated = told;
    }

    @Override
    public void nominated(IceCredentials theirs, LocalIce ours) {
        post(listener -> onNominated.accept(theirs, ours));
    }

    private void post(Consumer<MediaLeg.Events> report) {
        try {
            loop.execute(() -> {
                if (!closed) {
                    report.accept(events);
                }
            });
        } catch (RejectedExecutionException loopGone) {
            // the loop of the leg has ended, and with it everyone who could listen
        }
    }
}
