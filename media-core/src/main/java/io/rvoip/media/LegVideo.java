package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.media.internal.PacketRoute;
import io.rvoip.rtp.MidExtension;
import io.rvoip.rtp.PayloadClocks;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RtpDrop;
import io.rvoip.rtp.RtpForwarder;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpProblem;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.RtpSession;
import io.rvoip.rtp.RtpSessionSettings;
import io.rvoip.rtp.RtpSink;
import io.rvoip.rtp.SourcePolicy;
import io.rvoip.rtp.dtls.DtlsSources;
import io.rvoip.rtp.rtcp.RtcpSettings;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSession;
import io.rvoip.rtp.zrtp.ZrtpPacket;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The video of one leg, beside its audio on the same ports (RFC 9143), where what is its own is known by the tag that a packet
 * has, by its SSRC once that was heard with it, or by a payload type of this line alone; or apart from it, on ports of its own
 * with keys of its own, by description or by ZRTP. It is forwarded to the other leg of a bridge and never decoded. On each leg
 * lost packets are asked for and sent again by ourselves; what only the encoder can do, a key frame or another bit rate, is asked
 * of the far sender. On the leg's loop.
 */
final class LegVideo implements RtpSink {
    /** Of which RTCP takes one part in twenty: enough for a request each tenth of a second. */
    private static final long BANDWIDTH = 500_000;
    private static final Duration KEPT = Duration.ofMillis(500);
    private static final int RESENDS_PER_SECOND = 500;
    private static final PayloadClocks NOTHING = PayloadClocks.of(Map.of());

    private final MediaSession leg;
    private final RtpSession rtp;
    private final boolean[] own = new boolean[128];
    private final @Nullable LegVideoPorts ports;
    private final SourcePolicy sources;
    private @Nullable SrtpSession keys;
    private boolean awaiting;
    private boolean secured;
    private @Nullable VideoParameters agreed;
    private @Nullable LegVideo other;
    private @Nullable RtpForwarder forwarder;
    private final RtpPacket look = new RtpPacket();
    private @Nullable MidExtension ofVideo;
    private @Nullable MidExtension ofAudio;
    /** Payload types that stand for something in the line of audio too. */
    private final boolean[] shared = new boolean[128];
    private boolean heard;
    private int heardSsrc;
    private boolean audioHeard;
    private int audioSsrc;
    /** Whether what goes from here to the other leg may pass without a change. */
    private boolean asItIs;
    private boolean spokeZrtp;
    private long forwarded;
    private long dropped;

    /** @param ports its own; null: it is on those of audio */
    LegVideo(MediaSession leg, MediaSessionSettings settings, String cname, @Nullable LegVideoPorts ports) {
        this.leg = leg;
        this.ports = ports;
        sources = settings.sourcePolicy();
        RtpSessionSettings forRtp = RtpSessionSettings.of(cname).withVideo(true)
                .withRtcpMux(ports == null || ports.socket().rtcpMux())
                .withSourcePolicy(settings.sourcePolicy()).withAcceptReflected(settings.acceptReflected())
                .withInboundTimeout(Duration.ZERO)
                .withRtcp(RtcpSettings.DEFAULT.withSessionBandwidth(BANDWIDTH))
                .withRepair(RepairSettings.DEFAULT.withResends(KEPT, RESENDS_PER_SECOND));
        rtp = new RtpSession(forRtp, NOTHING, leg.context.ntp(), leg.context.ids(), leg.context.allocator(),
                leg.context.counters(), this, leg.loop().now());
    }

    /** Puts an agreement into force after that on audio; null: there is no video. Streams keep their numbers meanwhile. */
    void apply(@Nullable VideoParameters said, MediaParameters audio, @Nullable SrtpSession keysOfAudio, long now) {
        agreed = said;
        Arrays.fill(own, false);
        Arrays.fill(shared, false);
        if (said == null) {
            rtp.payloads(NOTHING, NOTHING);
            rtp.repair(RtpRepair.NOTHING, now);
            if (ports == null) {
                leg.rtp().beside(null);
                tagged(null);
            } else {
                ports.hearing(null);
            }
            return;
        }
        rtp.payloads(said.receivedClocks(), said.sentClocks());
        rtp.repair(said.repair(), now);
        rtp.feedback(said.feedback());
        VideoWay way = said.way();
        if (ports != null && way != null) {
            apart(ports, way);
            return;
        }
        tagged(said.tags());
        said.received().keySet().forEach(type -> own[type] = true);
        said.repair().receiveAgain().keySet().forEach(type -> own[type] = true);
        if (said.tags() != null) {
            audio.receivable().keySet().forEach(this::share);
            share(audio.receiveEventType());
        }
        if (keysOfAudio != null) {
            rtp.secureBeside(keysOfAudio);
        }
        LegIce ice = leg.path().ice();
        if (ice != null) {
            found(ice);
        } else if (!audio.remote().getAddress().isAnyLocalAddress()) {
            rtp.expectRemote(audio.remote(), audio.remoteRtcp(), audio.signalledFrom());
        }
        leg.rtp().beside(rtp);
    }

