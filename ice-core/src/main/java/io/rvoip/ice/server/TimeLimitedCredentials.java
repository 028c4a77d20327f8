package io.rvoip.ice.server;

import io.rvoip.common.Expect;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Credentials that end by themselves and need no table: the user name begins with the time they end, and the password is
 * a sum over the user name with a secret that whoever issues them shares with the server, in the form that TURN servers
 * and browsers' applications have in common: {@code SECONDS:USER} and {@code base64(HMAC-SHA1(secret, user name))}.
 * Thread-safe.
 */
public final class TimeLimitedCredentials {
    private static final String MAC = "HmacSHA1";
    private static final int LONGEST_USER = 200;
    private static final int DIGITS = 12;

    private final Secret secret;
    private final CryptoProvider crypto;

    /** @param secret shared by issuer and server, not empty */
    public TimeLimitedCredentials(Secret secret, CryptoProvider crypto) {
        Expect.inRange("secret", secret.length(), 1, Integer.MAX_VALUE);
        this.secret = secret;
        this.crypto = crypto;
    }

    /**
     * What a client needs.
     *
     * @param username with the time it ends
     * @param password never printed
     * @param expires when the server takes it for the last time
     */
    public record Issued(String username, Secret password, Instant expires) {}

    /**
     * Issues credentials.
     *
     * @param user 1–200 printable characters; quotas go by it
     * @param now the time of day
     * @param life 1 s or more
     * @throws IllegalArgumentException for another user or life
     */
    public Issued issue(String user, Instant now, Duration life) {
        if (user.isEmpty() || user.length() > LONGEST_USER || user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("user: " + user.length() + " characters (expected: 1-200, printable)");
        }
        Expect.inRange("life", life.toSeconds(), 1, Integer.MAX_VALUE);
        Instant expires = Instant.ofEpochSecond(now.getEpochSecond() + life.toSeconds());
        String username = expires.getEpochSecond() + ":" + user;
        return new Issued(username, password(username), expires);
    }

    /** The password of a user name that has not ended; empty for one that has, or that is not of this form. */
    Optional<Secret> passwordOf(String username, Instant now) {
        int end = username.indexOf(':') < 0 ? username.length() : username.indexOf(':');
        String time = username.substring(0, end);
        boolean number = !time.isEmpty() && time.length() <= DIGITS && time.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Long.parseLong(time) > now.getEpochSecond() ? Optional.of(password(username)) : Optional.empty();
    }

    /** Whose quota counts: the part behind the time. */
    static String owner(String username) {
        return username.substring(username.indexOf(':') + 1);
    }

    private Secret password(String username) {
        return secret.with(key -> {
            try {
                Mac mac = crypto.mac(MAC);
                mac.init(new SecretKeySpec(key, MAC));
                byte[] sum = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
                return Secret.of(Base64.getEncoder().encodeToString(sum));
            } catch (InvalidKeyException refused) {
                throw new IllegalArgumentException("secret: refused: " + refused.getMessage(), refused);
            }
        });
    }
}
