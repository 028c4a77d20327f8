package io.rvoip.rtp.mikey;

import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import io.rvoip.rtp.mikey.MikeyPayload.Signed;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Signs messages and checks the signatures of others (RFC 3830 sections 5.2 and 6.5), each of which is the last thing in its
 * message.
 *
 * @param own who signs, and who is believed
 */
record SignedMessage(MikeyMath math, MikeyCertificates own) {
    private static final int PKCS_1 = 0;
    private static final int FIELDS = 2;

    /** Over everything but the signature itself. */
    MikeyMessage sign(MikeyHeader header, List<MikeyPayload> payloads) {
        return sign(header, payloads, 0);
    }

    /** Over everything but the signature's payload, and something more (RFC 4738 section 3.6). */
    MikeyMessage signWith(MikeyHeader header, List<MikeyPayload> payloads, byte[]... more) {
        return sign(header, payloads, FIELDS, more);
    }

    private MikeyMessage sign(MikeyHeader header, List<MikeyPayload> payloads, int fields, byte[]... more) {
        int length = own.signatureOctets();
        List<MikeyPayload> all = new ArrayList<>(payloads);
        all.add(new Signed(PKCS_1, Octets.of(new byte[length])));
        byte[][] parts = parts(MikeyMessage.of(header, all).covered(length + fields), more);
        all.set(payloads.size(), new Signed(PKCS_1, Octets.of(math.signature(own.key(), parts))));
        return MikeyMessage.of(header, all);
    }

    /** Whose certificate the signature was made with, once it is believed to be {@code who}. */
    X509Certificate check(MikeyMessage message, Identity who, Instant now) throws MikeyRefusal {
        return check(message, who, now, 0);
    }

    X509Certificate checkWith(MikeyMessage message, Identity who, Instant now, byte[]... more) throws MikeyRefusal {
        return check(message, who, now, FIELDS, more);
    }

    private X509Certificate check(MikeyMessage message, Identity who, Instant now, int fields, byte[]... more)
            throws MikeyRefusal {
        Signed signed = message.first(Signed.class).orElseThrow(() -> TransportKeys.missing("SIGN"));
        if (signed.algorithm() != PKCS_1) {
            throw new MikeyRefusal(MikeyError.AUTHENTICATION,
                    "signature of type " + signed.algorithm() + " is not supported (expected: RSA by PKCS #1 1.5)");
        }
        X509Certificate theirs = own.proven(message, who, now);
        int length = signed.signature().length();
        if (!math.isSignature(theirs.getPublicKey(), signed.signature().toArray(),
                parts(message.covered(length + fields), more))) {
            throw new MikeyRefusal(MikeyError.AUTHENTICATION, "the signature is wrong");
        }
        return theirs;
    }

    private static byte[][] parts(byte[] first, byte[]... more) {
        byte[][] parts = new byte[1 + more.length][];
        parts[0] = first;
        System.arraycopy(more, 0, parts, 1, more.length);
        return parts;
    }
}
