package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has not shown who they are costs one packet and no state, whatever they send (RFC 3261 §8.2, §26.3.2.4). */
class StrangersTest extends PeerFixture {
    private static final Duration LONGER_THAN_ANY_TIMER = Duration.ofSeconds(40);

    @Override
    Node.Setup setup() {
        Node.Setup setup = new Node.Setup();
        setup.methods = Set.of(Method.REGISTER);
        setup.settings = UserAgentSettings.DEFAULT.withLimits(
                UserAgentLimits.DEFAULT.withMaxSessions(1).withMaxPendingRequests(1));
        return setup;
    }

    private String uri() {
        return "sip:alice@" + ourAddress();
    }

    /** Requests of every kind that is refused by itself, and the status then. */
    static List<String> refused() {
        return List.of(
                "420 INVITE|Require: foo", "416 INVITE unknown:alice", "416 INVITE sips:alice@192.0.2.1",
                "415 INVITE|Content-Type: application/xml", "405 MESSAGE", "405 SUBSCRIBE", "405 NOTIFY", "405 PUBLISH",
                "405 REFER", "501 DANCE", "481 BYE", "420 OPTIONS|Require: foo", "420 REGISTER|Require: foo");
    }

    private String raw(String line) {
        String[] parts = line.split("\\|");
        String[] words = parts[0].split(" ");
        String to = words.length > 2 ? words[2] : uri();
        boolean body = parts.length > 1 && parts[1].startsWith("Content-Type");
        return parts.length > 1
                ? peer.requestWith(body ? "<x/>" : "", words[1], to, parts[1])
                : peer.request(words[1], to);
    }

    private ReceivedSip once(String raw, String expected) {
        peer.send(raw, node.address);
        ReceivedSip answer = peer.expect(expected);
        assertThat(node.counts()).as("kept after " + expected).isEqualTo(StackCounts.ZERO);
        peer.expectNothing(LONGER_THAN_ANY_TIMER);
        assertThat(answer.text().parameter("To", "tag")).isPresent();
        return answer;
    }

    private static void assertNoAmplification(ReceivedSip answer, String raw) {
        assertThat(bytes(answer.text().raw())).as(answer.text().raw()).isLessThanOrEqualTo(bytes(raw) * 3 / 2);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Nested
    class WithAScreen {
        private Optional<SipResponse.Builder> challenge(SipRequest request) {
            return request.raw("Authorization").isPresent() ? Optional.empty() : Optional.of(request.respond(401));
        }

        @ParameterizedTest
        @MethodSource("io.rvoip.session.StrangersTest#refused")
        void areAskedWhoTheyAreBeforeAnythingElse(String line) {
            node.screen = this::challenge;
            once(raw(line), "401");
        }

        @Test
        void getTheSameTagForEachCopy() {
            node.screen = this::challenge;
            String raw = peer.request("INVITE", uri());
            Optional<String> tag = once(raw, "401").text().parameter("To", "tag");
            assertThat(once(raw, "401").text().parameter("To", "tag")).isEqualTo(tag);
        }

        @Test
        void areRefusedForGoodWhenTheyAreKnown() {
            node.screen = this::challenge;
            node.knows = request -> request.raw("Authorization").isPresent();
            String invite = peer.request("INVITE", uri(), "Require: foo", "Authorization: Digest x=\"y\"");
            peer.send(invite, node.address);
            ReceivedSip refused = peer.expect("420");
            peer.expect("420");
            peer.send(SipText.read(invite).ack(refused.text(), "x"), node.address);
            time.advance(Duration.ofSeconds(1));
            peer.discard();
            peer.expectNothing(LONGER_THAN_ANY_TIMER);
        }

        @Test
        void whoseRequestIsKnownAreAnsweredFromMemory() {
            node.knows = request -> true;
            String raw = peer.request("MESSAGE", uri());
            peer.send(raw, node.address);
            peer.expect("405");
            assertThat(node.counts().transactions().servers()).isEqualTo(1);
        }
    }

    @Nested
    class WithoutAScreen {
        @ParameterizedTest
        @MethodSource("io.rvoip.session.StrangersTest#refused")
        void areRefusedOnce(String line) {
            String raw = raw(line);
            assertNoAmplification(once(raw, line.split(" ")[0]), raw);
        }

        @Test
        void areToldOnceWhatWeCanDo() {
            String raw = peer.request("OPTIONS", uri());
            ReceivedSip ok = once(raw, "200 OPTIONS");
            assertNoAmplification(ok, raw);
            assertThat(ok.header("Allow")).contains("INVITE");
        }

        @Test
        void getNoMoreThanTheyGiveWhenTheyGiveLittle() {
            String raw = "OPTIONS sip:a@b SIP/2.0\r\nv:SIP/2.0/UDP " + peer.hostPort() + ";branch=z9hG4bK1\r\n"
                    + "f:<sip:a@b>;tag=1\r\nt:<sip:a@b>\r\ni:1\r\nCSeq:1 OPTIONS\r\nl:0\r\n\r\n";
            assertNoAmplification(once(raw, "200 OPTIONS"), raw);
        }

        @Test
        void getOneRefusalWhenThereIsNoRoom() {
            peer.send(peer.request("INVITE", uri()), node.address);
            time.runReady();
            node.invitations.get(0).reject(486);
            peer.expect("486");
            assertThat(node.counts().agents().sessions()).isZero();
            peer.send(peer.request("INVITE", uri()), node.address);
            time.runReady();
            long before = peer.count("503");
            peer.send(peer.request("INVITE", uri()), node.address);
            time.advance(LONGER_THAN_ANY_TIMER);
            assertThat(peer.count("503")).isEqualTo(before + 1);
            peer.discard();
            node.invitations.get(1).reject(486);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "INVITE", "OPTIONS", "INFO", "NOTIFY", "MESSAGE", "DANCE"})
    void withAnUnknownDialogGetOne481(String method) {
        String raw = peer.request(method, uri(), "To: <" + uri() + ">;tag=unknown");
        assertNoAmplification(once(raw, "481"), raw);
    }

    @Test
    void withACancelOfNothingGetOne481() {
        String raw = SipText.read(peer.request("INVITE", uri())).cancel();
        assertNoAmplification(once(raw, "481"), raw);
    }

    @Test
    void whoTurnOutToBeNobodyLaterGetOneAnswerToo() {
        peer.send(peer.request("INVITE", uri()), node.address);
        time.advance(Duration.ofMillis(50));
        Invitation invitation = node.invitations.get(0);
        invitation.rejectOnce(invitation.request().respond(401));
        peer.expect("401");
        assertThat(invitation.session().end()).isPresent();
        peer.expectNothing(LONGER_THAN_ANY_TIMER);
    }
}
