package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.GenericNack;
import io.rvoip.rtp.rtcp.RtcpCompound;
import io.rvoip.rtp.rtcp.RtcpProblem;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.srtp.SrtpSession;
import io.rvoip.rtp.srtp.SrtpStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One pair of streams: what we send under one SSRC, and what one remote sends us, with their RTCP (RFC 3550). It
 * validates, checks sources, counts and reports. Sans-I/O, confined to one loop; nothing is allocated per RTP packet.
 *
 * <p>The owner feeds {@link #receivedRtp} and {@link #receivedRtcp}, calls {@link #onDeadline} at
 * {@link #nextDeadline()}, and puts out what the {@link RtpSink} gets. All times are nanoseconds of the loop's clock.
 */
public final class RtpSession {
    private static final int MAX_BYE_REASON = 64;
    /** Nanoseconds between packets up to the rate at which all are kept to be sent again. */
    private static final long AUDIO_PACKETS = 20_000_000;
    private static final long PICTURE_PACKETS = 2_000_000;

    private final RtpSessionSettings settings;
    private final ByteBufAllocator allocator;
    private final RtpCounters counters;
    private final RtpSink sink;
    private final RemoteSources sources;
    private final OutgoingStream outgoing;
    private final RemoteStream remote;
    private final RtcpExchange rtcp;
    private final RtcpSender reports;
    private final InboundWatch watch;
    private final IdSource random;
    private final RtpPacket view = new RtpPacket();
    private final long[] dropped = new long[RtpDrop.values().length];
    private PayloadClocks inbound;
    private PayloadClocks outbound;
    private @Nullable InetSocketAddress colliding;
    private @Nullable SrtpSession srtp;
    private @Nullable SrtpSession srtcp;
    private @Nullable RtpSession beyond;
    private @Nullable LossRepair repair;
    private @Nullable RtpSession beside;
    private boolean sharesKeys;
    private boolean closed;

    /**
     * Opens a session that knows no remote yet: it refuses everything until {@link #expectRemote}.
     *
     * @param ntp the clock of its sender reports
     * @param random for SSRC, first sequence number, first timestamp and RTCP intervals
     * @param allocator of RTCP packets
     */
    public RtpSession(RtpSessionSettings settings, PayloadClocks payloads, NtpClock ntp, IdSource random,
            ByteBufAllocator allocator, RtpCounters counters, RtpSink sink, long now) {
        this.settings = settings;
        this.allocator = allocator;
        this.counters = counters;
        this.sink = sink;
        this.sources = new RemoteSources(settings);
        this.outgoing = new OutgoingStream(random, settings.video());
        this.remote = new RemoteStream(settings.probationPackets());
        this.rtcp = new RtcpExchange(settings, ntp, random, outgoing, remote, now);
        this.watch = new InboundWatch(settings.inboundTimeout().toNanos(), sink);
        this.inbound = payloads;
        this.outbound = payloads;
        this.reports = new RtcpSender(rtcp, remote, outgoing, allocator, sink, this::transmitRtcp, counters);
        this.random = random;
    }

    /**
     * A remote description is in force: the first one, or a re-INVITE's, which reopens learning.
     *
     * @param rtp its RTP address; nothing is sent to 0.0.0.0 or port 0, the hold of RFC 2543
     * @param rtcpAddress its RTCP address (RFC 3605); null: the next port, or the same one with rtcp-mux
     * @param signalledFrom host that its signalling comes from, when known
     */
    public void expectRemote(InetSocketAddress rtp, @Nullable InetSocketAddress rtcpAddress,
            @Nullable InetAddress signalledFrom) {
        sources.expect(rtp, rtcpAddress, signalledFrom);
    }

    /**
     * From now on everything is encrypted, both ways, for good: what does not authenticate is dropped before anything
     * is learned from it, and what cannot be encrypted is not sent.
     *
     * @param forRtp stays the caller's, who may change its keys; {@link #close} closes it after the BYE
     * @param forRtcp the same one, unless RTCP has keys of its own as RFC 5764 has it on a port of its own
     */
    public void secure(SrtpSession forRtp, SrtpSession forRtcp) {
        srtp = forRtp;
        srtcp = forRtcp;
    }

    /** As {@link #secure}, with what encrypts other streams on the same path too, and is closed by who made it. */
    public void secureBeside(SrtpSession shared) {
        secure(shared, shared);
        sharesKeys = true;
    }

    /**
     * Another session shares our path (RFC 9143): RTCP comes for both, is believed by our rules and told to it too, and each
     * takes what is about its own streams. Null: none does any more.
     */
    public void beside(@Nullable RtpSession other) {
        beside = other;
    }

    /**
     * From now on media is encrypted between our far end and that of {@code other}: RTP that is forwarded there and RTCP pass as
     * they are, and we report nothing. Null: not any more.
     */
    public void passTo(@Nullable RtpSession other) {
        beyond = other;
    }

    /**
     * Passes a packet of another protocol on our RTP port to the far end of {@code to}, as it is, when it comes from where RTP
     * may come from, which is learned as from RTP.
     *
     * @param packet owned by the session from now on
     * @param ssrc of the stream that it is about
     * @return false when it was dropped, and counted
     */
    public boolean pass(ByteBuf packet, InetSocketAddress from, int ssrc, RtpSession to, long now) {
        SourceVerdict verdict = sources.ofRtp().check(from, ssrc, now);
        if (verdict == SourceVerdict.REFUSED) {
            drop(packet, RtpDrop.FOREIGN_SOURCE);
            return false;
        }
        if (verdict == SourceVerdict.LEARNED) {
            learned(from);
        }
        watch.heard(now);
        InetSocketAddress on = to.mayTransmit(packet);
        if (on == null) {
            return false;
        }
        to.sink.transmitRtp(packet, on);
        return true;
    }

    /**
     * ICE says whose packets are heard, and where ours go, until the next {@link #expectRemote}.
     *
     * @param checked whether a check has succeeded with an address
     * @param rtp where our RTP goes; null while there is no way
     * @param rtcpAddress where our RTCP goes unless it shares that way; null while there is none
     */
    public void trustRemote(Predicate<InetSocketAddress> checked, @Nullable InetSocketAddress rtp,
            @Nullable InetSocketAddress rtcpAddress) {
        sources.trust(checked, rtp, rtcpAddress);
    }

    /** Whether RTP and RTCP share one path from now on (RFC 5761), whatever the settings said. */
    public void rtcpMux(boolean shared) {
        sources.mux(shared);
    }

    /**
     * The payload types in force from now on.
     *
     * @param received those of our description, which the remote sends
     * @param sent those of the remote's, which we send
     */
    public void payloads(PayloadClocks received, PayloadClocks sent) {
        inbound = received;
        outbound = sent;
    }

    /** The extended reports that the remote asks for from now on; none before. */
    public void extendReports(RtcpExtensions asked) {
        rtcp.extend(asked);
    }

    /** How what is lost is made good from now on; {@link RtpRepair#NOTHING} before. Nothing is while media passes beyond us. */
    public void repair(RtpRepair agreed, long now) {
        LossRepair with = repair;
        if (with == null && agreed.equals(RtpRepair.NOTHING)) {
            return;
        }
        if (with == null) {
            with = new LossRepair(settings.repair(), settings.video() ? PICTURE_PACKETS : AUDIO_PACKETS, random, allocator, counters, now);
            repair = with;
        }
        with.agree(agreed);
        reports.repair(with, agreed, now);
    }

    /** What is asked for and told about video from now on; nothing before. */
    public void feedback(RtpFeedback agreed) {
        rtcp.feedback().agree(agreed);
    }

    /** What we send names its line from now on, until the remote reports that it has such packets; null: not any more. */
    public void mark(@Nullable MidExtension as) {
        outgoing.mark(as);
    }

    /** Asks the remote for a picture that needs none before it, as soon as that may be; where it was agreed on. */
    public void requestKeyFrame(long now) {
        rtcp.feedback().wantKeyFrame(now);
    }

    /** Tells the remote what the path of its stream is believed to carry, or may at most; where one of the two was agreed on. */
    public void reportBitrate(long bitsPerSecond, long now) {
        rtcp.feedback().tell(bitsPerSecond, now);
    }

    /**
     * Sends a packet of our own media.
     *
     * @param packet 12 bytes of room for the header, which this method fills, and the payload; owned by the session
     *     from now on
     * @param payloadType one of the remote's
     * @param marker whether a talk-spurt or event begins; set also when the stream changes hands
     * @param mediaTime timestamp on the caller's own scale, in units of the clock rate
     * @throws IllegalArgumentException when the payload type was not agreed on
     */
    public void send(ByteBuf packet, int payloadType, boolean marker, int mediaTime, long now) {
        InetSocketAddress to = mayTransmit(packet);
        if (to == null) {
            return;
        }
        int rate = outbound.rate(payloadType);
        if (rate == 0) {
            packet.release();
            throw new IllegalArgumentException("payloadType: " + payloadType + " (expected: one of " + outbound + ")");
        }
        outgoing.stamp(packet, payloadType, marker, mediaTime, rate, now);
        transmit(packet, to, now);
    }

    /**
     * Sends another session's packet as part of this stream, rewritten in place: {@link RtpForwarder}.
     *
     * @return false when the payload type was not agreed on or there is no remote; the buffer is released all the same
     */
    boolean relay(RtpPacket packet, Object origin, int payloadType, long now) {
        ByteBuf buffer = packet.buffer();
        int rate = payloadType < 0 ? 0 : outbound.rate(payloadType);
        boolean asItIs = beyond != null;
        if (rate == 0 || asItIs && payloadType != packet.payloadType()) {
            drop(buffer, RtpDrop.UNKNOWN_PAYLOAD_TYPE);
            return false;
        }
        InetSocketAddress to = mayTransmit(buffer);
        if (to == null) {
            return false;
        }
        if (asItIs) {
            outgoing.passed(packet, rate, now);
        } else {
            packet.strip();
            outgoing.adopt(packet, origin, payloadType, rate, now);
        }
        transmit(buffer, to, now);
        return true;
    }

    private @Nullable InetSocketAddress mayTransmit(ByteBuf packet) {
        InetSocketAddress to = sources.ofRtp().remoteOrNull();
        if (closed || to == null) {
            drop(packet, closed ? RtpDrop.CLOSED : RtpDrop.NO_REMOTE);
            return null;
        }
        return to;
    }

    private void transmit(ByteBuf media, InetSocketAddress to, long now) {
        LossRepair with = beyond == null ? repair : null;
        ByteBuf packet = beyond == null ? outgoing.marked(with == null ? media : with.sending(media, now)) : media;
        if (srtp != null && srtp.protectRtp(packet) != SrtpStatus.OK) {
            drop(packet, RtpDrop.SRTP_NOT_SENT);
            return;
        }
        if (with != null) {
            with.sent(packet, now);
        }
        counters.rtpSent.increment();
        rtcp.rtpSent(now);
        sink.transmitRtp(packet, to);
    }

    /** What the remote misses goes out again, as far as it is still there. */
    private void sendAgain(GenericNack nack, long now) {
        LossRepair with = beyond == null ? repair : null;
        InetSocketAddress to = sources.ofRtp().remoteOrNull();
        if (with == null || !with.answers() || to == null) {
            return;
        }
        boolean ownStream = with.resender().ownStream();
        for (int sequence : nack.lost()) {
            ByteBuf packet = with.resender().again(sequence, outgoing.clockRate(), now);
            if (packet != null && ownStream && srtp != null && srtp.protectRtp(packet) != SrtpStatus.OK) {
                drop(packet, RtpDrop.SRTP_NOT_SENT);
            } else if (packet != null) {
                counters.sentAgain.increment();
                sink.transmitRtp(packet, to);
            }
        }
    }

    /** An RTP datagram arrived. The session owns it from now on. */
    public void receivedRtp(ByteBuf datagram, InetSocketAddress from, long now) {
        counters.rtpReceived.increment();
        RtpDrop drop = judge(datagram, from, now);
        if (drop != null) {
            drop(datagram, drop);
        } else {
            sink.media(view, now);
        }
    }

    private @Nullable RtpDrop sentAgain(LossRepair with, InetSocketAddress from, long now) {
        if (!sources.ofRtp().recognises(from)) {
            return RtpDrop.FOREIGN_SOURCE;
        }
        if (remote.statistics() == null) {
            return RtpDrop.PROBATION;
        }
        rtcp.feedback().arrived(view, now);
        RtpDrop drop = with.restore(view, remote.ssrc());
        if (drop == null) {
            watch.heard(now);
        }
        return drop;
    }

    /** What was made good before is there already; what carries earlier packets is taken apart. */
    private @Nullable RtpDrop repaired(LossRepair with, int rate, long now) {
        if (!with.arrived(view, rate, now)) {
            return RtpDrop.DUPLICATE;
        }
        return with.isRedundant(view.payloadType()) ? with.unpack(view, inbound, sink, now) : null;
    }

    /** The one way in: each step is a reason to drop, in the order of what it costs to be wrong. */
    private @Nullable RtpDrop judge(ByteBuf datagram, InetSocketAddress from, long now) {
        if (closed) {
            return RtpDrop.CLOSED;
        }
        SrtpStatus genuine = srtp == null ? SrtpStatus.OK : srtp.unprotectRtp(datagram);
        if (genuine != SrtpStatus.OK) {
            return RtpDrop.refused(genuine, RtpDrop.INVALID_RTP);
        }
        if (view.wrap(datagram) != RtpProblem.NONE) {
            return RtpDrop.INVALID_RTP;
        }
        LossRepair with = beyond == null ? repair : null;
        if (with != null && with.isSentAgain(view.payloadType())) {
            return sentAgain(with, from, now);
        }
        int rate = inbound.rate(view.payloadType());
        if (rate == 0 && !remote.isCurrent(view.ssrc())) {
            return RtpDrop.UNKNOWN_PAYLOAD_TYPE;
        }
        SourceVerdict verdict = sources.ofRtp().check(from, view.ssrc(), now);
        if (verdict == SourceVerdict.REFUSED) {
            return RtpDrop.FOREIGN_SOURCE;
        }
        if (verdict == SourceVerdict.LEARNED) {
            learned(from);
        }
        if (view.ssrc() == outgoing.ssrc() && !settings.acceptReflected()) {
            collision(from, now);
            return RtpDrop.OWN_SSRC;
        }
        rtcp.feedback().arrived(view, now);
        return count(rate, now);
    }

    private void learned(InetSocketAddress from) {
        sources.learned(from);
        sink.remoteLearned(from);
    }

    private @Nullable RtpDrop count(int rate, long now) {
        RemoteStream.Heard heard = remote.received(view, rate == 0 ? remote.clockRate() : rate, now);
        if (heard == RemoteStream.Heard.OTHER) {
            return RtpDrop.PROBATION;
        }
        if (heard == RemoteStream.Heard.CHANGED) {
            sink.remoteSsrcChanged(view.ssrc());
        }
        LossRepair with = beyond == null ? repair : null;
        if (with != null && (heard == RemoteStream.Heard.CHANGED || remote.lastArrival() == Arrival.RESTARTED)) {
            with.restart();
        }
        rtcp.rtpHeard(now);
        watch.heard(now);
        return switch (remote.lastArrival()) {
            case IN_ORDER, REORDERED, RESTARTED -> rate == 0 ? RtpDrop.UNKNOWN_PAYLOAD_TYPE
                    : with == null ? null : repaired(with, rate, now);
            case DUPLICATE -> RtpDrop.DUPLICATE;
            case SUSPECT -> RtpDrop.SUSPECT_SEQUENCE;
            case PROBATION -> RtpDrop.PROBATION;
        };
    }

    /** An RTCP datagram arrived. The session owns it from now on. */
    public void receivedRtcp(ByteBuf datagram, InetSocketAddress from, long now) {
        counters.rtcpReceived.increment();
        int octets = datagram.readableBytes();
        if (closed || octets < 8) {
            drop(datagram, closed ? RtpDrop.CLOSED : RtpDrop.INVALID_RTCP);
            return;
        }
        RtpSession other = beyond;
        if (other != null) {
            passRtcp(datagram, from, other, now);
            return;
        }
        SrtpStatus genuine = srtcp == null ? SrtpStatus.OK : srtcp.unprotectRtcp(datagram);
        if (genuine != SrtpStatus.OK) {
            drop(datagram, RtpDrop.refused(genuine, RtpDrop.INVALID_RTCP));
            return;
        }
        if (sources.ofRtcp().locked() && !sources.ofRtcp().recognises(from)) {
            drop(datagram, RtpDrop.FOREIGN_SOURCE);
            return;
        }
        int ssrc = datagram.getInt(datagram.readerIndex() + 4);
        RtcpCompound compound = RtcpReader.read(datagram);
        if (compound.packets().isEmpty()) {
            drop(datagram, RtpDrop.INVALID_RTCP);
        } else if (!sources.knowsRtcp(from, ssrc, now)) {
            drop(datagram, RtpDrop.FOREIGN_SOURCE);
        } else if (ssrc == outgoing.ssrc() && !settings.acceptReflected()) {
            collision(from, now);
            drop(datagram, RtpDrop.OWN_SSRC);
        } else {
            datagram.release();
            take(compound, octets, now);
            if (beside != null && !beside.closed) {
                beside.counters.rtcpReceived.increment();
                beside.take(compound, octets, now);
            }
        }
    }

    private void passRtcp(ByteBuf datagram, InetSocketAddress from, RtpSession to, long now) {
        InetSocketAddress on = to.sources.ofRtcp().remoteOrNull();
        if (!sources.knowsRtcp(from, datagram.getInt(datagram.readerIndex() + 4), now)) {
            drop(datagram, RtpDrop.FOREIGN_SOURCE);
        } else if (on == null) {
            drop(datagram, RtpDrop.NO_REMOTE);
        } else {
            watch.heard(now);
            to.counters.rtcpSent.increment();
            to.sink.transmitRtcp(datagram, on);
        }
    }

    private void take(RtcpCompound compound, int octets, long now) {
        if (compound.problem() != RtcpProblem.NONE) {
            count(RtpDrop.RTCP_TAIL);
        }
        watch.heard(now);
        if (rtcp.received(compound, octets, sink, nack -> sendAgain(nack, now), now)) {
            sink.reported(now);
        }
    }

    /** RFC 3550 section 8.2: say BYE and choose another SSRC, once for each remote that loops our packets back. */
    private void collision(InetSocketAddress from, long now) {
        if (from.equals(colliding)) {
            return;
        }
        colliding = from;
        if (outgoing.statistics().packets() > 0) {
            reports.bye("", now);
        }
        outgoing.changeSsrc();
        if (repair != null) {
            repair.resender().forget();
        }
        sink.localSsrcChanged(outgoing.ssrc());
    }

    /**
     * Whether the remote is supposed to send: false on hold and while inactive. The time-out starts anew.
     */
    public void expectInbound(boolean expected, long now) {
        watch.expect(expected, now);
    }

    /** When to call {@link #onDeadline}; {@link Loop.Timer#NEVER} when closed. */
    public long nextDeadline() {
        return closed ? Loop.Timer.NEVER : Math.min(reports.nextDeadline(), watch.nextDeadline());
    }

    /** Whether what arrives may be answered before the next report, and so bring {@link #nextDeadline} nearer. */
    public boolean mayReportEarly() {
        return rtcp.scheduler().mayGoEarly();
    }

    /** Sends a report when one is due, and says when the remote has fallen silent. */
    public void onDeadline(long now) {
        if (closed) {
            return;
        }
        reports.onDeadline(now);
        watch.onDeadline(now);
    }

    private void transmitRtcp(ByteBuf packet) {
        InetSocketAddress to = sources.ofRtcp().remoteOrNull();
        if (beyond != null) {
            packet.release(); // the far end would not believe it
        } else if (to == null) {
            drop(packet, RtpDrop.NO_REMOTE);
        } else if (srtcp != null && srtcp.protectRtcp(packet) != SrtpStatus.OK) {
            drop(packet, RtpDrop.SRTP_NOT_SENT);
        } else {
            counters.rtcpSent.increment();
            sink.transmitRtcp(packet, to);
        }
    }

    /**
     * Ends the session: says BYE when anything was ever sent; everything is dropped afterwards. Idempotent.
     *
     * @param reason for the BYE, at most 64 characters of it are sent; may be empty
     */
    public void close(String reason, long now) {
        if (closed) {
            return;
        }
        if (rtcp.leave(now)) {
            reports.bye(reason.substring(0, Math.min(reason.length(), MAX_BYE_REASON)), now);
        }
        closed = true;
        if (repair != null) {
            repair.close();
        }
        if (srtp != null && srtcp != null && !sharesKeys) {
            srtp.close();
            srtcp.close();
        }
        sources.close();
    }

    private void drop(ByteBuf datagram, RtpDrop reason) {
        datagram.release();
        count(reason);
    }

    private void count(RtpDrop reason) {
        dropped[reason.ordinal()]++;
        counters.dropped(reason);
    }

    /** Drops what came to our ports and is for nobody; released and counted here. */
    public void refuse(ByteBuf datagram, RtpDrop reason) {
        drop(datagram, reason);
    }

    /** Datagrams dropped for {@code reason} so far. */
    public long dropped(RtpDrop reason) {
        return dropped[reason.ordinal()];
    }

    /** What was measured so far. */
    public RtpQuality quality() {
        return rtcp.quality();
    }

    /** The SSRC we send under, 32 raw bits. */
    public int localSsrc() {
        return outgoing.ssrc();
    }

    /** The SSRC of the remote's stream; empty until it was heard. */
    public OptionalInt remoteSsrc() {
        return remote.statistics() == null ? OptionalInt.empty() : OptionalInt.of(remote.ssrc());
    }

    /** The remote's canonical name, once its RTCP told it. */
    public Optional<String> remoteCname() {
        return rtcp.remoteCname();
    }

    /** Where our RTP goes. */
    public Optional<InetSocketAddress> remoteAddress() {
        return sources.ofRtp().remote();
    }
}
