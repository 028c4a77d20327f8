package io.rvoip.sip.sdp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One {@code m=} line with the lines under it (RFC 8866 §5.14). Immutable. Typed accessors leave out attributes that
 * are malformed; {@link #attributes()} has them all.
 */
public final class Media extends SdpSection {
    private static final double LONGEST_PTIME_MILLIS = 1e9;
    private static final Set<String> PROTOCOLS = Set.of("RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF",
            "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF");

    private final String type;
    private final int port;
    private final int portCount;
    private final String protocol;
    private final List<String> formats;

    private Media(Builder from) {
        super(from);
        type = SdpText.requireToken("media type", from.type);
        port = (int) SdpText.requireRange("port", from.port, 0, 65535);
        portCount = (int) SdpText.requireRange("number of ports", from.portCount, 1, 65535);
        protocol = SdpText.require(isProtocol(from.protocol), "protocol", from.protocol, "tokens joined by /");
        formats = List.copyOf(from.formats);
        SdpText.requireRange("number of formats", formats.size(), 1, Integer.MAX_VALUE);
        for (String format : formats) {
            SdpText.requireToken("format", format);
        }
    }

    /**
     * Starts a media line.
     *
     * @param type {@code audio}, {@code video}, {@code text}, {@code application}, {@code image}, {@code message} …
     * @param port 0-65535; 0 declines the media
     * @param protocol such as {@code RTP/AVP} or {@code UDP/TLS/RTP/SAVPF}
     */
    public static Builder builder(String type, int port, String protocol) {
        return new Builder(type, port, protocol);
    }

    public Builder toBuilder() {
        Builder copy = new Builder(type, port, protocol);
        copy.portCount = portCount;
        copy.formats.addAll(formats);
        copy.copy(this);
        return copy;
    }

    public String type() {
        return type;
    }

    public boolean isAudio() {
        return type.equals("audio");
    }

    /** 0-65535; 0 means declined (RFC 3264 §6). */
    public int port() {
        return port;
    }

    public boolean isDeclined() {
        return port == 0;
    }

    /** How many port pairs follow each other, 1 unless written. */
    public int portCount() {
        return portCount;
    }

    /** The transport, such as {@code RTP/SAVP}. */
    public String protocol() {
        return protocol;
    }

    /** Whether the media is RTP, so that formats are payload types. */
    public boolean isRtp() {
        return protocol.contains("RTP/");
    }

    /** As in the m= line, in the writer's order of preference; not necessarily numbers. */
    public List<String> formats() {
        return formats;
    }

    /** The formats that are payload types (0-127), in order, each once. Empty unless {@link #isRtp()}. */
    public List<Integer> payloadTypes() {
        return isRtp() ? formats.stream().map(f -> (int) SdpText.number(f, 127)).filter(pt -> pt >= 0).distinct()
                .toList() : List.of();
    }

    /** What a payload type stands for: the first rtpmap, else the static assignment of RFC 3551. */
    public Optional<RtpMap> rtpMap(int payloadType) {
        return attributes().all("rtpmap").stream().flatMap(value -> RtpMap.parse(value).stream())
                .filter(map -> map.payloadType() == payloadType).findFirst()
                .or(() -> RtpMap.ofStatic(payloadType));
    }

    /** All payload types of the m= line whose meaning is known, in order of preference. */
    public List<RtpMap> rtpMaps() {
        return payloadTypes().stream().flatMap(pt -> rtpMap(pt).stream()).toList();
    }

    /** The parameters of a format. */
    public Optional<Fmtp> fmtp(String format) {
        return attributes().all("fmtp").stream().flatMap(value -> Fmtp.parse(value).stream())
                .filter(fmtp -> fmtp.format().equals(format)).findFirst();
    }

    public Optional<Fmtp> fmtp(int payloadType) {
        return fmtp(Integer.toString(payloadType));
    }

    /** The media's own direction; see {@link SessionDescription#directionOf(Media)}. */
    public Optional<Direction> direction() {
        return attributes().direction();
    }

    /** Preferred length of a packet. */
    public Optional<Duration> ptime() {
        return attribute("ptime").flatMap(Media::millis);
    }

    /** Longest packet accepted. */
    public Optional<Duration> maxPtime() {
        return attribute("maxptime").flatMap(Media::millis);
    }

    /** Whether RTP and RTCP share a port (RFC 5761). */
    public boolean rtcpMux() {
        return hasAttribute("rtcp-mux");
    }

    /** The port of {@code a=rtcp} (RFC 3605); see {@link SessionDescription#rtcpOf(Media)}. */
    public OptionalInt rtcpPort() {
        String value = attribute("rtcp").orElse("");
        int space = value.indexOf(' ');
        long number = SdpText.number(space < 0 ? value : value.substring(0, space), 65535);
        return number > 0 ? OptionalInt.of((int) number) : OptionalInt.empty();
    }

    /** The identification tag (RFC 5888). */
    public Optional<String> mid() {
        return attribute("mid").filter(SdpText::isVisible);
    }

    public List<Ssrc> ssrcs() {
        return attributes().all("ssrc").stream().flatMap(value -> Ssrc.parse(value).stream()).toList();
    }

    /** ICE candidates as text (RFC 8839 §5.1), at most as many as the limits allow. */
    public List<String> candidates() {
        return attributes().all("candidate");
    }

    private static Optional<Duration> millis(String text) {
        String digits = text.trim();
        if (digits.length() > 16 || digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')
                || digits.indexOf('.') != digits.lastIndexOf('.') || digits.equals(".")) {
            return Optional.empty();
        }
        double millis = Double.parseDouble(digits);
        return millis > 0 && millis <= LONGEST_PTIME_MILLIS
                ? Optional.of(Duration.ofNanos(Math.round(millis * 1e6))) : Optional.empty();
    }

    static boolean isProtocol(String text) {
        if (PROTOCOLS.contains(text)) {
            return true;
        }
        int from = 0;
        for (int to = text.indexOf('/'); to >= 0; to = text.indexOf('/', from)) {
            if (!SdpText.isToken(text, from, to)) {
                return false;
            }
            from = to + 1;
        }
        return SdpText.isToken(text, from, text.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Media that && type.equals(that.type) && port == that.port
                && portCount == that.portCount && protocol.equals(that.protocol) && formats.equals(that.formats)
                && sameSection(that);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, port, portCount, protocol, formats, sectionHash());
    }

    /** The lines as text. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        SdpWriter.write(this, out);
        return out.toString();
    }

    /** Collects a media description; not thread-safe. */
    public static final class Builder extends SdpSection.Builder<Builder> {
        private String type;
        private int port;
        private int portCount = 1;
        private String protocol;
        final List<String> formats = new ArrayList<>();

        private Builder(String type, int port, String protocol) {
            this.type = type;
            this.port = port;
            this.protocol = protocol;
        }

        @Override
        Builder self() {
            return this;
        }

        public Builder withType(String newType) {
            type = newType;
            return this;
        }

        /** 0-65535; 0 declines. */
        public Builder withPort(int newPort) {
            port = newPort;
            return this;
        }

        /** 1-65535. */
        public Builder withPortCount(int count) {
            portCount = count;
            return this;
        }

        public Builder withProtocol(String newProtocol) {
            protocol = newProtocol;
            return this;
        }

        /** Appends a format, unless it is there. */
        public Builder withFormat(String format) {
            if (!formats.contains(format)) {
                formats.add(format);
            }
            return this;
        }

        /** Replaces all formats. */
        public Builder withFormats(List<String> newFormats) {
            formats.clear();
            formats.addAll(newFormats);
            return this;
        }

        /** Appends the payload type and its rtpmap attribute. */
        public Builder withRtpMap(RtpMap map) {
            withFormat(Integer.toString(map.payloadType()));
            return withAttribute(map.toAttribute());
        }

        /** Appends the parameters of a format. */
        public Builder withFmtp(Fmtp fmtp) {
            return withAttribute(fmtp.toAttribute());
        }

        /** Sets the length of a packet in milliseconds. */
        public Builder withPtime(int millis) {
            SdpText.requireRange("ptime", millis, 1, 1_000);
            return withoutAttribute("ptime").withAttribute("ptime", Integer.toString(millis));
        }

        /** Adds a {@code c=} line beside others, for layered multicast. */
        public Builder withAdditionalConnection(Connection connection) {
            connections.add(connection);
            return this;
        }

        /** @throws IllegalArgumentException when a part is out of range or there is no format */
        public Media build() {
            return new Media(this);
        }
    }
}
