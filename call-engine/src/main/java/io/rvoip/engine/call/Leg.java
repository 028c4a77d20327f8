package io.rvoip.engine.call;

import io.rvoip.engine.LegInfo;
import io.rvoip.media.MediaSecurity;
import io.rvoip.session.InviteSession;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.SipShard;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsSession;
import io.rvoip.sip.uri.SipUri;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One side of a call as it is shown to others. Written on the loop of the call, read on any thread. */
public final class Leg {
    private final String id;
    private final String party;
    private final String callId;
    private final SipShard shard;
    private volatile Way way;
    private volatile @Nullable RtpMediaLeg media;
    private BiConsumer<Leg, RefusedMedia> refusals = (leg, refused) -> { };

    /** Where its signalling goes; the address is not resolved while that is being looked for. */
    private record Way(String transport, Optional<TlsSession> tls, InetSocketAddress remote) {
        static Way over(Flow flow, SipShard shard) {
            return new Way(flow.protocol().name().toLowerCase(Locale.ROOT), shard.tls(flow), flow.remote());
        }

        static Way to(SipUri uri) {
            TransportProtocol usual = uri.secure() ? TransportProtocol.TLS : TransportProtocol.UDP;
            int port = uri.port() > 0 ? uri.port() : usual.defaultPort();
            return new Way(
                    uri.transport().orElse(usual.uriName()), Optional.empty(),
                    InetSocketAddress.createUnresolved(uri.host(), port));
        }
    }

    private Leg(String id, String party, InviteSession session, Way way, SipShard shard) {
        this.id = id;
        this.party = party;
        this.way = way;
        this.shard = shard;
        callId = session.callId();
    }

    /**
     * @param id stable for the life of the leg
     * @param party address of record at its end
     * @param flow its signalling takes
     * @param shard that the call is on
     */
    public Leg(String id, String party, InviteSession session, Flow flow, SipShard shard) {
        this(id, party, session, Way.over(flow, shard), shard);
    }

    /** As above, before it is known which flow leads to the place. */
    Leg(String id, String party, InviteSession session, Place place, SipShard shard) {
        this(id, party, session, place instanceof Place.Phone phone
                ? Way.over(phone.flows().first().flow(), shard) : Way.to(place.target()), shard);
    }

    /** It has turned out which flow its signalling takes. */
    void over(Flow flow) {
        way = Way.over(flow, shard);
    }

    public String id() {
        return id;
    }

    public String party() {
        return party;
    }

    /** The SIP Call-ID. */
    String callId() {
        return callId;
    }

    /** Its media, once it is there. */
    public @Nullable RtpMediaLeg media() {
        return media;
    }

    public void media(RtpMediaLeg opened) {
        media = opened;
        opened.onRefused(refused -> refusals.accept(this, refused));
    }

    /** Tells there of descriptions of its far end that are refused. */
    void onRefused(BiConsumer<Leg, RefusedMedia> told) {
        refusals = told;
    }

    /** What it is like now. */
    public LegInfo info() {
        RtpMediaLeg open = media;
        Optional<String> codec = open == null
                ? Optional.empty()
                : open.media().parameters().map(agreed -> agreed.codec().name());
        Optional<LegStatistics> figures = open == null ? Optional.empty() : Optional.of(open.statistics());
        Way now = way;
        Optional<MediaSecurity> security = open == null ? Optional.empty() : Optional.of(open.media().security());
        return new LegInfo(id, party, callId, now.transport(), now.tls(), now.remote(), codec, security, figures,
                open == null ? List.of() : open.refused());
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
