package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.IdSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets again that the far end misses: in a stream of its own where both sides have that (RFC 4588 section 4), else as
 * they went out, octet by octet, so that no key meets other words twice. At most so many in a second, and each once in 10 ms.
 * Confined to one loop.
 */
final class Resender {
    private static final int OSN_BYTES = 2;
    private static final int TAIL_ROOM = 64;
    private static final long SPACING = 10_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final int MARKER = 0x80;
    private static final int NONE = -1;

    private final ByteBufAllocator allocator;
    private final SentHistory history;
    private final long nanosEach;
    private final byte[] types = new byte[128];
    private final SenderStatistics statistics = new SenderStatistics();
    private final RtpPacket view = new RtpPacket();
    private final int ssrc;
    private boolean ownStream;
    private int nextSequence;
    private long credit;
    private long creditAt;

    Resender(RepairSettings settings, long packetSpacing, IdSource random, ByteBufAllocator allocator, long now) {
        this.allocator = allocator;
        history = new SentHistory(allocator, settings.history().toNanos(), packetSpacing);
        nanosEach = SECOND / settings.resendsPerSecond();
        credit = SECOND;
        creditAt = now;
        ssrc = (int) random.nextLong();
        nextSequence = (int) random.nextLong() & 0x7FFF;
    }

    void agree(RtpRepair agreed) {
        Arrays.fill(types, (byte) NONE);
        agreed.sendAgain().forEach((type, again) -> types[type] = (byte) (int) again);
        boolean own = !agreed.sendAgain().isEmpty();
        if (own != ownStream || !agreed.nack()) {
            history.clear(); // what is kept is in clear for the one, encrypted for the other
        }
        ownStream = own;
    }

    /** Whether what is sent again is a stream of its own, encrypted anew; else what went out is kept as it went out. */
    boolean ownStream() {
        return ownStream;
    }

    void keep(ByteBuf packet, long now) {
        int at = packet.readerIndex();
        if (!ownStream || types[packet.getByte(at + 1) & 0x7F] != NONE) {
            history.keep(packet.getUnsignedShort(at + 2), packet, now);
        }
    }

    /** A packet to send again; null when it is not there any more, or too many were. Still to be encrypted if {@link #ownStream}. */
    @Nullable ByteBuf again(int sequence, int clockRate, long now) {
        int found = history.find(sequence, now, SPACING);
        int type = found < 0 || !ownStream ? NONE : types[history.octet(found, 1) & 0x7F];
        credit = Math.min(SECOND, credit + now - creditAt);
        creditAt = now;
        if (found < 0 || credit < nanosEach || ownStream && type == NONE) {
            return null;
        }
        credit -= nanosEach;
        int length = history.length(found);
        ByteBuf out = allocator.buffer(length + OSN_BYTES + TAIL_ROOM);
        if (!ownStream) {
            history.copy(found, 0, out, now);
            return out;
        }
        boolean marker = (history.octet(found, 1) & MARKER) != 0;
        int timestamp = history.word(found, 4);
        out.writerIndex(RtpPacket.HEADER_BYTES);
        out.writeShort(sequence);
        history.copy(found, RtpPacket.HEADER_BYTES, out, now);
        view.write(out, type, marker, nextSequence, timestamp, ssrc);
        nextSequence = nextSequence + 1 & 0xFFFF;
        statistics.sent(timestamp, view.payloadLength(), clockRate, now);
        return out;
    }

    /** Its own stream, once it has begun. */
    @Nullable SenderStatistics statistics() {
        return statistics.packets() == 0 ? null : statistics;
    }

    int ssrc() {
        return ssrc;
    }

    /** Forgets what was sent: it has other numbers from now on, or nobody can ask for it any more. */
    void forget() {
        history.clear();
    }
}
