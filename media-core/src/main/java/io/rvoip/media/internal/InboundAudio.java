package io.rvoip.media.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.AudioDecoder;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.jitter.BurstLoss;
import io.rvoip.rtp.jitter.JitterBuffer;
import io.rvoip.rtp.jitter.JitterSettings;
import io.rvoip.rtp.jitter.JitterStatistics;
import io.rvoip.rtp.jitter.Pull;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Playout of one leg: packets wait in the jitter buffer; on each tick one frame is made of what is due, decoded,
 * concealed where it is missing, silent where nothing was said. Confined to the media loop; allocates nothing per
 * packet or tick.
 */
public final class InboundAudio {
    private static final int TICK_MILLIS = 20;
    private static final int LONGEST_PACKET_MILLIS = 200;

    private final Duration minDelay;
    private final Duration maxDelay;
    private final @Nullable AudioDecoder[] decoders = new AudioDecoder[128];
    private @Nullable JitterBuffer jitter;
    private Concealer concealer = new Concealer(8000);
    private int sampleRate;
    private int clockRate;
    private short[] frame = new short[0];
    private short[] pcm = new short[0];
    private int queued;
    private long malformed;

    /** A playout that delays between these bounds. */
    public InboundAudio(Duration minDelay, Duration maxDelay) {
        this.minDelay = minDelay;
        this.maxDelay = maxDelay;
    }

    /** What may arrive from now on; what waits is kept unless the rates changed. */
    public void configure(AudioCodec codec, Map<Integer, AudioCodec> receivable) {
        Arrays.fill(decoders, null);
        receivable.forEach((type, one) -> decoders[type] = one.newDecoder());
        if (codec.sampleRate() == sampleRate && codec.clockRate() == clockRate) {
            return;
        }
        clear();
        sampleRate = codec.sampleRate();
        clockRate = codec.clockRate();
        jitter = new JitterBuffer(JitterSettings.of(clockRate).withFrame(Duration.ofMillis(TICK_MILLIS))
                .withDelay(minDelay, maxDelay));
        concealer = new Concealer(sampleRate);
        frame = new short[codec.samplesIn(TICK_MILLIS)];
        pcm = new short[frame.length + codec.samplesIn(LONGEST_PACKET_MILLIS)];
    }

    /** Takes a packet of audio. Owns its buffer. */
    public void received(RtpPacket packet, long now) {
        JitterBuffer buffer = jitter;
        if (buffer == null || decoders[packet.payloadType()] == null) {
            packet.buffer().release();
        } else {
            buffer.insert(packet, now);
        }
    }

    /** Notes a packet that is part of the stream's numbering but no audio. Its buffer stays the caller's. */
    public void receivedEvent(RtpPacket packet) {
        if (jitter != null) {
            jitter.noteOtherMedia(packet);
        }
    }

    /** Makes the next frame: pull, decode or conceal, until there are 20 ms. */
    public short[] tick(long now) {
        JitterBuffer buffer = jitter;
        while (buffer != null && queued < frame.length) {
            Pull pull = buffer.pull(now + queued * 1_000_000_000L / sampleRate);
            switch (pull) {
                case PACKET -> decode(buffer.packet());
                case MISSING -> conceal();
                case EMPTY -> silence();
            }
        }
        System.arraycopy(pcm, 0, frame, 0, frame.length);
        queued = Math.max(0, queued - frame.length);
        System.arraycopy(pcm, frame.length, pcm, 0, queued);
        return frame;
    }

    private void decode(RtpPacket packet) {
        ByteBuf buffer = packet.buffer();
        AudioDecoder decoder = decoders[packet.payloadType()];
        int samples = AudioDecoder.MALFORMED;
        if (decoder != null) {
            buffer.setIndex(packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
            samples = decoder.decode(buffer, pcm, queued);
        }
        buffer.release();
        if (samples <= 0) {
            malformed++;
            conceal();
            return;
        }
        accepted(samples);
    }

    private void accepted(int samples) {
        concealer.received(pcm, queued, samples);
        queued += samples;
    }

    private void conceal() {
        concealer.conceal(pcm, queued, frame.length);
        queued += frame.length;
    }

    private void silence() {
        Arrays.fill(pcm, queued, queued + frame.length, (short) 0);
        accepted(frame.length);
    }

    /** The frame of the last tick; valid until the next. */
    public short[] frame() {
        return frame;
    }

    /** Makes the frame silent, as while the far end may not send. */
    public void mute() {
        Arrays.fill(frame, (short) 0);
    }

    /** Releases what waits; the next packet begins anew. */
    public void clear() {
        if (jitter != null) {
            jitter.clear();
        }
        concealer.reset();
        queued = 0;
        mute();
    }

    /** What the jitter buffer did; null before the first {@link #configure}. */
    public @Nullable JitterStatistics statistics() {
        return jitter == null ? null : jitter.statistics();
    }

    /** How what was missing was spread; nothing before the first {@link #configure}. */
    public BurstLoss burstLoss() {
        return jitter == null ? BurstLoss.NONE : jitter.burstLoss();
    }

    /** How long a received packet lasts in milliseconds, as far as it was seen. */
    public double packetMillis() {
        return jitter == null ? TICK_MILLIS : jitter.packetNanos() / 1e6;
    }

    /** Payloads that were no frame of their codec. */
    public long malformed() {
        return malformed;
    }
}
