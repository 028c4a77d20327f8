package io.rvoip.sip.sdp;

import java.util.Optional;

/**
 * An attribute of one RTP source (RFC 5576 §4.1).
 *
 * @param id the SSRC, an unsigned 32-bit number
 * @param attribute {@code cname}, {@code msid} …
 * @param value empty when the attribute has none
 */
public record Ssrc(long id, String attribute, String value) {
    public Ssrc {
        SdpText.requireRange("ssrc", id, 0, 0xFFFFFFFFL);
        SdpText.requireToken("ssrc attribute", attribute);
        SdpText.require(SdpText.isLineText(value), "a=ssrc", value, "text in one line");
    }

    static Optional<Ssrc> parse(String text) {
        int space = text.indexOf(' ');
        long id = space < 0 ? -1 : SdpText.number(text.substring(0, space), 0xFFFFFFFFL);
        if (id < 0) {
            return Optional.empty();
        }
        String rest = text.substring(space).trim();
        int colon = rest.indexOf(':');
        String name = colon < 0 ? rest : rest.substring(0, colon);
        return SdpText.isToken(name) ? Optional.of(new Ssrc(id, name, colon < 0 ? "" : rest.substring(colon + 1)))
                : Optional.empty();
    }

    public Attribute toAttribute() {
        return Attribute.of("ssrc", id + " " + attribute + (value.isEmpty() ? "" : ":" + value));
    }
}
