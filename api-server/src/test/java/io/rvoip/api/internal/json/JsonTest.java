package io.rvoip.api.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1", "[]", "null", "\"x\"", "{", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}",
        "{\"a\":1,}", "{\"a\":1} 2", "{}{}", "{\"a\":1,\"a\":2}", "{\"a\":null}", "{\"a\":1e1000000}",
        "{\"a\":123456789012345678901234567890}", "{\"a\":NaN}", "{\"a\":\"\u0001\"}", "{\"a\":01}", "// x\n{}"})
    void refuses(String text) {
        assertThatThrownBy(() -> Json.readTree(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesWhatIsBeyondTheLimits() {
        assertThat(Json.readTree("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")).hasSize(1);
        assertRefused("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}");
        assertThat(Json.readTree("{\"a\":\"" + "x".repeat(65_536) + "\"}")).hasSize(1);
        assertRefused("{\"a\":\"" + "x".repeat(80_000) + "\"}");
        assertRefused("{\"" + "n".repeat(300) + "\":1}");
        assertRefused("{\"a\":1" + "0".repeat(200) + "}");
        assertRefused("{}" + " ".repeat(1 << 20));
    }

    @Test
    void neverRepeatsWhatItRefuses() {
        assertThatThrownBy(() -> Json.readTree("{\"key\": my-secret-value}"))
                .hasMessageMatching("malformed at line 1, column [0-9]+");
    }

    @Test
    void classesNamedByADocumentAreText() {
        Map<String, Object> tree = Json.readTree("{\"@class\":\"javax.script.ScriptEngineManager\",\"x\":[1,2.5,true]}");
        assertThat(tree).containsEntry("@class", "javax.script.ScriptEngineManager");
        assertThat(tree.get("x")).hasToString("[1, 2.5, true]");
    }

    @Property(tries = 200)
    void whatIsWrittenIsAsciiAndReadsBack(@ForAll String name, @ForAll String value) {
        String cut = name.substring(0, Math.min(name.length(), 50));
        String written = Json.text(new JsonObject().put(cut, value));
        assertThat(written).matches("[ -~]*").doesNotContain("<", ">", "&", "'");
        assertThat(Json.readTree(written)).containsExactly(Map.entry(cut, value));
    }

    @Test
    void leavesOutWhatIsNotThere() {
        JsonObject json = new JsonObject()
                .put("a", Optional.empty())
                .put("b", OptionalDouble.empty())
                .put("c", OptionalDouble.of(Double.NaN))
                .put("d", OptionalDouble.of(0.5))
                .put("e", Optional.of("x"));
        assertThat(Json.text(json)).isEqualTo("{\"d\":0.5,\"e\":\"x\"}");
    }

    @Test
    void writesTimesInMillisecondsAndAddressesWithPorts() throws Exception {
        JsonObject json = new JsonObject()
                .put("t", Instant.parse("2026-01-01T00:00:00.123456789Z"))
                .put("u", Instant.parse("2026-01-01T00:00:00Z"))
                .put("v4", new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 5060))
                .put("v6", new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 5060))
                .put("name", InetSocketAddress.createUnresolved("pbx.test", 5061));
        assertThat(Json.text(json)).isEqualTo("{\"t\":\"2026-01-01T00:00:00.123Z\",\"u\":\"2026-01-01T00:00:00Z\","
                + "\"v4\":\"192.0.2.1:5060\",\"v6\":\"[2001:db8:0:0:0:0:0:1]:5060\",\"name\":\"pbx.test:5061\"}");
    }

    @Test
    void membersAreTakenByNameAndTypeAndNothingMayBeLeft() {
        Members members = Json.readObject("{\"list\":[\"a\",\"b\"],\"n\":5,\"more\":1}");
        assertThat(members.texts("list", 2)).containsExactly("a", "b");
        assertThat(members.number("n", 0)).isEqualTo(OptionalLong.of(5));
        assertThat(members.number("absent", 0)).isEmpty();
        assertThatThrownBy(members::end).hasMessage("unknown member more");
        assertThatThrownBy(() -> Json.readObject("{\"list\":[\"a\",\"b\"]}").texts("list", 1)).hasMessageContaining("at most 1");
        assertThatThrownBy(() -> Json.readObject("{\"n\":1}").number("n", 2)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.readObject("{\"n\":\"1\"}").number("n", 0)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.readObject("{}").texts("list", 1)).isInstanceOf(JsonException.class);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> Json.readTree(text)).isInstanceOf(JsonException.class);
    }
}
