package io.rvoip.media.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.AudioDecoder;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.jitter.JitterBuffer;
import io.rvoip.rtp.jitter.JitterSettings;
import io.rvoip.rtp.jitter.Pull;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream at one rate on its way to being heard: waiting packets, decoders, what fills gaps. On the media loop. */
final class Playout {
    private static final int TICK_MILLIS = 20;
    private static final int LONGEST_PACKET_MILLIS = 200;

    private final @Nullable AudioDecoder[] decoders = new AudioDecoder[128];
    private final JitterBuffer jitter;
    private final Concealer concealer;
    private final int sampleRate;
    private final int frame;
    private final short[] pcm;
    private int queued;
    private long malformed;

    Playout(AudioCodec codec, Map<Integer, AudioCodec> receivable, Duration minDelay, Duration maxDelay) {
        jitter = new JitterBuffer(JitterSettings.of(codec.clockRate()).withFrame(Duration.ofMillis(TICK_MILLIS))
                .withDelay(minDelay, maxDelay));
        sampleRate = codec.sampleRate();
        concealer = new Concealer(sampleRate);
        frame = codec.samplesIn(TICK_MILLIS);
        pcm = new short[frame + codec.samplesIn(LONGEST_PACKET_MILLIS)];
        decode(receivable);
    }

    /** What may arrive from now on. */
    void decode(Map<Integer, AudioCodec> receivable) {
        Arrays.fill(decoders, null);
        receivable.forEach((type, one) -> decoders[type] = one.newDecoder());
    }

    boolean decodes(int payloadType) {
        return decoders[payloadType] != null;
    }

    JitterBuffer jitter() {
        return jitter;
    }

    /** Makes a frame: pull, decode or conceal, until there are 20 ms. */
    void play(short[] into, long now) {
        while (queued < frame) {
            Pull pull = jitter.pull(now + queued * 1_000_000_000L / sampleRate);
            switch (pull) {
                case PACKET -> decode(jitter.packet());
                case MISSING -> conceal();
                case EMPTY -> silence();
            }
        }
        System.arraycopy(pcm, 0, into, 0, frame);
        queued = Math.max(0, queued - frame);
        System.arraycopy(pcm, frame, pcm, 0, queued);
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
        concealer.conceal(pcm, queued, frame);
        queued += frame;
    }

    private void silence() {
        Arrays.fill(pcm, queued, queued + frame, (short) 0);
        accepted(frame);
    }

    /** Releases what waits; the next packet begins anew. */
    void clear() {
        jitter.clear();
        concealer.reset();
        queued = 0;
    }

    /** Payloads that were no frame of their codec. */
    long malformed() {
        return malformed;
    }
}