    private void share(int type) {
        if (type >= 0 && own[type]) {
            own[type] = false;
            shared[type] = true;
        }
    }

    /** Audio of this stream came, and was genuine. */
    void audioHeard(int ssrc) {
        audioHeard = true;
        audioSsrc = ssrc;
    }

    /** What names its line is begun again with each agreement: nobody can tell what the far end knows of it by then. */
    private void tagged(@Nullable BundleTags tags) {
        ofVideo = tags == null ? null : tags.ofVideo();
        ofAudio = tags == null ? null : tags.ofAudio();
        rtp.mark(ofVideo);
        leg.rtp().mark(ofAudio);
    }

    /** What has been encrypted once is so to the end; and without keys nothing goes where audio is not in the clear either. */
    private void apart(LegVideoPorts own, VideoWay way) {
        ZrtpParameters exchange = way.zrtp();
        if (keys != null || way.keys() != null || exchange != null || !leg.protection().open()) {
            SrtpSession mine = keys == null ? new SrtpSession(leg.context.srtp()) : keys;
            keys = mine;
            rtp.secure(mine, mine);
            if (way.keys() != null) {
                mine.use(way.keys());
            }
        }
        awaiting = exchange != null && !secured;
        if (exchange != null) {
            own.exchange(exchange, DtlsSources.of(way.remote(), way.signalledFrom(), sources));
        }
        if (!way.remote().getAddress().isAnyLocalAddress()) {
            rtp.expectRemote(way.remote(), way.remoteRtcp(), way.signalledFrom());
        }
        own.hearing(this);
    }

    /** Whether there is any now. */
    boolean isAgreed() {
        return agreed != null;
    }

    /** Whether packets name it. */
    boolean isTagged() {
        return ofVideo != null;
    }

    int localSsrc() {
        return rtp.localSsrc();
    }

    /** Whether its keys are agreed on by ZRTP. */
    boolean exchanges() {
        VideoParameters now = agreed;
        return now != null && now.way() != null && now.way().zrtp() != null;
    }

    /** What arrives is encrypted with these; what is sent waits until the far end is known to have them too. */
    void keyed(SrtpKeys agreedOn) {
        if (keys != null) {
            keys.renew(agreedOn);
        }
    }

    /** Pictures pass from now on, and have to begin with a whole one. */
    void secured() {
        secured = true;
        awaiting = false;
        rtp.requestKeyFrame(leg.loop().now());
        keyFrameWanted(leg.loop().now());
        leg.rearm();
    }

    /** Whether it goes its own way. */
    boolean isApart() {
        return ports != null;
    }

    /** ICE has found the far end, or found it elsewhere. */
    void found(LegIce ice) {
        if (ports != null) {
            return;
        }
        rtp.trustRemote(ice::isChecked, ice.remote(false), ice.remote(true));
    }

    /**
     * Takes an RTP datagram that is of this line, or of none that there is: which of them it is, it says itself, or its stream has
     * said before (RFC 9143 section 9.2). What a packet says before it was proven genuine decides about that packet alone.
     *
     * @return false when it is of audio, and the caller's still
     */
    boolean take(ByteBuf datagram, InetSocketAddress from, long now) {
        MidExtension mine = ofVideo;
        MidExtension other = ofAudio;
        if (mine == null || other == null || look.wrap(datagram) != RtpProblem.NONE) {
            boolean known = datagram.readableBytes() >= RtpPacket.HEADER_BYTES && own[datagram.getByte(datagram.readerIndex() + 1) & 0x7F];
            if (known) {
                received(datagram, from, now);
            }
            return known;
        }
        boolean says = mine.names(look);
        int type = look.payloadType();
        if (says ? mine.marks(look) : heard && look.ssrc() == heardSsrc || own[type]) {
            received(datagram, from, now);
            return true;
        }
        boolean toAudio = says ? other.marks(look) : !shared[type] || audioHeard && look.ssrc() == audioSsrc;
        if (!toAudio) {
            rtp.refuse(datagram, RtpDrop.UNKNOWN_LINE);
        }
        return !toAudio;
    }

    void received(ByteBuf datagram, InetSocketAddress from, long now) {
        rtp.receivedRtp(datagram, from, now);
    }

    /** On ports of its own; on those of audio RTCP comes by way of that. */
    void receivedRtcp(ByteBuf datagram, InetSocketAddress from, long now) {
        rtp.receivedRtcp(datagram, from, now);
    }

    /** What arrives here goes there, and the other way round, as far as both legs have agreed on video; asks both for a key frame. */
    static void join(@Nullable LegVideo one, @Nullable LegVideo another) {
        if (one != null) {
            one.towards(another);
        }
        if (another != null) {
            another.towards(one);
        }
    }

