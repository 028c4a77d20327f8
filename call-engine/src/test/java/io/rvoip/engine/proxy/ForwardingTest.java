package io.rvoip.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.transport.Flow;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SipText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a proxy checks, changes and leaves alone (RFC 3261 §16.3 to §16.6, §16.11, §16.12). */
class ForwardingTest {
    private final Relay relay = new Relay();
    private final ScriptedSipPeer alice = relay.peer();
    private final ScriptedSipPeer bob = relay.phone("bob", 1.0);

    @AfterEach
    void nothingIsLeft() {
        relay.findNothing();
    }

    private String without(String raw, String... starts) {
        StringBuilder kept = new StringBuilder();
        for (String line : raw.split("(?<=\r\n)")) {
            if (List.of(starts).stream().noneMatch(line::startsWith)) {
                kept.append(line);
            }
        }
        return kept.toString();
    }

    private ReceivedSip talk() {
        relay.invite(alice, "bob");
        ReceivedSip invite = bob.expect("INVITE");
        bob.respond(invite, 200, "OK", "Contact: <sip:bob@" + bob.hostPort() + ">",
                "Record-Route: " + invite.header("Record-Route"));
        ReceivedSip ok = alice.expect("200 INVITE");
        alice.send(alice.request("ACK", "sip:bob@" + bob.hostPort(), "Route: " + ok.header("Record-Route"),
                "Call-ID: " + ok.header("Call-ID"), "From: " + ok.header("From"), "To: " + ok.header("To"),
                "CSeq: 1 ACK"), relay.at());
        bob.expect("ACK");
        return ok;
    }

    /** SECURITY.md U15 and U23, within a call and backwards too. */
    @Nested
    class Boundary {
        private final String[] forged = {
            "P-Asserted-Identity : <sip:boss@rvoip.test>", "history-INFO\t:\r\n <sip:boss@rvoip.test>;index=1",
            "Remote-Party-ID:<sip:boss@rvoip.test>", "DIVERSION: <sip:boss@rvoip.test>", "X-Mine: stays"};

        @Test
        void whatOnlyATrustedSideMaySayDoesNotPass() {
            relay.invite(alice, "bob", forged);
            ReceivedSip invite = bob.expect("INVITE");
            assertThat(invite.text().raw()).doesNotContain("boss").contains("X-Mine: stays\r\n");
            bob.respond(invite, 180, "Ringing", forged);
            assertThat(alice.expect("180").text().raw()).doesNotContain("boss").contains("X-Mine: stays\r\n");
            bob.respond(invite, 486, "Busy Here", forged);
            ReceivedSip refusal = alice.expect("486");
            assertThat(refusal.text().raw()).doesNotContain("boss").contains("X-Mine: stays\r\n");
            bob.expect("ACK");
            alice.send(alice.request("ACK", "sip:bob@" + Relay.DOMAIN, "Via: " + refusal.header("Via"),
                    "Call-ID: " + refusal.header("Call-ID"), "From: " + refusal.header("From"),
                    "To: " + refusal.header("To"), "CSeq: 1 ACK"), relay.at());
        }

        @Test
        void norWithinACall() {
            ReceivedSip ok = talk();
            alice.send(alice.request("BYE", "sip:bob@" + bob.hostPort(), Stream.concat(Stream.of(forged),
                    Stream.of("Route: " + ok.header("Record-Route"), "Call-ID: " + ok.header("Call-ID"),
                            "From: " + ok.header("From"), "To: " + ok.header("To"), "CSeq: 2 BYE"))
                    .toArray(String[]::new)), relay.at());
            ReceivedSip bye = bob.expect("BYE");
            assertThat(bye.text().raw()).doesNotContain("boss").contains("X-Mine: stays\r\n");
            bob.respond(bye, 200, "OK", forged);
            assertThat(alice.expect("200 BYE").text().raw()).doesNotContain("boss");
        }

        @Test
        void aStrayAnswerGoesNowhere() {
            ScriptedSipPeer victim = relay.peer();
            alice.send("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP " + relay.at().getAddress().getHostAddress()
                    + ":5060;branch=z9hG4bKstray\r\nVia: SIP/2.0/UDP " + victim.hostPort() + ";branch=z9hG4bKvictim\r\n"
                    + "From: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\nCall-ID: stray\r\nCSeq: 1 INVITE\r\n"
                    + "Content-Length: 0\r\n\r\n", relay.at());
            victim.expectNothing(Duration.ofSeconds(40));
        }
    }

