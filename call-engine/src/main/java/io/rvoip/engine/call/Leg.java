package io.rvoip.engine.call;

import io.rvoip.engine.LegInfo;
import io.rvoip.session.InviteSession;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.sip.transport.Flow;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One side of a call as it is shown to others. Written on the loop of the call, read on any thread. */
public final class Leg {
    private final String id;
    private final String party;
    private final String callId;
    private final String transport;
    private final InetSocketAddress remote;
    private volatile @Nullable RtpMediaLeg media;

    /**
     * @param id stable for the life of the leg
     * @param party address of record at its end
     * @param flow its signalling takes
     */
    public Leg(String id, String party, InviteSession session, Flow flow) {
        this.id = id;
        this.party = party;
        callId = session.callId();
        transport = flow.protocol().name().toLowerCase(Locale.ROOT);
        remote = flow.remote();
    }

    public String id() {
        return id;
    }

    public String party() {
        return party;
    }

    /** Its media, once it is there. */
    public @Nullable RtpMediaLeg media() {
        return media;
    }

    public void media(RtpMediaLeg opened) {
        media = opened;
    }

    /** What it is like now. */
    public LegInfo info() {
        RtpMediaLeg open = media;
        Optional<String> codec = open == null
                ? Optional.empty()
                : open.media().parameters().map(agreed -> agreed.codec().name());
        Optional<LegStatistics> figures = open == null ? Optional.empty() : Optional.of(open.statistics());
        return new LegInfo(id, party, callId, transport, remote, codec, figures);
    }

    /** Completes, on any thread, when the last packets are in the figures of {@link #info}; never fails. */
    public CompletionStage<Void> measured() {
        RtpMediaLeg open = media;
        if (open == null) {
            return CompletableFuture.completedStage(null);
        }
        try {
            return open.media().measure().handle((figures, failure) -> null);
        } catch (RejectedExecutionException loopGone) {
            return CompletableFuture.completedStage(null);
        }
    }
}
