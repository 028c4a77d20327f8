package io.rvoip.media;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceTimes;
import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.internal.Dtmf;
import io.rvoip.media.internal.InboundAudio;
import io.rvoip.media.internal.LoopContext;
import io.rvoip.media.internal.MediaClock;
import io.rvoip.media.internal.OutboundAudio;
import io.rvoip.media.internal.PacketRoute;
import io.rvoip.rtp.PayloadClocks;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpSession;
import io.rvoip.rtp.RtpSessionSettings;
import io.rvoip.rtp.event.TelephoneEvent;
import io.rvoip.rtp.transport.MediaHandler;
import io.rvoip.rtp.transport.MediaSocket;
import io.rvoip.rtp.zrtp.HelloHash;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The audio of one call leg as one object: its ports, its RTP and RTCP, its codec, what it says and what it hears.
 * It belongs to one media loop, on which everything happens and every event is told. Commands may be given from any
 * thread; those of one thread take effect in their order.
 *
 * <pre>
 * state      | command or packet           | next       | what goes on
 * OPEN       | configure                   | RUNNING    | ports are bound; nothing is heard or sent before
 * RUNNING    | configure                   | RUNNING    | another address, codec or direction, without a gap
 * RUNNING    | direction does not send     | RUNNING    | no RTP goes out; RTCP does
 * RUNNING    | joined by a MediaBridge     | RUNNING    | packets pass to the other leg; source and sink rest
 * any        | close                       | CLOSED     | RTCP BYE, ports given back, sources, sinks and taps closed
 * </pre>
 */
public final class MediaSession implements AutoCloseable {
    private static final long SNAPSHOT_EVERY = 1_000_000_000L;

    final LoopContext context;
    private final Loop loop;
    private final MediaLimits limits;
    private final MediaSessionSettings settings;
    private final MediaEvents events;
    private final Consumer<MediaSession> onClosed;
    private final CompletableFuture<Void> closedStage = new CompletableFuture<>();
    private final LegWire wire;
    private final LegPath path;
    private final TickScheduler.Ticking ticking = this::tick;
    private final RtpSession rtp;
    private final LegVideoSlot video;
    private final LegAudio audio;
    private final LegReports reports;
    private final Dtmf dtmf;
    private final LegSecurity security;
    private final Optional<HelloHash> helloHash;
    private final MediaClock clock;
    private final Loop.Timer timer;
    private final AtomicInteger tapCount = new AtomicInteger();

    private volatile @Nullable MediaParameters parameters;
    private volatile boolean closed;
    private @Nullable PacketRoute route;
    private boolean ticks;
    private long armed = Loop.Timer.NEVER;
    private long snapshotAt = Loop.Timer.NEVER;

    MediaSession(LoopContext context, MediaLimits limits, MediaSessionSettings settings, MediaEvents events,
            Consumer<MediaSession> onClosed) {
        this.context = context;
        this.loop = context.loop();
        this.limits = limits;
        this.settings = settings;
        this.events = events;
        this.onClosed = onClosed;
        long now = loop.now();
        wire = new LegWire(this, events, settings);
        // a name for this call only: nobody can tell from it which calls belong together (RFC 7022)
        String cname = context.ids().token();
        video = new LegVideoSlot(this, settings, cname);
        RtpSessionSettings forRtp = RtpSessionSettings.of(cname)
                .withSourcePolicy(settings.sourcePolicy()).withRtcpMux(settings.rtcpMux())
                .withInboundTimeout(settings.inboundTimeout()).withAcceptReflected(settings.acceptReflected())
                .withRtcp(settings.rtcp()).withRepair(settings.repair());
        rtp = new RtpSession(forRtp, PayloadClocks.of(Map.of()), context.ntp(), context.ids(), context.allocator(),
                context.counters(), wire, now);
        audio = new LegAudio(new InboundAudio(settings.minPlayoutDelay(), settings.maxPlayoutDelay()),
                new OutboundAudio(rtp, context.allocator()));
        reports = new LegReports(rtp, audio, settings);
        dtmf = new Dtmf(rtp, context.allocator(), events::dtmf);
        path = new LegPath(context, wire, events);
        security = new LegSecurity(context, settings, path, rtp, events);
        helloHash = security.helloHash();
        clock = new MediaClock(now);
        timer = loop.timer(this::onTimer);
    }

    MediaHandler handler() {
        return wire;
    }