    /** RFC 3263 §4.3: a host name with two servers. */
    @Nested
    class ServersThatFail {
        private final ScriptedSipPeer first = relay.peer();
        private final ScriptedSipPeer second = relay.peer();

        private void send(String method) {
            relay.name("two.test", first, second);
            alice.send(alice.request(method, "sip:carol@two.test"), relay.at());
        }

        @Test
        void areFollowedByTheNextAfter503WithABranchOfItsOwn() {
            for (String method : List.of("INVITE", "MESSAGE")) {
                send(method);
                ReceivedSip one = first.expect(method);
                first.respond(one, 503, "Busy");
                ReceivedSip other = second.expect(method);
                assertThat(Relay.first(other, "Via")).isNotEqualTo(Relay.first(one, "Via"));
                assertThat(other.header("Call-ID")).isEqualTo(one.header("Call-ID"));
                second.respond(other, 486, "Busy Here");
                alice.expect("486 " + method);
            }
        }

        @Test
        void areFollowedByTheNextWithinACallToo() {
            relay.name("two.test", first, second);
            ReceivedSip ok = talk();
            alice.send(alice.request("BYE", "sip:bob@" + bob.hostPort(), "Route: " + ok.header("Record-Route") + ", <sip:two.test;lr>",
                    "Call-ID: " + ok.header("Call-ID"), "From: " + ok.header("From"), "To: " + ok.header("To"),
                    "CSeq: 2 BYE"), relay.at());
            first.respond(first.expect("BYE"), 503, "Service Unavailable");
            second.respond(second.expect("BYE"), 200, "OK");
            alice.expect("200 BYE");
        }

        @Test
        void areFollowedByTheNextWhenNobodyAnswersAnInvite() {
            send("INVITE");
            first.expect("INVITE");
            relay.advance(Duration.ofSeconds(33));
            ReceivedSip other = second.expect("INVITE");
            second.respond(other, 603, "Decline");
            alice.expect("603 INVITE");
        }

        @Test
        void areNotFollowedWhenTheNextFailsTooNorByOtherAnswers() {
            send("INVITE");
            first.respond(first.expect("INVITE"), 503, "Busy");
            second.respond(second.expect("INVITE"), 503, "Busy");
            alice.expect("500 INVITE");
            second.expect("ACK");
            send("INVITE");
            first.respond(first.expect("INVITE"), 500, "Broken");
            alice.expect("500 INVITE");
            second.expectNothing(Duration.ofSeconds(40));
        }

        @Test
        void areNotFollowedOnceOneRingsOrTheCallerHasGivenUp() {
            send("INVITE");
            ReceivedSip ringing = first.expect("INVITE");
            first.respond(ringing, 180, "Ringing");
            first.respond(ringing, 503, "Busy");
            alice.expect("500 INVITE");
            String text = alice.request("INVITE", "sip:carol@two.test");
            alice.send(text, relay.at());
            ReceivedSip invite = first.expect("INVITE");
            first.respond(invite, 100, "Trying");
            alice.send(SipText.read(text).cancel(), relay.at());
            first.respond(first.expect("CANCEL"), 200, "OK");
            first.respond(invite, 503, "Busy");
            second.expectNothing(Duration.ofSeconds(40));
        }
    }

