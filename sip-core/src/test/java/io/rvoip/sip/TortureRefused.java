package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages that are refused, with the status the RFC asks for; 0 stands for dropped. */
final class TortureRefused {
    private TortureRefused() {}

    record Outcome(int status, String header, String reason) {
        void check(String name) {
            ParseResult.Refused refused = Torture.refused(name);
            assertThat(refused.problem().header()).as(name).isEqualTo(header);
            assertThat(refused.problem().reason()).as(name).contains(reason);
            assertThat(refused.problem().status()).as(name).isEqualTo(status);
            assertThat(refused.problem().offset()).isBetween(0, Torture.bytes(name).length);
            if (status == 0) {
                assertThat(refused.response()).as(name).isEmpty();
            } else {
                answered(name, refused.response().orElseThrow());
            }
        }

        private void answered(String name, SipResponse response) {
            assertThat(response.status()).as(name).isEqualTo(status);
            assertThat(response.topVia().transport()).as(name).isIn("UDP", "TCP");
            assertThat(response.rawAll("Via")).isEqualTo(rawVias(name));
            assertThat(response.bodyLength()).isZero();
            assertThat(response.raw("Content-Length")).contains("0");
        }

        private static List<String> rawVias(String name) {
            return new String(Torture.bytes(name), StandardCharsets.UTF_8).lines()
                    .filter(l -> l.startsWith("Via:")).map(l -> l.substring(4).strip()).toList();
        }
    }

    static Map<String, Outcome> outcomes() {
        Map<String, Outcome> all = new LinkedHashMap<>();
        all.put("badinv01", new Outcome(400, "Via", "malformed or repeated parameter"));            // 3.1.2.1
        all.put("clerr", new Outcome(400, "Content-Length", "9999 but"));                // 3.1.2.2
        all.put("ncl", new Outcome(400, "Content-Length", "malformed number"));          // 3.1.2.3
        all.put("scalar02", new Outcome(400, "CSeq", "malformed number"));               // 3.1.2.4
        all.put("scalarlg", new Outcome(0, "CSeq", "malformed number"));                 // 3.1.2.5
        all.put("quotbal", new Outcome(400, "To", "quoted string never ends"));          // 3.1.2.6
        all.put("ltgtruri", new Outcome(400, "start-line", "no URI scheme"));            // 3.1.2.7
        all.put("lwsruri", new Outcome(400, "start-line", "malformed request line"));    // 3.1.2.8
        all.put("lwsstart", new Outcome(400, "start-line", "malformed request line"));   // 3.1.2.9
        all.put("trws", new Outcome(400, "start-line", "malformed request line"));       // 3.1.2.10
        all.put("escruri", new Outcome(400, "start-line", "header part"));               // 3.1.2.11
        all.put("regbadct", new Outcome(400, "Contact", "angle brackets"));              // 3.1.2.13
        all.put("badaspec", new Outcome(400, "To", "no URI scheme"));                    // 3.1.2.14
        // 3.1.2.15; the archive's copy also lacks the blank line, which is found first
        all.put("baddn", new Outcome(400, "message", "no blank line"));
        all.put("badvers", new Outcome(505, "start-line", "version not supported"));     // 3.1.2.16
        all.put("mismatch01", new Outcome(400, "CSeq", "differs"));                      // 3.1.2.17
        all.put("mismatch02", new Outcome(501, "CSeq", "differs"));                      // 3.1.2.18
        all.put("bigcode", new Outcome(0, "start-line", "malformed status line"));       // 3.1.2.19
        all.put("insuf", new Outcome(400, "From", "missing"));                           // 3.3.1
        all.put("multi01", new Outcome(400, "CSeq", "repeated"));                        // 3.3.8
        all.put("mcl01", new Outcome(400, "Content-Length", "repeated"));                // 3.3.9
        return all;
    }
}
