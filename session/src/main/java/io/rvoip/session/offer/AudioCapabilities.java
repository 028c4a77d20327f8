package io.rvoip.session.offer;

import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import java.time.Duration;
import java.util.List;

/**
 * What our side can do and prefers. Immutable.
 *
 * @param formats codecs in order of preference, at least one
 * @param order whose order decides in our answers
 * @param events telephone-event is offered and accepted (RFC 4733)
 * @param rtcpMux one port for RTP and RTCP is offered and accepted (RFC 5761)
 * @param packetTimes lengths of packets we can send, the preferred one first; whole milliseconds from 1 to 200
 * @param repair how what is lost on the way may be made good
 * @param cryptex whether the heads of packets are encrypted too, where packets are (RFC 9335)
 * @param extensions whether header extensions are encrypted by themselves, where packets are (RFC 6904)
 */
public record AudioCapabilities(
        List<AudioFormat> formats, CodecOrder order, boolean events, boolean rtcpMux, List<Duration> packetTimes,
        RepairSettings repair, Cryptex cryptex, EncryptedExtensions extensions) {
    private static final long LONGEST_MILLIS = 200;

    public AudioCapabilities {
        formats = List.copyOf(formats);
        packetTimes = List.copyOf(packetTimes);
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("formats: none (expected: at least one codec)");
        }
        if (formats.stream().distinct().count() != formats.size()) {
            throw new IllegalArgumentException("formats: " + formats + " (expected: each once)");
        }
        if (packetTimes.isEmpty()) {
            throw new IllegalArgumentException("packetTimes: none (expected: at least one)");
        }
        for (Duration time : packetTimes) {
            if (time.toMillis() < 1 || time.toMillis() > LONGEST_MILLIS || time.toNanos() % 1_000_000 != 0) {
                throw new IllegalArgumentException("packetTimes: " + time + " (expected: 1-200 whole ms)");
            }
        }
    }

    /** These codecs, the offerer's order, telephone-event, no multiplexing, 20 ms. */
    public static AudioCapabilities of(AudioFormat... formats) {
        return new AudioCapabilities(
                List.of(formats), CodecOrder.OFFERER, true, false, List.of(Duration.ofMillis(20)), RepairSettings.DEFAULT, Cryptex.OFF,
                EncryptedExtensions.OFF);
    }

    public AudioCapabilities withFormats(List<AudioFormat> changed) {
        return new AudioCapabilities(changed, order, events, rtcpMux, packetTimes, repair, cryptex, extensions);
    }

    public AudioCapabilities withOrder(CodecOrder changed) {
        return new AudioCapabilities(formats, changed, events, rtcpMux, packetTimes, repair, cryptex, extensions);
    }

    public AudioCapabilities withEvents(boolean changed) {
        return new AudioCapabilities(formats, order, changed, rtcpMux, packetTimes, repair, cryptex, extensions);
    }

    public AudioCapabilities withRtcpMux(boolean changed) {
        return new AudioCapabilities(formats, order, events, changed, packetTimes, repair, cryptex, extensions);
    }

    public AudioCapabilities withPacketTimes(List<Duration> changed) {
        return new AudioCapabilities(formats, order, events, rtcpMux, changed, repair, cryptex, extensions);
    }

    public AudioCapabilities withRepair(RepairSettings changed) {
        return new AudioCapabilities(formats, order, events, rtcpMux, packetTimes, changed, cryptex, extensions);
    }

    public AudioCapabilities withCryptex(Cryptex changed) {
        return new AudioCapabilities(formats, order, events, rtcpMux, packetTimes, repair, changed, extensions);
    }

    public AudioCapabilities withExtensions(EncryptedExtensions changed) {
        return new AudioCapabilities(formats, order, events, rtcpMux, packetTimes, repair, cryptex, changed);
    }

    /** The first of the packet times. */
    public Duration preferredPacketTime() {
        return packetTimes.get(0);
    }
}
