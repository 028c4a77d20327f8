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
 * @param values of {@code a=zrtp-hash} of audio, as they came: 4 at most, for there is one for each version, of 96 characters at most
 * @param video those of video on ports of its own, which is a further stream of that of audio (section 4.4.3)
 */
public record PassedHello(List<String> values, List<String> video) {
    /** Nothing is said. */
    public static final PassedHello NONE = new PassedHello(List.of(), List.of());

    private static final int MOST_HASHES = 4;
    private static final int LONGEST = 96;
    private static final List<String> OTHER_KEYS =
            List.of(CryptoAttribute.NAME, CertificateFingerprint.NAME, MikeyTerms.ATTRIBUTE);

    public PassedHello {
        values = List.copyOf(values);
        video = List.copyOf(video);
    }

    /** Of a description's first live audio and video; nothing where audio brings keys of another kind, or is no plain RTP. */
    public static PassedHello of(SessionDescription description) {
        List<String> audio = hashes(description, "audio");
        return audio.isEmpty() ? NONE : new PassedHello(audio, hashes(description, VideoLines.VIDEO));
    }

    private static List<String> hashes(SessionDescription description, String type) {
        return description.firstActive(type).filter(line -> isAlone(description, line))
                .map(line -> line.attributes().all(HelloHash.NAME).stream()
                        .filter(value -> value.length() <= LONGEST && HelloHash.parse(value).isPresent())
                        .limit(MOST_HASHES).toList())
                .orElse(List.of());
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
        return lines(values);
    }

    /** Of a line of video without keys, beside audio that has {@link #lines}. */
    List<Attribute> videoLines() {
        return lines(video);
    }

    private static List<Attribute> lines(List<String> hashes) {
        return hashes.stream().map(value -> Attribute.of(HelloHash.NAME, value)).toList();
    }
}