    @Nested
    class Bytes {
        @Test
        void everyLineThatIsNotOursToChangeLeavesAsItCame() {
            String odd = alice.requestWith("v=0\r\n odd body \u00e4\r\n", "MESSAGE", "sip:bob@" + Relay.DOMAIN,
                    "Content-Type:   text/plain ;charset=utf-8", "X-Strange:  a ,,b", "s: compact \"subject",
                    "Max-Forwards: 12");
            alice.send(odd, relay.at());
            ReceivedSip got = bob.expect("MESSAGE");
            String theirs = got.text().raw();
            assertThat(theirs).startsWith("MESSAGE sip:bob@" + bob.hostPort() + " SIP/2.0\r\nVia: SIP/2.0/UDP "
                    + relay.at().getAddress().getHostAddress() + ":5060;branch=z9hG4bK");
            assertThat(without(theirs, "MESSAGE", "Via", "Max-Forwards", "Max-Breadth"))
                    .isEqualTo(without(odd, "MESSAGE", "Via", "Max-Forwards"));
            assertThat(got.header("Max-Forwards")).isEqualTo("11");
            assertThat(got.header("Max-Breadth")).isEqualTo("60");
            assertThat(got.text().headers("Via")).hasSize(2);
            assertThat(got.text().has("Record-Route")).isFalse();
            bob.respond(got, 200, "OK", "X-Back:   as  it is", "Server: Bob's");
            ReceivedSip back = alice.expect("200 MESSAGE");
            assertThat(back.text().raw()).contains("X-Back:   as  it is\r\n", "Server: Bob's\r\n");
            assertThat(back.text().headers("Via")).hasSize(1);
        }

        @Test
        void aRequestWithoutMaxForwardsGetsOne() {
            alice.send(alice.request("MESSAGE", "sip:bob@" + Relay.DOMAIN, "Max-Forwards:"), relay.at());
            ReceivedSip got = bob.expect("MESSAGE");
            assertThat(got.header("Max-Forwards")).isEqualTo("70");
            bob.respond(got, 202, "Accepted");
            alice.expect("202");
        }

        @Test
        void aResponseCannotBeSentElsewhereByChangingItsVia() {
            relay.invite(alice, "bob");
            ReceivedSip invite = bob.expect("INVITE");
            String victim = invite.text().response(486, "Busy Here").replaceFirst(
                    alice.hostPort().replace(".", "\\."), "10.0.0.1:9;maddr=10.9.9.9");
            bob.send(victim, relay.at());
            assertThat(alice.expect("486").header("Via")).contains(alice.hostPort());
        }
    }

    @Nested
    class Checks {
        @ParameterizedTest
        @CsvSource({"Max-Forwards: 0, sip:bob@rvoip.test, 483", "Proxy-Require: foo, sip:bob@rvoip.test, 420",
                "X: 1, http://rvoip.test/, 416", "X: 1, tel:+4930123, 416", "X: 1, sips:bob@rvoip.test, 416",
                "X: 1, sip:nobody@rvoip.test, 404", "X: 1, sip:carol@rvoip.test, 480", "Max-Breadth: 0, sip:bob@rvoip.test, 440"})
        void refusesByName(String line, String uri, int status) {
            alice.send(alice.request("MESSAGE", uri, line), relay.at());
            ReceivedSip refusal = alice.expect(String.valueOf(status));
            assertThat(refusal.text().parameter("To", "tag")).isPresent();
            if (status == 420) {
                assertThat(refusal.header("Unsupported")).isEqualTo("foo");
            }
            bob.expectNothing(Duration.ofSeconds(1));
        }

        @Test
        void whatIsForUsIsAnsweredByTheUserAgent() {
            alice.send(alice.request("OPTIONS", "sip:" + Relay.DOMAIN), relay.at());
            assertThat(alice.expect("200 OPTIONS").text().has("Allow")).isTrue();
            alice.send(alice.request("OPTIONS", "sip:" + Relay.DOMAIN, "Route: <sip:" + Relay.DOMAIN + ";lr>"),
                    relay.at());
            assertThat(alice.expect("200 OPTIONS").text().has("Allow")).isTrue();
        }

        @Test
        void aRequestElsewhereGoesWhereItsUriSays() {
            ScriptedSipPeer far = relay.peer();
            alice.send(alice.request("MESSAGE", "sip:far@" + far.hostPort()), relay.at());
            far.respond(far.expect("MESSAGE"), 200, "OK");
            alice.expect("200");
        }

        @Test
        void anUnreachablePlaceIsA503OfOursSoA503() {
            alice.send(alice.request("MESSAGE", "sip:far@no.such.host"), relay.at());
            alice.expect("503");
        }
    }

