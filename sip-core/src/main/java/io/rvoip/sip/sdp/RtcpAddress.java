package io.rvoip.sip.sdp;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where RTCP goes when it is not the port above RTP (RFC 3605).
 *
 * @param port 1-65535
 * @param connection its address, the media's own when the attribute names none
 */
public record RtcpAddress(int port, Connection connection) {
    public RtcpAddress {
        SdpText.requireRange("rtcp port", port, 1, 65535);
        Objects.requireNonNull(connection, "connection");
    }

    /** Reads {@code 53020} or {@code 53020 IN IP4 192.0.2.1}; empty when malformed. */
    static Optional<RtcpAddress> parse(String value, Connection media) {
        List<String> words = SdpText.words(value);
        long port = words.isEmpty() ? -1 : SdpText.number(words.get(0), 65535);
        if (port < 1 || words.size() != 1 && words.size() != 4) {
            return Optional.empty();
        }
        return words.size() == 1 ? Optional.of(new RtcpAddress((int) port, media))
                : Connection.read(words.get(1), words.get(2), words.get(3)).map(c -> new RtcpAddress((int) port, c));
    }

    /** With the address written out. */
    public Attribute toAttribute() {
        return Attribute.of("rtcp", port + " " + connection);
    }
}
