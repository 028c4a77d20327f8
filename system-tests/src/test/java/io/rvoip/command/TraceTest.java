package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.peers.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code call --trace --pcap FILE}, and the traces of {@code serve}: the ladder for people, a file that tshark reads as SIP. */
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

    @Test
    void anOfficeTellsBothLegsWhileTheCallGoesOnAndAfterwards() throws Exception {
        Tool.require("tshark", "tshark");
        String api = "http://127.0.0.1:" + ServedOffice.freePort();
        try (ServedOffice office = ServedOffice.open(dir, "--set", "trace={memory: 1MiB}", "--set",
                "api={listen: \"" + api + "\", keys: [{name: ops, secret: secret-0123456789, scopes: [calls:read, traces:read]}]}");
                Rvoip bob = Rvoip.startReady("answer", "--as", ServedOffice.uri("bob"), "--password", "pw-bob",
                    "--transport", "tcp", "--outbound", "sip:127.0.0.1:" + office.port(), "--seconds", "60");
                Rvoip alice = Rvoip.start(office.alice("call", ServedOffice.uri("bob"), "--seconds", "3"))) {
            Matcher id = Pattern.compile("\"items\":\\[\\{\"id\":\"([^\"]+)\".*\"state\":\"answered\"").matcher("");
            await().atMost(Duration.ofSeconds(40)).until(() -> id.reset(text(api + "/v1/calls", "*/*")).find());
            String trace = api + "/v1/calls/" + id.group(1) + "/trace";
            assertThat(text(trace, "text/plain")).contains("INVITE").doesNotContain("BYE");
            alice.awaitEnd().assertExit(0);
            bob.awaitEnd();
            assertThat(text(api + "/v1/calls", "*/*")).startsWith("{\"items\":[]");
            String ladder = text(trace, "text/plain");
            assertThat(ladder.lines().findFirst().orElseThrow()).matches(" +127.* 127.0.0.1:" + office.port() + " \\(udp\\).* 127.* \\(tcp\\)");
            String gap = "|" + " ".repeat(47) + "|";
            assertThat(ladder).containsSubsequence("407", gap + "-", "INVITE (body) -", gap + "<-", "200 OK INVITE", gap + "-", "BYE", "200 OK BYE");
            Path file = Files.write(dir.resolve("trace.pcapng"), get(trace, "application/vnd.tcpdump.pcap"));
            assertThat(tshark(file)).containsSubsequence("INVITE ", " 407", "ACK ", "INVITE ", " 200", "ACK ", "BYE ", " 200")
                .hasSize((int) ladder.lines().count() - 1);
            assertThat(text(trace, "application/json")).contains("\"transport\":\"tcp\"", "m=audio", "Proxy-Authorization:***")
                .doesNotContain("response=", "pw-alice");
        }
    }

    private static String text(String url, String accept) throws Exception {
        return new String(get(url, accept), StandardCharsets.UTF_8);
    }

    private static byte[] get(String url, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer secret-0123456789")
            .header("Accept", accept).timeout(Duration.ofSeconds(10)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    private static List<String> tshark(Path file) throws IOException {
        Process tshark = new ProcessBuilder("tshark", "-r", file.toString(), "-T", "fields", "-E", "separator=/s",
            "-e", "sip.Method", "-e", "sip.Status-Code").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ArrayList<>(text.lines().toList());
    }
}
