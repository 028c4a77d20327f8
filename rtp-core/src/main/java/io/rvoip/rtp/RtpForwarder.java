package io.rvoip.rtp;

import io.rvoip.common.Shared;
import io.rvoip.rtp.internal.Check;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Hands packets of one session to another one that carries the same codec: SSRC, sequence number, timestamp and
 * payload type are rewritten in place; no payload is copied, nothing is allocated. Losses and reordering stay visible
 * to the receiver. When the source changes or leaps, the stream that goes out steps on by the time that passed, with
 * the marker set. CSRCs, header extensions and padding stay behind: they belong to the session they came from.
 *
 * <p>Confined to the one loop that both sessions live on. One forwarder per direction.
 */
public final class RtpForwarder {
    private static final Shared<ByteBuffer> TABLES = new Shared<>(256);

    private final RtpSession to;
    private byte[] types = {};
    private long forwarded;

    /**
     * Creates a forwarder into {@code to}.
     *
     * @param payloadTypes payload type that comes in, to the one of the same format that goes out; telephone events
     *     have theirs here too, others are dropped and counted
     */
    public RtpForwarder(RtpSession to, Map<Integer, Integer> payloadTypes) {
        this.to = to;
        take(payloadTypes);
    }

    /** Goes by other payload types from the next packet on; the stream goes on without a step. */
    public void take(Map<Integer, Integer> payloadTypes) {
        byte[] table = new byte[128];
        Arrays.fill(table, (byte) -1);
        payloadTypes.forEach((in, out) ->
                table[Check.range("payloadType", in, 0, 127)] = (byte) Check.range("payloadType", out, 0, 127));
        types = TABLES.of(ByteBuffer.wrap(table)).array();
    }

    /**
     * Forwards a packet. Takes ownership of {@code packet.buffer()}, whatever becomes of it.
     *
     * @param packet as {@link RtpSink#media} handed it over; its view is rewritten
     * @return whether it went out
     */
    public boolean forward(RtpPacket packet, long now) {
        boolean sent = to.relay(packet, this, types[packet.payloadType()], now);
        if (sent) {
            forwarded++;
        }
        return sent;
    }

    /** Packets that went out so far. */
    public long forwarded() {
        return forwarded;
    }
}