    @Nested
    class Routes {
        @Test
        void aCallKeepsUsOnItsWayAndPassesBothWays() {
            ReceivedSip ok = talk();
            String route = ok.header("Record-Route");
            assertThat(route).matches("<sip:[0-9a-f]{20}@" + relay.at().getAddress().getHostAddress() + ":5060;lr>");
            bob.send(bob.request("BYE", "sip:peer@" + alice.hostPort(), "Route: " + route,
                    "Call-ID: " + ok.header("Call-ID"), "From: " + ok.header("To"), "To: " + ok.header("From"),
                    "CSeq: 7 BYE"), relay.at());
            ReceivedSip bye = alice.expect("BYE");
            assertThat(bye.text().has("Route")).isFalse();
            assertThat(bye.text().has("Record-Route")).isFalse();
            assertThat(bye.text().requestUri()).isEqualTo("sip:peer@" + alice.hostPort());
            alice.respond(bye, 200, "OK");
            bob.expect("200 BYE");
            assertThat(relay.outcomes).containsExactly("200 1");
        }

        @Test
        void aRouteToUsBeforeTheCallIsTakenOffAndTheNextIsFollowed() {
            ScriptedSipPeer next = relay.peer();
            alice.send(alice.request("MESSAGE", "sip:bob@" + Relay.DOMAIN, "Route: <sip:" + Relay.DOMAIN
                    + ";lr>, <sip:" + next.hostPort() + ";lr>"), relay.at());
            ReceivedSip got = next.expect("MESSAGE");
            assertThat(got.text().requestUri()).isEqualTo("sip:bob@" + Relay.DOMAIN);
            assertThat(got.header("Route")).isEqualTo("<sip:" + next.hostPort() + ";lr>");
            next.respond(got, 200, "OK");
            alice.expect("200");
        }

        @Test
        void aStrictRouterNextFindsItselfInTheRequestUri() {
            ScriptedSipPeer strict = relay.peer();
            alice.send(alice.request("MESSAGE", "sip:far@10.9.9.9", "Route: <sip:" + Relay.DOMAIN + ";lr>",
                    "Route: <sip:" + strict.hostPort() + ">", "Route: <sip:last@10.8.8.8;lr>"), relay.at());
            ReceivedSip got = strict.expect("MESSAGE");
            assertThat(got.text().requestUri()).isEqualTo("sip:" + strict.hostPort());
            assertThat(got.text().headers("Route")).containsExactly("<sip:last@10.8.8.8;lr>", "<sip:far@10.9.9.9>");
            strict.respond(got, 200, "OK");
            alice.expect("200");
        }

        @Test
        void aStrictRouterBeforeUsPutOurUriInFront() {
            ReceivedSip ok = talk();
            String mine = ok.header("Record-Route").replaceAll("[<>]", "");
            alice.send(alice.request("BYE", mine, "Route: <sip:bob@" + bob.hostPort() + ">",
                    "Call-ID: " + ok.header("Call-ID"), "From: " + ok.header("From"), "To: " + ok.header("To"),
                    "CSeq: 2 BYE"), relay.at());
            ReceivedSip bye = bob.expect("BYE");
            assertThat(bye.text().requestUri()).isEqualTo("sip:bob@" + bob.hostPort());
            assertThat(bye.text().has("Route")).isFalse();
            bob.respond(bye, 200, "OK");
            alice.expect("200 BYE");
        }

        @Test
        void anAckWithoutOurMarkGoesNowhere() {
            alice.send(alice.request("ACK", "sip:bob@" + bob.hostPort(), "Route: <sip:" + Relay.DOMAIN + ";lr>",
                    "To: <sip:bob@" + Relay.DOMAIN + ">;tag=x"), relay.at());
            bob.expectNothing(Duration.ofSeconds(1));
        }

