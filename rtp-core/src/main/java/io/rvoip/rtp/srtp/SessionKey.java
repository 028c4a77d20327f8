package io.rvoip.rtp.srtp;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key for the JCA that can be wiped, which its own {@code SecretKeySpec} cannot. Neither prints nor serialises. */
final class SessionKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient byte[] octets;
    private boolean destroyed;

    /** Takes the array over. */
    SessionKey(String algorithm, byte[] octets) {
        this.algorithm = algorithm;
        this.octets = octets;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return octets.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(octets, (byte) 0);
        destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String toString() {
        return algorithm + " key";
    }
}
