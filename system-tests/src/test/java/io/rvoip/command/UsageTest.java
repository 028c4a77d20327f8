package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COMMANDS.md: help, and 2 for what is no command; what needs no process of its own is tested beside the command. */
class UsageTest {
    @ParameterizedTest
    @CsvSource({"demo, --keep", "serve, --insecure-bind", "call, --transport"})
    void everyCommandHasHelp(String command, String names) {
        Ended help = Rvoip.run(command, "--help").assertExit(0);
        assertThat(help.out().get(0)).startsWith("Usage: rvoip " + command);
        assertThat(String.join("\n", help.out())).contains(names);
        assertThat(help.err()).isEmpty();
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        Ended help = Rvoip.run("--help").assertExit(0);
        assertThat(String.join("\n", help.out())).contains("demo", "serve", "check", "call", "answer", "bench", "Exit codes:",
            "1   refused, or a check failed", "2   wrong usage", "3   the call failed", "4   a peer or tool is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dance", "serve", "call sip:a@127.0.0.1 --loud", "answer --seconds long"})
    void wrongUsageIsTwo(String line) {
        Ended wrong = Rvoip.run(line.isEmpty() ? new String[0] : line.split(" ")).assertExit(2);
        assertThat(wrong.out()).as("stdout").isEmpty();
        assertThat(wrong.errors()).matches("(?s).*(Usage: rvoip|Did you mean: rvoip).*").doesNotContain("\tat ");
    }

    @Test
    void aBenchmarkThatIsNotThereIsFour() {
        Rvoip.run("bench", "parse").assertRefused(4, "./rvoip bench parse");
    }
}
