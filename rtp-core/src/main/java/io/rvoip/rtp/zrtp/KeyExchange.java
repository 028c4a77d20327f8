package io.rvoip.rtp.zrtp;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.jspecify.annotations.Nullable;

/** One side's secret and public value of one exchange (RFC 6189 section 5.1.5). Takes milliseconds: not for a loop. */
final class KeyExchange {
    /** RFC 3526 section 4: 2^3072 - 2^3008 - 1 + 2^64 * ([2^2942 pi] + 1690314). */
    static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
            + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
            + "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
            + "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
            + "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF", 16);
    private static final DHParameterSpec GROUP = new DHParameterSpec(PRIME, BigInteger.TWO, 512);

    private final CryptoProvider crypto;
    private final KeyAgreement kind;
    private final KeyPair pair;

    private KeyExchange(CryptoProvider crypto, KeyAgreement kind, KeyPair pair) {
        this.crypto = crypto;
        this.kind = kind;
        this.pair = pair;
    }

    static KeyExchange generate(CryptoProvider crypto, KeyAgreement kind) {
        try {
            KeyPairGenerator generator = crypto.keyPairs(algorithm(kind));
            AlgorithmParameterSpec parameters = kind == KeyAgreement.DH3K ? GROUP : new ECGenParameterSpec(curve(kind));
            generator.initialize(parameters, crypto.random());
            return new KeyExchange(crypto, kind, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(kind.code(), e);
        }
    }

    private static String algorithm(KeyAgreement kind) {
        return kind == KeyAgreement.DH3K ? "DH" : "EC";
    }

    private static String curve(KeyAgreement kind) {
        return kind == KeyAgreement.EC25 ? "secp256r1" : "secp384r1";
    }

    KeyAgreement kind() {
        return kind;
    }

    /** Big-endian, of fixed length; of a point first x, then y. */
    byte[] publicValue() {
        if (pair.getPublic() instanceof DHPublicKey dh) {
            return fixed(dh.getY(), kind.publicBytes());
        }
        ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
        byte[] value = Arrays.copyOf(fixed(point.getAffineX(), kind.publicBytes() / 2), kind.publicBytes());
        System.arraycopy(fixed(point.getAffineY(), kind.publicBytes() / 2), 0, value, kind.publicBytes() / 2,
                kind.publicBytes() / 2);
        return value;
    }

    /** The common secret; null when the far end's value is one that nobody honest sends. */
    byte @Nullable [] agree(byte[] theirs) {
        try {
            PublicKey key = kind == KeyAgreement.DH3K ? number(theirs) : point(theirs);
            if (key == null) {
                return null;
            }
            javax.crypto.KeyAgreement agreement =
                    crypto.keyAgreement(kind == KeyAgreement.DH3K ? "DH" : "ECDH");
            PrivateKey own = pair.getPrivate();
            agreement.init(own);
            agreement.doPhase(key, true);
            byte[] secret = agreement.generateSecret();
            return fixed(new BigInteger(1, secret), kind == KeyAgreement.DH3K ? kind.publicBytes() : kind.publicBytes() / 2);
        } catch (GeneralSecurityException e) {
            return null; // the provider refuses the value for reasons of its own
        }
    }

    private @Nullable PublicKey number(byte[] theirs) throws GeneralSecurityException {
        BigInteger value = new BigInteger(1, theirs);
        boolean sound = value.compareTo(BigInteger.ONE) > 0 && value.compareTo(PRIME.subtract(BigInteger.ONE)) < 0;
        return sound ? crypto.keys("DH").generatePublic(new DHPublicKeySpec(value, PRIME, BigInteger.TWO)) : null;
    }

    private @Nullable PublicKey point(byte[] theirs) throws GeneralSecurityException {
        ECParameterSpec parameters = ((ECPublicKey) pair.getPublic()).getParams();
        int half = theirs.length / 2;
        BigInteger x = new BigInteger(1, Arrays.copyOf(theirs, half));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(theirs, half, theirs.length));
        return isOnCurve(parameters.getCurve(), x, y)
                ? crypto.keys("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters)) : null;
    }

    /** Partial validation of NIST SP 800-56A; the cofactor is 1. */
    private static boolean isOnCurve(EllipticCurve curve, BigInteger x, BigInteger y) {
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
    }

    private static byte[] fixed(BigInteger value, int bytes) {
        byte[] octets = value.toByteArray();
        byte[] out = new byte[bytes];
        int from = Math.max(0, octets.length - bytes);
        System.arraycopy(octets, from, out, bytes - (octets.length - from), octets.length - from);
        return out;
    }
}
