package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.GenericNack;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.TransportArrivals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the RTCP of one session when it is due: reports, requests for what it misses, in the packets that they may go in
 * (RFC 4585 section 3.5, RFC 5506), and the goodbye. Confined to its loop.
 */
final class RtcpSender {
    private static final int LARGEST_REPORT = 1024;
    /** Requests of reduced size without any effect after which something on the way is taken not to let them through. */
    private static final int VAIN = 8;
    private static final int MOST_AT_ONCE = 6;

    private final RtcpExchange rtcp;
    private final RemoteStream remote;
    private final OutgoingStream outgoing;
    private final ByteBufAllocator allocator;
    private final RtpSink sink;
    private final Consumer<ByteBuf> transmit;
    private final RtpCounters counters;
    private @Nullable LossRepair repair;
    private boolean reduced;

    /** @param transmit encrypts and sends, and owns what it gets */
    RtcpSender(RtcpExchange rtcp, RemoteStream remote, OutgoingStream outgoing, ByteBufAllocator allocator, RtpSink sink,
            Consumer<ByteBuf> transmit, RtpCounters counters) {
        this.rtcp = rtcp;
        this.remote = remote;
        this.outgoing = outgoing;
        this.allocator = allocator;
        this.sink = sink;
        this.transmit = transmit;
        this.counters = counters;
    }

    void repair(LossRepair with, RtpRepair agreed, long now) {
        repair = with;
        reduced = agreed.reducedSize() && agreed.feedback();
        rtcp.repair(with);
        rtcp.scheduler().feedback(agreed.feedback(), agreed.reportInterval().toNanos(), now);
    }

    /** While a request may not go before its turn, that turn is soon enough. */
    long nextDeadline() {
        if (!rtcp.scheduler().mayGoEarly()) {
            return rtcp.nextDeadline();
        }
        long requests = repair == null ? Loop.Timer.NEVER : repair.nextDeadline();
        long pictures = remote.statistics() == null ? Loop.Timer.NEVER : rtcp.feedback().nextDeadline();
        return Math.min(rtcp.nextDeadline(), Math.min(requests, pictures));
    }

    void onDeadline(long now) {
        List<RtcpPacket> told = waiting(now);
        boolean urgent = !told.isEmpty();
        if (urgent || now >= rtcp.nextDeadline()) {
            told = withArrivals(told);
        }
        switch (rtcp.due(!told.isEmpty(), now)) {
            case REPORT -> report(told, now);
            case FEEDBACK -> feedback(told, false, now);
            case NOTHING -> feedback(urgent ? told : List.of(), true, now);
            case BYE -> { }
        }
    }

    private List<RtcpPacket> waiting(long now) {
        GenericNack nack = wanted(now);
        boolean pictures = remote.statistics() != null && now >= rtcp.feedback().nextDeadline();
        if (nack == null && !pictures) {
            return List.of();
        }
        List<RtcpPacket> told = new ArrayList<>(MOST_AT_ONCE);
        if (nack != null) {
            told.add(nack);
        }
        rtcp.feedback().add(told, outgoing.ssrc(), remote.ssrc(), now);
        return told;
    }

    /** What came goes in its turn, or with what cannot wait: what may go early is for that. */
    private List<RtcpPacket> withArrivals(List<RtcpPacket> told) {
        RtcpPacket arrivals = remote.statistics() == null ? null : rtcp.feedback().arrivals(outgoing.ssrc(), remote.ssrc());
        if (arrivals == null) {
            return told;
        }
        List<RtcpPacket> all = new ArrayList<>(told);
        all.add(arrivals);
        return all;
    }

    private @Nullable GenericNack wanted(long now) {
        LossRepair with = repair;
        return with == null || remote.statistics() == null || now < with.nextDeadline() ? null
                : with.wanted(outgoing.ssrc(), remote.ssrc(), sink.patience(), now);
    }

    private void report(List<RtcpPacket> told, long now) {
        ByteBuf packet = allocator.buffer(LARGEST_REPORT);
        rtcp.writeReport(packet, sink, told, now);
        rtcp.sent(packet.readableBytes(), now);
        asked(told, now);
        transmit.accept(packet);
    }

    /** @param early before its turn, when that may be */
    private void feedback(List<RtcpPacket> told, boolean early, long now) {
        LossRepair with = repair;
        if (told.isEmpty() || early && !rtcp.scheduler().mayGoEarly()) {
            return;
        }
        reduced &= with == null || with.vain() < VAIN;
        ByteBuf packet = allocator.buffer(LARGEST_REPORT);
        rtcp.writeFeedback(packet, told, reduced && rtcp.scheduler().reported(), now);
        if (early) {
            rtcp.scheduler().sentEarly(packet.readableBytes());
        } else {
            rtcp.scheduler().sentFeedback(packet.readableBytes());
        }
        asked(told, now);
        transmit.accept(packet);
    }

    private void asked(List<RtcpPacket> told, long now) {
        for (RtcpPacket packet : told) {
            if (packet instanceof GenericNack nack && repair != null) {
                repair.asked(nack, now);
            } else {
                rtcp.feedback().sent(packet, now);
                if (packet instanceof TransportArrivals) {
                    counters.arrivalsTold.increment();
                }
            }
        }
    }

    void bye(String reason, long now) {
        ByteBuf packet = allocator.buffer(LARGEST_REPORT);
        rtcp.writeBye(reason, packet, now);
        rtcp.sent(packet.readableBytes(), now);
        transmit.accept(packet);
    }
}
