package io.rvoip.media.internal;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.jitter.BurstLoss;
import io.rvoip.rtp.jitter.JitterStatistics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Playout of one leg: packets wait in the jitter buffer; on each tick one frame is made of what is due, decoded,
 * concealed where it is missing, silent where nothing was said. Confined to the media loop; allocates nothing per
 * packet or tick: all it needs, 14 kB at 8 kHz, it has from the first packet on that is to be played, so that a leg
 * whose packets are only forwarded goes without.
 */
public final class InboundAudio {
    private static final int TICK_MILLIS = 20;
    private static final short[] NO_FRAME = new short[0];

    private final Duration minDelay;
    private final Duration maxDelay;
    private @Nullable AudioCodec codec;
    private Map<Integer, AudioCodec> receivable = Map.of();
    private @Nullable Playout playout;
    private short[] frame = NO_FRAME;

    /** A playout that delays between these bounds. */
    public InboundAudio(Duration minDelay, Duration maxDelay) {
        this.minDelay = minDelay;
        this.maxDelay = maxDelay;
    }

    /** What may arrive from now on; what waits is kept unless the rates changed. */
    public void configure(AudioCodec to, Map<Integer, AudioCodec> types) {
        AudioCodec before = codec;
        codec = to;
        receivable = types;
        if (before == null || before.sampleRate() != to.sampleRate() || before.clockRate() != to.clockRate()) {
            clear();
            playout = null;
        } else if (playout != null) {
            playout.decode(types);
        }
    }

    /** Takes a packet of audio. Owns its buffer. */
    public void received(RtpPacket packet, long now) {
        Playout to = playout != null ? playout : first(packet.payloadType());
        if (to == null || !to.decodes(packet.payloadType())) {
            packet.buffer().release();
        } else {
            to.jitter().insert(packet, now);
        }
    }

    private @Nullable Playout first(int payloadType) {
        if (codec != null && receivable.containsKey(payloadType)) {
            playout = new Playout(codec, receivable, minDelay, maxDelay);
        }
        return playout;
    }

    /** Notes a packet that is part of the stream's numbering but no audio. Its buffer stays the caller's. */
    public void receivedEvent(RtpPacket packet) {
        if (playout != null) {
            playout.jitter().noteOtherMedia(packet);
        }
    }

    /** Makes the next frame. */
    public short[] tick(long now) {
        short[] next = frame();
        if (playout != null) {
            playout.play(next, now);
        }
        return next;
    }

    /** The frame of the last tick; valid until the next. */
    public short[] frame() {
        int samples = codec == null ? 0 : codec.samplesIn(TICK_MILLIS);
        if (frame.length != samples) {
            frame = new short[samples];
        }
        return frame;
    }

    /** Makes the frame silent, as while the far end may not send. */
    public void mute() {
        Arrays.fill(frame, (short) 0);
    }

    /** Releases what waits; the next packet begins anew. */
    public void clear() {
        if (playout != null) {
            playout.clear();
        }
        frame = NO_FRAME;
    }

    /** What the jitter buffer did; null before the first packet. */
    public @Nullable JitterStatistics statistics() {
        return playout == null ? null : playout.jitter().statistics();
    }

    /** How long a packet waits from its turn to arrive until it is played, in nanoseconds; 0 before the first. */
    public long delayNanos() {
        return playout == null ? 0 : playout.jitter().delayNanos();
    }

    /** How what was missing was spread; nothing before the first packet. */
    public BurstLoss burstLoss() {
        return playout == null ? BurstLoss.NONE : playout.jitter().burstLoss();
    }

    /** How long a received packet lasts in milliseconds, as far as it was seen. */
    public double packetMillis() {
        return playout == null ? TICK_MILLIS : playout.jitter().packetNanos() / 1e6;
    }

    /** Payloads that were no frame of their codec. */
    public long malformed() {
        return playout == null ? 0 : playout.malformed();
    }
}
