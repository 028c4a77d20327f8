package io.rvoip.session.offer;

import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.sip.sdp.Media;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an answer, held against those of our offer (RFC 4568 §5.1.3).
 *
 * @param keys what both sides agreed on; null: nothing of the kind
 * @param dtls what the answer says about DTLS, where it is taken; with neither of the two it is plain RTP
 * @param why what is wrong with the answer; null: nothing
 */
record AnsweredKeys(@Nullable SrtpKeys keys, @Nullable DtlsLine dtls, @Nullable String why) {
    private static final String KEYING = "sdes";

    /** What we encrypt with, and they. */
    static SrtpKeys agreed(CryptoAttribute ours, CryptoAttribute theirs) {
        return new SrtpKeys(KEYING, ours.key(), theirs.key());
    }

    /**
     * @param theirs what the answer says about DTLS
     * @param srtp whether plain RTP will do
     */
    static AnsweredKeys of(Media offered, Media answered, DtlsLine theirs, SrtpUse srtp) {
        boolean shown = offered.hasAttribute(CertificateFingerprint.NAME);
        List<CryptoAttribute> ours = new LineKeys(offered).usable();
        LineKeys lines = new LineKeys(answered);
        if (!ours.isEmpty() && !lines.usable().isEmpty()) {
            return chosen(ours, lines.usable().get(0));
        }
        if (shown && theirs.usable()) {
            boolean part = theirs.setup() == DtlsSetup.ACTIVE || theirs.setup() == DtlsSetup.PASSIVE;
            return part ? new AnsweredKeys(null, theirs, null)
                    : wrong("a=setup:" + theirs.setup().word() + " is no answer");
        }
        boolean plain = srtp != SrtpUse.REQUIRED && answered.protocol().equals(AudioLine.PLAIN);
        if (plain || !shown && ours.isEmpty()) {
            return new AnsweredKeys(null, null, null);
        }
        return wrong("no usable key in the answer: " + (shown ? theirs.why() : lines.why()));
    }

    private static AnsweredKeys chosen(List<CryptoAttribute> ours, CryptoAttribute theirs) {
        for (CryptoAttribute line : ours) {
            if (line.tag() == theirs.tag() && line.key().suite() == theirs.key().suite()) {
                return new AnsweredKeys(agreed(line, theirs), null, null);
            }
        }
        return wrong("the answer takes " + theirs.key().suite() + " under tag " + theirs.tag()
                + ", which was not offered");
    }

    private static AnsweredKeys wrong(String why) {
        return new AnsweredKeys(null, null, why);
    }
}
