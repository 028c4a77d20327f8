package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.GenericNack;
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

    private final RtcpExchange rtcp;
    private final RemoteStream remote;
    private final OutgoingStream outgoing;
    private final ByteBufAllocator allocator;
    private final RtpSink sink;
    private final Consumer<ByteBuf> transmit;
    private @Nullable LossRepair repair;
    private boolean reduced;

    /** @param transmit encrypts and sends, and owns what it gets */
    RtcpSender(RtcpExchange rtcp, RemoteStream remote, OutgoingStream outgoing, ByteBufAllocator allocator, RtpSink sink,
            Consumer<ByteBuf> transmit) {
        this.rtcp = rtcp;
        this.remote = remote;
        this.outgoing = outgoing;
        this.allocator = allocator;
        this.sink = sink;
        this.transmit = transmit;
    }

    void repair(LossRepair with, RtpRepair agreed, long now) {
        repair = with;
        reduced = agreed.reducedSize() && agreed.feedback();
        rtcp.repair(with);
        rtcp.scheduler().feedback(agreed.feedback(), agreed.reportInterval().toNanos(), now);
    }

    /** While a request may not go before its turn, that turn is soon enough. */
    long nextDeadline() {
        LossRepair with = repair;
        return with == null || !rtcp.scheduler().mayGoEarly() ? rtcp.nextDeadline()
                : Math.min(rtcp.nextDeadline(), with.nextDeadline());
    }

    void onDeadline(long now) {
        GenericNack nack = wanted(now);
        switch (rtcp.due(nack != null, now)) {
            case REPORT -> report(nack, now);
            case FEEDBACK -> feedback(nack, false, now);
            case NOTHING -> feedback(nack, true, now);
            case BYE -> { }
        }
    }

    private @Nullable GenericNack wanted(long now) {
        LossRepair with = repair;
        return with == null || remote.statistics() == null || now < with.nextDeadline() ? null
                : with.wanted(outgoing.ssrc(), remote.ssrc(), sink.patience(), now);
    }

    private void report(@Nullable GenericNack nack, long now) {
        ByteBuf packet = allocator.buffer(LARGEST_REPORT);
        rtcp.writeReport(packet, sink, nack, now);
        rtcp.sent(packet.readableBytes(), now);
        asked(nack, now);
        transmit.accept(packet);
    }

    /** @param early before its turn, when that may be */
    private void feedback(@Nullable GenericNack nack, boolean early, long now) {
        LossRepair with = repair;
        if (nack == null || with == null || early && !rtcp.scheduler().mayGoEarly()) {
            return;
        }
        reduced &= with.vain() < VAIN;
        ByteBuf packet = allocator.buffer(LARGEST_REPORT);
        rtcp.writeFeedback(packet, nack, reduced && rtcp.scheduler().reported(), now);
        if (early) {
            rtcp.scheduler().sentEarly(packet.readableBytes());
        } else {
            rtcp.scheduler().sentFeedback(packet.readableBytes());
        }
        asked(nack, now);
        transmit.accept(packet);
    }

    private void asked(@Nullable GenericNack nack, long now) {
        if (nack != null && repair != null) {
            repair.asked(nack, now);
        }
    }

    void bye(String reason, long now) {
        ByteBuf packet = allocator.buffer(LARGEST_REPORT);
        rtcp.writeBye(reason, packet, now);
        rtcp.sent(packet.readableBytes(), now);
        transmit.accept(packet);
    }
}
