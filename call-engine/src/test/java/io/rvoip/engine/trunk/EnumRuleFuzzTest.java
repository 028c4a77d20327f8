package io.rvoip.engine.trunk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rvoip.sip.transport.dns.NaptrRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever a name server writes: no exception, and at most a few URIs. */
class EnumRuleFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void rule(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, 255), StandardCharsets.ISO_8859_1);
        NaptrRecord record = new NaptrRecord("4.e164.arpa", 1, 1, 1, "u", "E2U+sip", text, ".");
        if (EnumRule.uris(List.of(record, record), "+4930123456").size() > 1) {
            throw new AssertionError("the same twice: " + text);
        }
    }
}
