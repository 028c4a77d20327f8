package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** RFC 3263 §4.3 in virtual time: servers die or refuse, and the same request goes to the next one. */
class FailOverTest {
    private static final Duration TIME_OUT = Duration.ofSeconds(32);
    private static final SipUri BOB = SipUri.of("sip:bob@example.com");

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 7);
    private final VirtualHost ours = network.host();
    private final ScriptedZone zone = new ScriptedZone(time.loop("dns"));
    private final Node node = Node.on(time, ours, ours.at(5060), 100, setup());
    private final ScriptedSipPeer first = server(1);
    private final ScriptedSipPeer second = server(2);
    private final ScriptedSipPeer third = server(3);

    private Node.Setup setup() {
        Node.Setup setup = new Node.Setup();
        setup.resolver = zone.resolver();
        return setup;
    }

    private ScriptedSipPeer server(int priority) {
        VirtualHost host = network.host();
        zone.server("example.com", priority, 1, host.address());
        return ScriptedSipPeer.on(time, host, 5060);
    }

    @AfterEach
    void nothingIsLeft() {
        first.when("REGISTER", request -> first.respond(request, 200, "OK"));
        second.when("REGISTER", request -> second.respond(request, 200, "OK"));
        node.agent().shutDown();
        time.advance(Duration.ofMinutes(3));
        assertThat(node.counts()).isEqualTo(StackCounts.ZERO);
        assertThat(time.pending()).isZero();
    }

    private static String branch(ReceivedSip request) {
        return request.text().parameter("Via", "branch").orElseThrow();
    }

    /** All but the branch is the same. */
    private static void assertSameRequest(ReceivedSip one, ReceivedSip other) {
        assertThat(branch(other)).isNotEqualTo(branch(one));
        for (String name : List.of("Call-ID", "From", "To", "Max-Forwards", "Contact")) {
            assertThat(other.text().maybe(name)).as(name).isEqualTo(one.text().maybe(name));
        }
        assertThat(other.text().requestUri()).isEqualTo(one.text().requestUri());
        assertThat(other.text().body()).isEqualTo(one.text().body());
    }

    private String contact(ScriptedSipPeer server) {
        return "Contact: <sip:bob@" + server.hostPort() + ">";
    }

    private void answer(ScriptedSipPeer server, ReceivedSip invite) {
        server.respondWith(PeerFixture.answer(), invite, 200, "OK", contact(server), PeerFixture.SDP);
    }

    @Nested
    class Calls {
        private Node.Call call() {
            Node.Call call = node.call(node.requestTo(BOB));
            time.advance(Duration.ofMillis(100));
            return call;
        }

        @Test
        void aServerThatIsDeadIsGivenUpAfterItsTimeAndTheNextTakesTheCall() {
            Node.Call call = call();
            ReceivedSip unheard = first.expect("INVITE");
            time.advance(TIME_OUT);
            ReceivedSip heard = second.expect("INVITE");
            assertSameRequest(unheard, heard);
            assertThat(heard.header("CSeq")).isEqualTo(unheard.header("CSeq"));
            answer(second, heard);
            second.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            call.session().hangup();
            second.respond(second.expect("BYE"), 200, "OK");
            assertThat(third.received()).isEmpty();
        }

        @Test
        void aServerThatIsBusyIsAcknowledgedThereAndTheNextTakesTheCallAtOnce() {
            Node.Call call = call();
            ReceivedSip refused = first.expect("INVITE");
            first.respond(refused, 100, "Trying");
            first.respond(refused, 503, "Service Unavailable");
            ReceivedSip ack = first.expect("ACK");
            assertThat(branch(ack)).isEqualTo(branch(refused));
            ReceivedSip heard = second.expect("INVITE", Duration.ofSeconds(1));
            assertSameRequest(refused, heard);
            answer(second, heard);
            second.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            assertThat(first.count("ACK")).isEqualTo(1);
        }

        @Test
        void cancelFollowsItsInvite() {
            Node.Call call = call();
            first.respond(first.expect("INVITE"), 503, "Service Unavailable");
            ReceivedSip heard = second.expect("INVITE");
            second.respond(heard, 180, "Ringing");
            call.session().hangup();
            ReceivedSip cancel = second.expect("CANCEL");
            assertThat(branch(cancel)).isEqualTo(branch(heard));
            second.respond(cancel, 200, "OK");
            second.respond(heard, 487, "Request Terminated");
            second.expect("ACK");
            assertThat(first.count("CANCEL")).isZero();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.CANCELLED);
        }

        @Test
        void aCallThatIsGivenUpMeanwhileGoesNowhereElse() {
            Node.Call call = call();
            first.expect("INVITE");
            call.session().hangup();
            time.advance(Duration.ofMinutes(2));
            assertThat(second.received()).isEmpty();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.CANCELLED);
        }

        @Test
        void theNextServerMayChallenge() {
            Node.Call call = node.call(node.requestTo(BOB).withCredentials(Node.credentials("alice", "secret")));
            first.respond(first.expect("INVITE"), 503, "Service Unavailable");
            second.respond(second.expect("INVITE"), 401, "Unauthorized",
                    "WWW-Authenticate: Digest realm=\"example.com\", nonce=\"n\", algorithm=MD5, qop=\"auth\"");
            second.expect("ACK");
            ReceivedSip authorised = second.expect("INVITE");
            assertThat(authorised.header("Authorization")).contains("username=\"alice\"");
            answer(second, authorised);
            second.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            assertThat(first.count("INVITE")).isEqualTo(1);
        }

        @Test
        void anyOtherRefusalIsFinal() {
            Node.Call call = call();
            first.respond(first.expect("INVITE"), 486, "Busy Here");
            time.advance(Duration.ofSeconds(1));
            assertThat(call.events().end().status()).isEqualTo(486);
            assertThat(second.received()).isEmpty();
        }

        @Test
        void whereAllRefuseTheLastAnswerCounts() {
            Node.Call call = call();
            for (ScriptedSipPeer server : List.of(first, second, third)) {
                server.respond(server.expect("INVITE"), 503, "Service Unavailable");
            }
            time.advance(Duration.ofSeconds(1));
            assertThat(call.events().end().cause()).isEqualTo(EndCause.REJECTED);
            assertThat(call.events().end().status()).isEqualTo(503);
        }

        @Test
        void whereAllAreDeadTheCallerIsToldSo() {
            Node.Call call = call();
            time.advance(Duration.ofMinutes(2));
            assertThat(call.events().end().cause()).isEqualTo(EndCause.NO_RESPONSE);
            assertThat(third.received()).isNotEmpty();
        }

        @Test
        void whatCannotBeReachedIsPassedOverAtOnce() throws Exception {
            zone.server("six.example", 1, 1, InetAddress.getByName("2001:db8::5"))
                    .server("six.example", 2, 1, second.address().getAddress());
            node.call(node.requestTo(SipUri.of("sip:bob@six.example")));
            answer(second, second.expect("INVITE", Duration.ofSeconds(1)));
            second.expect("ACK");
        }

        @Test
        void aNameThatLeadsNowhereEndsTheCallWithTheQuestion() {
            Node.Call call = node.call(node.requestTo(SipUri.of("sip:bob@nowhere.example")));
            time.advance(Duration.ofSeconds(1));
            assertThat(call.events().end().cause()).isEqualTo(EndCause.TRANSPORT);
            assertThat(call.events().end().text()).contains("A nowhere.example: no such record");
        }

        @Test
        void aProxyByNameIsFollowedWithItsServersWhateverTheUriSays() {
            node.call(node.requestTo(SipUri.of("sip:bob@elsewhere.example"))
                    .withNextHop(NextHop.through(SipUri.of("sip:example.com"))));
            ReceivedSip invite = first.expect("INVITE");
            assertThat(invite.text().requestUri()).isEqualTo("sip:bob@elsewhere.example");
            first.respond(invite, 503, "Service Unavailable");
            answer(second, second.expect("INVITE"));
            second.expect("ACK");
        }
    }

    @Nested
    class WithinCalls {
        private Node.Call established() {
            Node.Call call = node.call(node.requestTo(BOB));
            first.respondWith(PeerFixture.answer(), first.expect("INVITE"), 200, "OK", "Contact: <sip:bob@10.99.0.1>",
                    "Record-Route: <sip:example.com;lr>", PeerFixture.SDP);
            first.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            return call;
        }

        private void accept(ScriptedSipPeer server, ReceivedSip reinvite) {
            server.respondWith(FakeMediaPort.sdp("recvonly", 2), reinvite, 200, "OK", "Contact: <sip:bob@10.99.0.1>", PeerFixture.SDP);
        }

        @Test
        void aByeGoesToTheNextServerWhenTheFirstIsDead() {
            Node.Call call = established();
            call.session().hangup();
            ReceivedSip unheard = first.expect("BYE");
            time.advance(TIME_OUT);
            ReceivedSip heard = second.expect("BYE");
            assertSameRequest(unheard, heard);
            assertThat(heard.header("CSeq")).isEqualTo(unheard.header("CSeq"));
            assertThat(heard.header("Route")).isEqualTo("<sip:example.com;lr>");
            second.respond(heard, 200, "OK");
            time.advance(Duration.ofMillis(100));
            assertThat(call.events().end().cause()).isEqualTo(EndCause.HANGUP);
        }

        @Test
        void aReinviteGoesToTheNextServerAndWhatFollowsStaysThere() {
            Node.Call call = established();
            CompletableFuture<Modification> held = call.session().hold().toCompletableFuture();
            ReceivedSip refused = first.expect("INVITE");
            first.respond(refused, 503, "Service Unavailable");
            ReceivedSip heard = second.expect("INVITE", Duration.ofSeconds(1));
            assertSameRequest(refused, heard);
            assertThat(heard.header("CSeq")).isEqualTo(refused.header("CSeq"));
            assertThat(branch(first.expect("ACK"))).isEqualTo(branch(refused));
            accept(second, heard);
            second.expect("ACK");
            assertThat(held.join().done()).isTrue();
            call.session().hangup();
            second.respond(second.expect("BYE", Duration.ofSeconds(1)), 200, "OK");
            assertThat(first.count("BYE")).isZero();
        }

        @Test
        void aReinviteThatNobodyHearsIsTriedEverywhereBeforeTheCallIsLost() {
            Node.Call call = established();
            call.session().hold();
            first.expect("INVITE");
            time.advance(TIME_OUT);
            second.expect("INVITE");
            time.advance(TIME_OUT);
            ReceivedSip heard = third.expect("INVITE");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            accept(third, heard);
            third.expect("ACK");
            assertThat(call.session().held()).isTrue();
        }

        @Test
        void aServerThatHasRungKeepsTheReinvite() {
            Node.Call call = established();
            CompletableFuture<Modification> held = call.session().hold().toCompletableFuture();
            ReceivedSip invite = first.expect("INVITE");
            first.respond(invite, 183, "Session Progress");
            first.respond(invite, 503, "Service Unavailable");
            time.advance(Duration.ofSeconds(1));
            assertThat(held.join().done()).isFalse();
            assertThat(second.received()).isEmpty();
        }
    }

    @Nested
    class Avoiding {
        private void options(ScriptedSipPeer expected) {
            CompletableFuture<RequestOutcome> outcome = ask();
            expected.respond(expected.expect("OPTIONS"), 200, "OK");
            time.advance(Duration.ofMillis(100));
            assertThat(outcome).isCompletedWithValueMatching(RequestOutcome.Answered.class::isInstance);
        }

        private CompletableFuture<RequestOutcome> ask() {
            CompletableFuture<RequestOutcome> outcome = new CompletableFuture<>();
            node.stack.shards().get(0).loop().execute(() -> node.agent()
                    .ask(PlainRequest.options(BOB, NameAddr.of("<sip:alice@example.com>")))
                    .thenAccept(outcome::complete));
            time.advance(Duration.ofMillis(10));
            return outcome;
        }

        @Test
        void aDeadServerIsNotTriedFirstForAMinute() {
            CompletableFuture<RequestOutcome> outcome = ask();
            ReceivedSip unheard = first.expect("OPTIONS");
            time.advance(TIME_OUT);
            ReceivedSip heard = second.expect("OPTIONS");
            assertSameRequest(unheard, heard);
            second.respond(heard, 200, "OK");
            time.advance(Duration.ofMillis(100));
            assertThat(outcome).isCompletedWithValueMatching(RequestOutcome.Answered.class::isInstance);
            first.discard();
            options(second);
            assertThat(first.count("OPTIONS")).as("retransmissions of the first request only").isEqualTo(11);
            time.advance(Way.AVOIDED);
            options(first);
        }

        @Test
        void aServerIsLeftAloneForAsLongAsItAsks() {
            ask();
            first.respond(first.expect("OPTIONS"), 503, "Service Unavailable", "Retry-After: 300");
            second.respond(second.expect("OPTIONS"), 200, "OK");
            time.advance(Duration.ofSeconds(298));
            options(second);
            time.advance(Duration.ofSeconds(2));
            options(first);
        }

        @Test
        void butNeverForLongerThanTenMinutes() {
            ask();
            first.respond(first.expect("OPTIONS"), 503, "Service Unavailable", "Retry-After: 4000000");
            second.respond(second.expect("OPTIONS"), 200, "OK");
            time.advance(Way.LONGEST_AVOIDED);
            options(first);
        }

        @Test
        void whereAllFailedLatelyTheyAreTriedAllTheSame() {
            CompletableFuture<RequestOutcome> outcome = ask();
            time.advance(TIME_OUT.multipliedBy(3));
            assertThat(outcome).isCompletedWithValueMatching(RequestOutcome.Unanswered.class::isInstance);
            for (ScriptedSipPeer server : List.of(first, second, third)) {
                server.discard();
            }
            CompletableFuture<RequestOutcome> again = ask();
            first.respond(first.expect("OPTIONS"), 503, "Service Unavailable");
            second.respond(second.expect("OPTIONS"), 503, "Service Unavailable");
            third.respond(third.expect("OPTIONS"), 200, "OK");
            time.advance(Duration.ofMillis(100));
            assertThat(again).isCompletedWithValueMatching(RequestOutcome.Answered.class::isInstance);
        }
    }

    @Nested
    class Registrations {
        private final List<RegistrationState> states = new ArrayList<>();

        private Registration register(String domain) {
            RegistrationRequest plan = RegistrationRequest
                    .of(SipUri.of("sip:" + domain), NameAddr.of("<sip:alice@" + domain + ">"))
                    .withKeepAlive(KeepAlive.NONE, Duration.ofSeconds(25));
            Registration[] made = new Registration[1];
            node.stack.shards().get(0).loop().execute(() ->
                    made[0] = node.agent().register(plan, (one, state) -> states.add(state)));
            time.advance(Duration.ofMillis(10));
            return made[0];
        }

        private void grant(ScriptedSipPeer server, ReceivedSip request) {
            server.respond(request, 200, "OK", "Contact: " + request.header("Contact"));
            time.advance(Duration.ofMillis(100));
            assertThat(states.get(states.size() - 1)).isInstanceOf(RegistrationState.Registered.class);
        }

        @Test
        void aDeadRegistrarIsGivenUpForTheNextAndTakenUpAgainWhenItIsBack() {
            Registration registration = register("example.com");
            ReceivedSip unheard = first.expect("REGISTER");
            time.advance(TIME_OUT);
            ReceivedSip heard = second.expect("REGISTER");
            assertSameRequest(unheard, heard);
            grant(second, heard);
            assertThat(registration.flow().orElseThrow().remote()).isEqualTo(second.address());
            assertThat(states).as("nobody was told of a failure").noneMatch(RegistrationState.Waiting.class::isInstance);
            first.discard();
            time.advance(Duration.ofMinutes(58));
            grant(first, first.expect("REGISTER"));
        }

        @Test
        void aBusyRegistrarToo() {
            register("example.com");
            first.respond(first.expect("REGISTER"), 503, "Service Unavailable");
            grant(second, second.expect("REGISTER"));
        }

        @Test
        void amongEqualsItStaysWithTheOneItHas() throws Exception {
            ScriptedSipPeer[] equals = new ScriptedSipPeer[4];
            for (int i = 0; i < equals.length; i++) {
                VirtualHost host = network.host();
                zone.server("equal.example", 1, 1, host.address());
                equals[i] = ScriptedSipPeer.on(time, host, 5060);
                ScriptedSipPeer self = equals[i];
                self.when("REGISTER", request ->
                        self.respond(request, 200, "OK", "Contact: " + request.header("Contact")));
            }
            Registration registration = register("equal.example");
            Set<Object> met = new HashSet<>();
            for (int i = 0; i < 12; i++) {
                time.advance(Duration.ofHours(1));
                met.add(registration.flow().orElseThrow().remote());
            }
            assertThat(met).hasSize(1);
        }
    }
}
