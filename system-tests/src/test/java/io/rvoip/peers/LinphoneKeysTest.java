package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.command.Rvoip;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys in the SDP (RFC 4568) for AES of 256 bits (RFC 6188) and keys from DTLS (RFC 5764), with linphonec and our client. In both
 * calls each side tells the other how it hears it (RFC 3611): linphonec publishes what it was told.
 */
@Timeout(120)
class LinphoneKeysTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** Until there are keys nothing is heard. */
    private static final Duration KEYS = Duration.ofSeconds(1);
    private static final String HEARD_AT = "HEARD AT ";
    /** Ours are the only ones with up to 200 ms of playout. */
    private static final String TOLD_BY_US = "(?s).*RemoteMetrics:.* PLC=3\\R"
        + "JitterBuffer: JBA=3 JBN=\\d+ JBM=\\d+ JBX=200\\RPacketLoss: .*QualityEst: MOSLQ=[34].*";

    @TempDir
    private Path dir;

    private Tool phone(PrivateNetwork network, String user, int port, String keying, String... whom) throws Exception {
        List<String> command = new ArrayList<>(Rvoip.javaCommand(KeyedPhoneProcess.class));
        command.addAll(List.of(user, String.valueOf(port), keying, hears(user).toString()));
        command.addAll(List.of(whom));
        return Tool.start(user, dir, network.inside(command));
    }

    private Path hears(String user) {
        return dir.resolve(user + "-hears.wav");
    }

    /** We call bob, and dave calls us, both at once. */
    @Test
    void aes256AndDtlsWithSpeechBothWaysAndEachReadsHowTheOtherHears() throws Exception {
        Tool.require("linphonec", "linphone-cli");
        Path says = Speech.file(Speech.after(KEYS, Speech.other()), dir, "other");
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Linphone bob = Linphone.startKeyed(network, "bob", 5070, "srtp", 5060, says, dir.resolve("bob"));
             Linphone dave = Linphone.startKeyed(network, "dave", 5090, "dtls", 5080, says, dir.resolve("dave"));
             Tool carol = phone(network, "carol", 5080, "dtls");
             Tool alice = phone(network, "alice", 5060, "sdes", "sip:bob@" + PrivateNetwork.ADDRESS + ":5070")) {
            carol.await("READY", START);
            dave.say("call sip:carol@" + PrivateNetwork.ADDRESS + ":5080");
            alice.await("READY", START);
            bob.await("Receiving new incoming call");
            bob.say("answer");
            assertThat(alice.awaitEnd(START)).as(alice.output()).isZero();
            assertThat(carol.awaitEnd(START)).as(carol.output()).isZero();
            for (Linphone one : new Linphone[] {bob, dave}) {
                one.await("ended (No error)");
                one.await("VQSessionReport: CallTerm");
                one.quit();
            }

            assertThat(alice.output().lines()).contains("KEYS sdes AES_256_CM_HMAC_SHA1_80 true");
            assertThat(bob.printed("Negotiated media encryption is LinphoneMediaEncryptionSRTP")).isTrue();
            assertSaid(bob.sent(), "SIP/2.0 200 ", "a=crypto:\\d+ AES_256_CM_HMAC_SHA1_80 inline:.*");
            assertThat(carol.output().lines()).contains("KEYS dtls AES_CM_128_HMAC_SHA1_80 true");
            assertThat(dave.printed("Negotiated media encryption is LinphoneMediaEncryptionDTLS")).isTrue();
            assertSaid(dave.sent(), "INVITE ", "a=fingerprint:.*");

            assertSaid(bob.received(), "INVITE ", "a=rtcp-xr:.*voip-metrics.*");
            assertSaid(bob.sent(), "SIP/2.0 200 ", "a=rtcp-xr:.*voip-metrics.*");
            assertSaid(dave.received(), "SIP/2.0 200 ", "a=rtcp-xr:.*voip-metrics.*");
            for (Tool ours : new Tool[] {alice, carol}) {
                String line = ours.await(HEARD_AT, START);
                assertThat(Double.parseDouble(line.substring(HEARD_AT.length()))).as(line).isBetween(3.0, 5.0);
            }
            for (Linphone theirs : new Linphone[] {bob, dave}) {
                assertThat(theirs.sent()).filteredOn(message -> message.startsWith("PUBLISH ")).isNotEmpty()
                    .allSatisfy(told -> assertThat(told).matches(TOLD_BY_US));
            }
            Speech.assertHeard("bob (linphonec) hears alice", Speech.one(), bob.heard());
            Speech.assertHeard("alice hears bob (linphonec)", Speech.other(), hears("alice"));
            Speech.assertHeard("dave (linphonec) hears carol", Speech.one(), dave.heard());
            Speech.assertHeard("carol hears dave (linphonec)", Speech.other(), hears("carol"));
        }
    }

    private static void assertSaid(List<String> messages, String startLine, String line) {
        Pattern wanted = Pattern.compile("(?m)^" + line + "\\s*$");
        assertThat(messages).as(startLine + " with " + line).anyMatch(message -> message.startsWith(startLine) && wanted.matcher(message).find());
    }
}
