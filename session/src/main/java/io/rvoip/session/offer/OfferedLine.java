package io.rvoip.session.offer;

import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What we can do with one line of an offer. */
sealed interface OfferedLine {
    /**
     * A line we can accept.
     *
     * @param line as offered
     * @param address where it wants its packets
     * @param format the codec, in our spelling
     * @param codec the same as the offer numbers it
     * @param event telephone-event at the codec's clock as the offer numbers it, or {@link NegotiatedAudio#NONE}
     * @param mux RTP and RTCP on one port
     * @param packetTime of what we send
     */
    record Usable(
            Media line,
            RemoteAddress.Usable address,
            AudioFormat format,
            int codec,
            int event,
            boolean mux,
            Duration packetTime)
            implements OfferedLine {}

    /** A line to decline. */
    record Unusable(Refusal why) implements OfferedLine {}

    /** Judges a line that the offerer did not decline. */
    static OfferedLine judge(SessionDescription offer, Media line, AudioCapabilities can, LocalAudio local) {
        if (!line.isAudio()) {
            return unusable(Refusal.MEDIA_NOT_AVAILABLE, "no media of type " + line.type());
        }
        if (!line.protocol().equals(AudioLine.PROTOCOL)) {
            return unusable(Refusal.INCOMPATIBLE_TRANSPORT, "no media over " + line.protocol());
        }
        Optional<AudioFormat> format = choose(line.rtpMaps(), can);
        if (format.isEmpty()) {
            return unusable(Refusal.INCOMPATIBLE_FORMAT, "none of the codecs " + can.formats());
        }
        boolean mux = can.rtcpMux() && line.rtcpMux();
        RemoteAddress address = RemoteAddress.of(offer, line, local.address(), mux);
        if (!(address instanceof RemoteAddress.Usable usable)) {
            return new Unusable(((RemoteAddress.Unusable) address).why());
        }
        List<RtpMap> maps = line.rtpMaps();
        int event = can.events() ? number(maps, AudioLine.event(format.get().clockRate())) : NegotiatedAudio.NONE;
        return new Usable(
                line,
                usable,
                format.get(),
                number(maps, format.get()),
                event,
                mux,
                PacketTime.choose(line, can.packetTimes()));
    }

    private static Optional<AudioFormat> choose(List<RtpMap> offered, AudioCapabilities can) {
        return switch (can.order()) {
            case OFFERER -> offered.stream().flatMap(m -> ours(m, can).stream()).findFirst();
            case OURS -> can.formats().stream()
                    .filter(f -> offered.stream().anyMatch(f::matches))
                    .findFirst();
        };
    }

    private static Optional<AudioFormat> ours(RtpMap map, AudioCapabilities can) {
        return can.formats().stream().filter(f -> f.matches(map)).findFirst();
    }

    /** The first number of a format, or {@link NegotiatedAudio#NONE}. */
    static int number(List<RtpMap> maps, AudioFormat format) {
        return maps.stream()
                .filter(format::matches)
                .mapToInt(RtpMap::payloadType)
                .findFirst()
                .orElse(NegotiatedAudio.NONE);
    }

    private static OfferedLine unusable(int warning, String text) {
        return new Unusable(Refusal.notAcceptable(warning, text));
    }
}