    private void towards(@Nullable LegVideo to) {
        VideoParameters in = agreed;
        VideoParameters out = to == null ? null : to.agreed;
        if (to != other) {
            spokeZrtp = false;
            rtp.passTo(null);
        }
        other = to;
        asItIs = to != null && ports != null && to.ports != null && in != null && out != null
                && in.received().keySet().stream().allMatch(type -> type.equals(in.towards(out).get(type)));
        forwarder = to == null || in == null || out == null || !in.direction().receives() || !out.direction().sends()
                ? null : new RtpForwarder(to.rtp, in.towards(out));
        if (forwarder != null) {
            rtp.requestKeyFrame(leg.loop().now());
            leg.rearm();
        }
    }

    /**
     * Passes ZRTP to the far end of the other leg, as a further stream of what passes between the two for audio (RFC 6189 sections
     * 4.4.3 and 10). Once both have spoken it their pictures and reports pass as they are, and nothing is asked for or made good here.
     *
     * @return false when it does not pass, and is the caller's still
     */
    boolean passZrtp(ByteBuf packet, InetSocketAddress sender, long now) {
        LegVideo to = other;
        PacketRoute joined = leg.route();
        boolean passes = to != null && joined != null && joined.passesZrtp() && asItIs && to.asItIs && keys == null && to.keys == null;
        if (!passes || !ZrtpPacket.matches(packet)) {
            return false;
        }
        if (rtp.pass(packet, sender, ZrtpPacket.ssrc(packet), to.rtp, now) && !spokeZrtp) {
            spokeZrtp = true;
            if (to.spokeZrtp) {
                rtp.passTo(to.rtp);
                to.rtp.passTo(rtp);
            }
        }
        return true;
    }

    long nextDeadline() {
        return agreed == null ? Loop.Timer.NEVER : rtp.nextDeadline();
    }

    void onDeadline(long now) {
        if (agreed != null && now >= rtp.nextDeadline()) {
            rtp.onDeadline(now);
        }
    }

    void close(long now) {
        towards(null);
        rtp.close("", now);
    }

    /** Packets that could not pass: while nobody is joined, on hold, or of a format that the other leg does not have. */
    long dropped() {
        return dropped;
    }

    /** Packets that passed to the other leg. */
    long forwarded() {
        return forwarded;
    }

    /** The initiator of ZRTP sends nothing before it knows that the far end can read it (RFC 6189 section 4). */
    @Override
    public void media(RtpPacket packet, long now) {
        heard = true;
        heardSsrc = packet.ssrc();
        RtpForwarder next = forwarder;
        LegVideo to = other;
        if (awaiting && ports != null) {
            ports.authenticated(now);
        }
        if (next == null || to == null || to.awaiting) {
            dropped++;
            rtp.refuse(packet.buffer(), RtpDrop.VIDEO_NOT_TAKEN);
        } else if (next.forward(packet, now)) {
            forwarded++;
            to.leg.rearm();
        } else {
            dropped++;
        }
    }

    @Override
    public void keyFrameWanted(long now) {
        LegVideo sender = other;
        if (sender != null) {
            sender.rtp.requestKeyFrame(now);
            sender.leg.rearm();
        }
    }

    @Override
    public void bitrateEstimated(long bitsPerSecond, long now) {
        LegVideo sender = other;
        if (sender != null) {
            sender.rtp.reportBitrate(bitsPerSecond, now);
            sender.leg.rearm();
        }
    }

    @Override
    public void transmitRtp(ByteBuf packet, InetSocketAddress to) {
        transmit(packet, to, false);
    }

    @Override
    public void transmitRtcp(ByteBuf packet, InetSocketAddress to) {
        transmit(packet, to, true);
    }

    private void transmit(ByteBuf packet, InetSocketAddress to, boolean fromRtcpPort) {
        if (ports != null) {
            ports.transmit(packet, to, fromRtcpPort);
        } else {
            leg.path().transmit(packet, to, fromRtcpPort);
        }
    }

    /** A picture that comes later is of no use, since the next ones are shown in its place. */
    @Override
    public long patience() {
        return KEPT.toNanos();
    }

    @Override
    public void remoteLearned(InetSocketAddress address) {
        // audio has learned the same
    }

    /** Another camera, or the same one anew: our stream goes on, and needs a picture to begin with. */
    @Override
    public void remoteSsrcChanged(int ssrc) {
        rtp.requestKeyFrame(leg.loop().now());
    }

    @Override
    public void localSsrcChanged(int ssrc) {
        // our packets carry the new one from now on; nobody above has to know
    }

    @Override
    public void remoteLeft(String reason) {
        // a camera that is switched off is no end of the call
    }

    @Override
    public void reported(long now) {
        // the figures are read when they are wanted
    }

    @Override
    public void noInboundMedia(long now) {
        // no time-out: pictures may rest
    }

    @Override
    public void inboundMediaResumed(long now) {
        // see above
    }
}
