package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and what is answered without anybody's help. */
class IntakeTest extends PeerFixture {
    @Override
    Node.Setup setup() {
        Node.Setup setup = new Node.Setup();
        setup.methods = Set.of(Method.REGISTER);
        setup.settings = UserAgentSettings.DEFAULT.withLimits(
                UserAgentLimits.DEFAULT.withMaxSessions(2).withMaxPendingRequests(2));
        return setup;
    }

    private String uri() {
        return "sip:alice@" + ourAddress();
    }

    private ReceivedSip ask(String raw, String expected) {
        peer.send(raw, node.address);
        ReceivedSip response = peer.expect(expected);
        if (raw.startsWith("INVITE ")) {
            peer.send(SipText.read(raw).ack(response.text(), "x"), node.address);
        }
        return response;
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFO", "MESSAGE", "SUBSCRIBE", "NOTIFY", "REFER", "PUBLISH"})
    void knownMethodsThatAreNotBuiltGet405WithAllow(String method) {
        ReceivedSip refused = ask(peer.request(method, uri()), "405");
        assertThat(refused.header("Allow")).isEqualTo("INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, REGISTER");
        assertThat(refused.text().parameter("To", "tag")).isPresent();
    }

    @Test
    void unknownMethodGets501() {
        assertThat(ask(peer.request("DANCE", uri()), "501").header("Allow")).contains("INVITE");
    }

    @Test
    void unknownSchemeGets416() {
        ask(peer.request("OPTIONS", "unknown:alice"), "416");
    }

    @Test
    void sipsOverAPlainTransportGets416() {
        ask(peer.request("INVITE", "sips:alice@" + ourAddress()), "416");
    }

    @Test
    void requiredExtensionsGet420WithAllOfThem() {
        ReceivedSip refused = ask(peer.request("INVITE", uri(), "Require: replaces, 100rel", "Require: foo"), "420");
        assertThat(refused.text().headers("Unsupported")).containsExactly("replaces", "foo");
        assertThat(node.invitations).isEmpty();
    }

    @Test
    void unknownBodyGets415WithAccept() {
        ReceivedSip refused = ask(
                peer.requestWith("<x/>", "INVITE", uri(), "Content-Type: application/xml"), "415");
        assertThat(refused.header("Accept")).isEqualTo("application/sdp");
    }

    @Test
    void encodedBodyGets415() {
        ask(peer.requestWith("zzz", "INVITE", uri(), SDP, "Content-Encoding: gzip"), "415");
    }

    @Test
    void optionalBodyIsIgnored() {
        String raw = peer.requestWith("<x/>", "INVITE", uri(), "Content-Type: application/xml",
                "Content-Disposition: icon; handling=optional");
        peer.send(raw, node.address);
        time.runReady();
        assertThat(node.invitations.get(0).offer()).isEmpty();
        node.invitations.get(0).reject(486);
        peer.send(SipText.read(raw).ack(peer.expect("486").text(), "x"), node.address);
    }

    @Test
    void mergedRequestGets482() {
        String first = peer.request("INVITE", uri());
        peer.send(first, node.address);
        time.runReady();
        ask(first.replaceFirst("branch=z9hG4bK", "branch=z9hG4bKother"), "482");
        assertThat(node.invitations).hasSize(1);
        node.invitations.get(0).reject(486);
        peer.send(SipText.read(first).ack(peer.expect("486").text(), "x"), node.address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "INVITE", "OPTIONS"})
    void unknownDialogGets481(String method) {
        ask(peer.request(method, uri(), "To: <" + uri() + ">;tag=unknown"), "481");
    }

    @Test
    void byeOutsideOfDialogsGets481() {
        ask(peer.request("BYE", uri()), "481");
    }

    @Test
    void cancelOfNothingGets481() {
        ask(SipText.read(peer.request("INVITE", uri())).cancel(), "481");
    }

    @Test
    void otherVersionGets505() {
        ask(peer.request("OPTIONS", uri()).replaceFirst("SIP/2.0\r\n", "SIP/7.0\r\n"), "505");
    }

    @Test
    void missingHeaderGets400() {
        peer.send(peer.request("OPTIONS", uri(), "Call-ID:"), node.address);
        peer.expect("400");
    }

    @Test
    void optionsIsAnswered() {
        ReceivedSip ok = ask(peer.request("OPTIONS", uri()), "200 OPTIONS");
        assertThat(ok.header("Allow")).contains("INVITE").contains("REGISTER");
        assertThat(ok.header("Accept")).isEqualTo("application/sdp");
        assertThat(ok.text().has("Supported")).isTrue();
        assertThat(ok.header("Server")).isEqualTo("RVOIP");
    }

    @Test
    void maxForwardsOfZeroIsNoMatterToTheOneItIsFor() {
        ask(peer.request("OPTIONS", uri(), "Max-Forwards: 0"), "200 OPTIONS");
    }

    @Test
    void optionsWithinACallIsAnswered() {
        Established call = establish();
        peer.send(within(call, "OPTIONS", 1, ""), node.address);
        assertThat(peer.expect("200 OPTIONS").header("Allow")).contains("BYE");
        peer.send(within(call, "INFO", 2, ""), node.address);
        peer.expect("405");
        hangUp(call.session());
    }

    @Test
    void callsBeyondTheLimitGet503WithRetryAfter() {
        String one = peer.request("INVITE", uri());
        String two = peer.request("INVITE", uri());
        peer.send(one, node.address);
        peer.send(two, node.address);
        time.runReady();
        assertThat(ask(peer.request("INVITE", uri()), "503").header("Retry-After")).isEqualTo("5");
        assertThat(node.invitations).hasSize(2);
        peer.when("486", refused -> { });
        node.invitations.forEach(invitation -> invitation.reject(486));
    }

    @Nested
    class Handed {
        @Test
        void registerGoesToTheHandler() {
            node.onRequest = request -> request.respond(200);
            peer.send(peer.request("REGISTER", "sip:" + ourAddress()), node.address);
            peer.expect("200 REGISTER");
            assertThat(node.requests.get(0).flow().remote()).isEqualTo(peer.address());
        }

        @Test
        void laterAnswersAndRetransmissionsWork() {
            String raw = peer.request("REGISTER", "sip:" + ourAddress());
            peer.send(raw, node.address);
            time.advance(Duration.ofSeconds(1));
            peer.send(raw, node.address);
            time.advance(Duration.ofSeconds(1));
            assertThat(node.requests).hasSize(1);
            assertThat(node.counts().agents().pendingRequests()).isEqualTo(1);
            node.requests.get(0).respond(node.requests.get(0).response(200));
            peer.expect("200 REGISTER");
            peer.send(raw, node.address);
            peer.expect("200 REGISTER");
        }

        @Test
        void unansweredRequestIsForgotten() {
            peer.send(peer.request("REGISTER", "sip:" + ourAddress()), node.address);
            time.advance(Duration.ofSeconds(33));
            assertThat(node.requests.get(0).isOpen()).isFalse();
            node.requests.get(0).respond(200);
            peer.expectNothing(Duration.ofSeconds(1));
        }

        @Test
        void statelessAnswerKeepsNothing() {
            node.onRequest = request -> request.respondStatelessly(request.response(401));
            String raw = peer.request("REGISTER", "sip:" + ourAddress());
            peer.send(raw, node.address);
            peer.expect("401");
            assertThat(node.counts().transactions().servers()).isZero();
            peer.send(raw, node.address);
            peer.expect("401");
            assertThat(node.requests).hasSize(2);
        }

        @Test
        void tooManyWaitingRequestsGet503() {
            for (int i = 0; i < 3; i++) {
                peer.send(peer.request("REGISTER", "sip:" + ourAddress()), node.address);
            }
            assertThat(peer.expect("503").header("Retry-After")).isEqualTo("5");
            node.requests.forEach(request -> request.respond(200));
        }
    }

    @Nested
    class Screened {
        private Optional<SipResponse.Builder> challenge(SipRequest request) {
            return request.raw("Authorization").isPresent() ? Optional.empty() : Optional.of(request.respond(401));
        }

        @Test
        void refusedInviteCostsOnePacketAndNoState() {
            node.screen = this::challenge;
            peer.send(peer.request("INVITE", uri()), node.address);
            peer.expect("401");
            assertThat(node.counts()).isEqualTo(StackCounts.ZERO);
            peer.expectNothing(Duration.ofSeconds(40));
            assertThat(node.invitations).isEmpty();
        }

        @Test
        void whatPassesGoesOn() {
            node.screen = this::challenge;
            node.onInvitation = invitation -> invitation.reject(486);
            ask(peer.request("INVITE", uri(), "Authorization: Digest x=\"y\""), "486");
        }
    }
}
