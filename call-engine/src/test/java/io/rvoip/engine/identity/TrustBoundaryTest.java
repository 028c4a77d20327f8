package io.rvoip.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.engine.IdentitySettings;
import io.rvoip.sip.SipRequest;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** U15: no spelling of a header that is taken off gets past. */
class TrustBoundaryTest {
    private static final TrustBoundary BOUNDARY = new TrustBoundary(
            IdentitySettings.DEFAULT.withInternalHeaders(List.of("X-Internal-Auth", "y")).internalHeaders());

    private static SipRequest stripped(String... lines) {
        return BOUNDARY.strip(Requests.invite(lines).toBuilder()).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Internal-Auth: 1", "X-Internal-Auth : 1", "X-Internal-Auth \t : 1",
        "X-Internal-Auth:\r\n 1", "X-Internal-Auth \t:\r\n\t1", "x-INTERNAL-auth:1", "X-Internal-Auth:", "Identity: x",
        "y : x", "Y:x", "P-Asserted-Identity: <sip:a@h>", "p-asserted-identity :<sip:a@h>", "History-Info:\r\n <sip:a>",
        "DIVERSION : <sip:a@h>", "Remote-Party-ID: <sip:a@h>", "P-Preferred-Identity: <sip:a@h>"})
    void isTakenOffHoweverItIsWritten(String line) {
        SipRequest plain = stripped("Subject: x", "X-Other: 1");
        assertThat(plain.headerNames()).contains("Subject", "X-Other");
        assertThat(stripped(line, "Subject: x", line, "X-Other: 1")).isEqualTo(plain);
    }

    @Test
    void whatLooksAlikeStays() {
        String[] lines = {"X-Internal-Auth-2: 1", "Privacy: id", "X-Internal: Auth: 1", "Subject: X-Internal-Auth: 1",
            "X-Y: y"};
        assertThat(stripped(lines)).isEqualTo(Requests.invite(lines));
        assertThat(BOUNDARY.strips("p-ASSERTED-identity")).isTrue();
        assertThat(BOUNDARY.strips("Subject")).isFalse();
    }

    @Property(tries = 500)
    void nothingThatTheNextReaderFindsIsLeft(@ForAll("hostile") List<String> lines) {
        SpellingOracle.check(BOUNDARY, Requests.text("<sip:alice@rvoip.test>", lines.toArray(new String[0])));
    }

    @Provide
    Arbitrary<List<String>> hostile() {
        Arbitrary<String> name = Arbitraries.of("X-Internal-Auth", "x-internal-AUTH", "P-Asserted-Identity", "Identity",
                "y", "Diversion", "History-Info", "Subject", "Via");
        Arbitrary<String> glue = Arbitraries.strings().withChars(" \t\r\n:;,<\"\u0000\u0085xyY").ofMaxLength(6);
        return name.flatMap(n -> glue.flatMap(a -> glue.map(b -> a + n + b + ":" + n + ":1"))).list().ofMaxSize(5)
                .map(ArrayList::new);
    }

    @Test
    void whatCallsNeedCannotBeTakenOff() {
        for (String needed : List.of("Via", "f", "i", "Content-Length", "Proxy-Authorization")) {
            assertThatThrownBy(() -> IdentitySettings.DEFAULT.withInternalHeaders(List.of("X-Ok", needed)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("internalHeaders[1]: ").hasMessageContaining("that calls can do without");
        }
        assertThatThrownBy(() -> IdentitySettings.DEFAULT.withInternalHeaders(List.of("X Y")))
                .hasMessageContaining("expected: a header name");
        assertThat(IdentitySettings.DEFAULT.withInternalHeaders(List.of("y")).internalHeaders())
                .containsExactly("Identity");
    }
}
