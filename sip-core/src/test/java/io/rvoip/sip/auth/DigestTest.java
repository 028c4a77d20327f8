package io.rvoip.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipSyntaxException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final byte[] NO_BODY = {};
    private static final byte[] BODY = "v=0\r\n".getBytes(StandardCharsets.US_ASCII);
    private final Digest digest = new Digest(CryptoProvider.jdk());

    @Nested
    class Vectors {
        @Test
        void rfc2617Section35() {
            String ha1 = digest.ha1(DigestAlgorithm.MD5, "Mufasa", "testrealm@host.com", "Circle Of Life");
            assertThat(ha1).isEqualTo("939e7578ed9e3c518a452acee763bce9");
            DigestCredentials c = DigestCredentials.of("Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                    + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, nc=00000001, "
                    + "cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", "
                    + "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
            assertThat(digest.verify(c, ha1, Method.of("GET"), NO_BODY)).isTrue();
            assertThat(digest.verify(c, ha1, Method.of("PUT"), NO_BODY)).isFalse();
        }

        @ParameterizedTest // RFC 7616 §3.9.1
        @CsvSource({"MD5, 8ca523f5e9506fed4657c9700eebdbec",
            "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"})
        void rfc7616Section391(String algorithm, String response) {
            DigestChallenge challenge = DigestChallenge.of("Digest realm=\"http-auth@example.org\", "
                    + "qop=\"auth, auth-int\", "
                    + "algorithm=" + algorithm + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
                    + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"").with("qop", "auth");
            String ha1 = digest.ha1(challenge.algorithm().orElseThrow(), "Mufasa", challenge.realm(), "Circle of Life");

            DigestCredentials c = digest.answer(challenge, "Mufasa", ha1, Method.of("GET"), "/dir/index.html",
                    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 1, NO_BODY).orElseThrow();

            assertThat(c.response()).isEqualTo(response);
            assertThat(c.algorithm()).isEqualTo(challenge.algorithm());
            assertThat(c.opaque()).isEqualTo(challenge.opaque());
            assertThat(digest.verify(c, ha1, Method.of("GET"), NO_BODY)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void whatIsAnsweredIsVerified(DigestAlgorithm algorithm) {
        for (String qop : new String[] {"auth", "auth-int", "auth,auth-int"}) {
            DigestChallenge challenge = DigestChallenge.of("r", "n0nce", algorithm).with("qop", qop)
                    .with("opaque", "o");
            String ha1 = digest.ha1(algorithm.base(), "bob", "r", "päss\"wört");
            DigestCredentials sent = digest.answer(challenge, "bob", ha1, Method.REGISTER, "sip:h", "cn", 17, BODY)
                    .orElseThrow();
            DigestCredentials c = DigestCredentials.of(sent.toString());

            assertThat(c).isEqualTo(sent);
            assertThat(c.qop()).contains(qop.contains("int") ? "auth-int" : "auth");
            assertThat(c.nonceCount()).isEqualTo(17);
            assertThat(digest.verify(c, ha1, Method.REGISTER, BODY)).isTrue();
            assertThat(digest.verify(c, ha1, Method.INVITE, BODY)).isFalse();
            assertThat(digest.verify(c, digest.ha1(algorithm, "bob", "r", "wrong"), Method.REGISTER, BODY)).isFalse();
            assertThat(digest.verify(c, ha1, Method.REGISTER, NO_BODY)).isEqualTo(!qop.contains("int"));
            assertThat(digest.verify(c.with("nonce", "other"), ha1, Method.REGISTER, BODY)).isFalse();
            assertThat(digest.verify(c.with("response", c.response() + "0"), ha1, Method.REGISTER, BODY)).isFalse();
            assertThat(digest.verify(c.with("response", ""), ha1, Method.REGISTER, BODY)).isFalse();
            assertThat(digest.verify(c.with("algorithm", "SHA3"), ha1, Method.REGISTER, BODY)).isFalse();
            assertThat(digest.verify(c.with("qop", "other"), ha1, Method.REGISTER, BODY)).isFalse();
        }
    }

    @ParameterizedTest // A5
    @ValueSource(strings = {"qop=auth", "qop=auth, nc=00000001", "qop=auth, nc=00000001, cnonce=\"\"",
            "qop=auth, cnonce=\"c\"",
            "qop=auth, nc=00000000, cnonce=\"c\""})
    void aQualityWithoutItsNoncesProvesNothing(String rest) {
        DigestCredentials c = DigestCredentials.of("Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", "
                + "response=\"\", " + rest);
        String ha1 = digest.ha1(DigestAlgorithm.MD5, "u", "r", "p");
        String middle = "n:" + c.parameter("nc").orElse("") + ":" + c.cnonce().orElse("") + ":auth:";
        String right = md5(ha1 + ":" + middle + md5("BYE:sip:h"));
        assertThat(digest.verify(c.with("response", right), ha1, Method.BYE, NO_BODY)).isFalse();
        DigestCredentials sound = c.with("nc", "00000001").with("cnonce", "c");
        assertThat(digest.verify(sound.with("response", md5(ha1 + ":n:00000001:c:auth:" + md5("BYE:sip:h"))), ha1,
                Method.BYE,
                NO_BODY)).isTrue();
    }

    private static String md5(String text) {
        return Bytes.hex(CryptoProvider.jdk().digest("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void withoutQopInTheMannerOfRfc2069() {
        DigestChallenge challenge = DigestChallenge.of("Digest realm=\"r\", nonce=\"n\"");
        String ha1 = digest.ha1(DigestAlgorithm.MD5, "u", "r", "p");
        DigestCredentials c = digest.answer(challenge, "u", ha1, Method.INVITE, "sip:h", "c", 1, NO_BODY).orElseThrow();

        assertThat(c.parameterNames()).containsExactly("username", "realm", "nonce", "uri", "response");
        assertThat(c.nonceCount()).isEqualTo(-1);
        assertThat(digest.verify(c, ha1, Method.INVITE, NO_BODY)).isTrue();
    }

    @Test
    void sessionKeysDependOnTheNonces() {
        DigestChallenge challenge = DigestChallenge.of("r", "n", DigestAlgorithm.SHA_256_SESS);
        String ha1 = digest.ha1(DigestAlgorithm.SHA_256, "u", "r", "p");
        DigestCredentials one = digest.answer(challenge, "u", ha1, Method.BYE, "sip:h", "c1", 1, NO_BODY).orElseThrow();
        DigestCredentials plain = digest.answer(DigestChallenge.of("r", "n", DigestAlgorithm.SHA_256), "u", ha1,
                Method.BYE,
                "sip:h", "c1", 1, NO_BODY).orElseThrow();
        assertThat(one.response()).isNotEqualTo(plain.response());
        DigestChallenge noQop = DigestChallenge.of("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess");
        assertThat(digest.answer(noQop, "u", ha1, Method.BYE, "sip:h", "c", 1, NO_BODY).orElseThrow().cnonce())
                .contains("c");
    }

    @Test
    void whatIsUnknownIsNotAnswered() {
        DigestChallenge c = DigestChallenge.of("r", "n", DigestAlgorithm.MD5);
        assertThat(digest.answer(c.with("algorithm", "SHA3"), "u", "h", Method.BYE, "sip:h", "c", 1, NO_BODY))
                .isEmpty();
        assertThat(digest.answer(c.with("qop", "auth-new"), "u", "h", Method.BYE, "sip:h", "c", 1, NO_BODY)).isEmpty();
        assertThatThrownBy(() -> digest.answer(c, "u", "h", Method.BYE, "sip:h", "", 1, NO_BODY))
                .isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> digest.answer(c, "u", "h", Method.BYE, "sip:h", "c", 0, NO_BODY))
                .isInstanceOf(SipSyntaxException.class);
    }

    @Test
    void theServerProvesItselfToo() { // RFC 7616 §3.5
        String ha1 = digest.ha1(DigestAlgorithm.MD5, "u", "r", "p");
        DigestCredentials c = digest.answer(DigestChallenge.of("r", "n", DigestAlgorithm.MD5), "u", ha1, Method.BYE,
                "sip:h", "c", 1,
                NO_BODY).orElseThrow();
        String proof = digest.responseAuth(c, ha1, NO_BODY);
        AuthenticationInfo info = AuthenticationInfo.nextNonce("n2").withProof(c, proof);

        assertThat(info).hasToString("nextnonce=\"n2\", rspauth=\"" + proof
                + "\", qop=auth, cnonce=\"c\", nc=00000001");
        assertThat(info.nextNonce()).contains("n2");
        assertThat(info.responseAuth()).contains(proof).isNotEqualTo(c.response());
        assertThat(info.parameter("nc")).contains("00000001");
    }

    @Nested
    class Values {
        @Test
        void ofAChallenge() {
            DigestChallenge c = DigestChallenge.of("digest  REALM=\"a \\\"b\\\"\" ,nonce=\"n\",stale=TRUE,"
                    + "algorithm=sha-256, qop=\"auth ,X\","
                    + "new=thing, quoted=\"a, b\"");

            assertThat(c.realm()).isEqualTo("a \"b\"");
            assertThat(c.nonce()).isEqualTo("n");
            assertThat(c.stale()).isTrue();
            assertThat(c.algorithm()).contains(DigestAlgorithm.SHA_256);
            assertThat(c.qop()).containsExactly("auth", "x");
            assertThat(c.opaque()).isEmpty();
            assertThat(c.parameter("NEW")).contains("thing");
            assertThat(c).hasToString("Digest REALM=\"a \\\"b\\\"\", nonce=\"n\", stale=TRUE, "
                    + "algorithm=sha-256, qop=\"auth ,X\", "
                    + "new=thing, quoted=\"a, b\"");
            assertThat(DigestChallenge.of(c.toString())).isEqualTo(c).hasSameHashCodeAs(c);
            assertThat(c.parameterNames()).hasSize(7);
        }

        @Test
        void areQuotedAsTheRfcDoes() {
            DigestChallenge c = DigestChallenge.of("r", "n", DigestAlgorithm.SHA_512_256_SESS).withStale();
            assertThat(c).hasToString("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256-sess, "
                    + "qop=\"auth\", stale=true");
            assertThat(c.algorithm().orElseThrow().session()).isTrue();
            assertThatThrownBy(() -> c.with("realm", "a\r\nb")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> c.with("algorithm", "a b")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> c.with("a b", "c")).isInstanceOf(SipSyntaxException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Digest", "Digest ", "Digest realm", "Digest realm=\"r\"", "Digest nonce=\"n\"",
                "Digest realm=\"r\",nonce=\"\"",
                "Digest realm=\"r\",nonce=\"n", "Digest realm=\"r\" nonce=\"n\"", "Digest realm=\"r\",nonce=\"n\",",
                "Digest realm=\"r\",nonce=\"n\",nonce=\"m\"", "Digest realm=\"r\",nonce=n n",
                "Digest realm=,nonce=\"n\"", "Basic x",
                "Digest,realm=\"r\",nonce=\"n\""})
        void malformedChallenges(String text) {
            assertThatThrownBy(() -> DigestChallenge.of(text)).isInstanceOf(SipSyntaxException.class);
        }

        @ParameterizedTest // A5
        @ValueSource(strings = {"", ", nc=1", ", nc=0000000g", ", nc=", ", nc=000000001",
                ", response=\"x\""})
        void malformedCredentials(String rest) {
            String text = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\""
                    + (rest.isEmpty() ? "" : ", response=\"0\"" + rest);
            assertThatThrownBy(() -> DigestCredentials.of(text)).isInstanceOf(SipSyntaxException.class);
        }

        @Test
        void listsAreBounded() {
            String many = "Digest realm=\"r\", nonce=\"n\"";
            for (int i = 2; i < AuthParameters.MOST; i++) {
                many = many + ", p" + i + "=1";
            }
            assertThat(DigestChallenge.of(many).parameterNames()).hasSize(AuthParameters.MOST);
            String oneMore = many + ", q=1";
            assertThatThrownBy(() -> DigestChallenge.of(oneMore)).isInstanceOf(SipSyntaxException.class);
        }
    }
}