    void bound(MediaSocket opened) {
        path.bound(opened);
    }

    /** The loop this leg lives on. */
    public Loop loop() {
        return loop;
    }

    /** Our RTP address, for the session description. */
    public InetSocketAddress localAddress() {
        return path.socket().rtpAddress();
    }

    /** Our RTCP address; the RTP one with rtcp-mux. */
    public InetSocketAddress localRtcpAddress() {
        return path.socket().rtcpAddress();
    }

    /** The SSRC of what we send at first, 32 raw bits; another one only after a collision. On any thread before the first packet. */
    public int localSsrc() {
        return rtp.localSsrc();
    }

    /** What is in force; empty before the first {@link #configure}. */
    public Optional<MediaParameters> parameters() {
        return Optional.ofNullable(parameters);
    }

    /** Puts an agreement into force, the first or another one. A closed leg ignores it. */
    public void configure(MediaParameters agreed) {
        onLoop(() -> apply(agreed));
    }

    /**
     * Puts an agreement on video into force, after {@link #configure} with that on audio of the same description, whose way
     * and keys it shares unless it has its own ({@link MediaEngine#openVideo}). Null: there is none any more. Pictures pass to
     * the leg that this one is joined with.
     */
    public void configureVideo(@Nullable VideoParameters agreed) {
        onLoop(() -> applyVideo(agreed));
    }

    /** Gives the ports back that this leg has for video alone; does nothing without them, or while video is in force on them. */
    public void closeVideoPorts() {
        onLoop(() -> {
            if (!closed && video.dropPorts(parameters, loop.now())) {
                videoChanged();
            }
        });
    }

    /**
     * Our part of a description with ICE, before the agreement on it that {@link #configure} puts into force: our
     * candidates are looked for first, which takes as long as servers take that are asked. The first call decides how
     * this leg does it.
     *
     * @param own the address that our ports are told to be at, no wildcard
     * @param anew whether ICE begins again, with other credentials (RFC 8445 section 9); media goes on meanwhile
     * @param whole whether to wait until all candidates are there; otherwise {@link MediaEvents#candidates} tells of the others
     * @return completes on {@link #loop()}, with {@link MediaUnavailableException} when the leg is closed
     */
    public CompletionStage<LocalIce> ice(IceConfig config, InetAddress own, boolean anew, boolean whole) {
        CompletableFuture<LocalIce> described = new CompletableFuture<>();
        onLoop(() -> {
            if (closed) {
                described.completeExceptionally(new MediaUnavailableException("the leg is closed"));
            } else {
                path.describe(config, own, anew, whole, described, loop.now());
                rearm();
            }
        });
        return described;
    }

    /**
     * Completes on {@link #loop()} once no check of ICE is under way, with a way or without one: after {@link IceTimes#most()} at
     * the latest, and at once where none are made.
     */
    public CompletionStage<@Nullable Void> checksEnded() {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        onLoop(() -> path.checksEnded(ended));
        return ended;
    }

    /**
     * Candidates of the far end that came apart from its description (RFC 8838), once an agreement on ICE is in force. Those
     * known already change nothing.
     *
     * @param of the credentials of the search that they belong to: of another than the one that was agreed on they are ignored
     * @param ended whether it has no more
     */
    public void remoteCandidates(IceCredentials of, List<IceCandidate> theirs, boolean ended) {
        List<IceCandidate> all = List.copyOf(theirs);
        onLoop(() -> {
            if (!closed) {
                path.more(of, all, ended, loop.now());
                rearm();
            }
        });
    }

    /**
     * The far end of the last agreement is the one that stays: with others who have answered the same offer, as a forked
     * INVITE has them, ICE goes on until then, so that media may turn to any of them without a search.
     */
    public void settled() {
        onLoop(() -> {
            if (!closed) {
                path.settled(loop.now());
                rearm();
            }
        });
    }

    /** What this leg says from now on; the former source is closed. */
    public void source(AudioSource from) {
        onLoop(() -> audio.source(from));
    }

    /** Who hears this leg from now on; the former sink is closed. */
    public void sink(AudioSink to) {
        onLoop(() -> audio.sink(to));
    }

    /** Says silence in place of the source, which goes on being read. */
    public void mute(boolean on) {
        onLoop(() -> audio.mute(on));
    }

