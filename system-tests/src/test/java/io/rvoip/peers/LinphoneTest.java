package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two linphonecs at {@code rvoip serve}, which insists on PRACK and asks for session timers. linphonec wants an address that is
 * not loopback, so they all live in a network of their own. The one that calls looks for its way by ICE, controlling, and where we
 * offer it, the one that is called does too, controlled. What is asserted of the wire is what linphonec's own log has of it.
 */
@Timeout(240)
class LinphoneTest {
    private static final int OFFICE_PORT = 5060;
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration ENOUGH = Speech.LENGTH.plusMillis(500);
    private static final Duration HALF_OF_THE_INTERVAL = Duration.ofSeconds(45);

    @TempDir
    private Path dir;

    private PrivateNetwork network;
    private Tool office;
    private Linphone alice;
    private Linphone bob;

    /** Of one that looks for its way by ICE, or does not. */
    private interface Start {
        Linphone phone(PrivateNetwork network, String user, int registrar, Path says, Path dir) throws Exception;
    }

    private void register(String ice, Start kind) throws Exception {
        Tool.require("linphonec", "linphone-cli");
        network = PrivateNetwork.lay(dir);
        office = network.serveWithIce(dir, ice, "sip: {listen: [\"udp://" + PrivateNetwork.ADDRESS + ":" + OFFICE_PORT + "\"]}",
            "calls: {reliableProvisional: required, sessionTimers: {policy: request, interval: 90s, minimum: 90s}}");
        office.await("READY", START);
        alice = Linphone.startSearching(network, "alice", OFFICE_PORT, Speech.file(Speech.one(), dir, "one"), dir.resolve("alice"));
        bob = kind.phone(network, "bob", OFFICE_PORT, Speech.file(Speech.other(), dir, "other"), dir.resolve("bob"));
        alice.awaitRegistered();
        bob.awaitRegistered();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {alice, bob, office, network}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private void aliceCallsBob() throws Exception {
        alice.say("call " + Office.uri("bob"));
        bob.await("Receiving new incoming call from " + Office.uri("alice"));
        alice.await("ringing.");
        bob.say("answer");
        alice.await("Media streams established");
        bob.await("Media streams established");
    }

    private static void assertMessage(List<String> messages, String startLine, String... headers) {
        Predicate<String> wanted = message -> message.startsWith(startLine);
        for (String header : headers) {
            Pattern pattern = Pattern.compile("(?m)^" + header + "\\s*$");
            wanted = wanted.and(message -> pattern.matcher(message).find());
        }
        assertThat(messages).as(startLine + " with " + List.of(headers)).anyMatch(wanted);
    }

    @Test
    void speechBothWaysWithPrackAndTimersOnBothLegsAndIceOnOne() throws Exception {
        register("{}", Linphone::start);
        talk();

        alice.await("ICE state is IceStateHostConnection for stream#0");
        assertMessage(alice.sent(), "INVITE sip:bob@", "Subject: ICE processing concluded", "a=candidate:\\d+ 2 UDP .*", "a=remote-candidates.*");
        assertMessage(alice.received(), "SIP/2.0 200 ", "a=candidate:\\d+ 1 UDP .* typ host", "a=candidate:\\d+ 2 UDP .* typ host");
        assertMessage(alice.received(), "SIP/2.0 180 ", "Require: 100rel", "RSeq: \\d+");
        assertMessage(alice.sent(), "PRACK sip:bob@", "RAck: \\d+ \\d+ INVITE");
        assertMessage(alice.received(), "SIP/2.0 200 ", "CSeq: \\d+ PRACK");
        assertMessage(alice.received(), "SIP/2.0 200 ", "Session-Expires: 90;refresher=uac", "Require: .*timer.*");
        assertMessage(bob.received(), "INVITE sip:bob@", "Require: .*100rel.*", "Session-Expires: 90.*");
        assertMessage(bob.sent(), "SIP/2.0 180 ", "Require: 100rel", "RSeq: 1");
        assertMessage(bob.received(), "PRACK sip:bob@", "RAck: 1 \\d+ INVITE");
        assertMessage(bob.sent(), "BYE sip:alice@");
        Speech.assertHeard("bob hears alice", Speech.one(), bob.heard());
        Speech.assertHeard("alice hears bob", Speech.other(), alice.heard());
    }

    private void talk() throws Exception {
        aliceCallsBob();
        await("media of one text").atMost(Speech.LENGTH.plusSeconds(10)).until(() ->
            alice.recorded().compareTo(ENOUGH) > 0 && bob.recorded().compareTo(ENOUGH) > 0);
        bob.say("terminate");
        alice.await("ended (No error)");
        bob.quit();
        alice.quit();
    }

    /** The office offers ICE to who is called as well, and decides there which way is taken (RFC 8445 section 6.1.1). */
    @Test
    void speechBothWaysWithIceOnBothLegsWhereTheOneThatIsCalledIsControlled() throws Exception {
        register("{offer: always}", Linphone::startSearching);
        talk();

        bob.await("ICE state is IceStateHostConnection for stream#0");
        assertThat(bob.messagesOfIce("Recv binding request")).as("we nominate").anyMatch(line -> line.contains("use-candidate"));
        assertThat(bob.messagesOfIce("Send binding request")).as("it checks, and does not nominate").isNotEmpty().noneMatch(line -> line.contains("use-candidate"));
        assertThat(bob.sent()).as("nor says which way was found").noneMatch(message -> message.startsWith("INVITE "));
        assertMessage(bob.received(), "INVITE sip:bob@", "a=candidate:.* 1 UDP .* typ host", "a=ice-ufrag:.*");
        assertMessage(bob.sent(), "SIP/2.0 200 ", "a=candidate:.* 1 UDP .* typ host", "a=ice-ufrag:.*");
        Speech.assertHeard("bob, who is controlled, hears alice", Speech.one(), bob.heard());
        Speech.assertHeard("alice hears bob, who is controlled", Speech.other(), alice.heard());
    }

    /** {@code ./test --long refresh}: at half of the interval, which RFC 4028 does not let be shorter than this. */
    @Test
    @EnabledIfSystemProperty(named = "rvoip.refresh", matches = "true")
    void refreshesComeOnBothLegsAndTheCallGoesOn() throws Exception {
        register("{}", Linphone::start);
        aliceCallsBob();
        Duration soonAfter = HALF_OF_THE_INTERVAL.plusSeconds(15);
        await("alice, who refreshes, did").atMost(soonAfter).until(() -> refreshes(alice.sent()) == 1);
        await("bob, who refreshes, did").atMost(soonAfter).until(() -> refreshes(bob.sent()) == 1);
        Thread.sleep(HALF_OF_THE_INTERVAL.plusSeconds(15).toMillis());
        assertThat(alice.printed("ended (")).isFalse();
        alice.say("terminate");
        bob.await("ended (No error)");
    }

    /** An INVITE that was challenged, and the one that was let in, come first; one more says which way ICE has found. */
    private static long refreshes(List<String> sent) {
        return sent.stream().filter(message -> message.startsWith("UPDATE ") || message.startsWith("INVITE ")
            && !message.contains("Subject: ICE processing concluded") && message.lines().anyMatch(line -> line.startsWith("To: ") && line.contains("tag="))).count();
    }
}
