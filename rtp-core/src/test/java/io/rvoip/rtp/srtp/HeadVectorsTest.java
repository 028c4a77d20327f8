package io.rvoip.rtp.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of RFC 6904 appendix A and RFC 9335 appendix A. */
class HeadVectorsTest {
    private static final String MASTER = "e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6";
    private static final String GCM_MASTER = "000102030405060708090a0b0c0d0e0fa0a1a2a3a4a5a6a7a8a9aaab";

    private static SrtpMasterKey key(SrtpSuite suite, String keyAndSalt) {
        return SrtpMasterKey.of(suite, Secret.of(Bytes.fromHex(keyAndSalt)));
    }

    @Test
    void elementsOneByOne() throws Exception {
        byte[] extension = Bytes.fromHex("17414273a475262748220000c8308e4655996386b395fb00");
        try (KeyDerivation keys = new KeyDerivation(CryptoProvider.jdk(), key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, MASTER))) {
            ElementCipher cipher = keys.elements(CryptoProvider.jdk());
            cipher.choose(List.of(1, 3, 4));

            assertThat(cipher.crypt(extension, 0, extension.length, ElementCipher.ONE_BYTE, 0xCAFEBABE, 0x1234)).isTrue();
        }
        assertThat(Bytes.hex(extension)).isEqualTo("17588a9270f4e15e1c220000c8309546a994f0bc54789700");
    }

    @ParameterizedTest
    @CsvSource({
        // A.1, AES-CTR
        "900f1235decafbadcafebabebede000151000200abababababababababababababababab,"
            + "900f1235decafbadcafebabec0de0001eb92365251c3e036f8de27e9c27ee3e0b4651d9fbc4218a70244522f34a5",
        "900f1236decafbadcafebabe1000000105020002abababababababababababababababab,"
            + "900f1236decafbadcafebabec2de00014ed9cc4e6a712b3096c5ca77339d4204ce0d77396cab69585fbce38194a5",
        "920f1238decafbadcafebabe0001e2400000b26ebede000151000200abababababababababababababababab,"
            + "920f1238decafbadcafebabe8bb6e12b5cff16ddc0de000192838c8c09e58393e1de3a9a74734d6745671338c3acf11da2df8423bee0",
        "920f1239decafbadcafebabe0001e2400000b26e1000000105020002abababababababababababababababab,"
            + "920f1239decafbadcafebabef70e513eb90b9b25c2de0001bbed4848faa644665f3d7f34125914e9f4d0ae923c6f479b95a0f7b53133",
        "920f123adecafbadcafebabe0001e2400000b26ebede0000abababababababababababababababab,"
            + "920f123adecafbadcafebabe7130b6abfe2ab0e3c0de0000e3d9f64b25c9e74cb4cf8e43fb92e3781c2c0ceab6b3a499a14c",
        "920f123bdecafbadcafebabe0001e2400000b26e10000000abababababababababababababababab,"
            + "920f123bdecafbadcafebabecbf24c124330e1c8c2de0000599dd45bc9d687b603e8b59d771fd38e88b170e0cd31e125eabe",
        // A.2, AES-GCM
        "900f1235decafbadcafebabebede000151000200abababababababababababababababab,"
            + "900f1235decafbadcafebabec0de000139972dc9572c4d99e8fc355de743fb2e94f9d8ff54e72f4193bbc5c74ffab0fa9fa0fbeb",
        "900f1236decafbadcafebabe1000000105020002abababababababababababababababab,"
            + "900f1236decafbadcafebabec2de0001bb75a4c545cd1f413bdb7daa2b1e3263de313667c963249081b35a65f5cb6c88b394235f",
        "920f1238decafbadcafebabe0001e2400000b26ebede000151000200abababababababababababababababab,"
            + "920f1238decafbadcafebabe63bbccc4a7f695c4c0de00018ad7c71fac70a80c92866b4c6ba98546ef913586e95ffaaffe956885bb0647a8bc094ac8",
        "920f1239decafbadcafebabe0001e2400000b26e1000000105020002abababababababababababababababab,"
            + "920f1239decafbadcafebabe3680524f8d312b00c2de0001c78d120038422bc111a7187a18246f980c059cc6bc9df8b626394eca344e4b05d80fea83",
        "920f123adecafbadcafebabe0001e2400000b26ebede0000abababababababababababababababab,"
            + "920f123adecafbadcafebabe15b6bb4337906fffc0de0000b7b964537a2b03ab7ba5389ce93317126b5d974df30c6884dcb651c5e120c1da",
        "920f123bdecafbadcafebabe0001e2400000b26e10000000abababababababababababababababab,"
            + "920f123bdecafbadcafebabedcb38c9e48bf95f4c2de000061ee432cf920317076613258d3ce4236c06ac429681ad08413512dc98b5207d8"
    })
    void headsAsAWhole(String plain, String onTheWire) {
        boolean gcm = onTheWire.length() - plain.length() == 32;
        SrtpMasterKey key = gcm ? key(SrtpSuite.AEAD_AES_128_GCM, GCM_MASTER) : key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, MASTER);
        SrtpContext sender = SrtpPackets.open(key);
        SrtpContext receiver = SrtpPackets.open(key);
        sender.protectHeads(HeaderProtection.of(Cryptex.USED));
        receiver.protectHeads(HeaderProtection.of(Cryptex.REQUIRED));
        ByteBuf packet = Unpooled.buffer(256).writeBytes(Bytes.fromHex(plain));

        assertThat(sender.protectRtp(packet)).isEqualTo(SrtpStatus.OK);
        assertThat(Bytes.hex(SrtpPackets.octets(packet))).isEqualTo(onTheWire);

        assertThat(receiver.unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
        assertThat(Bytes.hex(SrtpPackets.octets(packet))).isEqualTo(plain);
    }

    /** Without an extension of their own they get an empty one. */
    @Test
    void contributorsAlone() {
        SrtpContext sender = SrtpPackets.open(key(SrtpSuite.AEAD_AES_128_GCM, GCM_MASTER));
        sender.protectHeads(HeaderProtection.of(Cryptex.REQUIRED));
        ByteBuf packet = Unpooled.directBuffer(64, 256)
                .writeBytes(Bytes.fromHex("820f123adecafbadcafebabe0001e2400000b26eabababababababababababababababab"));

        assertThat(sender.protectRtp(packet)).isEqualTo(SrtpStatus.OK);

        assertThat(Bytes.hex(SrtpPackets.octets(packet)))
                .isEqualTo("920f123adecafbadcafebabe15b6bb4337906fffc0de0000b7b964537a2b03ab7ba5389ce93317126b5d974df30c6884dcb651c5e120c1da");
        packet.release();
    }
}
