package io.rvoip.rtp.mikey;

import io.rvoip.common.Secret;
import io.rvoip.rtp.mikey.MikeyMath.Purpose;
import io.rvoip.rtp.mikey.MikeyPayload.KeyData;
import io.rvoip.rtp.srtp.Mki;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * From a TEK generation key to the master keys of both streams (RFC 3830 section 4.1.3).
 *
 * @param bundle the random of its exchange counts with it
 * @param first session of the initiator's stream
 */
record TrafficKeys(MikeyMath math, MikeyMode mode, int bundle, Octets rand, SrtpSuite suite, int first) {
    private static final int TGK = 0;
    private static final int TGK_WITH_SALT = 1;
    private static final int LEAST_OCTETS = 16;
    private static final int INDEX_OCTETS = 6;

    /** A key without limits, wiped by who uses it. */
    static KeyData generation(byte[] key) {
        KeyData made = new KeyData(TGK, Secret.of(key), Secret.of(new byte[0]), KeyValidity.ALWAYS);
        Arrays.fill(key, (byte) 0);
        return made;
    }

    /** The one key of what was encrypted. */
    static KeyData only(List<MikeyPayload> inside) throws MikeyRefusal {
        List<KeyData> keys = inside.stream().filter(KeyData.class::isInstance).map(KeyData.class::cast).toList();
        if (keys.size() != 1) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, keys.size() + " keys (expected: 1)");
        }
        KeyData key = keys.get(0);
        if (key.type() != TGK && key.type() != TGK_WITH_SALT) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "a TEK is not supported (expected: a TGK)");
        }
        if (key.key().length() < LEAST_OCTETS) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "a TGK of " + key.key().length() + " octets (expected: at least 16)");
        }
        return key;
    }

    SrtpKeys of(KeyData key, boolean initiator) throws MikeyRefusal {
        if (key.type() == TGK_WITH_SALT && key.salt().length() != suite.saltBytes()) {
            throw new MikeyRefusal(MikeyError.POLICY, "a salt of " + key.salt().length() + " octets (expected: " + suite.saltBytes() + ")");
        }
        Mki mki = mki(key.validity());
        long life = lifetime(key.validity());
        SrtpMasterKey initiators = master(key, first, mki, life);
        SrtpMasterKey responders = master(key, first + 1, mki, life);
        return initiator ? new SrtpKeys(mode.keying(), initiators, responders) : new SrtpKeys(mode.keying(), responders, initiators);
    }

    private SrtpMasterKey master(KeyData key, int session, Mki mki, long life) {
        byte[] octets = key.key().with(from -> {
            byte[] both = Arrays.copyOf(math.derive(from, Purpose.TEK, session, bundle, rand, suite.keyBytes()),
                    suite.keyBytes() + suite.saltBytes());
            byte[] salt = key.type() == TGK_WITH_SALT ? key.salt().bytes()
                    : math.derive(from, Purpose.TEK_SALT, session, bundle, rand, suite.saltBytes());
            System.arraycopy(salt, 0, both, suite.keyBytes(), salt.length);
            return both;
        });
        SrtpMasterKey master = new SrtpMasterKey(suite, Secret.of(octets), mki, life);
        Arrays.fill(octets, (byte) 0);
        return master;
    }

    private static Mki mki(KeyValidity validity) throws MikeyRefusal {
        if (validity.kind() != KeyValidity.Kind.MKI) {
            return Mki.NONE;
        }
        int length = validity.first().length();
        if (length < 1 || length > 128) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "an MKI of " + length + " octets (expected: 1-128)");
        }
        return new Mki(new BigInteger(1, validity.first().toArray()), length);
    }

    /** By packet indices, from the first one on. */
    private static long lifetime(KeyValidity validity) throws MikeyRefusal {
        if (validity.kind() != KeyValidity.Kind.INTERVAL) {
            return SrtpMasterKey.LONGEST_LIFE;
        }
        boolean sound = validity.first().length() == INDEX_OCTETS && validity.last().length() == INDEX_OCTETS
                && new BigInteger(validity.first().toArray()).signum() == 0;
        if (!sound) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "a key interval that does not begin with index 0");
        }
        return new BigInteger(1, validity.last().toArray()).longValue() + 1;
    }
}
