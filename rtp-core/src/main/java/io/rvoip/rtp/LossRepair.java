package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.rtp.internal.MediaUnits;
import io.rvoip.rtp.rtcp.GenericNack;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes good what is lost between the two ends of one session, in the ways they agreed on. Packets that arrived are handed on as
 * they would have been without; what was lost stays lost in the reports, so that who sends knows. Confined to the session's loop.
 */
final class LossRepair {
    private static final int TYPES = 128;
    private static final int TAIL_ROOM = 64;

    private final RepairSettings settings;
    private final ByteBufAllocator allocator;
    private final RtpCounters counters;
    private final Resender resender;
    private final SequenceWindow window = new SequenceWindow();
    private final LossRequests requests = new LossRequests();
    private final RedundantReader reader = new RedundantReader();
    private final RtpPacket restored = new RtpPacket();
    /** For each payload type under which packets are sent again the one they had. */
    private final byte[] originals = new byte[TYPES];
    private RtpRepair agreed = RtpRepair.NOTHING;
    private @Nullable RedundantSender redundant;
    private int packetUnits;
    private int lastTimestamp;
    private int vain;
    private long packetNanos = 20_000_000;

    /** @param packetSpacing between two packets that are sent at the rate up to which all are kept, in nanoseconds */
    LossRepair(RepairSettings settings, long packetSpacing, IdSource random, ByteBufAllocator allocator, RtpCounters counters,
            long now) {
        this.settings = settings;
        this.allocator = allocator;
        this.counters = counters;
        resender = new Resender(settings, packetSpacing, random, allocator, now);
    }

    void agree(RtpRepair with) {
        agreed = with;
        Arrays.fill(originals, (byte) RtpRepair.NONE);
        with.receiveAgain().forEach((again, type) -> originals[again] = (byte) (int) type);
        resender.agree(with);
        if (with.sendRedundant() == RtpRepair.NONE) {
            redundant = null;
        } else if (settings.always()) {
            carry(true);
        }
        if (!with.nack()) {
            requests.clear();
        }
    }

    // ---- what we send ----

    /** A packet with its header, before it is encrypted; another one may go in its place. */
    ByteBuf sending(ByteBuf packet, long now) {
        if (agreed.nack() && resender.ownStream()) {
            resender.keep(packet, now);
        }
        RedundantSender carrier = redundant;
        if (carrier == null) {
            return packet;
        }
        if ((packet.getByte(packet.readerIndex() + 1) & 0x7F) != agreed.redundant()) {
            carrier.forget();
            return packet;
        }
        return carrier.wrapped(packet, agreed.sendRedundant(), agreed.redundant());
    }

    /** The same packet as it goes out. */
    void sent(ByteBuf packet, long now) {
        if (agreed.nack() && !resender.ownStream()) {
            resender.keep(packet, now);
        }
    }

    /** The far end told which share of ours it did not get. */
    void reportedLoss(double share) {
        if (agreed.sendRedundant() != RtpRepair.NONE && !settings.always()) {
            if (share >= settings.lossThreshold()) {
                carry(true);
            } else if (share < settings.lossThreshold() / 2) {
                carry(false);
            }
        }
    }

    private void carry(boolean on) {
        redundant = !on ? null : redundant != null ? redundant : new RedundantSender(allocator, settings.generations());
    }

    /** Whether packets carry earlier ones now. */
    boolean carries() {
        return redundant != null;
    }

    /** The far end asks for packets. */
    boolean answers() {
        return agreed.nack();
    }

    Resender resender() {
        return resender;
    }

    // ---- what we hear ----

    /** Whether packets of this type are sent again in a stream of their own. */
    boolean isSentAgain(int payloadType) {
        return originals[payloadType] != RtpRepair.NONE;
    }

    boolean isRedundant(int payloadType) {
        return payloadType == agreed.receiveRedundant();
    }

