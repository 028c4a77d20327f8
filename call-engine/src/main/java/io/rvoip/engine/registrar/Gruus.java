package io.rvoip.engine.registrar;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.auth.Domains;
import io.rvoip.sip.uri.SipUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Gives out and reads addresses that lead to one phone of a user (RFC 5627).
 *
 * <p>A <em>public</em> one is the address of record with the instance of the phone in {@code gr}. A <em>temporary</em> one
 * says nothing to others: its user part is what we encrypted and signed under a key of this process, the user and the
 * {@linkplain Device#series series} of the registration. So nothing is kept for those that were given out, however many: each
 * is good as long as a binding of its series lives.
 *
 * <p>Thread-safe.
 */
public final class Gruus {
    static final String OPTION = "gruu";

    private static final String PARAMETER = "gr";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD = Long.BYTES + 1;
    /** Plain texts are filled up to a multiple of this, octets: the length of an address does not tell users apart. */
    private static final int STEP = 48;
    private static final int LONGEST_USER = 255;
    private static final int MOST_CHARS = 450;

    private final Domains domains;
    private final CryptoProvider crypto;
    private final SecretKeySpec key;

    /** With a key of its own: the temporary ones of another process are forged here. */
    public Gruus(Domains domains, CryptoProvider crypto) {
        this.domains = domains;
        this.crypto = crypto;
        byte[] octets = new byte[KEY];
        crypto.random().nextBytes(octets);
        key = new SecretKeySpec(octets, "AES");
    }

    /** Whether a URI says that it leads to one phone. */
    public static boolean isGruu(SipUri uri) {
        return uri.hasParameter(PARAMETER);
    }

    /** Whether a phone says who it is in the way that can be read again: {@code <urn:…>}. */
    static boolean names(Device device) {
        String instance = device.instance();
        return instance.length() > 2 && instance.startsWith("<") && instance.endsWith(">");
    }

    /** The public one of a phone that {@link #names} takes; the same for as long as there is the user. */
    SipUri published(String user, Device device) {
        String instance = device.instance();
        return domains.uri(user).withParameter(PARAMETER, instance.substring(1, instance.length() - 1));
    }

    /** A new temporary one of a phone that has a series; empty for a user whose name is longer than 255 octets. */
    Optional<SipUri> temporary(String user, Device device) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_USER) {
            return Optional.empty();
        }
        byte[] plain = new byte[(HEAD + name.length + STEP - 1) / STEP * STEP];
        ByteBuffer.wrap(plain).putLong(device.series()).put((byte) name.length).put(name);
        byte[] nonce = new byte[NONCE];
        crypto.random().nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(all);
            return Optional.of(domains.uri(text).withParameter(PARAMETER, ""));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("nothing can be encrypted", impossible);
        }
    }

    /** What an address of our domain leads to; empty when it leads to all phones of a user. */
    public Optional<Gruu> read(SipUri uri) {
        if (!isGruu(uri)) {
            return Optional.empty();
        }
        String user = uri.user().orElse("");
        String urn = uri.parameter(PARAMETER).orElse("");
        return Optional.of(urn.isEmpty() ? opened(user) : new Gruu(user, "<" + urn + ">", 0));
    }

    private Gruu opened(String text) {
        if (text.length() > MOST_CHARS) {
            return Gruu.FORGED;
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            if (all.length < NONCE + STEP + TAG_BITS / Byte.SIZE) {
                return Gruu.FORGED;
            }
            ByteBuffer plain = ByteBuffer.wrap(
                    cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE)).doFinal(all, NONCE, all.length - NONCE));
            long series = plain.getLong();
            byte[] name = new byte[plain.get() & 0xFF];
            plain.get(name);
            return new Gruu(new String(name, StandardCharsets.UTF_8), "", series);
        } catch (IllegalArgumentException | GeneralSecurityException forged) {
            return Gruu.FORGED;
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = crypto.cipher(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
