package io.rvoip.sip.sdp;

import java.util.Optional;

/**
 * A {@code b=} line (RFC 8866 §5.8).
 *
 * @param type {@code CT}, {@code AS}, {@code TIAS}, {@code RS}, {@code RR} …
 * @param value in the unit of the type: kilobits a second for CT and AS, bits a second for TIAS (RFC 3890)
 */
public record Bandwidth(String type, long value) {
    public Bandwidth {
        SdpText.requireToken("bandwidth type", type);
        SdpText.requireRange("bandwidth", value, 0, Long.MAX_VALUE);
    }

    static Optional<Bandwidth> parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String type = text.substring(0, colon);
        long value = SdpText.number(text.substring(colon + 1).trim(), Long.MAX_VALUE);
        return value < 0 || !SdpText.isToken(type) ? Optional.empty() : Optional.of(new Bandwidth(type, value));
    }

    /** As written after {@code b=}. */
    @Override
    public String toString() {
        return type + ':' + value;
    }
}