        @Test
        void aPhoneBehindANatIsReachedWithinItsCallOverTheFlowItRegisteredOn() {
            ScriptedSipPeer carol = relay.peer();
            String contact = "sip:carol@192.168.77.9:5062";
            relay.bind("carol", contact, Flow.udp(relay.at(), carol.address()), 1.0);
            relay.invite(alice, "carol");
            ReceivedSip invite = carol.expect("INVITE");
            carol.respond(invite, 200, "OK", "Contact: <" + contact + ">",
                    "Record-Route: " + invite.header("Record-Route"));
            ReceivedSip ok = alice.expect("200 INVITE");
            String[] dialog = {"Route: " + ok.header("Record-Route"), "Call-ID: " + ok.header("Call-ID"),
                    "From: " + ok.header("From"), "To: " + ok.header("To")};
            alice.send(alice.request("ACK", contact, with(dialog, "CSeq: 1 ACK")), relay.at());
            assertThat(carol.expect("ACK").text().requestUri()).isEqualTo(contact);
            alice.send(alice.request("BYE", contact, with(dialog, "CSeq: 2 BYE")), relay.at());
            carol.respond(carol.expect("BYE"), 200, "OK");
            alice.expect("200 BYE");
        }

        private String[] with(String[] lines, String more) {
            String[] all = Arrays.copyOf(lines, lines.length + 1);
            all[lines.length] = more;
            return all;
        }

        @Test
        void callerAndCalledOfTwoFamiliesEachSeeAnAddressTheyReach() {
            ScriptedSipPeer six = relay.peer6();
            six.send(six.request("INVITE", "sip:bob@" + Relay.DOMAIN), relay.at6());
            ReceivedSip invite = bob.expect("INVITE");
            List<String> pair = invite.text().headers("Record-Route");
            assertThat(pair).hasSize(2);
            assertThat(pair.get(0)).contains("@" + relay.at().getAddress().getHostAddress() + ":5060;lr;r2>");
            assertThat(pair.get(1)).contains("@[").contains("]:5060;lr;r2>");
            bob.respond(invite, 200, "OK", "Contact: <sip:bob@" + bob.hostPort() + ">",
                    "Record-Route: " + pair.get(0), "Record-Route: " + pair.get(1));
            ReceivedSip ok = six.expect("200 INVITE");
            String[] dialog = {"Call-ID: " + ok.header("Call-ID"), "From: " + ok.header("From"),
                    "To: " + ok.header("To"), "CSeq: 1 ACK", "Route: " + pair.get(1), "Route: " + pair.get(0)};
            six.send(six.request("ACK", "sip:bob@" + bob.hostPort(), dialog), relay.at6());
            assertThat(bob.expect("ACK").text().has("Route")).isFalse();
            bob.send(bob.request("BYE", "sip:peer@" + six.hostPort(), "Call-ID: " + ok.header("Call-ID"),
                    "From: " + ok.header("To"), "To: " + ok.header("From"), "CSeq: 3 BYE",
                    "Route: " + pair.get(0) + ", " + pair.get(1)), relay.at());
            ReceivedSip bye = six.expect("BYE");
            assertThat(bye.text().has("Route")).isFalse();
            six.respond(bye, 200, "OK");
            bob.expect("200 BYE");
        }
    }

    @Nested
    class Loops {
        @Test
        void aPlaceThatLeadsBackHereIsALoop() {
            relay.bind("carol", "sip:carol@" + Relay.DOMAIN, Flow.udp(relay.at(), relay.at()), 1);
            alice.send(alice.request("MESSAGE", "sip:carol@" + Relay.DOMAIN), relay.at());
            alice.expect("482");
        }

        @Test
        void aRequestThatComesByAgainForSomebodyElseIsNone() {
            ScriptedSipPeer far = relay.peer();
            alice.send(alice.request("MESSAGE", "sip:far@" + far.hostPort()), relay.at());
            ReceivedSip got = far.expect("MESSAGE");
            String again = got.text().raw().replaceFirst("sip:far@\\S+ SIP", "sip:bob@" + Relay.DOMAIN + " SIP")
                    .replaceFirst("Via: ", "Via: SIP/2.0/UDP " + far.hostPort() + ";branch=z9hG4bKfar\r\nVia: ");
            far.send(again, relay.at());
            ReceivedSip spiral = bob.expect("MESSAGE");
            bob.respond(spiral, 200, "OK");
            far.expect("200");
            far.send(got.text().raw().replaceFirst(
                    "Via: ", "Via: SIP/2.0/UDP " + far.hostPort() + ";branch=z9hG4bKloop\r\nVia: "), relay.at());
            far.expect("482");
            far.respond(got, 200, "OK");
            alice.expect("200");
        }
    }
}
