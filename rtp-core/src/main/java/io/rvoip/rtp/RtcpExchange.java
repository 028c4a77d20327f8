package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.rtp.rtcp.Dlrr;
import io.rvoip.rtp.rtcp.ExtendedReport;
import io.rvoip.rtp.rtcp.GenericNack;
import io.rvoip.rtp.rtcp.Goodbye;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.ReferenceTime;
import io.rvoip.rtp.rtcp.ReportBlock;
import io.rvoip.rtp.rtcp.RtcpCompound;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpScheduler;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.SenderReport;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.rtp.rtcp.VoipMetrics;
import io.rvoip.rtp.rtcp.XrBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The reports of one session: what goes into ours, when they go, and what the remote's tell. */
final class RtcpExchange {
    private static final int LARGEST_BYE = 512;

    private final RtcpScheduler scheduler;
    private final NtpClock clock;
    private final String cname;
    private final OutgoingStream outgoing;
    private final RemoteStream remote;
    private final VideoFeedback feedback = new VideoFeedback();
    private int lastSr;
    private int lastSrSsrc;
    private long lastSrAt;
    private long receivedAtLastReport;
    private boolean remoteHeard;
    private long remoteHeardAt;
    private boolean remoteSends;
    private long remoteSentAt;
    private boolean weSent;
    private @Nullable String remoteCname;
    private OptionalDouble rttMs = OptionalDouble.empty();
    private OptionalDouble remoteLoss = OptionalDouble.empty();
    private OptionalDouble remoteJitterMs = OptionalDouble.empty();
    private RtcpExtensions wanted = RtcpExtensions.NONE;
    private int lastReference;
    private int lastReferenceSsrc;
    private long lastReferenceAt;
    private @Nullable VoipMetrics remoteMetrics;
    private @Nullable LossRepair repair;

    RtcpExchange(RtpSessionSettings settings, NtpClock clock, IdSource random, OutgoingStream outgoing,
            RemoteStream remote, long now) {
        this.scheduler = new RtcpScheduler(settings.rtcp(), random, now);
        this.clock = clock;
        this.cname = settings.cname();
        this.outgoing = outgoing;
        this.remote = remote;
    }

    long nextDeadline() {
        return scheduler.nextDeadline();
    }

    /** What is due: a report, after which {@link #writeReport} and {@link #sent} follow, or the feedback that waits. */
    RtcpScheduler.Due due(boolean waiting, long now) {
        if (now < scheduler.nextDeadline()) {
            return RtcpScheduler.Due.NOTHING;
        }
        timeOut(now);
        return scheduler.onDeadline(now, waiting);
    }

    RtcpScheduler scheduler() {
        return scheduler;
    }

    /** What is lost is made good from now on. */
    void repair(LossRepair with) {
        repair = with;
    }

    /** RFC 3550 section 6.3.5: senders are forgotten after two intervals, members after five. */
    private void timeOut(long now) {
        long interval = scheduler.deterministicInterval();
        boolean weStillSend = weSent && now - outgoing.statistics().lastSentAt() <= 2 * interval;
        boolean remoteStillSends = remoteSends && now - remoteSentAt <= 2 * interval;
        boolean remoteStillThere = remoteHeard && now - remoteHeardAt <= 5 * interval;
        if (weStillSend != weSent || remoteStillSends != remoteSends || remoteStillThere != remoteHeard) {
            weSent = weStillSend;
            remoteSends = remoteStillSends;
            remoteHeard = remoteStillThere;
            membership(now);
        }
    }

    void rtpSent(long now) {
        if (!weSent) {
            weSent = true;
            membership(now);
        }
    }

    void rtpHeard(long now) {
        boolean news = !remoteSends || !remoteHeard;
        remoteHeard = true;
        remoteSends = true;
        remoteHeardAt = now;
        remoteSentAt = now;
        if (news) {
            membership(now);
        }
    }

    private void rtcpHeard(long now) {
        boolean news = !remoteHeard;
        remoteHeard = true;
        remoteHeardAt = now;
        if (news) {
            membership(now);
        }
    }

    private void membership(long now) {
        scheduler.membership(remoteHeard ? 2 : 1, (remoteSends ? 1 : 0) + (weSent ? 1 : 0), weSent, now);
    }

    void extend(RtcpExtensions asked) {
        wanted = asked;
    }

    VideoFeedback feedback() {
        return feedback;
    }

