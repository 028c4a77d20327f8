package io.rvoip.examples;

import static io.rvoip.examples.Caller.hears;
import static io.rvoip.examples.Caller.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.api.WebPhone;
import io.rvoip.simple.Call;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The exchanges among the examples, each with phones registered over real sockets at the address it prints. */
@Timeout(60)
class ExchangeExamplesTest {
    private static final String ANY_PORT = "0";

    @Test
    void aPhoneOfTheOfficeHearsTheEcho() throws InterruptedException {
        try (RunningExample office = RunningExample.start(SmallOfficePbx::main, ANY_PORT)) {
            String dial = office.line("Dial it with");
            assertThat(office.line("Left out")).contains("features.conferencing");
            try (Caller alice = Caller.registered("alice@office.test", "pw-alice", port(dial), 600)) {
                Call call = alice.call("echo");
                soon(hears(call, 600));
                soon(call.hangup());
                office.line(line -> line.endsWith(" call.ended"));
            }
        }
    }

    @Test
    void onePhoneRegistersAndCallsAnother() throws InterruptedException {
        try (RunningExample office = RunningExample.start(SmallOfficePbx::main, ANY_PORT)) {
            String registrar = "127.0.0.1:" + office.port();
            registerAndCall("alice@office.test", "pw-alice", registrar, "echo", "500");
            office.line(line -> line.startsWith("Registered alice@office.test, 2 warnings"));
            office.line("Answered, PCMU/8000");
            office.line("Ended by LOCAL");
            assertThat(office.line("Heard")).doesNotContain("Heard 0 packets");
            registerAndCall("alice@office.test", "wrong", registrar, "echo");
            office.line("Failed: ");
            registerAndCall();
            office.line("Arguments: ACCOUNT PASSWORD REGISTRAR TARGET");
        }
    }

    /** In the test's own thread; its lines come between those of the office. */
    private static void registerAndCall(String... args) {
        RegisterAndCall.main(args);
    }

    @Test
    void theExchangeRefusesToRunWeakerThanItsNameAndRunsInTheLaboratory() throws InterruptedException {
        try (RunningExample pbx = RunningExample.start(EnterprisePbxExample::main, ANY_PORT)) {
            assertThat(pbx.line("As it is meant")).contains("problems in the configuration");
            assertThat(pbx.line(line -> line.startsWith("media.dtls.certificate"))).contains("weaker than profile enterprise allows");
            try (Caller reception = Caller.registered("reception@corp.example.com", "pw-reception", pbx.port(), 600)) {
                Call call = reception.call("tone");
                soon(hears(call, 440));
                soon(call.hangup());
                assertThat(pbx.line(line -> line.contains(" called "))).contains("tone@corp.example.com").endsWith("HANGUP");
            }
        }
    }

    @Test
    void aPlatformForBrowsersServesItsPageAndOtherPhones() throws IOException, InterruptedException {
        try (RunningExample platform = RunningExample.start(WebPhonePlatform::main, ANY_PORT, ANY_PORT, ANY_PORT)) {
            String page = platform.line(line -> line.startsWith("Open ") || line.startsWith("The page is missing"));
            assertThat(page.startsWith("Open ")).as(page).isEqualTo(WebPhone.isBuilt());
            if (WebPhone.isBuilt()) {
                assertThat(get(URI.create(found("http://\\S+", page)))).contains("<title>Phone</title>");
            }
            try (Caller bob = Caller.registered("bob@rvoip.test", "pw-bob", platform.port(), 600)) {
                Call call = bob.call("echo");
                soon(hears(call, 600));
                soon(call.hangup());
            }
        }
    }

    @Test
    void usersOfAnotherDirectoryCallAndTheApiShowsIt() throws IOException, InterruptedException {
        try (RunningExample platform = RunningExample.start(CustomPlatform::main, ANY_PORT, ANY_PORT)) {
            URI calls = URI.create(found("http://\\S+", platform.line("Look at it with")));
            try (Caller user = Caller.registered("7001@custom.test", "pin-7001", platform.port(), 600)) {
                Call call = user.call("echo");
                soon(hears(call, 600));
                assertThat(get(calls)).contains("7001@custom.test").contains("echo");
                soon(call.hangup());
            }
        }
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer lab-only")
            .timeout(Duration.ofSeconds(20)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static int port(String line) {
        return Integer.parseInt(found("(?<=127\\.0\\.0\\.1:)[0-9]+", line));
    }

    private static String found(String pattern, String line) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }
}
