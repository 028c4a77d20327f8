package io.rvoip.rtp.mikey;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.mikey.MikeyPayload.DhValue;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;

/** One side's secret in the 1536-bit group of RFC 3526 section 2, the one that is mandatory (RFC 3830 section 4.2.7). */
final class Oakley5 {
    /** 2^1536 - 2^1472 - 1 + 2^64 * ([2^1406 pi] + 741804). */
    static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF", 16);
    private static final int GROUP = 0;
    private static final int OCTETS = 192;
    private static final int SECRET_BITS = 256;
    private static final String ALGORITHM = "DH";

    private final CryptoProvider crypto;
    private final KeyPair pair;

    private Oakley5(CryptoProvider crypto, KeyPair pair) {
        this.crypto = crypto;
        this.pair = pair;
    }

    static Oakley5 generate(CryptoProvider crypto) {
        try {
            KeyPairGenerator generator = crypto.keyPairs(ALGORITHM);
            generator.initialize(new DHParameterSpec(PRIME, BigInteger.TWO, SECRET_BITS), crypto.random());
            return new Oakley5(crypto, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM, e);
        }
    }

    DhValue value() {
        return new DhValue(GROUP, Octets.of(fixed(((DHPublicKey) pair.getPublic()).getY())));
    }

    /** The common secret, of the group's length. */
    byte[] agree(DhValue theirs) throws MikeyRefusal {
        if (theirs.group() != GROUP) {
            throw new MikeyRefusal(MikeyError.DH_GROUP, "DH group " + theirs.group() + " is not supported (expected: OAKLEY 5)");
        }
        BigInteger value = new BigInteger(1, theirs.value().toArray());
        if (value.compareTo(BigInteger.ONE) <= 0 || value.compareTo(PRIME.subtract(BigInteger.ONE)) >= 0) {
            throw new MikeyRefusal(MikeyError.DH_GROUP, "a DH value that nobody honest sends");
        }
        try {
            KeyAgreement agreement = crypto.keyAgreement(ALGORITHM);
            agreement.init(pair.getPrivate());
            agreement.doPhase(crypto.keys(ALGORITHM).generatePublic(new DHPublicKeySpec(value, PRIME, BigInteger.TWO)), true);
            return fixed(new BigInteger(1, agreement.generateSecret()));
        } catch (GeneralSecurityException refused) {
            throw new MikeyRefusal(MikeyError.DH_GROUP, "a DH value that cannot be used");
        }
    }

    private static byte[] fixed(BigInteger value) {
        byte[] octets = value.toByteArray();
        byte[] out = new byte[OCTETS];
        int from = Math.max(0, octets.length - OCTETS);
        System.arraycopy(octets, from, out, OCTETS - (octets.length - from), octets.length - from);
        return out;
    }
}
