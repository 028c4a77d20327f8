package io.rvoip.rtp.mikey;

import io.rvoip.common.crypto.Bytes;
import io.rvoip.rtp.mikey.MikeyMath.Purpose;
import io.rvoip.rtp.mikey.MikeyPayload.Kemac;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What is derived of a pre-shared key or an envelope key to encrypt and prove one exchange (RFC 3830 sections 4.1.4,
 * 4.2.3, 4.2.4); {@link #close()} wipes it.
 */
final class TransportKeys implements AutoCloseable {
    static final int AES_CM_128 = 1;
    static final int HMAC_SHA_1 = 1;
    private static final int SALT_OCTETS = 14;
    private static final int BLOCK = 16;

    private final MikeyMath math;
    private final byte[] encryption;
    private final byte[] authentication;
    private final byte[] salt;

    /** @param from wiped by its owner */
    TransportKeys(MikeyMath math, byte[] from, int bundle, Octets rand) {
        this.math = math;
        encryption = math.derive(from, Purpose.ENCRYPTION, MikeyMath.NO_SESSION, bundle, rand, BLOCK);
        authentication =
                math.derive(from, Purpose.AUTHENTICATION, MikeyMath.NO_SESSION, bundle, rand, MikeyReader.MAC_TAG);
        salt = math.derive(from, Purpose.SALT, MikeyMath.NO_SESSION, bundle, rand, SALT_OCTETS);
    }

    /** With a MAC of zeros, for a MAC over the whole message. */
    Kemac encrypted(List<MikeyPayload> inside, int bundle, long time) {
        byte[] clear = MikeyWriter.inside(inside);
        Octets data = Octets.of(counterMode(clear, bundle, time));
        Arrays.fill(clear, (byte) 0);
        return new Kemac(AES_CM_128, data, HMAC_SHA_1, Octets.of(new byte[MikeyReader.MAC_TAG]));
    }

    /** With a MAC over itself. */
    Kemac sealed(List<MikeyPayload> inside, int bundle, long time) {
        Kemac kemac = encrypted(inside, bundle, time);
        return new Kemac(kemac.encryption(), kemac.data(), kemac.mac(), mac(MikeyWriter.covered(kemac)));
    }

    /** What was encrypted, its MAC having been checked; {@code first} is the type of the first payload inside. */
    List<MikeyPayload> decrypted(Kemac kemac, int bundle, long time, int first) throws MikeyRefusal {
        byte[] clear = counterMode(kemac.data().toArray(), bundle, time);
        List<MikeyPayload> inside = MikeyReader.inside(clear, first);
        Arrays.fill(clear, (byte) 0);
        if (inside == null) {
            throw new MikeyRefusal(MikeyError.UNREADABLE, "what KEMAC encrypts are no keys");
        }
        return inside;
    }

    /** What is not encrypted, or not proven, is not taken: the whole message would prove nothing. */
    static Kemac usable(MikeyMessage message) throws MikeyRefusal {
        Kemac kemac = message.first(Kemac.class).orElseThrow(() -> missing("KEMAC"));
        if (kemac.encryption() != AES_CM_128) {
            throw new MikeyRefusal(MikeyError.ENCRYPTION, "keys encrypted by algorithm " + kemac.encryption()
                    + " (expected: AES-CM-128)");
        }
        if (kemac.mac() != HMAC_SHA_1) {
            throw new MikeyRefusal(MikeyError.MAC, "no MAC (expected: HMAC-SHA-1-160)");
        }
        return kemac;
    }

    static MikeyRefusal missing(String what) {
        return new MikeyRefusal(MikeyError.UNREADABLE, "no " + what + " payload");
    }

    Octets mac(byte[]... parts) {
        return Octets.of(math.hmac(authentication, parts));
    }

    boolean isMac(Octets tag, byte[]... parts) {
        return Bytes.constantTimeEquals(math.hmac(authentication, parts), tag.toArray());
    }

    private byte[] counterMode(byte[] text, int bundle, long time) {
        byte[] iv = ByteBuffer.allocate(BLOCK).putShort((short) 0).putInt(bundle).putLong(time).array();
        for (int i = 0; i < SALT_OCTETS; i++) {
            iv[i] ^= salt[i];
        }
        return math.counterMode(encryption, iv, text);
    }

    @Override
    public void close() {
        Arrays.fill(encryption, (byte) 0);
        Arrays.fill(authentication, (byte) 0);
        Arrays.fill(salt, (byte) 0);
    }
}
