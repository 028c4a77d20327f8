package io.rvoip.rtp.mikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.NtpTime;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against figures that another program has made: {@code psk-vector.py} beside the resources of this test. */
class MikeyArithmeticTest {
    private static final String MESSAGE = "0100058080cd177e020007cafebabe000000000700000000000000000b00bc88d21e123456780610505152"
            + "535455565758595a5b5c5d5e5f150100167369703a646f6e616c64406578616d706c652e636f6d0a0100056d696b657901070000210001"
            + "0101011002010103011404010e0501000601000701010801010a01010b010a000100243209e84ea799ce244be7d93da36dc4dd22f9be90"
            + "874ce01efa969a9f9d6580c2056a1c0701f9d2751b9a8e51c786eaf7202fbf2befbfa6e871";
    private static final long TIME = 0xBC88D21E_12345678L;

    /** Key, MAC, counter mode and both streams' keys of a whole message. */
    @Test
    void readsAMessageMadeByAnotherProgram() {
        byte[] key = new byte[40];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        MikeyEndpoint endpoint = new MikeyEndpoint(
                MikeySettings.psk("sip:mickey@example.com", Secret.of(key)), CryptoProvider.jdk(), at(NtpTime.toInstant(TIME)));
        MikeyTerms terms = MikeyTerms.of(List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80), 5);

        MikeyOutcome.Agreed agreed = Sides.agreed(endpoint.answer(Bytes.fromHex(MESSAGE), terms, null));

        SrtpKeys keys = agreed.bundle().keys();
        assertThat(agreed.bundle().peer()).isEqualTo("sip:donald@example.com");
        assertThat(keys.receiving().suite()).isEqualTo(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        assertThat(Sides.hex(keys.receiving())).isEqualTo("5122b6a12184c75d22fef8be8a0cd3496659bf65fd7232b5e2da987e1768");
        assertThat(Sides.hex(keys.sending())).isEqualTo("23b2af738bf37f81e570c06e91aa698c392df325c156e6a572c15debfe3f");
    }

    private static TimeSource at(Instant instant) {
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public Instant wallClock() {
                return instant;
            }
        };
    }

    @Test
    void theGroupIsTheOneOfRfc3526() {
        assertThat(Oakley5.PRIME.bitLength()).isEqualTo(1536);
        assertThat(Oakley5.PRIME.toString(16)).startsWith("ffffffffffffffffc90fdaa22168c234").endsWith("ca237327ffffffffffffffff");
        assertThat(Oakley5.PRIME.isProbablePrime(50)).isTrue();
        assertThat(Oakley5.PRIME.shiftRight(1).isProbablePrime(50)).isTrue();
    }

    @Test
    void valuesThatNobodyHonestSendsAreRefused() {
        Oakley5 own = Oakley5.generate(CryptoProvider.jdk());
        for (BigInteger weak : List.of(BigInteger.ZERO, BigInteger.ONE, Oakley5.PRIME.subtract(BigInteger.ONE), Oakley5.PRIME)) {
            byte[] octets = new byte[192];
            byte[] number = weak.toByteArray();
            int digits = Math.min(192, number.length);
            System.arraycopy(number, number.length - digits, octets, 192 - digits, digits);
            try {
                own.agree(new MikeyPayload.DhValue(0, Octets.of(octets)));
                throw new AssertionError(weak.toString(16));
            } catch (MikeyRefusal refused) {
                assertThat(refused.problem().error()).isEqualTo(MikeyError.DH_GROUP);
            }
        }
    }
}
