package io.rvoip.session.media;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.MediaSession;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaException;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.MediaPort;
import io.rvoip.session.offer.AudioCapabilities;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.LocalAudio;
import io.rvoip.session.offer.Negotiation;
import io.rvoip.session.offer.OwnDtls;
import io.rvoip.session.offer.OwnKeys;
import io.rvoip.session.offer.OwnZrtp;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
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
    private final IceServers servers;
    private final CodecList codecs;

    /**
     * A port that finds the servers of ICE where they are given as addresses.
     *
     * @param ids for session ids; thread-safe when legs are opened from several loops
     */
    public RtpMediaPort(MediaEngine engine, RtpMediaSettings settings, IdSource ids) {
        this(engine, settings, ids, IceServers.addresses());
    }

    /** @param servers finds those that ICE asks */
    public RtpMediaPort(MediaEngine engine, RtpMediaSettings settings, IdSource ids, IceServers servers) {
        List<String> chosen = settings.ice().config().addresses().interfaces();
        if (!chosen.isEmpty() && engine.interfaces() == IceInterfaces.NONE) {
            throw new IllegalArgumentException("ice.addresses.interfaces: " + chosen + " (expected: a media engine with interfaces)");
        }
        this.servers = servers;
        this.engine = engine;
        this.settings = settings.withSrtp(built(settings.srtp(), engine));
        this.ids = ids;
        this.codecs = new CodecList(settings);
    }

    /** The best that there is, or what is insisted on. */
    private static SrtpPolicy built(SrtpPolicy wanted, MediaEngine engine) {
        if (wanted.overMikey() && wanted.mikey() == null) {
            throw new IllegalArgumentException("srtp: keys by MIKEY (expected: a policy with our side of it)");
        }
        Set<Keying> possible = new HashSet<>(wanted.keying());
        if (engine.dtls().isEmpty()) {
            possible.remove(Keying.DTLS);
        }
        if (!engine.hasZrtp()) {
            possible.remove(Keying.ZRTP);
        }
        if (possible.isEmpty() && wanted.use() != SrtpUse.OFF) {
            String name = wanted.overDtls() ? Keying.DTLS.name() : Keying.ZRTP.name();
            throw new IllegalArgumentException("srtp: keys by " + name + " (expected: a media engine with " + name + ")");
        }
        return wanted.withKeying(possible);
    }

    @Override
    public CompletionStage<MediaLeg> open(LegRequest request) {
        return widened(openRtp(request), leg -> { });
    }

    /**
     * A port that opens legs on the media loop of {@code other}, so that they can be bridged to it.
     *
     * @param keyed whether the far end of {@code other} has brought keys, so that these legs offer some too
     */
    public MediaPort beside(RtpMediaLeg other, boolean keyed) {
        return beside(other, keyed, settings.srtp(), leg -> { });
    }

    /**
     * As {@link #beside(RtpMediaLeg, boolean)}, for legs whose far end may agree on keys by ZRTP with that of the other one.
     *
     * @param passed makes of each of these legs one that passes it, before it describes anything
     */
    public MediaPort besidePassingZrtp(RtpMediaLeg other, boolean keyed, Consumer<RtpMediaLeg> passed) {
        return beside(other, keyed, settings.srtp().without(Keying.ZRTP), passed);
    }

    private MediaPort beside(RtpMediaLeg other, boolean keyed, SrtpPolicy usual, Consumer<RtpMediaLeg> opened) {
        Loop mediaLoop = other.media().loop();
        return request -> {
            SrtpPolicy srtp = request.webSocket() ? usual.forBrowsers() : usual;
            return widened(open(request, mediaLoop, srtp, keyed), opened);
        };
    }

    /** As {@link #beside(RtpMediaLeg, boolean)}, for legs with keys agreed on in this one way, or without media. */
    public MediaPort beside(RtpMediaLeg other, Keying insisted) {
        Loop mediaLoop = other.media().loop();
        return request -> widened(open(request, mediaLoop, settings.srtp().insisting(insisted), false), leg -> { });
    }

    /** In which ways a far end may be asked once more that has refused the offer of such a leg. */
    public List<Keying> otherOffers() {
        return settings.srtp().otherOffers();
    }

    /** As {@link #open(LegRequest)}, with the type that shows the media. */
    public CompletionStage<RtpMediaLeg> openRtp(LegRequest request) {
        return open(request, engine.pickLoop(), settings.srtp(), false);
    }

    private CompletionStage<RtpMediaLeg> open(
            LegRequest request, Loop mediaLoop, SrtpPolicy srtp, boolean keyed) {
        AudioCapabilities capabilities = codecs.capabilities(request.codecs());
        Start start = new Start(request, capabilities, srtp, keyed);
        if (!srtp.permits(request.encrypted())) {
            return CompletableFuture.failedStage(MediaException.keysExposed());
        }
        LegReports reports = new LegReports(request.loop(), request.events());
        CompletableFuture<RtpMediaLeg> opened = new CompletableFuture<>();
        ProtocolFamily family = OwnAddress.family(request);
        PortChoice.shared(request, settings.ice())
                .map(sources -> engine.openShared(mediaLoop, family, settings.session(), sources, reports))
                .orElseGet(() -> ofItsOwn(request, mediaLoop, family, reports))
                .whenComplete((media, failure) -> {
                    try {
                        request.loop()
                                .execute(() -> finish(start, reports, media, failure, opened));
                    } catch (RejectedExecutionException loopGone) {
                        close(media);
                        opened.completeExceptionally(new MediaException("the loop of the leg has ended", loopGone));
                    }
                });
        return opened;
    }

    private CompletionStage<MediaSession> ofItsOwn(LegRequest request, Loop mediaLoop, ProtocolFamily family, LegReports reports) {
        return PortChoice.connectable(request, settings.ice())
                ? engine.openConnectable(mediaLoop, family, settings.session(), reports)
                : engine.open(mediaLoop, family, settings.session(), reports);
    }

    private @Nullable OwnDtls dtls(LegRequest request, SrtpPolicy srtp) {
        return engine.dtls().filter(dtls -> srtp.overDtls())
                .map(dtls -> OwnDtls.of(
                        dtls.certificate(), srtp.suites(), ids.token() + ids.token(), request.signalledFrom()))
                .orElse(null);
    }

    private OwnKeys keys(Start start, MediaSession media) {
        SrtpPolicy srtp = start.srtp();
        OwnKeys keys = srtp.keys(start.request().encrypted(), ids, dtls(start.request(), srtp), zrtp(media.helloHash(), srtp));
        return (start.keyed() ? keys.volunteered() : keys).sending(media.localSsrc())
                .towards(start.request().peer()).proving(start.request().user());
    }

    private static @Nullable OwnZrtp zrtp(Optional<HelloHash> ours, SrtpPolicy srtp) {
        return ours.filter(hello -> srtp.overZrtp()).map(hello -> new OwnZrtp(hello, srtp.suites(), srtp.use() == SrtpUse.PREFERRED))
                .orElse(null);
    }

    /** What a leg begins with. */
    private record Start(LegRequest request, AudioCapabilities capabilities, SrtpPolicy srtp, boolean keyed) {}

    /** On the loop of the leg. */
    private void finish(
            Start start,
            LegReports reports,
            @Nullable MediaSession media,
            @Nullable Throwable failure,
            CompletableFuture<RtpMediaLeg> opened) {
        if (media == null) {
            opened.completeExceptionally(refused(start.request(), failure));
            return;
        }
        try {
            RtpMediaLeg leg = leg(start, reports, media);
            media.closed().thenRun(reports::mediaClosed);
            leg.prepared(start.request().offer() != null).whenComplete((ready, broken) -> {
                if (broken == null) {
                    opened.complete(leg);
                } else {
                    leg.close();
                    opened.completeExceptionally(refused(start.request(), broken));
                }
            });
        } catch (MediaException noAddress) {
            close(media);
            opened.completeExceptionally(noAddress);
        }
    }

    private RtpMediaLeg leg(Start start, LegReports reports, MediaSession media) {
        InetAddress address =
                OwnAddress.choose(settings.advertise().get(), media.localAddress().getAddress(), start.request().local());
        LocalAudio local =
                new LocalAudio(address, media.localAddress().getPort(), media.localRtcpAddress().getPort());
        SrtpPolicy srtp = start.srtp();
        boolean encrypted = start.request().encrypted(); // all that is kept of the request as long as the leg is
        return new RtpMediaLeg(
                media,
                Negotiation.start(start.capabilities(), local, ids.nextLong(), keys(start, media), settings.ice().hides(address, engine.interfaces())),
                codecs,
                reports,
                start.request().signalledFrom(),
                new OwnIce(media, start.request().loop(), settings.ice(), engine.interfaces(), servers, start.request().webSocket(), address),
                new RefusalLog(start.request().loop().time()),
                settings.sendWhileHolding(),
                settings.video(),
                new VideoPorts(engine, media, start.request().loop(), settings.session().rtcpMux(), address,
                        greeting -> srtp.keys(encrypted, ids, null, zrtp(greeting, srtp))),
                new MikeyWork(srtp.mikey(), start.request().loop()));
    }

    /** Not by {@code thenApply}, which would wrap the failure. */
    private static CompletionStage<MediaLeg> widened(CompletionStage<RtpMediaLeg> opened, Consumer<RtpMediaLeg> first) {
        CompletableFuture<MediaLeg> leg = new CompletableFuture<>();
        opened.whenComplete((made, failure) -> {
            if (failure == null) {
                first.accept(made);
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
