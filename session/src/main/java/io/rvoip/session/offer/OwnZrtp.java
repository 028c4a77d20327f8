package io.rvoip.session.offer;

import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import java.util.List;
import java.util.Optional;

/**
 * Our side of ZRTP in one call (RFC 6189 §8). Immutable.
 *
 * @param hello what our Hello hashes to, for the whole call
 * @param suites that media may be encrypted with
 * @param unasked whether our offers say it even where keys are only taken, for others may read it
 */
public record OwnZrtp(HelloHash hello, List<SrtpSuite> suites, boolean unasked) {
    /** More than there are versions. */
    private static final int MOST_HASHES = 8;

    public OwnZrtp {
        suites = List.copyOf(suites);
    }

    /** Said by whom has other things to offer too. */
    public OwnZrtp(HelloHash hello, List<SrtpSuite> suites) {
        this(hello, suites, false);
    }

    /** The lines of our description. */
    List<Attribute> lines() {
        return List.of(Attribute.of(HelloHash.NAME, hello.toString()));
    }

    /** What is agreed on with the writer of this line. */
    ZrtpParameters agreed(Media theirs, boolean required) {
        return new ZrtpParameters(hash(theirs), required, suites);
    }

    /** Of the hashes in a line, the one of the version that we speak; some phones name none. */
    static Optional<HelloHash> hash(Media line) {
        return line.attributes().all(HelloHash.NAME).stream().limit(MOST_HASHES)
                .flatMap(value -> HelloHash.parse(value).stream()).filter(HelloHash::isOurVersion).findFirst();
    }
}
