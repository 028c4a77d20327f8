package io.rvoip.rtp.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of RFC 3711 appendix B, RFC 6188 section 7, and RFC 7714 sections 16 and 17. */
class SrtpVectorsTest {
    private static final CryptoProvider JDK = CryptoProvider.jdk();
    private static final String COUNTER_SALT = "f0f1f2f3f4f5f6f7f8f9fafbfcfd";
    private static final String GCM_SALT = "517569642070726f2071756f";
    private static final String GCM_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String GCM_256 = GCM_128 + "101112131415161718191a1b1c1d1e1f";
    private static final String RTP = "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e20"
            + "7061727465732074726573";
    private static final String RTCP = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeef"
            + "deadbeefdeadbeefdeadbeef";

    private static SessionKeys keys(String key, String salt) {
        SessionKey unused = new SessionKey("HmacSHA1", new byte[20]);
        return new SessionKeys(new SessionKey("AES", Bytes.fromHex(key)), unused, Bytes.fromHex(salt));
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 3711 B.3
        "AES_CM_128_HMAC_SHA1_80, e1f97a0d3e018be0d64fa32c06de4139, 0ec675ad498afeebb6960b3aabe6,"
                + "c61e7a93744f39ee10734afe3ff7a087, 30cbbc08863d8c85d49db34a9ae1, cebe321f6ff7716b6fd4ab49af256a156d38baa4",
        // RFC 6188 7.2 and 7.4
        "AES_256_CM_HMAC_SHA1_80, f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6,"
                + "3b04803de51ee7c96423ab5b78d2, 5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4,"
                + "fa31791685ca444a9e07c6c64e93, fd9c32d39ed5fbb5a9dc96b30818454d1313dc05",
        "AES_192_CM_HMAC_SHA1_80, 73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1, c8522f3acd4ce86d5add78edbb11,"
                + "31874736a8f1143870c26e4857d8a5b2c4a354407faadabb, 2372b82d639b6d8503a47adc0a6c,"
                + "355b10973cd95b9eacf4061c7e1a7151e7cfbfcb"
    })
    void sessionKeysAreDerived(SrtpSuite suite, String key, String salt, String cipher, String cipherSalt, String auth)
            throws Exception {
        SrtpMasterKey master = SrtpMasterKey.of(suite, Secret.of(Bytes.fromHex(key + salt)));

        SessionKeys derived = new KeyDerivation(JDK, master).keys(KeyDerivation.RTP);

        assertThat(Bytes.hex(derived.encryption().getEncoded())).isEqualTo(cipher);
        assertThat(Bytes.hex(derived.salt())).isEqualTo(cipherSalt);
        assertThat(Bytes.hex(derived.authentication().getEncoded())).isEqualTo(auth);
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 3711 B.2
        "2b7e151628aed2a6abf7158809cf4f3c,"
                + "e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0",
        // RFC 6188 7.1 and 7.3
        "57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98,"
                + "92bdd28a93c3f52511c677d08b5515a49da71b2378a854f67050756ded165bac63c4868b7096d88421b563b8c94c9a31",
        "eab234764e517b2d3d160d587d8c86219740f65f99b6bcf7,"
                + "35096cba4610028dc1b57503804ce37c5de986291dcce161d5165ec4568f5c9a474a40c77894bc17180202272a4c264d"
    })
    void keystreamOfCounterMode(String key, String keystream) throws Exception {
        SessionKeys forJdk = keys(key, COUNTER_SALT);
        keystream(new JcaCm(JDK, forJdk.encryption(), forJdk.authentication()), keystream);
        if (SrtpEngine.openSslFault(JDK).isEmpty()) {
            SessionKeys forOpenSsl = keys(key, COUNTER_SALT);
            keystream(new OpenSslCm(forOpenSsl.encryption(), forOpenSsl.authentication()), keystream);
        }
    }

    private static void keystream(AesCm cm, String expected) throws Exception {
        PacketCipher cipher = new CounterModeCipher(cm, false, 10, new byte[0], Bytes.fromHex(COUNTER_SALT));
        byte[] packet = new byte[48 + 10];

        cipher.seal(Scratch.ofThread(), packet, 0, 0, 48, 0, 0, 0);

        assertThat(Bytes.hex(Arrays.copyOf(packet, 48))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        GCM_128 + ", 0, " + RTP + ", 8040f17b8041f8d35501a0b2"
                + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
        GCM_256 + ", 0, " + RTP + ", 8040f17b8041f8d35501a0b2"
                + "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
        GCM_128 + ", 1, " + RTCP + ", 81c8000d4d617273"
                + "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2f"
                + "c5abf87245d9eade800005d4",
        GCM_256 + ", 1, " + RTCP + ", 81c8000d4d617273"
                + "d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f"
                + "57ff6f6cb26ac3be800005d4"
    })
    void packetsOfGcm(String key, int rtcp, String plain, String onTheWire) throws Exception {
        packetOfGcm(new JcaGcm(JDK, keys(key, GCM_SALT).encryption()), rtcp, plain, onTheWire);
        if (SrtpEngine.openSslFault(JDK).isEmpty()) {
            packetOfGcm(new OpenSslGcm(keys(key, GCM_SALT).encryption()), rtcp, plain, onTheWire);
        }
    }

    private static void packetOfGcm(AesGcm gcm, int rtcp, String plain, String onTheWire) throws Exception {
        boolean isRtcp = rtcp == 1;
        int head = isRtcp ? 8 : 12;
        int ssrc = isRtcp ? 0x4d617273 : 0x5501a0b2;
        long index = isRtcp ? 0x5d4 : 0xf17b;
        PacketCipher cipher = new GcmCipher(gcm, isRtcp, new byte[0], Bytes.fromHex(GCM_SALT));
        int length = plain.length() / 2;
        byte[] packet = Arrays.copyOf(Bytes.fromHex(plain), length + cipher.growth);

        cipher.seal(Scratch.ofThread(), packet, 0, head, length, 0, ssrc, index);

        assertThat(Bytes.hex(packet)).isEqualTo(onTheWire);
        assertThat(cipher.open(Scratch.ofThread(), packet, 0, head, length, 0, ssrc, index)).isTrue();
        assertThat(Bytes.hex(Arrays.copyOf(packet, length))).isEqualTo(plain);
    }
}
