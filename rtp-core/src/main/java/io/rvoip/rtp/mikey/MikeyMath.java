package io.rvoip.rtp.mikey;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The arithmetic of MIKEY-1 (RFC 3830 sections 4.1 and 4.2). */
final class MikeyMath {
    /** What a key is derived for: the constants of tables 4.1.3 and 4.1.4. */
    enum Purpose {
        TEK(0x2AD01C64),
        TEK_SALT(0x39A2C14B),
        ENCRYPTION(0x150533E1),
        AUTHENTICATION(0x2D22AC75),
        SALT(0x29B88916);

        private final int constant;

        Purpose(int constant) {
            this.constant = constant;
        }
    }

    /** In place of the number of a crypto session where a key is none of a session's. */
    static final int NO_SESSION = 0xFF;

    private static final String HMAC = "HmacSHA1";
    private static final int HMAC_OCTETS = 20;
    private static final int INPUT_BLOCK = 32;

    /** By which the signatures of section 4.2.6 are made: SHA-1 is the hash of this protocol (section 4.2.1). */
    private static final String SIGNATURE = "SHA1withRSA";
    private static final String ENVELOPE = "RSA/ECB/PKCS1Padding";

    private final CryptoProvider crypto;

    MikeyMath(CryptoProvider crypto) {
        this.crypto = crypto;
    }

    CryptoProvider crypto() {
        return crypto;
    }

    /** Of a certificate, as it is shown to people. */
    String fingerprint(X509Certificate certificate) {
        return CertificateFingerprint.of("sha-256", MikeyCertificates.der(certificate), crypto).toString();
    }

    byte[] random(int octets) {
        byte[] value = new byte[octets];
        crypto.random().nextBytes(value);
        return value;
    }

    /** A key derived for {@code purpose}. */
    byte[] derive(byte[] from, Purpose purpose, int session, int bundle, Octets rand, int octets) {
        byte[] label = ByteBuffer.allocate(9 + rand.length()).putInt(purpose.constant).put((byte) session)
                .putInt(bundle).put(rand.toArray()).array();
        return prf(from, label, octets);
    }

    /** Section 4.1.2. */
    byte[] prf(byte[] key, byte[] label, int octets) {
        byte[] result = new byte[octets];
        for (int at = 0; at < key.length; at += INPUT_BLOCK) {
            byte[] block = Arrays.copyOfRange(key, at, Math.min(key.length, at + INPUT_BLOCK));
            byte[] part = stretched(block, label, octets);
            for (int i = 0; i < octets; i++) {
                result[i] ^= part[i];
            }
            Arrays.fill(block, (byte) 0);
            Arrays.fill(part, (byte) 0);
        }
        return result;
    }

    private byte[] stretched(byte[] key, byte[] label, int octets) {
        ByteBuffer out = ByteBuffer.allocate((octets + HMAC_OCTETS - 1) / HMAC_OCTETS * HMAC_OCTETS);
        byte[] chained = label;
        while (out.hasRemaining()) {
            chained = hmac(key, chained);
            out.put(hmac(key, chained, label));
        }
        byte[] result = Arrays.copyOf(out.array(), octets);
        Arrays.fill(out.array(), (byte) 0);
        return result;
    }

    byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = crypto.mac(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC, e);
        }
    }

    /** AES in counter mode, which is its own inverse. */
    byte[] counterMode(byte[] key, byte[] iv, byte[] text) {
        try {
            Cipher cipher = crypto.cipher("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/CTR", e);
        }
    }

    byte[] sealedFor(PublicKey recipient, byte[] key) {
        try {
            Cipher cipher = crypto.cipher(ENVELOPE);
            cipher.init(Cipher.ENCRYPT_MODE, recipient, crypto.random());
            return cipher.doFinal(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ENVELOPE, e);
        }
    }

    /** What cannot be opened gives another key, so that nobody learns from our answer how near he was. */
    byte[] opened(PrivateKey own, byte[] sealed, int usual) {
        byte[] other = random(usual);
        try {
            Cipher cipher = crypto.cipher(ENVELOPE);
            cipher.init(Cipher.DECRYPT_MODE, own);
            byte[] key = cipher.doFinal(sealed);
            return key.length == 0 ? other : key;
        } catch (GeneralSecurityException notForUs) {
            return other;
        }
    }

    byte[] signature(PrivateKey own, byte[]... parts) {
        try {
            Signature signature = crypto.signature(SIGNATURE);
            signature.initSign(own, crypto.random());
            for (byte[] part : parts) {
                signature.update(part);
            }
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(SIGNATURE, e);
        }
    }

    boolean isSignature(PublicKey theirs, byte[] value, byte[]... parts) {
        try {
            Signature signature = crypto.signature(SIGNATURE);
            signature.initVerify(theirs);
            for (byte[] part : parts) {
                signature.update(part);
            }
            return signature.verify(value);
        } catch (GeneralSecurityException noSignature) {
            return false;
        }
    }
}
