package io.rvoip.engine.proxy;

import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The user part of our Record-Route: a MAC over the Call-ID. A request that brings it back belongs to a call that was let
 * in, so it passes without credentials; whoever only writes our address into a Route is a stranger. Confined to one loop.
 */
final class CallMark {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int OCTETS = 10;

    private final Mac mac;

    CallMark(CryptoProvider crypto, byte[] key) {
        mac = crypto.mac(ALGORITHM);
        try {
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("a key of " + key.length + " octets is refused", impossible);
        }
    }

    String of(String callId) {
        byte[] full = mac.doFinal(callId.getBytes(StandardCharsets.UTF_8));
        return Bytes.hex(Arrays.copyOf(full, OCTETS));
    }

    boolean is(String mark, String callId) {
        return mark.length() == 2 * OCTETS && Bytes.constantTimeEquals(
                mark.getBytes(StandardCharsets.UTF_8), of(callId).getBytes(StandardCharsets.UTF_8));
    }
}
