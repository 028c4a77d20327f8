package io.rvoip.ice.stun;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a server with long-term credentials can do, told in its nonce so that nobody on the way can take it out
 * (RFC 8489 §9.2, §18.1).
 *
 * @param passwordAlgorithms the server sends PASSWORD-ALGORITHMS; an answer without them was tampered with
 * @param usernameAnonymity requests carry USERHASH in place of USERNAME
 */
public record SecurityFeatures(boolean passwordAlgorithms, boolean usernameAnonymity) {
    /** Of a server by RFC 5389, or one that says nothing. */
    public static final SecurityFeatures NONE = new SecurityFeatures(false, false);

    private static final String COOKIE = "obMatJos2";
    private static final int DIGITS = 4;
    /** §18.1 counts from the left; the sample of appendix B.1 counts from the right, and so may its readers. */
    private static final int PASSWORD_ALGORITHMS = 0x800000;

    private static final int USERNAME_ANONYMITY = 0x400000;
    private static final int PASSWORD_ALGORITHMS_FROM_RIGHT = 0x000001;
    private static final int USERNAME_ANONYMITY_FROM_RIGHT = 0x000002;

    /** Reads the start of a nonce; {@link #NONE} without the cookie. */
    public static SecurityFeatures of(String nonce) {
        int end = COOKIE.length() + DIGITS;
        if (!nonce.startsWith(COOKIE) || nonce.length() < end) {
            return NONE;
        }
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(nonce.substring(COOKIE.length(), end).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return NONE;
        }
        if (octets.length < 3) {
            return NONE;
        }
        int bits = (octets[0] & 0xFF) << 16 | (octets[1] & 0xFF) << 8 | octets[2] & 0xFF;
        return new SecurityFeatures(
                (bits & (PASSWORD_ALGORITHMS | PASSWORD_ALGORITHMS_FROM_RIGHT)) != 0,
                (bits & (USERNAME_ANONYMITY | USERNAME_ANONYMITY_FROM_RIGHT)) != 0);
    }

    /** A nonce that begins with these features. */
    public String nonce(String unique) {
        int bits = (passwordAlgorithms ? PASSWORD_ALGORITHMS : 0) | (usernameAnonymity ? USERNAME_ANONYMITY : 0);
        return COOKIE + Base64.getEncoder().encodeToString(new byte[] {(byte) (bits >> 16), 0, 0}) + unique;
    }
}
