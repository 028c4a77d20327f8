package io.rvoip.sip.transport.tls;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;

/** How strong the keys in the certificates of peers have to be. */
public enum KeyStrength {
    /** As the JDK has it. */
    ANY(0, 0),
    /** RSA of at least 2048 bits, curves of at least 256. */
    RSA_2048(2_048, 256),
    /** RSA of at least 3072 bits, curves of at least 256. */
    RSA_3072(3_072, 256);

    private final int rsaBits;
    private final int curveBits;

    KeyStrength(int rsaBits, int curveBits) {
        this.rsaBits = rsaBits;
        this.curveBits = curveBits;
    }

    /** As in effective settings: {@code rsa-2048}. */
    public String id() {
        return this == ANY ? "any" : "rsa-" + rsaBits;
    }

    void check(X509Certificate[] chain) throws Untrusted {
        for (X509Certificate one : chain) {
            PublicKey key = one.getPublicKey();
            if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < rsaBits) {
                throw weak("an RSA key of " + rsa.getModulus().bitLength(), rsaBits);
            }
            if (key instanceof ECKey curve && curve.getParams().getOrder().bitLength() < curveBits) {
                throw weak("a key on a curve of " + curve.getParams().getOrder().bitLength(), curveBits);
            }
        }
    }

    private static Untrusted weak(String what, int least) {
        return new Untrusted(HandshakeFailure.CERTIFICATE_WEAK, "a certificate has " + what + " bits, at least " + least + " are wanted");
    }
}
