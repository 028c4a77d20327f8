package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** COMMANDS.md: help, and 2 for what is no command; what needs no process of its own is tested beside the command. */
class UsageTest {
    @Test
    void commandsHaveHelp() {
        List<String> commands = List.of("demo", "serve", "call");
        List<Ended> helps = Rvoip.runAll(commands.stream().map(command -> new String[] {command, "--help"}).toList());
        for (int i = 0; i < helps.size(); i++) {
            assertThat(helps.get(i).assertExit(0).out().get(0)).startsWith("Usage: rvoip " + commands.get(i));
            assertThat(helps.get(i).err()).isEmpty();
        }
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        Ended help = Rvoip.run("--help").assertExit(0);
        assertThat(String.join("\n", help.out())).contains("demo", "serve", "check", "call", "answer", "bench", "Exit codes:",
            "1   refused, or a check failed", "2   wrong usage", "3   the call failed", "4   a peer or tool is missing");
    }

    @Test
    void wrongUsageIsTwo() {
        for (Ended wrong : Rvoip.runAll(List.of(new String[0], new String[] {"dance"}, new String[] {"serve"},
                new String[] {"answer", "--seconds", "long"}))) {
            assertThat(wrong.assertExit(2).out()).as("stdout").isEmpty();
            assertThat(wrong.errors()).matches("(?s).*(Usage: rvoip|Did you mean: rvoip).*").doesNotContain("\tat ");
        }
    }

    @Test
    void aBenchmarkThatIsNotThereIsFour() {
        Rvoip.run("bench", "parse").assertRefused(4, "./rvoip bench parse");
    }
}
