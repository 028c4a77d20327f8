package io.rvoip.session.offer;

import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Connection;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Fmtp;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.Origin;
import io.rvoip.sip.sdp.RtcpAddress;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;
import java.util.stream.Stream;

/** Writes our lines. */
final class AudioLine {
    static final String PLAIN = "RTP/AVP";

    /** With keys in the description, without feedback and with it (RFC 5124). */
    static final List<String> SECURE = List.of("RTP/SAVP", "RTP/SAVPF");

    /** With keys from the media path (RFC 5764 section 8), in the same order. */
    static final List<String> OVER_DTLS = List.of("UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF");
    static final String EVENT = "telephone-event";

    /** The keys 0-9, *, #, A-D (RFC 4733 §3.2). */
    private static final String KEYS = "0-15";

    private AudioLine() {}

    /** How a line is transported, the keys it names, and what else it says: about other ways to keys, ICE and its place. */
    record Profile(String protocol, List<CryptoAttribute> crypto, List<Attribute> more) {
        /** With these lines too. */
        Profile with(List<Attribute> lines) {
            return new Profile(protocol, crypto, Stream.concat(more.stream(), lines.stream()).toList());
        }
    }

    /** Whether a profile says nothing of encryption, without feedback or with it (RFC 4585). */
    static boolean isPlain(String protocol) {
        return protocol.equals(PLAIN) || protocol.equals(RepairLines.withFeedback(PLAIN));
    }

    static AudioFormat event(int clockRate) {
        return new AudioFormat(EVENT, clockRate, 1);
    }

    static boolean isEvent(RtpMap map) {
        return map.encoding().equalsIgnoreCase(EVENT);
    }

    /**
     * An audio line of ours.
     *
     * @param profile transport and keys
     * @param maps codecs in order of preference, then telephone-events
     * @param mux RTCP shares the port
     */
    static Media write(
            LocalAudio local, AudioCapabilities can, Profile profile, List<RtpMap> maps, Direction direction,
            boolean mux) {
        Media.Builder line = Media.builder("audio", local.rtpPort(), profile.protocol());
        for (RtpMap map : maps) {
            line.withRtpMap(map);
        }
        for (RtpMap map : maps) {
            if (isEvent(map)) {
                line.withFmtp(new Fmtp(Integer.toString(map.payloadType()), KEYS));
            }
        }
        line.withPtime((int) can.preferredPacketTime().toMillis());
        profile.crypto().forEach(key -> line.withAttribute(CryptoAttribute.NAME, key.write()));
        line.withAttributes(profile.more());
        if (mux) {
            line.withAttribute("rtcp-mux");
        }
        if (!local.usualRtcp()) {
            line.withAttribute(new RtcpAddress(local.rtcpPort(), Connection.of(local.rtcpAddress())).toAttribute());
        }
        line.withAttribute(ExtendedReports.OURS);
        return line.withDirection(direction).build();
    }

    /** A line that declines another, or keeps its place (RFC 3264 §6, §8.2). */
    static Media decline(Media line) {
        Media.Builder declined = Media.builder(line.type(), 0, line.protocol());
        line.formats().forEach(declined::withFormat);
        return declined.withAttributes(LineTag.kept(line)).build();
    }

    /** @param shared what is said for all lines */
    static SessionDescription describe(
            Origin origin, LocalAudio local, List<Attribute> shared, List<Media> lines) {
        return SessionDescription.builder(origin)
                .withConnection(Connection.of(local.address()))
                .withAttributes(shared)
                .withMedia(lines)
                .build();
    }
}