    /**
     * Adds a listener to both directions.
     *
     * @throws MediaUnavailableException when this leg has as many as it may
     */
    public void addTap(AudioTap tap) {
        if (tapCount.incrementAndGet() > limits.maxTaps()) {
            tapCount.decrementAndGet();
            throw new MediaUnavailableException("taps: " + limits.maxTaps() + " already (expected: at most that)");
        }
        onLoop(() -> {
            audio.addTap(tap);
            listenersChanged();
        });
    }

    /** Takes a listener off and closes it. Does nothing when it is not there. */
    public void removeTap(AudioTap tap) {
        onLoop(() -> {
            if (audio.removeTap(tap)) {
                tapCount.decrementAndGet();
                listenersChanged();
            }
        });
    }

    /**
     * Sends one digit as telephone events (RFC 4733), after those already queued. No audio goes out meanwhile.
     *
     * @param digit  0-9, *, #, A-D in either case
     * @param length 40 ms to 60 s
     * @return false when no events were agreed on, nothing may be sent, or 64 digits wait
     * @throws IllegalArgumentException for another digit or length
     */
    public boolean sendDtmf(char digit, Duration length) {
        TelephoneEvent.code(digit);
        if (length.toMillis() < 40 || length.toMillis() > 60_000) {
            throw new IllegalArgumentException("length: " + length + " (expected: 40 ms to 60 s)");
        }
        MediaParameters agreed = parameters;
        if (closed || agreed == null || agreed.sendEventType() < 0 || !agreed.sends()) {
            return false;
        }
        if (!dtmf.reserve()) {
            return false;
        }
        onLoop(() -> {
            dtmf.sendReserved(digit, length, loop.now());
            rearm();
        });
        return true;
    }

    /** What was measured so far, at most a second ago; any thread. The last figures stay after {@link #close}. */
    public MediaStatistics statistics() {
        if (loop.inLoop() && !closed) {
            reports.snapshot(parameters, isPlayed());
        }
        return reports.statistics();
    }

    /** What was measured up to the moment the loop gets to it. */
    public CompletionStage<MediaStatistics> measure() {
        CompletableFuture<MediaStatistics> measured = new CompletableFuture<>();
        onLoop(() -> measured.complete(statistics()));
        return measured;
    }

    /**
     * How this leg is protected now; secured when we have decrypted a packet of the far end's and, by its own encrypted
     * report, the far end has ours. Any thread.
     */
    public MediaSecurity security() {
        return security.state();
    }

    /** What our description says of ZRTP (RFC 6189 section 8); empty: this engine has none. Any thread. */
    public Optional<HelloHash> helloHash() {
        return helloHash;
    }

    /**
     * People have compared the short authentication string; remembered for the calls to come. Without one it does nothing.
     *
     * @param same false: somebody is in between, and what is remembered of the far end is forgotten
     */
    public void sasCompared(boolean same) {
        onLoop(() -> security.compared(same));
    }

    /** Ends the leg. Idempotent; any thread; {@link #closed()} tells when it is done. */
    @Override
    public void close() {
        try {
            onLoop(this::end);
        } catch (RejectedExecutionException loopGone) {
            // nothing of this leg runs any more: all that is left are its ports
            path.socket().close();
            if (video.ports() != null) {
                video.ports().closeSockets();
            }
            if (!closedStage.isDone()) {
                closed = true;
                onClosed.accept(this);
                closedStage.complete(null);
            }
        }
    }

    /** Completes when nothing of this leg is left. */
    public CompletionStage<Void> closed() {
        return closedStage.minimalCompletionStage();
    }

    // ---- on the loop ----

    private void apply(MediaParameters agreed) {
        if (closed) {
            return;
        }
        long now = loop.now();
        MediaParameters before = parameters;
        parameters = agreed;
        AudioCodec codec = agreed.codec();
        rtp.rtcpMux(settings.rtcpMux());
        path.apply(agreed, now);
        security.apply(agreed);
        rtp.payloads(agreed.receivedClocks(), agreed.sentClocks());
        rtp.extendReports(agreed.extendedReports());
        rtp.repair(agreed.repair(), now);
        if (agreed.ice() == null && !agreed.remote().getAddress().isAnyLocalAddress()) {
            rtp.expectRemote(agreed.remote(), agreed.remoteRtcp(), agreed.signalledFrom());
        }
        rtp.expectInbound(agreed.direction().receives(), now);
        clock.rate(codec.clockRate(), now);
        dtmf.configure(codec.clockRate(), agreed.sendEventType(), agreed.receiveEventType());
        if (!agreed.sends()) {
            dtmf.silence();
        }
        audio.configure(agreed, before);
        if (before == null) {
            snapshotAt = now + SNAPSHOT_EVERY;
        }
        listenersChanged();
        rearm();
    }

