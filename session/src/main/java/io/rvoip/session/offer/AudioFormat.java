package io.rvoip.session.offer;

import io.rvoip.sip.sdp.RtpMap;
import java.util.Locale;

/**
 * An audio encoding as SDP names it (RFC 8866 §6.6).
 *
 * @param name encoding name, kept as given and compared without case (RFC 4855 §3)
 * @param clockRate RTP timestamp units a second, 1 to 384,000
 * @param channels 1 to 255
 */
public record AudioFormat(String name, int clockRate, int channels) {
    /** G.711 µ-law. */
    public static final AudioFormat PCMU = new AudioFormat("PCMU", 8000, 1);

    /** G.711 A-law. */
    public static final AudioFormat PCMA = new AudioFormat("PCMA", 8000, 1);

    public AudioFormat {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: blank (expected: an encoding name)");
        }
        if (clockRate < 1 || clockRate > 384_000) {
            throw new IllegalArgumentException("clockRate: " + clockRate + " (expected: 1-384000)");
        }
        if (channels < 1 || channels > 255) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1-255)");
        }
    }

    /** Whether both mean the same encoding: name without case, clock and channels. */
    public boolean matches(AudioFormat other) {
        return clockRate == other.clockRate && channels == other.channels && name.equalsIgnoreCase(other.name);
    }

    /** Whether a line of a description means this encoding. */
    public boolean matches(RtpMap map) {
        return clockRate == map.clockRate() && channels == map.channels() && name.equalsIgnoreCase(map.encoding());
    }

    /** As a line of a description. */
    RtpMap as(int payloadType) {
        return new RtpMap(payloadType, name, clockRate, channels);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AudioFormat format && matches(format);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.toUpperCase(Locale.ROOT).hashCode() + clockRate) + channels;
    }

    /** As in rtpmap: {@code PCMU/8000}, {@code L16/44100/2}. */
    @Override
    public String toString() {
        return name + "/" + clockRate + (channels == 1 ? "" : "/" + channels);
    }
}
