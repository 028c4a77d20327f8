package io.rvoip.rtp.zrtp;

import io.rvoip.common.IdSource;
import java.util.Arrays;

/** H0 to H3 (RFC 6189 section 9): revealed one by one, each proves that its sender also sent what came before. */
final class HashChain {
    static final int BYTES = 32;

    private final byte[][] images = new byte[4][];

    HashChain(ZrtpMath math, IdSource random) {
        images[0] = new byte[BYTES];
        random.nextBytes(images[0]);
        for (int i = 1; i < images.length; i++) {
            images[i] = math.sha256(images[i - 1]);
        }
    }

    byte[] image(int i) {
        return images[i];
    }

    void wipe() {
        for (byte[] image : images) {
            Arrays.fill(image, (byte) 0);
        }
    }
}
