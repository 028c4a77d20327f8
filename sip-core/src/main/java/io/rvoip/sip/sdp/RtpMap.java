package io.rvoip.sip.sdp;

import java.util.Optional;

/**
 * What a payload type stands for (RFC 8866 §6.6).
 *
 * @param payloadType 0-127
 * @param encoding name of the codec; compared without regard to case
 * @param clockRate in Hz, 1 to 2^31-1
 * @param channels of audio, 1-255; 1 when not written
 */
public record RtpMap(int payloadType, String encoding, int clockRate, int channels) {
    public RtpMap {
        SdpText.requireRange("payload type", payloadType, 0, 127);
        SdpText.requireToken("encoding", encoding);
        SdpText.requireRange("clock rate", clockRate, 1, Integer.MAX_VALUE);
        SdpText.requireRange("channels", channels, 1, 255);
    }

    public static RtpMap of(int payloadType, String encoding, int clockRate) {
        return new RtpMap(payloadType, encoding, clockRate, 1);
    }

    /** Whether the other has the same codec, rate and channels, under whatever payload type. */
    public boolean sameFormat(RtpMap other) {
        return encoding.equalsIgnoreCase(other.encoding) && clockRate == other.clockRate && channels == other.channels;
    }

    /** Reads {@code 96 opus/48000/2}; empty when malformed. */
    public static Optional<RtpMap> parse(String value) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        int end = value.length();
        while (value.charAt(end - 1) <= ' ' && end > space + 1) {
            end--;
        }
        int from = SdpText.skipSpace(value, space, end);
        int rateAt = value.indexOf('/', from) + 1;
        int slash = value.indexOf('/', rateAt);
        long payloadType = SdpText.number(value, 0, space, 127);
        long clockRate = SdpText.number(value, rateAt, slash < 0 ? end : slash, Integer.MAX_VALUE);
        long channels = slash < 0 ? 1 : SdpText.number(value, slash + 1, end, 255);
        return rateAt == 0 || !SdpText.isToken(value, from, rateAt - 1) || payloadType < 0 || clockRate < 1 || channels < 1
                ? Optional.empty()
                : Optional.of(new RtpMap((int) payloadType, value.substring(from, rateAt - 1), (int) clockRate, (int) channels));
    }

    /** The format that RFC 3551 §6 gives a static payload type; empty for a dynamic or unassigned one. */
    public static Optional<RtpMap> ofStatic(int payloadType) {
        return StaticPayloads.of(payloadType);
    }

    public Attribute toAttribute() {
        return Attribute.of("rtpmap", toString());
    }

    /** As written after {@code a=rtpmap:}. */
    @Override
    public String toString() {
        return payloadType + " " + encoding + '/' + clockRate + (channels > 1 ? "/" + channels : "");
    }
}
