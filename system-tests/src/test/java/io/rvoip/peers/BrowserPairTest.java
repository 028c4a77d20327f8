package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.command.Rvoip;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chromium and Chromium through one office that has the media, over secure WebSocket, and through another that has not, at the same
 * time; then Chromium and a baresip without encryption, one with DTLS-SRTP, a trunk that speaks before it answers, and two phones
 * without video, to whom its offers begin with a picture, through the office that has the media. One browser with all of its phones.
 */
@Timeout(180)
class BrowserPairTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** Less than between others: Chromium resamples on both ways. What was not said, or was cut off, stays below. */
    private static final double SIMILAR = 0.8;
    /** Less still between two: it is resampled four times, by one machine at once. What was not said stays below 0.4. */
    private static final double SIMILAR_BETWEEN_BROWSERS = 0.7;
    private static final String HOST = PrivateNetwork.ADDRESS;
    /** What each end hears once both of its call are connected. */
    private static final Duration EACH = Duration.ofSeconds(9);
    private static final Path CAPTURE = Path.of("/usr/share/sip-tester/g711a.pcap");
    private static final String TRUNK = "5090";
    private static final int RELAYED = 5066;
    private static final int DIRECT = 5067;

    @TempDir
    private Path dir;

    @Test
    void talkToEachOtherAndToPhones() throws Exception {
        Path says = Speech.file(Speech.often(Speech.one(), 4), dir, "says");
        Path other = Speech.file(Speech.often(Speech.other(), 4), dir, "other");
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool relaying = serve(network, "anchored", "wss://" + HOST + ":" + RELAYED, 5060, tls());
             Tool apart = serve(network, "direct", "ws://" + HOST + ":" + DIRECT, 5070, "");
             Browser page = Browser.open(network, says, dir, "pair", other)) {
            relaying.await("READY", START);
            apart.await("READY", START);
            try (Baresip carol = phone(network, "carol", "plain", other); Baresip dave = phone(network, "dave", "dtls", other);
                 Baresip erin = phone(network, "erin", "plain", other); Baresip frank = phone(network, "frank", "plain", other)) {
                register(page, "1-relayed-caller", "wss", RELAYED, "alice");
                register(page, "2-relayed-called", "wss", RELAYED, "bob");
                register(page, "3-direct-caller", "ws", DIRECT, "alice");
                register(page, "4-direct-called", "ws", DIRECT, "bob");
                page.say("call 1-relayed-caller 1-relayed-caller " + Office.uri("bob"));
                page.say("call 3-direct-caller 3-direct-caller " + Office.uri("bob"));
                listen(page, "1-relayed-caller", "2-relayed-called");
                listen(page, "3-direct-caller", "4-direct-called");
                listened(page, "1-relayed-caller", "2-relayed-called", "3-direct-caller", "4-direct-called");
                bothRolesOfDtls12(page);
                page.say("bye 1-relayed-caller");
                page.await("2-relayed-called ended by remote");
                page.say("bye 4-direct-called");
                page.await("3-direct-caller ended by remote");

                toPhonesAndATrunk(network, page, List.of(carol, dave, erin, frank));
            }
        }
    }

    private void toPhonesAndATrunk(PrivateNetwork network, Browser page, List<Baresip> phones) throws Exception {
        try (SippRun trunk = SippRun.start(network, dir, SippRun.scenario(dir, "uas_early_speech"), List.of("-p", TRUNK, "-m", "1"))) {
            for (Baresip phone : phones) {
                phone.awaitRegistered();
            }
            page.say("call 5-plain 1-relayed-caller " + Office.uri("carol"));
            page.say("call 6-dtls 1-relayed-caller " + Office.uri("dave"));
            page.say("call 7-early 1-relayed-caller " + Office.uri("+493099"));
            page.say("show 8-picture 1-relayed-caller " + Office.uri("erin") + " balanced");
            page.say("show 9-picture-alone 1-relayed-caller " + Office.uri("frank") + " max-bundle");
            String[] compared = {"5-plain", "6-dtls", "8-picture", "9-picture-alone"};
            for (String call : compared) {
                listen(page, call);
            }
            listened(page, compared);
            Duration early = heardBefore200(page);
            for (String call : compared) {
                page.say("bye " + call);
            }
            page.say("bye 7-early");
            for (Baresip phone : phones) {
                phone.await("session closed: Connection reset by peer");
            }
            assertThat(trunk.outcome(START).successful()).as(trunk.output()).isEqualTo(1);
            beginWithVideo(page.output());
            heard(page.heard(), early, phones);
        }
    }

    /** In one of these offers audio has a way of its own, so that the line before it is declined, in the other it has that line's alone. */
    private static void beginWithVideo(String output) {
        List<String> offers = fromVideoOn("sent INVITE ", output);
        assertThat(offers).as("audio after video").hasSize(2).allMatch(offer -> offer.contains("m=audio "));
        assertThat(offers).extracting(offer -> offer.substring(offer.indexOf("m=audio ")).contains("a=candidate")).containsExactlyInAnyOrder(true, false);
        assertThat(fromVideoOn("received SIP/2.0 200 ", output)).extracting(answer -> answer.startsWith("m=video 0 ")).containsExactlyInAnyOrder(true, false);
    }

    private static List<String> fromVideoOn(String beginning, String output) {
        return Arrays.stream(output.split("\n(?=sent |received )")).filter(one -> one.startsWith(beginning) && one.contains("m=video"))
            .map(one -> one.lines().filter(line -> line.matches("[a-z]=.*")).dropWhile(line -> !line.startsWith("m=video"))
                .collect(Collectors.joining("\n"))).distinct().toList();
    }

    /** From when these are all connected, however long that takes: before, there is nothing to be heard. */
    private static void listen(Browser page, String... ends) throws IOException {
        page.say("listen " + String.join(" ", ends));
    }

    private static void listened(Browser page, String... ends) throws InterruptedException {
        for (String end : ends) {
            page.await(end + " listened");
        }
    }

    /** The platform began DTLS with who called, and who was called began it with the platform; apart, the browsers did among themselves. */
    private static void bothRolesOfDtls12(Browser page) throws IOException, InterruptedException {
        page.say("figures 1-relayed-caller");
        page.say("figures 2-relayed-called");
        page.say("figures 3-direct-caller");
        assertThat(page.await("1-relayed-caller is DTLS ")).contains("server of FEFD to port 30000");
        assertThat(page.await("2-relayed-called is DTLS ")).contains("client of FEFD to port 30000");
        assertThat(page.await("3-direct-caller is DTLS ")).doesNotContain("to port 30");
    }

    /** What the page had recorded of the call to the trunk when the answer came. */
    private static Duration heardBefore200(Browser page) throws InterruptedException {
        String line = page.await("7-early accepted after ");
        page.await("7-early confirmed");
        return Duration.ofMillis(Long.parseLong(line.replaceAll(".* after (\\d+) ms", "$1")));
    }

    private static void heard(AudioClip all, Duration early, List<Baresip> phones) throws IOException {
        AudioClip[] calls = new AudioClip[9];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = all.slice(EACH.multipliedBy(i), EACH);
        }
        Speech.assertHeardOver("who calls through the office", Speech.other(), calls[0], SIMILAR_BETWEEN_BROWSERS);
        Speech.assertHeardOver("who is called through the office", Speech.one(), calls[1], SIMILAR_BETWEEN_BROWSERS);
        Speech.assertHeardOver("who calls directly", Speech.other(), calls[2], SIMILAR_BETWEEN_BROWSERS);
        Speech.assertHeardOver("who is called directly", Speech.one(), calls[3], SIMILAR_BETWEEN_BROWSERS);
        Speech.assertHeardOver("who calls a plain phone", Speech.other(), calls[4], SIMILAR);
        Speech.assertHeardOver("who calls a phone with DTLS", Speech.other(), calls[5], SIMILAR);
        Speech.assertHeard("who calls a trunk, before it answers", RtpEar.capture(CAPTURE), all.slice(EACH.multipliedBy(6), early), SIMILAR);
        Speech.assertHeardOver("who offers a picture first", Speech.other(), calls[7], SIMILAR);
        Speech.assertHeardOver("who offers all in the line of a picture", Speech.other(), calls[8], SIMILAR);
        String[] whose = {"the plain phone", "the phone with DTLS", "who is offered a picture first", "who is offered all in the line of a picture"};
        for (int i = 0; i < whose.length; i++) {
            Speech.assertHeardOver(whose[i], Speech.one(), WavFile.read(phones.get(i).heard()).clip(), SIMILAR);
        }
    }

    private static void register(Browser page, String name, String over, int port, String user) throws IOException, InterruptedException {
        page.say("register " + name + ' ' + over + "://" + HOST + ":" + port + " " + Office.uri(user) + " " + Office.password(user));
        page.await(name + " registered");
    }

    private Baresip phone(PrivateNetwork network, String user, String media, Path says) throws Exception {
        return Baresip.as(user).in(network).registeredAt(5060, Office.password(user)).playing(says).answering()
            .speaking("PCMA/8000/1").mediaAs(media).start(Office.DOMAIN, dir.resolve(user));
    }

    private String tls() throws Exception {
        Certificates made = Certificates.in(dir);
        return ", tls: {certificate: " + made.server().certificate() + ", key: " + made.server().key() + '}';
    }

    private Tool serve(PrivateNetwork network, String media, String webSocket, int sip, String tls) throws IOException {
        Path config = Files.write(dir.resolve(media + ".yaml"), List.of("domain: " + Office.DOMAIN, "securityProfile: development",
            "insecureBind: true", "calls: {media: " + media + "}", "media: {ports: " + (media.equals("direct") ? "31000-31399" : "30000-30399") + "}",
            "sip: {listen: [\"udp://" + HOST + ":" + sip + "\", \"" + webSocket + "\"]" + tls + '}',
            "trunks: [{name: early, address: \"sip:" + HOST + ":" + TRUNK + "\", callerNumber: \"+4930\", health: {interval: 0s}}]",
            "users: [" + Stream.of("alice", "bob", "carol", "dave", "erin", "frank")
                .map(user -> "{name: " + user + ", password: " + Office.password(user) + "}").collect(Collectors.joining(", ")) + "]"));
        return Tool.start("rvoip-serve-" + media, dir, network.inside(Rvoip.commandLine("serve", "--config", config.toString())));
    }
}