    /** @param beside feedback that goes with it */
    void writeReport(ByteBuf out, RtpSink sink, List<RtcpPacket> beside, long now) {
        List<RtcpPacket> packets = new ArrayList<>(4);
        packets.add(report(now));
        Resender resender = repair == null ? null : repair.resender();
        SenderStatistics again = resender == null ? null : resender.statistics();
        if (resender != null && again != null && weSent) {
            packets.add(new SenderReport(resender.ssrc(), clock.at(now), again.timestampAt(now), again.packets() & 0xFFFF_FFFFL,
                    again.octets() & 0xFFFF_FFFFL, List.of()));
        }
        packets.add(SourceDescription.ofCname(outgoing.ssrc(), cname));
        for (XrBlock block : extensions(sink, now)) {
            packets.add(new ExtendedReport(outgoing.ssrc(), List.of(block))); // some peers read the first block of a packet only
        }
        packets.addAll(beside);
        RtcpWriter.write(packets, out);
    }

    /** A reference time that came is answered whatever was asked for: it was sent to get an answer. */
    private List<XrBlock> extensions(RtpSink sink, long now) {
        List<XrBlock> blocks = new ArrayList<>(2);
        if (lastReference != 0) {
            blocks.add(new Dlrr(List.of(new Dlrr.Answer(lastReferenceSsrc, lastReference,
                    NtpTime.toUnits(now - lastReferenceAt)))));
            lastReference = 0;
        }
        if (wanted.receiverRoundTrip() && !weSent) {
            blocks.add(new ReferenceTime(clock.at(now)));
        }
        VoipMetrics metrics = wanted.voipMetrics() && remote.statistics() != null ? sink.voipMetrics(remote.ssrc()) : null;
        if (metrics != null) {
            blocks.add(metrics);
        }
        return blocks;
    }

    /** Feedback before its turn, with the report that has to be beside it, or alone where both sides can (RFC 5506). */
    void writeFeedback(ByteBuf out, List<RtcpPacket> told, boolean alone, long now) {
        if (alone) {
            RtcpWriter.writeReduced(told, out);
            return;
        }
        List<RtcpPacket> packets = new ArrayList<>(List.of(report(now), SourceDescription.ofCname(outgoing.ssrc(), cname)));
        packets.addAll(told);
        RtcpWriter.write(packets, out);
    }

    void writeBye(String reason, ByteBuf out, long now) {
        RtcpWriter.write(List.of(report(now), SourceDescription.ofCname(outgoing.ssrc(), cname),
                new Goodbye(leaving(), reason)), out);
    }

    private List<Integer> leaving() {
        Resender resender = repair == null ? null : repair.resender();
        return resender == null || resender.statistics() == null ? List.of(outgoing.ssrc())
                : List.of(outgoing.ssrc(), resender.ssrc());
    }

    void sent(int octets, long now) {
        scheduler.sent(octets, now);
    }

    /** Whether a BYE is to be sent now that we leave. */
    boolean leave(long now) {
        return scheduler.leave(LARGEST_BYE, now) == RtcpScheduler.Due.BYE;
    }

    private RtcpPacket report(long now) {
        List<ReportBlock> blocks = new ArrayList<>(1);
        ReceptionStatistics heard = remote.statistics();
        if (heard != null && heard.received() != receivedAtLastReport) {
            receivedAtLastReport = heard.received();
            boolean known = lastSr != 0 && lastSrSsrc == remote.ssrc();
            blocks.add(heard.report(remote.ssrc(), known ? lastSr : 0, known ? NtpTime.toUnits(now - lastSrAt) : 0));
        }
        SenderStatistics ours = outgoing.statistics();
        return weSent
                ? new SenderReport(outgoing.ssrc(), clock.at(now), ours.timestampAt(now),
                        ours.packets() & 0xFFFF_FFFFL, ours.octets() & 0xFFFF_FFFFL, blocks)
                : new ReceiverReport(outgoing.ssrc(), blocks);
    }

