package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.peers.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code call --trace --pcap FILE}: the ladder for people, and a file that tshark reads as SIP. */
class TraceTest {
    @TempDir
    private Path dir;

    @Test
    void theLadderAndTheFileTellTheCall() throws IOException {
        Tool.require("tshark", "tshark");
        Path file = dir.resolve("call.pcapng");
        Ended ended;
        try (ServedOffice office = ServedOffice.open(dir)) {
            ended = Rvoip.run(office.alice("call", ServedOffice.uri("tone"), "--seconds", "1", "--trace", "--pcap", file.toString()))
                .assertExit(0);
        }
        List<String> ladder = ended.out().subList(0, ended.out().size() - 1);
        assertThat(ladder.get(0)).contains("127.0.0.1:", "(udp)");
        assertThat(String.join("\n", ladder)).containsSubsequence(
            "- INVITE (body) -", "- 407 Proxy Authentication", "- ACK -", "- INVITE (body) -",
            "- 200 OK INVITE (body) -", "- ACK -", "- BYE -", "- 200 OK BYE -");
        assertThat(tshark(file)).containsSubsequence("INVITE ", " 407", "ACK ", "INVITE ", " 200", "ACK ", "BYE ", " 200")
            .hasSize(ladder.size() - 1);
    }

    private static List<String> tshark(Path file) throws IOException {
        Process tshark = new ProcessBuilder("tshark", "-r", file.toString(), "-T", "fields", "-E", "separator=/s",
            "-e", "sip.Method", "-e", "sip.Status-Code").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ArrayList<>(text.lines().toList());
    }
}
