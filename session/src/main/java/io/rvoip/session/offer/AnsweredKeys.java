package io.rvoip.session.offer;

import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.mikey.MikeyBundle;
import io.rvoip.rtp.mikey.MikeyOutcome;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an answer, held against those of our offer (RFC 4568 §5.1.3).
 *
 * @param keys what both sides agreed on; null: nothing of the kind
 * @param dtls what the answer says about DTLS, where it is taken
 * @param zrtp what is agreed on about ZRTP, where it is taken; with none of the three it is plain RTP
 * @param bundle what both sides share, where the keys come from MIKEY
 * @param why what is wrong with the answer; null: nothing
 */
record AnsweredKeys(
        @Nullable SrtpKeys keys, @Nullable DtlsLine dtls, @Nullable ZrtpParameters zrtp, @Nullable MikeyBundle bundle,
        @Nullable String why) {
    private static final String KEYING = "sdes";

    /** What we encrypt with, and they. */
    static SrtpKeys agreed(SrtpMasterKey ours, CryptoAttribute theirs) {
        return new SrtpKeys(KEYING, ours, theirs.key());
    }

    /**
     * @param answered the line of {@code answer}
     * @param own what we offered, and whether plain RTP will do
     */
    static AnsweredKeys of(Media offered, SessionDescription answer, Media answered, OwnKeys own) {
        try (LineKeys ours = new LineKeys(offered); LineKeys lines = new LineKeys(answered)) {
            return of(offered, answer, answered, own, ours, lines);
        }
    }

    private static AnsweredKeys of(
            Media offered, SessionDescription answer, Media answered, OwnKeys own, LineKeys ours, LineKeys lines) {
        DtlsLine theirs = DtlsLine.of(answer, answered);
        OwnMikey mikey = offered.hasAttribute(KeyManagement.NAME) ? own.mikey() : null;
        KeyManagement managed = KeyManagement.of(answer, answered);
        if (mikey != null && (managed.message().length() > 0 || mikey.inForce() != null)) {
            return exchanged(mikey.accept(managed));
        }
        boolean shown = offered.hasAttribute(CertificateFingerprint.NAME);
        Optional<CryptoAttribute> first = ours.any() ? lines.first() : Optional.empty();
        if (first.isPresent()) {
            return chosen(ours, own, first.get(), lines);
        }
        if (shown && theirs.usable()) {
            boolean part = theirs.setup() == DtlsSetup.ACTIVE || theirs.setup() == DtlsSetup.PASSIVE;
            return part ? new AnsweredKeys(null, theirs, null, null, null)
                    : wrong("a=setup:" + theirs.setup().word() + " is no answer");
        }
        ZrtpParameters zrtp = offered.hasAttribute(HelloHash.NAME) ? own.exchange(answered) : null;
        if (zrtp != null) {
            return new AnsweredKeys(null, null, zrtp, null, null);
        }
        boolean plain = own.use() != SrtpUse.REQUIRED && AudioLine.isPlain(answered.protocol());
        if (plain || !shown && !ours.any() && mikey == null) {
            return new AnsweredKeys(null, null, null, null, null);
        }
        String other = mikey != null && !ours.any() ? managed.why() : lines.why();
        return wrong("no usable key in the answer: " + (shown ? theirs.why() : other));
    }

    private static AnsweredKeys exchanged(MikeyOutcome outcome) {
        if (outcome instanceof MikeyOutcome.Refused refused) {
            return wrong("MIKEY: " + refused.problem().text());
        }
        MikeyBundle bundle = ((MikeyOutcome.Agreed) outcome).bundle();
        return new AnsweredKeys(bundle.keys(), null, null, bundle, null);
    }

    private static AnsweredKeys chosen(LineKeys ours, OwnKeys own, CryptoAttribute theirs, LineKeys lines) {
        Optional<SrtpMasterKey> made = ours.made(theirs.tag(), own).filter(key -> key.suite() == theirs.key().suite());
        return made.isPresent()
                ? new AnsweredKeys(agreed(made.get(), lines.taken(theirs)), null, null, null, null)
                : wrong("the answer takes " + theirs.key().suite() + " under tag " + theirs.tag() + ", which was not offered");
    }

    private static AnsweredKeys wrong(String why) {
        return new AnsweredKeys(null, null, null, null, why);
    }
}
