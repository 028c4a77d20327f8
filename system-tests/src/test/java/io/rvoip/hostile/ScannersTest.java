package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.peers.Tool;
import io.rvoip.testing.ReceivedSip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SECURITY.md U38: who scans for users and passwords with SIPVicious and sipsak learns nothing, neither from answers nor from
 * their timing, while a phone that registers and calls all the time is served.
 */
@Timeout(60)
class ScannersTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String LISTENING = "127.0.0.1";
    private static final List<String> METHODS = List.of("OPTIONS", "REGISTER", "INVITE");
    private static final int REQUESTS = 300;
    private static final int MOST_REQUESTS = 5 * REQUESTS;
    private static final double ALIKE = 0.1;

    private static Target target;
    private static SteadyPhone phone;

    @TempDir
    private Path dir;

    @BeforeAll
    static void open() {
        target = Target.open();
        phone = new SteadyPhone(target, "good", Duration.ofMillis(500));
    }

    @AfterAll
    static void thePhoneWasServed() {
        try {
            phone.close();
            assertThat(phone.failures()).isEmpty();
            assertThat(phone.served()).isNotEmpty();
            target.assertSound();
        } finally {
            target.close();
        }
    }

    private Tool start(String program, String... arguments) throws IOException {
        Tool.require(program, "sipsak".equals(program) ? "sipsak" : "sipvicious");
        List<String> command = new ArrayList<>(List.of("env", "HOME=" + dir, program));
        command.addAll(Arrays.asList(arguments));
        return Tool.start(program, dir, command);
    }

    private static String output(Tool tool) throws InterruptedException {
        try (tool) {
            tool.awaitEnd(BOUND);
            return tool.output();
        }
    }

    private static String office() {
        return LISTENING + ":" + target.udp().getPort();
    }

    @Test
    void svmapFindsAnAddressAndNotWhatIsThere() throws Exception {
        List<Tool> scans = new ArrayList<>();
        for (String method : METHODS) {
            scans.add(start("svmap", "-p", String.valueOf(target.udp().getPort()), "-m", method, LISTENING));
        }
        for (Tool scan : scans) {
            assertThat(output(scan)).contains("| " + office() + " | unknown    |").doesNotContainIgnoringCase("rvoip");
        }
    }

    /** Three in the dictionary exist. What SIPVicious finds, it prints as a table. */
    @Test
    void svwarFindsNoUser() throws Exception {
        Path names = Files.write(dir.resolve("names"), List.of("alice", "carol", "bob", "eve", "good", "evil"));
        double before = target.metric("rvoip_auth_challenges_total");
        List<Tool> scans = new ArrayList<>();
        for (String method : METHODS) {
            scans.add(start("svwar", "--force", "--domain", Target.DOMAIN, "-m", method, "-d", names.toString(), "udp://" + office()));
        }
        for (Tool scan : scans) {
            assertThat(output(scan)).contains("found nothing").doesNotContain("reqauth");
        }
        assertThat(target.metric("rvoip_auth_challenges_total") - before).isGreaterThan(METHODS.size());
    }

    /** It has the right password at hand; that it cannot answer our strongest challenge is its author's business. */
    @ParameterizedTest
    @ValueSource(strings = {"alice", "carol"})
    void svcrackFindsNoPassword(String user) throws Exception {
        Path words = Files.write(dir.resolve("words"), List.of("1234", "secret", Target.password("alice"), "admin"));
        Tool guesses = start("svcrack", "-u", user, "-d", words.toString(), "udp://" + office());
        assertThat(output(guesses)).contains("found nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "-Uv"})
    void sipsakSeesNoDifference(String mode) throws Exception {
        assertThat(sipsak("alice", mode)).startsWith("SIP/2.0 40").isEqualTo(sipsak("carol", mode)).doesNotContain("Server:");
    }

    /** The first answer it shows, without what is new in each. */
    private String sipsak(String user, String mode) throws Exception {
        String shown = output(start("sipsak", mode, "-i", "-a", "guessed", "-s", "sip:" + user + "@" + office()));
        return shown.substring(shown.indexOf("SIP/2.0 4")).replaceAll("(?s)\n\\s*\n.*", "").replace(user, "USER")
            .replaceAll("(branch|rport|tag|nonce)=[^;,\\s]*", "$1=").replaceAll("(sipsak@|UDP )127[^;>]*", "$1")
            .replaceAll("Call-ID: .*", "Call-ID:");
    }

    /** It ends at the first answer that is no 4xx, often before it has spoilt anything that matters: so it is asked again. */
    @Test
    void sipsakThrowsRubbish() throws Exception {
        double before = target.metric("rvoip_sip_parse_errors_total");
        for (int run = 0; run < 100 && target.metric("rvoip_sip_parse_errors_total") == before; run++) {
            output(start("sipsak", "-R", "-t", "50", "-s", "sip:alice@" + office()));
        }
        assertThat(target.metric("rvoip_sip_parse_errors_total")).isGreaterThan(before);
    }

    /** Names of one length, so that challenges are: how many fit depends on the octets received. */
    @Test
    void withoutCredentialsBothTakeAsLong() {
        try (Caller known = Caller.udp(target, "alice", "127.0.4.1"); Caller unknown = Caller.udp(target, "carol", "127.0.4.2")) {
            assertAlike(() -> known.plain("REGISTER", "sip:" + Target.DOMAIN), known,
                () -> unknown.plain("REGISTER", "sip:" + Target.DOMAIN), unknown);
        }
    }

    @Test
    void withAWrongPasswordBothTakeAsLong() {
        try (Caller known = Caller.udp(target, "alice", "127.0.4.3"); Caller unknown = Caller.udp(target, "carol", "127.0.4.4")) {
            assertAlike(() -> guess(known), known, () -> guess(unknown), unknown);
        }
    }

    private static String guess(Caller caller) {
        return caller.signed("REGISTER", "sip:" + Target.DOMAIN).replaceFirst("response=\"....", "response=\"0000");
    }

    /** Asks in turn, until the medians of all answers so far are alike. */
    private static void assertAlike(Supplier<String> known, Caller knownCaller, Supplier<String> unknown, Caller unknownCaller) {
        double before = target.metric("rvoip_auth_over_rate_total");
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        double ratio = 0;
        while (first.size() < MOST_REQUESTS && Math.abs(ratio - 1) > ALIKE) {
            for (int i = 0; i < REQUESTS; i++) {
                first.add(nanosToRefusal(known.get(), knownCaller));
                second.add(nanosToRefusal(unknown.get(), unknownCaller));
            }
            ratio = (double) median(first) / median(second);
        }
        assertThat(ratio).as("known against unknown, after %d requests", first.size()).isBetween(1 - ALIKE, 1 + ALIKE);
        assertThat(target.metric("rvoip_auth_over_rate_total") - before).as("what a stricter profile had not let pass").isPositive();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static long nanosToRefusal(String request, Caller caller) {
        long start = System.nanoTime();
        ReceivedSip answer = caller.ask(request);
        assertThat(answer.status()).isEqualTo(401);
        return answer.atNanos() - start;
    }
}
