package io.rvoip.session.offer;

import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.sip.sdp.Media;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an answer, held against those of our offer (RFC 4568 §5.1.3).
 *
 * @param keys what both sides agreed on; null: plain RTP
 * @param why what is wrong with the answer; null: nothing
 */
record AnsweredKeys(@Nullable SrtpKeys keys, @Nullable String why) {
    private static final String KEYING = "sdes";

    /** What we encrypt with, and they. */
    static SrtpKeys agreed(CryptoAttribute ours, CryptoAttribute theirs) {
        return new SrtpKeys(KEYING, ours.key(), theirs.key());
    }

    static AnsweredKeys of(Media offered, Media answered, SrtpUse srtp) {
        List<CryptoAttribute> ours = new LineKeys(offered).usable();
        if (ours.isEmpty()) {
            return new AnsweredKeys(null, null);
        }
        LineKeys lines = new LineKeys(answered);
        if (lines.usable().isEmpty()) {
            boolean plain = srtp != SrtpUse.REQUIRED && answered.protocol().equals(AudioLine.PLAIN);
            return new AnsweredKeys(null, plain ? null : "no usable key in the answer: " + lines.why());
        }
        CryptoAttribute theirs = lines.usable().get(0);
        for (CryptoAttribute line : ours) {
            if (line.tag() == theirs.tag() && line.key().suite() == theirs.key().suite()) {
                return new AnsweredKeys(agreed(line, theirs), null);
            }
        }
        return new AnsweredKeys(null, "the answer takes " + theirs.key().suite() + " under tag " + theirs.tag()
                + ", which was not offered");
    }
}
