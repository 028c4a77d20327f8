package io.rvoip.ice.stun;

import io.rvoip.common.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.HexFormat;

/**
 * The key of MESSAGE-INTEGRITY and MESSAGE-INTEGRITY-SHA256. Immutable; never printed.
 *
 * <p>Text is prepared as RFC 8265 OpaqueString has it: other spaces become U+0020, then normal form C. Control
 * characters are refused with an {@link IllegalArgumentException}.
 */
public final class StunKey {
    private final byte[] bytes;

    private StunKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The key of short-term credentials: the password (RFC 8489 §9.1.1). */
    public static StunKey shortTerm(String password) {
        return new StunKey(opaque("password", password));
    }

    /**
     * The key of long-term credentials with the MD5 password algorithm (RFC 8489 §9.2.2, §18.5.1.1).
     *
     * @throws io.rvoip.common.crypto.AlgorithmUnavailableException when the provider has no MD5, as FIPS modules
     *     have not
     */
    public static StunKey longTerm(String username, String realm, String password, CryptoProvider crypto) {
        return longTerm(username, realm, password, crypto.digest("MD5"));
    }

    /** The key of long-term credentials with the SHA-256 password algorithm (RFC 8489 §18.5.1.2). */
    public static StunKey longTermSha256(String username, String realm, String password, CryptoProvider crypto) {
        return longTerm(username, realm, password, crypto.digest("SHA-256"));
    }

    /** What stands for the user name where the server knows user hashes (RFC 8489 §14.4). */
    public static StunAttribute.UserHash userHash(String username, String realm, CryptoProvider crypto) {
        MessageDigest digest = crypto.digest("SHA-256");
        digest.update(opaque("username", username));
        digest.update((byte) ':');
        digest.update(opaque("realm", realm));
        return new StunAttribute.UserHash(HexFormat.of().formatHex(digest.digest()));
    }

    private static StunKey longTerm(String username, String realm, String password, MessageDigest digest) {
        digest.update(opaque("username", username));
        digest.update((byte) ':');
        digest.update(opaque("realm", realm));
        digest.update((byte) ':');
        digest.update(opaque("password", password));
        return new StunKey(digest.digest());
    }

    private static byte[] opaque(String what, String text) {
        StringBuilder spaced = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException(what + ": control character (expected: printable text)");
            }
            spaced.appendCodePoint(Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c);
        });
        return Normalizer.normalize(spaced, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    /** Not copied: stays in this package. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "StunKey[***]";
    }
}
