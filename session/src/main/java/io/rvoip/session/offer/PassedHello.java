package io.rvoip.session.offer;

import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.mikey.MikeyTerms;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;

/**
 * What the far end of one leg says of its Hello, for that of another leg, where ZRTP passes between the two (RFC 6189
 * sections 8.1 and 10). Immutable.
 *
 * @param values of {@code a=zrtp-hash}, as they came: 4 at most, for there is one for each version, of 96 characters at most
 */
public record PassedHello(List<String> values) {
    /** Nothing is said. */
    public static final PassedHello NONE = new PassedHello(List.of());

    private static final int MOST_HASHES = 4;
    private static final int LONGEST = 96;
    private static final List<String> OTHER_KEYS =
            List.of(CryptoAttribute.NAME, CertificateFingerprint.NAME, MikeyTerms.ATTRIBUTE);

    public PassedHello {
        values = List.copyOf(values);
    }

    /** Of a description's first live audio; nothing where it brings keys of another kind, or is no plain RTP. */
    public static PassedHello of(SessionDescription description) {
        return description.firstActive("audio").filter(line -> isAlone(description, line))
                .map(line -> new PassedHello(line.attributes().all(HelloHash.NAME).stream()
                        .filter(value -> value.length() <= LONGEST && HelloHash.parse(value).isPresent())
                        .limit(MOST_HASHES).toList()))
                .orElse(NONE);
    }

    private static boolean isAlone(SessionDescription description, Media line) {
        return AudioLine.isPlain(line.protocol())
                && OTHER_KEYS.stream().noneMatch(name -> line.hasAttribute(name) || description.attributes().has(name));
    }

    /** Whether nothing is said. */
    public boolean isNone() {
        return values.isEmpty();
    }

    List<Attribute> lines() {
        return values.stream().map(value -> Attribute.of(HelloHash.NAME, value)).toList();
    }
}
