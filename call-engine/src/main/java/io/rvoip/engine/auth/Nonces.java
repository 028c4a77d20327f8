package io.rvoip.engine.auth;

import io.rvoip.common.IdSource;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need no memory: a serial number that tells when it was made, and a MAC over it and the realm with a key of
 * this process. Challenging a stranger therefore keeps nothing.
 *
 * <p>The time is the monotonic one: a jump of the wall clock makes no nonce stale. The source address is deliberately
 * not part of it: phones move between networks and carriers change addresses of a NAT, and a replay is stopped by
 * the {@link NonceLedger} wherever it comes from. After a restart all nonces are foreign; the answer to a right digest
 * over one is {@code stale=true}, so that phones come back without asking their users.
 *
 * <p>Thread-safe.
 */
final class Nonces {
    /** Characters of a nonce. */
    static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY = 32;
    private static final int MAC = 16;
    private static final long HIDES_UPTIME = 1L << 61;

    private final CryptoProvider crypto;
    private final SecretKeySpec key;
    private final Mac keyed;
    private final byte[] realm;
    private final long lifetime;
    private final long offset;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    Nonces(CryptoProvider crypto, IdSource ids, String realm, long lifetimeNanos, long now) {
        this.crypto = crypto;
        this.realm = realm.getBytes(StandardCharsets.UTF_8);
        this.lifetime = lifetimeNanos;
        byte[] octets = new byte[KEY];
        ids.nextBytes(octets);
        key = new SecretKeySpec(octets, ALGORITHM);
        keyed = keyed();
        offset = Math.floorMod(ids.nextLong(), HIDES_UPTIME) - now;
        Arrays.fill(octets, (byte) 0);
    }

    /**
     * What a nonce in credentials is.
     *
     * @param ours whether this process made it
     * @param expired whether it is older than the lifetime
     * @param serial its number, when it is ours
     */
    record Reading(boolean ours, boolean expired, long serial) {
        private static final Reading FOREIGN = new Reading(false, false, 0);

        boolean isGood() {
            return ours && !expired;
        }
    }

    /** A new nonce; no two are the same. */
    String issue(long now) {
        long serial = last.accumulateAndGet(now + offset, (before, wanted) -> Math.max(before + 1, wanted));
        ByteBuffer octets = ByteBuffer.allocate(Long.BYTES + MAC).putLong(serial).put(mac(serial), 0, MAC);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets.array());
    }

    Reading read(String nonce, long now) {
        if (nonce.length() != LENGTH) {
            return Reading.FOREIGN;
        }
        for (int i = 0; i < LENGTH; i++) {
            if (!isBase64(nonce.charAt(i))) {
                return Reading.FOREIGN;
            }
        }
        ByteBuffer octets = ByteBuffer.wrap(Base64.getUrlDecoder().decode(nonce));
        long serial = octets.getLong();
        byte[] claimed = Arrays.copyOfRange(octets.array(), Long.BYTES, Long.BYTES + MAC);
        if (!Bytes.constantTimeEquals(claimed, Arrays.copyOf(mac(serial), MAC))) {
            return Reading.FOREIGN;
        }
        return new Reading(true, serial < oldest(now), serial);
    }

    /** The serial of the oldest nonce that is still good. */
    long oldest(long now) {
        return now + offset - lifetime;
    }

    private byte[] mac(long serial) {
        Mac mac = copy();
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(serial).flip());
        return mac.doFinal(realm);
    }

    /** A copy of one with the key in costs a tenth of a new one. */
    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException cannotBeCopied) {
            return keyed();
        }
    }

    private Mac keyed() {
        Mac mac = crypto.mac(ALGORITHM);
        try {
            mac.init(key);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("a key of " + KEY + " octets is refused", impossible);
        }
        return mac;
    }

    private static boolean isBase64(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