    /**
     * Makes a packet that was sent again what it was, in place.
     *
     * @param ssrc of the stream that it belongs to
     * @return why it is dropped; null: it is not
     */
    @Nullable RtpDrop restore(RtpPacket packet, int ssrc) {
        if (packet.payloadLength() < 2) {
            return RtpDrop.INVALID_REPAIR;
        }
        int sequence = packet.buffer().getUnsignedShort(packet.payloadOffset());
        if (!window.misses(sequence)) {
            return RtpDrop.DUPLICATE;
        }
        int type = originals[packet.payloadType()];
        packet.behead(2);
        packet.payloadType(type);
        packet.sequence(sequence);
        packet.ssrc(ssrc);
        made(sequence);
        answered();
        return null;
    }

    private void answered() {
        counters.resent.increment();
        vain = 0;
    }

    private void made(int sequence) {
        window.made(sequence);
        requests.came(sequence);
    }

    /**
     * A packet of the stream came.
     *
     * @return false when it is there already, made good
     */
    boolean arrived(RtpPacket packet, int clockRate, long now) {
        int sequence = packet.sequence();
        int ahead = window.arrived(sequence);
        if (ahead <= 0) {
            if (ahead == 0 && requests.came(sequence)) {
                answered();
            }
            return ahead == 0;
        }
        int step = packet.timestamp() - lastTimestamp;
        lastTimestamp = packet.timestamp();
        if (ahead == 1) {
            packetUnits = step > 0 && step < clockRate / 4 ? step : packetUnits;
            packetNanos = packetUnits > 0 ? MediaUnits.toNanos(packetUnits, clockRate) : packetNanos;
        } else if (agreed.nack()) {
            requests.overtaken(sequence, ahead - 1, packetNanos, now);
        }
        return true;
    }

    /** Another stream, or the same with other numbers. */
    void restart() {
        window.restart();
        requests.clear();
        packetUnits = 0;
    }

    /**
     * Takes a packet with earlier ones in it apart: those that are missing are handed on, then it is itself in place of what it was.
     *
     * @param known the payload types that may be in it
     * @return why it is dropped; null: it is not, and still to be handed on
     */
    @Nullable RtpDrop unpack(RtpPacket packet, PayloadClocks known, RtpSink sink, long now) {
        if (!reader.read(packet)) {
            return RtpDrop.INVALID_REPAIR;
        }
        if (isRedundant(reader.type()) || known.rate(reader.type()) == 0) {
            return RtpDrop.UNKNOWN_PAYLOAD_TYPE;
        }
        for (int i = 0; i < reader.blocks(); i++) {
            int distance = reader.distance(i);
            int back = packetUnits > 0 && distance % packetUnits == 0 ? distance / packetUnits : reader.blocks() - i;
            int type = reader.type(i);
            int sequence = packet.sequence() - back & 0xFFFF;
            if (distance > 0 && reader.length(i) > 0 && known.rate(type) > 0 && !isRedundant(type) && window.misses(sequence)) {
                made(sequence);
                counters.redundant.increment();
                ByteBuf copy = allocator.buffer(RtpPacket.HEADER_BYTES + reader.length(i) + TAIL_ROOM);
                copy.writerIndex(RtpPacket.HEADER_BYTES);
                copy.writeBytes(packet.buffer(), reader.place(i), reader.length(i));
                restored.write(copy, type, false, sequence, packet.timestamp() - distance, packet.ssrc());
                sink.media(restored, now);
            }
        }
        packet.behead(reader.place() - packet.payloadOffset());
        packet.payloadType(reader.type());
        return null;
    }

    void roundTrip(double millis) {
        requests.roundTrip((long) (millis * 1e6));
    }

    /** What to ask for; null: nothing. @param patience how long a packet is of use after its turn to arrive */
    @Nullable GenericNack wanted(int ssrc, int media, long patience, long now) {
        List<Integer> wanted = requests.wanted(patience, now);
        return wanted.isEmpty() ? null : new GenericNack(ssrc, media, wanted);
    }

    void asked(GenericNack nack, long now) {
        vain++;
        requests.asked(nack.lost(), now);
        counters.requested.increment();
    }

    /** Requests since one was answered. */
    int vain() {
        return vain;
    }

    long nextDeadline() {
        return agreed.nack() ? requests.nextDeadline() : Loop.Timer.NEVER;
    }

    void close() {
        resender.forget();
        redundant = null;
    }
}
