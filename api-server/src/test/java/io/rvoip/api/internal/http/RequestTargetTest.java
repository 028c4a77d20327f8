package io.rvoip.api.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RequestTargetTest {
    @Test
    void decodesOnce() {
        RequestTarget target = RequestTarget.parse("/v1/registrations/sip%3Aal%2569ce%40h?cursor=a%2Bb+c&limit=");
        assertThat(target.path()).containsExactly("v1", "registrations", "sip:al%69ce@h");
        assertThat(target.query()).containsEntry("cursor", "a+b c").containsEntry("limit", "");
    }

    @Test
    void takesUtf8() {
        assertThat(RequestTarget.parse("/%C3%A9%F0%9F%93%9E").path()).containsExactly("\u00e9\ud83d\udcde");
    }

    @Test
    void boundsParameters() {
        StringBuilder many = new StringBuilder("/x?a=1");
        for (int i = 0; i < 16; i++) {
            many.append("&a").append(i).append("=1");
        }
        assertThatThrownBy(() -> RequestTarget.parse(many.toString())).isInstanceOf(ProblemException.class);
    }

    @Provide
    Arbitrary<String> nasty() {
        return Arbitraries.of("/", "//", ".", "..", ";", "%2f", "%2e", "%5c", "%00", "%", "\\", "?", "#", "&", "=", "a", "%c3",
                "%a9", "token", "~", ":", "@", "\u00e9", " ", "\r\n").list().ofMaxSize(12).map(parts -> "/" + String.join("", parts));
    }

    @Property(tries = 500)
    void neverLetsAnAmbiguousPathThrough(@ForAll("nasty") String target) {
        try {
            RequestTarget parsed = RequestTarget.parse(target);
            assertThat(parsed.path()).isNotEmpty().allSatisfy(segment -> assertThat(segment)
                    .isNotEmpty().isNotIn(".", "..").doesNotContain("/", "\\", "\u0000", "\r", "\n"));
            assertThat(parsed.query()).doesNotContainKey("token");
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(400, 404);
        }
    }
}
