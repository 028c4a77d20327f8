package io.rvoip.rtp.zrtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import java.math.BigInteger;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ZrtpArithmeticTest {
    private final ZrtpMath math = new ZrtpMath(CryptoProvider.jdk());

    /** Figures by hand from the pseudocode of section 5.1.6; the words by the list's own example. */
    @ParameterizedTest
    @CsvSource({"B32, 00000000, yyyy", "B32, ffffffff, 9999", "B32, 00443210, ybnd",
        "B256, e5820000, topmost Istanbul", "B256, 94f20000, Pluto vagabond", "B256, e9a20000, treadmill Pacific",
        "B256, 00000000, aardvark adroitness", "B256, ffff0000, Zulu Yucatan"})
    void stringsAreReadAloud(SasType type, String value, String text) {
        assertThat(Sas.render(type, Integer.parseUnsignedInt(value, 16))).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(value = KeyAgreement.class, names = {"EC25", "DH3K", "EC38"})
    void bothSidesFindTheSameSecret(KeyAgreement kind) {
        KeyExchange one = KeyExchange.generate(CryptoProvider.jdk(), kind);
        KeyExchange other = KeyExchange.generate(CryptoProvider.jdk(), kind);
        byte[] secret = one.agree(other.publicValue());

        assertThat(secret).hasSize(kind == KeyAgreement.DH3K ? 384 : kind.publicBytes() / 2)
                .isEqualTo(other.agree(one.publicValue()));
        assertThat(one.publicValue()).hasSize(kind.publicBytes());
    }

    /** RFC 6189 section 5.9: 0, 1 and p - 1; more than p; a point off the curve. */
    @Test
    void weakPublicValuesAreRefused() {
        KeyExchange group = KeyExchange.generate(CryptoProvider.jdk(), KeyAgreement.DH3K);
        for (BigInteger weak : new BigInteger[] {BigInteger.ZERO, BigInteger.ONE, KeyExchange.PRIME.subtract(BigInteger.ONE),
            KeyExchange.PRIME, BigInteger.ONE.shiftLeft(3072).subtract(BigInteger.ONE)}) {
            byte[] octets = weak.toByteArray();
            byte[] value = new byte[384];
            int from = Math.max(0, octets.length - 384);
            System.arraycopy(octets, from, value, 384 - (octets.length - from), octets.length - from);
            assertThat(group.agree(value)).as(weak.toString(16)).isNull();
        }
        KeyExchange curve = KeyExchange.generate(CryptoProvider.jdk(), KeyAgreement.EC25);
        byte[] off = KeyExchange.generate(CryptoProvider.jdk(), KeyAgreement.EC25).publicValue();
        off[63] ^= 1;
        assertThat(curve.agree(off)).isNull();
        assertThat(curve.agree(new byte[64])).isNull();
    }

    /** RFC 3526: the prime ends as it begins, and is one. */
    @Test
    void theGroupIsThatOfTheRfc() {
        assertThat(KeyExchange.PRIME.bitLength()).isEqualTo(3072);
        assertThat(KeyExchange.PRIME.toString(16)).startsWith("ffffffffffffffffc90fdaa22168c234").endsWith("ffffffffffffffff");
        assertThat(KeyExchange.PRIME.isProbablePrime(50)).isTrue();
        assertThat(KeyExchange.PRIME.shiftRight(1).isProbablePrime(50)).isTrue();
    }

    /** NIST SP 800-38A F.3.13, cut in the second block. */
    @Test
    void cfbCutsTheLastBlock() {
        byte[] key = Bytes.fromHex("2b7e151628aed2a6abf7158809cf4f3c");
        byte[] iv = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
        byte[] plain = Bytes.fromHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c");
        byte[] secret = math.cfb(Cipher.ENCRYPT_MODE, key, iv, plain);

        assertThat(Bytes.hex(secret)).isEqualTo("3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93f");
        assertThat(math.cfb(Cipher.DECRYPT_MODE, key, iv, secret)).isEqualTo(plain);
    }

    /** Section 4.5.1, against the formula spelled out. */
    @Test
    void keysAreDerivedByTheFormula() {
        byte[] context = {9, 8, 7};
        byte[] spelled = math.mac(Hash.S256, new byte[] {1},
                new byte[] {0, 0, 0, 1, 'S', 'A', 'S', 0, 9, 8, 7, 0, 0, 0, (byte) 112});

        assertThat(math.derive(Hash.S256, new byte[] {1}, "SAS", context, 14)).isEqualTo(Arrays.copyOf(spelled, 14));
    }

    /** The check value of CRC-32C, E3069283, as it stands in a packet. */
    @Test
    void packetsAreTakenForWhatTheyAre() {
        ByteBuf packet = ZrtpPacket.write(ZrtpPacket.message("HelloACK", 0), 5, 6, UnpooledByteBufAllocator.DEFAULT);
        assertThat(ZrtpPacket.matches(packet)).isTrue();
        assertThat(packet.readableBytes()).isEqualTo(28);
        assertThat(ZrtpPacket.ssrc(packet)).isEqualTo(6);
        packet.setByte(0, 0x80);
        assertThat(ZrtpPacket.matches(packet)).as("RTP").isFalse();
        packet.setByte(0, 0x10).setByte(4, 0x21);
        assertThat(ZrtpPacket.matches(packet)).as("another cookie").isFalse();
        packet.release();
    }
}