    private void applyVideo(@Nullable VideoParameters agreed) {
        MediaParameters audioAgreed = parameters;
        if (!closed && audioAgreed != null && video.apply(agreed, audioAgreed, loop.now())) {
            videoChanged();
        }
    }

    private void videoChanged() {
        if (route != null) {
            route.videoChanged();
        }
        rearm();
    }

    private void tick(long now, int skipped) {
        MediaParameters agreed = parameters;
        if (agreed != null) {
            audio.tick(agreed, route, dtmf.sending(), path.seeking() || security.awaiting(),
                    clock.at(now), now);
        }
    }

    private void onTimer() {
        armed = Loop.Timer.NEVER;
        long now = loop.now();
        path.onDeadline(now);
        rtp.onDeadline(now);
        dtmf.onDeadline(now, clock.at(now));
        video.onDeadline(now);
        if (now >= snapshotAt) {
            reports.snapshot(parameters, isPlayed());
            snapshotAt = now + SNAPSHOT_EVERY;
        }
        rearm();
    }

    /** The one timer of this leg stands at whatever is due next; moving it is cheap, and mostly not needed. */
    void rearm() {
        long next = closed ? Loop.Timer.NEVER
                : Math.min(Math.min(snapshotAt, path.nextDeadline()), Math.min(rtp.nextDeadline(), dtmf.nextDeadline()));
        next = closed ? next : Math.min(next, video.nextDeadline());
        if (next != armed) {
            armed = next;
            timer.arm(next);
        }
    }

    /** A packet of a telephone event of the far end, whose buffer stays the caller's. */
    void heardEvent(RtpPacket packet, long now) {
        audio.hearing().receivedEvent(packet);
        dtmf.received(packet, now);
        rearm();
    }

    private void listenersChanged() {
        PacketRoute joined = route;
        if (joined != null) {
            joined.changed();
        }
        tickWhenNeeded();
    }

    /** A leg whose packets are forwarded and that nobody listens to needs no ticks. */
    void tickWhenNeeded() {
        boolean needed = !closed && parameters != null && isPlayed();
        if (needed != ticks) {
            ticks = needed;
            if (needed) {
                context.ticks().join(ticking);
            } else {
                context.ticks().leave(ticking);
            }
        }
    }

    private void end() {
        if (closed) {
            return;
        }
        reports.snapshot(parameters, isPlayed());
        closed = true;
        PacketRoute joined = route;
        if (joined != null) {
            joined.closed();
        }
        tickWhenNeeded();
        timer.cancel();
        video.close(loop.now()); // before the keys that it shares
        rtp.close("", loop.now());
        security.close();
        audio.close();
        path.close();
        onClosed.accept(this);
        closedStage.complete(null);
    }

    void onLoop(Runnable command) {
        if (loop.inLoop()) {
            command.run();
        } else {
            loop.execute(command);
        }
    }

    // ---- for the bridge and the wire, on the loop ----

    @Nullable PacketRoute route() {
        return route;
    }

    void route(@Nullable PacketRoute to) {
        route = to;
        audio.interrupt();
        tickWhenNeeded();
    }

    boolean isPlayed() {
        PacketRoute joined = route;
        return joined == null || joined.listened();
    }

    boolean isJoined() {
        return route != null;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isPlain() {
        return security.plain();
    }

    boolean isTapped() {
        return audio.isTapped();
    }

    @Nullable LegVideo video() {
        return video.video();
    }

    @Nullable LegVideoPorts videoPorts() {
        return video.ports();
    }

    void videoPorts(LegVideoPorts open) {
        video.ports(open);
    }

    RtpSession rtp() {
        return rtp;
    }

    LegPath path() {
        return path;
    }

    MediaEvents events() {
        return events;
    }

    LegSecurity protection() {
        return security;
    }

    LegReports reports() {
        return reports;
    }

    @Nullable MediaParameters agreed() {
        return parameters;
    }

    InboundAudio hearing() {
        return audio.hearing();
    }
}
