package io.rvoip.ice.server;

import io.rvoip.common.IdSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.SecurityFeatures;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need no memory: the time they end and a sum over it and over the client's address (RFC 8489 §9.2.4 wants
 * them different for different addresses), with a key of this process. They begin with what the server can do (§9.2).
 * Confined to one loop.
 */
final class Nonces {
    private static final String MAC = "HmacSHA256";
    private static final int SUM = 12;
    private static final long SECOND = 1_000_000_000L;

    private final SecretKeySpec key;
    private final CryptoProvider crypto;
    private final SecurityFeatures features;
    private final long life;

    Nonces(SecurityFeatures features, long lifeSeconds, CryptoProvider crypto, IdSource ids) {
        byte[] random = new byte[32];
        ids.nextBytes(random);
        this.key = new SecretKeySpec(random, MAC);
        this.crypto = crypto;
        this.features = features;
        this.life = lifeSeconds;
    }

    String issue(InetSocketAddress client, long now) {
        return at(client, now / SECOND + life);
    }

    /** Whether it is ours, of this client, and has not ended. */
    boolean good(String nonce, InetSocketAddress client, long now) {
        int at = features.nonce("").length();
        if (nonce.length() != at + 2 * (Long.BYTES + SUM)) {
            return false;
        }
        long ends;
        try {
            ends = HexFormat.fromHexDigitsToLong(nonce, at, at + 2 * Long.BYTES);
        } catch (IllegalArgumentException notHex) {
            return false;
        }
        boolean ours = MessageDigest.isEqual(bytes(at(client, ends)), bytes(nonce));
        return ours && now / SECOND < ends;
    }

    private String at(InetSocketAddress client, long ends) {
        byte[] address = client.getAddress().getAddress();
        byte[] text = ByteBuffer.allocate(Long.BYTES + Short.BYTES + address.length)
                .putLong(ends).putShort((short) client.getPort()).put(address).array();
        HexFormat hex = HexFormat.of();
        return features.nonce(hex.toHexDigits(ends) + hex.formatHex(Arrays.copyOf(sum(text), SUM)));
    }

    private byte[] sum(byte[] text) {
        Mac mac = crypto.mac(MAC);
        try {
            mac.init(key);
        } catch (InvalidKeyException refused) {
            throw new IllegalStateException("a key for " + MAC + " was refused", refused);
        }
        return mac.doFinal(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
