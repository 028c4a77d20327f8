package io.rvoip.simple;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.SasCheck;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What protects a client or a call, told as it is.
 *
 * @param profile what the deployment insists on
 * @param transport of the signalling
 * @param tls version, cipher suite and proven names of the signalling connection; null where it is plain, and where
 *     there is no connection yet
 * @param keying how the media keys are agreed on, by the word of
 *     {@link io.rvoip.session.SecurityConfig#id()}, with its mode where there are several, as in {@code mikey-psk}:
 *     {@code none} is plain RTP
 * @param suite that media is encrypted with, as in {@code AES_CM_128_HMAC_SHA1_80}; null for plain RTP, and before it was
 *     agreed on
 * @param fingerprint of the certificate that the far end has proven itself with, as in {@code sha-256 AB:CD…}; null where
 *     keying knows none, and before
 * @param sas what both sides see and are to compare by voice; null where keying knows none, and before
 * @param sasVerified whether they have, now or in an earlier call that both remember: {@link Call#sasCompared}
 * @param secured whether media has been decrypted in both directions: by us, and by what the far end reports there too
 * @param refusals the first few offers and answers of the far end that were refused because their media is protected less
 *     than we insist on, or in no way of ours, oldest first; without keys
 * @param warnings what anybody on the way can do, one sentence each; empty when nothing is left open
 */
public record SecurityReport(
        SecurityProfile profile, TransportProtocol transport, @Nullable TlsSession tls, String keying,
        @Nullable String suite, @Nullable String fingerprint, @Nullable String sas, boolean sasVerified, boolean secured,
        List<RefusedMedia> refusals, List<String> warnings) {
    /** Copies the lists. */
    public SecurityReport {
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /**
     * Media as it is, signalled over {@code transport}.
     *
     * @param tls of the connection, null for none
     * @param unverified whether a server is let pass that cannot prove its name
     * @param insisted whether media is encrypted or there is none
     * @param refusals of the far end's descriptions
     */
    static SecurityReport of(
            SecurityProfile profile, TransportProtocol transport, @Nullable TlsSession tls, boolean unverified,
            MediaSecurity media, boolean insisted, List<RefusedMedia> refusals) {
        List<String> warnings = new ArrayList<>();
        if (!transport.secure()) {
            warnings.add("signalling is plain " + transport + ": whoever is on the way can read and change who calls whom");
        } else if (unverified) {
            warnings.add("servers need not prove their name: whoever is on the way can pose as one");
        }
        if (media.keying().equals("none") && !insisted) {
            warnings.add("media is plain RTP: whoever is on the way can listen");
        }
        if (media.keying().equals("sdes") && !transport.secure()) {
            warnings.add("the keys of the media went through plain signalling: whoever read them can listen");
        }
        if (media.keying().equals("dtls") && !transport.secure()) {
            warnings.add("the fingerprint went through plain signalling: whoever changed it on the way can listen");
        }
        media.sas().ifPresent(sas -> warn(sas, warnings));
        return new SecurityReport(profile, transport, tls, media.keying(), media.suite().map(Enum::name).orElse(null),
                media.fingerprint().orElse(null), media.sas().map(SasCheck::sas).orElse(null),
                media.sas().filter(SasCheck::verified).isPresent(), media.secured(), refusals, warnings);
    }

    private static void warn(SasCheck sas, List<String> warnings) {
        if (sas.mismatch()) {
            warnings.add("the far end does not remember our earlier calls: compare the SAS, somebody may have got in between");
        } else if (!sas.verified()) {
            warnings.add("nobody has compared the SAS: whoever was in between from the first call on can listen");
        }
    }

    /** Whether the signalling is encrypted up to the next hop. */
    public boolean signallingEncrypted() {
        return transport.secure();
    }

    /** Whether the media is encrypted. */
    public boolean mediaEncrypted() {
        return !keying.equals("none");
    }
}