    /**
     * Takes what a compound says; true when it told something about quality.
     *
     * @param asked told which packets of ours the remote misses
     */
    boolean received(RtcpCompound compound, int octets, RtpSink sink, Consumer<GenericNack> asked, long now) {
        boolean news = false;
        boolean bye = false;
        for (RtcpPacket packet : compound.packets()) {
            if (packet instanceof SenderReport report) {
                if (remote.statistics() == null || remote.isCurrent(report.ssrc())) { // what is sent again has reports of its own
                    lastSr = NtpTime.middle(report.ntp());
                    lastSrSsrc = report.ssrc();
                    lastSrAt = now;
                }
                blocks(report.reports(), now);
                news = true;
            } else if (packet instanceof ReceiverReport report) {
                news |= blocks(report.reports(), now);
            } else if (packet instanceof SourceDescription description) {
                describe(description);
            } else if (packet instanceof ExtendedReport report) {
                news |= extended(report, now);
            } else if (packet instanceof GenericNack nack && nack.media() == outgoing.ssrc()) {
                asked.accept(nack);
            } else if (packet instanceof Goodbye goodbye) {
                bye |= goodbye(goodbye, sink);
            } else {
                feedback.received(packet, outgoing.ssrc(), sink, now);
            }
        }
        if (bye) {
            remoteHeard = false;
            remoteSends = false;
            scheduler.receivedBye(octets);
            membership(now);
        } else {
            scheduler.received(octets);
            rtcpHeard(now);
        }
        return news;
    }

    private boolean blocks(List<ReportBlock> blocks, long now) {
        boolean aboutUs = false;
        for (ReportBlock block : blocks) {
            if (block.ssrc() == outgoing.ssrc()) {
                aboutUs = true;
                outgoing.arrived(block.highestSequence());
                remoteLoss = OptionalDouble.of(block.fractionLost() / 256.0);
                if (repair != null) {
                    repair.reportedLoss(block.fractionLost() / 256.0);
                }
                if (outgoing.clockRate() > 0) {
                    remoteJitterMs = OptionalDouble.of(block.jitter() * 1000.0 / outgoing.clockRate());
                }
                OptionalLong roundTrip = block.roundTripNanos(clock.at(now));
                if (roundTrip.isPresent()) {
                    measured(roundTrip.getAsLong());
                }
            }
        }
        return aboutUs;
    }

    private void measured(long roundTrip) {
        double millis = roundTrip / 1e6;
        rttMs = OptionalDouble.of(millis);
        if (repair != null) {
            repair.roundTrip(millis);
        }
    }

    private boolean extended(ExtendedReport report, long now) {
        boolean aboutUs = false;
        for (XrBlock block : report.blocks()) {
            if (block instanceof ReferenceTime time) {
                lastReference = NtpTime.middle(time.ntp());
                lastReferenceSsrc = report.ssrc();
                lastReferenceAt = now;
            } else if (block instanceof Dlrr dlrr) {
                aboutUs |= answers(dlrr, now);
            } else if (block instanceof VoipMetrics metrics && metrics.ssrc() == outgoing.ssrc()) {
                remoteMetrics = metrics;
                aboutUs = true;
            }
        }
        return aboutUs;
    }

    private boolean answers(Dlrr dlrr, long now) {
        boolean measured = false;
        for (Dlrr.Answer answer : dlrr.answers()) {
            OptionalLong roundTrip = answer.ssrc() == outgoing.ssrc()
                    ? answer.roundTripNanos(clock.at(now)) : OptionalLong.empty();
            if (roundTrip.isPresent()) {
                measured(roundTrip.getAsLong());
                measured = true;
            }
        }
        return measured;
    }

    private void describe(SourceDescription description) {
        for (SourceDescription.Chunk chunk : description.chunks()) {
            if (remote.isCurrent(chunk.ssrc()) || remoteCname == null) {
                remoteCname = description.cname(chunk.ssrc()).orElse(remoteCname);
            }
        }
    }

    private boolean goodbye(Goodbye goodbye, RtpSink sink) {
        boolean fromRemote = remote.statistics() == null
                || goodbye.ssrcs().stream().anyMatch(remote::isCurrent);
        if (fromRemote) {
            sink.remoteLeft(goodbye.reason());
        }
        return fromRemote;
    }

    Optional<String> remoteCname() {
        return Optional.ofNullable(remoteCname);
    }

    RtpQuality quality() {
        return new RtpQuality(outgoing.packets(), outgoing.octets(), remote.received() - remote.duplicates(),
                remote.octets(), remote.lost(), remote.duplicates(), remote.jitterMillis(), rttMs, remoteLoss,
                remoteJitterMs, Optional.ofNullable(remoteMetrics));
    }
}
