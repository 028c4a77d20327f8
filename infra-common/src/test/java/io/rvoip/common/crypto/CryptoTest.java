package io.rvoip.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class CryptoTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    private final CryptoProvider crypto = CryptoProvider.jdk();

    @Test
    void digestsByTheExamplesOfTheirStandards() {
        assertThat(hash("MD5")).isEqualTo("900150983cd24fb0d6963f7d28e17f72"); // RFC 1321 A.5
        assertThat(hash("SHA-256")) // FIPS 180-2 B.1
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(hash("SHA-512/256")).hasSize(64);
    }

    @Test
    void macsByRfc2202() throws Exception {
        Mac mac = crypto.mac("HmacSHA1");
        mac.init(new SecretKeySpec("Jefe".getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
        byte[] result = mac.doFinal("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));

        assertThat(Bytes.hex(result)).isEqualTo("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    }

    @Test
    void ciphersByTheFirstGcmVector() throws Exception {
        Cipher cipher = crypto.cipher("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));

        assertThat(Bytes.hex(cipher.doFinal())).isEqualTo("58e2fccefa7e3061367f1d57a4e7455a");
    }

    @Test
    void namesTheAlgorithmThatIsNotOffered() {
        assertThatThrownBy(() -> crypto.digest("MD99")).isInstanceOf(AlgorithmUnavailableException.class)
                .hasMessage("algorithm: MD99 is not offered by this JDK");
        assertThatThrownBy(() -> crypto.cipher("ROT13")).isInstanceOf(AlgorithmUnavailableException.class);
    }

    @Test
    void aParticularProviderIsUsedAndNoOther() {
        CryptoProvider sun = CryptoProvider.of(Security.getProvider("SUN"));

        assertThat(sun.digest("SHA-256").getProvider().getName()).isEqualTo("SUN");
        assertThatThrownBy(() -> sun.mac("HmacSHA256"))
                .hasMessage("algorithm: HmacSHA256 is not offered by SUN");
    }

    @Test
    void comparesAndConverts() {
        assertThat(Bytes.constantTimeEquals("abc", "abc")).isTrue();
        assertThat(Bytes.constantTimeEquals("abc", "abd")).isFalse();
        assertThat(Bytes.constantTimeEquals(ABC, new byte[] {'a', 'b'})).isFalse();
        assertThat(Bytes.fromHex("00fFa5")).containsExactly(0, 0xFF, 0xA5);
        assertThatThrownBy(() -> Bytes.fromHex("0g")).isInstanceOf(IllegalArgumentException.class);
    }

    private String hash(String algorithm) {
        return Bytes.hex(crypto.digest(algorithm).digest(ABC));
    }
}
