package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A command that has ended.
 *
 * @param exit its exit code; 128 and the number of a signal that ended it
 * @param out lines of stdout
 * @param err lines of stderr
 */
record Ended(int exit, List<String> out, List<String> err) {
    /** The keys of the last line of {@code call} and {@code answer}, as COMMANDS.md has them. */
    private static final List<String> KEYS = List.of("state", "sipStatus", "reason", "codec", "transport", "tls", "keying", "suite",
        "sas", "fingerprint", "sent", "received", "lost", "jitterMs", "rttMs", "mos");
    private static final Set<String> STATES = Set.of("ended", "failed", "rejected");

    String errors() {
        return String.join("\n", err);
    }

    /** The exit code, with everything that was said when it is another. */
    Ended assertExit(int expected) {
        assertThat(exit).as("exit code of " + this).isEqualTo(expected);
        return this;
    }

    /** One line of what is wrong, and no stack trace. */
    Ended assertRefused(int expected, String... parts) {
        assertExit(expected);
        assertThat(out).as("stdout").isEmpty();
        assertThat(errors()).contains(parts).doesNotContain("\tat ").doesNotContain("Exception:");
        return this;
    }

    /** The one line of JSON that a call leaves behind, beside READY. */
    JsonNode result() {
        assertThat(out).as("stdout of " + this).isNotEmpty();
        assertThat(out.subList(0, out.size() - 1)).as("before the last line").isSubsetOf("READY");
        JsonNode line = json(out.get(out.size() - 1));
        List<String> keys = new ArrayList<>();
        line.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).isEqualTo(KEYS);
        assertThat(STATES).contains(line.get("state").textValue());
        assertThat(line.get("reason").isTextual()).as("reason").isTrue();
        for (String count : List.of("sipStatus", "sent", "received", "lost")) {
            JsonNode value = line.get(count);
            assertThat(value.isNull() || value.isIntegralNumber() && value.asLong() >= 0).as(count + ": " + value).isTrue();
        }
        for (String measured : List.of("jitterMs", "rttMs", "mos")) {
            JsonNode value = line.get(measured);
            assertThat(value.isNull() || value.isNumber() && value.asDouble() >= 0).as(measured + ": " + value).isTrue();
        }
        return line;
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException none) {
            throw new AssertionError("no JSON: " + text, none);
        }
    }

    @Override
    public String toString() {
        return "exit " + exit + "\nstdout:\n" + String.join("\n", out) + "\nstderr:\n" + errors();
    }
}
