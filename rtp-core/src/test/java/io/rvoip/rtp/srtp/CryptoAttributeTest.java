package io.rvoip.rtp.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.rtp.srtp.CryptoAttribute.Result;
import io.rvoip.testing.SeededIds;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code a=crypto} may say (RFC 4568), and what makes a line be skipped (SECURITY S7). */
class CryptoAttributeTest {
    /** The example of RFC 4568 section 6.1. */
    private static final String KEY = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    private static final String LINE = "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY;

    private static CryptoAttribute read(String value) {
        Result result = CryptoAttribute.parse(value);
        assertThat(result).isInstanceOf(Result.Usable.class);
        return ((Result.Usable) result).attribute();
    }

    @Test
    void aKeyWithEverything() {
        CryptoAttribute read = read("1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^20|1:4 WSH=128 -later=1");

        assertThat(read.tag()).isEqualTo(1);
        assertThat(read.key().suite()).isEqualTo(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        assertThat(read.key().lifetime()).isEqualTo(1 << 20);
        assertThat(read.key().mki()).isEqualTo(new Mki(BigInteger.ONE, 4));
        assertThat(read.write()).isEqualTo("1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|1048576|1:4");
    }

    @Test
    void lifetimeAndIdentifierMayBeLeftOut() {
        assertThat(read(LINE).key().lifetime()).isEqualTo(SrtpMasterKey.LONGEST_LIFE);
        assertThat(read(LINE).key().mki()).isEqualTo(Mki.NONE);
        assertThat(read(LINE).write()).isEqualTo(LINE);
        assertThat(read(LINE + "|1066:4").key().mki().value()).isEqualTo(1066);
        assertThat(read("7\tAES_CM_128_HMAC_SHA1_32   inline:" + KEY + "|2^48").tag()).isEqualTo(7);
    }

    /** Base64 with and without its padding. */
    @Test
    void paddingIsOfNoConsequence() {
        String key = "A".repeat(38);
        assertThat(read("1 AEAD_AES_128_GCM inline:" + key)).isEqualTo(read("1 AEAD_AES_128_GCM inline:" + key + "=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "1", "1 AES_CM_128_HMAC_SHA1_80", "x AES_CM_128_HMAC_SHA1_80 inline:" + KEY,
        "1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + KEY, "-1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY,
        "1 F8_128_HMAC_SHA1_80 inline:" + KEY, "1 NULL_HMAC_SHA1_80 inline:" + KEY, "1 aes_cm_128_hmac_sha1_80 inline:" + KEY,
        "1 AES_CM_128_HMAC_SHA1_80 url:" + KEY, "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + ";inline:" + KEY,
        LINE + "AA", "1 AES_CM_128_HMAC_SHA1_80 inline:abc", "1 AES_CM_128_HMAC_SHA1_80 inline:", LINE + "|", LINE + "!",
        "1 AEAD_AES_256_GCM inline:" + KEY,
        LINE + "|0", LINE + "|2^49", LINE + "|281474976710657", LINE + "|01", LINE + "|2^", LINE + "|2^048", LINE + "|-1",
        LINE + "|1:0", LINE + "|0:1", LINE + "|1:129", LINE + "|1:", LINE + "|:4", LINE + "|256:1", LINE + "|01:4", LINE + "|1:04",
        LINE + "|2^20|1:4|x", LINE + "|1:4|2^20",
        LINE + " UNENCRYPTED_SRTP", LINE + " UNENCRYPTED_SRTCP", LINE + " UNAUTHENTICATED_SRTP", LINE + " KDR=1",
        LINE + " FEC_ORDER=SRTP_FEC", LINE + " FEC_KEY=inline:" + KEY, LINE + " WSH=63", LINE + " WSH=x", LINE + " NEW=1"
    })
    void whatIsNotWhollyUnderstoodIsSkipped(String value) {
        Result result = CryptoAttribute.parse(value);

        assertThat(result).isInstanceOf(Result.Skipped.class);
        assertThat(result.toString()).doesNotContain(KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "1 X inline:y, unknown suite",
        LINE + " UNENCRYPTED_SRTP, session parameter UNENCRYPTED_SRTP is not supported",
        LINE + "|1:129, master key identifier is not one of 1 to 128 octets",
        LINE + "|2^49, lifetime is not 1 to 2^48",
        "1 AES_CM_128_HMAC_SHA1_80 inline:abc, key and salt are not 30 octets of base64"
    })
    void theReasonIsSaid(String value, String why) {
        assertThat(CryptoAttribute.parse(value)).isEqualTo(new Result.Skipped(why));
    }

    @Test
    void longLinesAreNotEvenLookedAt() {
        assertThat(CryptoAttribute.parse(LINE + " -" + "x".repeat(2000))).isInstanceOf(Result.Skipped.class);
    }

    @Test
    void nothingPrintsTheKey() {
        assertThat(read(LINE).toString()).doesNotContain(KEY).contains("***");
        assertThatThrownBy(() -> new CryptoAttribute(-1, read(LINE).key())).hasMessageStartingWith("tag: -1");
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadBack(@ForAll SrtpSuite suite, @ForAll long seed, @ForAll @IntRange(max = 999_999_999) int tag,
            @ForAll @IntRange(max = 128) int mkiLength, @ForAll @IntRange(max = 48) int life) {
        SrtpMasterKey key = SrtpMasterKey.random(suite, new SeededIds(seed));
        Mki mki = mkiLength == 0 ? Mki.NONE : new Mki(BigInteger.ONE.shiftLeft(8 * mkiLength - 1), mkiLength);
        CryptoAttribute attribute =
                new CryptoAttribute(tag, new SrtpMasterKey(suite, key.keyAndSalt(), mki, 1L << life));

        assertThat(read(attribute.write())).isEqualTo(attribute);
    }
}
