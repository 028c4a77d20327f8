package io.rvoip.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.engine.EngineConfig;
import io.rvoip.engine.EngineLimits;
import io.rvoip.engine.ProxySettings;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SipText;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request on its way, arrow by arrow: forks, best answers, CANCEL, timers (RFC 3261 §16.7 to §16.10). */
class ResponseContextTest {
    private Relay relay = new Relay();
    private ScriptedSipPeer alice = relay.peer();

    @AfterEach
    void nothingIsLeft() {
        relay.findNothing();
    }

    private void with(UnaryOperator<EngineConfig.Builder> change) {
        relay = new Relay(change);
        alice = relay.peer();
    }

    /** Sends an INVITE to bob; the peer acknowledges failures by itself. */
    private ReceivedSip[] call(ScriptedSipPeer... phones) {
        relay.invite(alice, "bob");
        ReceivedSip[] got = new ReceivedSip[phones.length];
        for (int i = 0; i < phones.length; i++) {
            got[i] = phones[i].expect("INVITE");
        }
        return got;
    }

    private static void cancelled(ScriptedSipPeer phone, ReceivedSip invite) {
        ReceivedSip cancel = phone.expect("CANCEL");
        phone.respond(cancel, 200, "OK");
        phone.respond(invite, 487, "Request Terminated");
        phone.expect("ACK");
    }


    @Nested
    class Looking {
        @Test
        void nobodyIsThere() {
            relay.invite(alice, "carol");
            alice.expect("480");
            assertThat(relay.outcomes).containsExactly("480 0");
        }
    }

    @Nested
    class Trying {
        @Test
        void ringingIsPassedOnAndTryingIsNot() {
            ScriptedSipPeer bob = relay.phone("bob", 1.0);
            ReceivedSip invite = call(bob)[0];
            bob.respond(invite, 100, "Trying");
            relay.advance(Duration.ofMillis(100));
            assertThat(alice.count("100")).isZero();
            relay.advance(Duration.ofMillis(200));
            assertThat(alice.count("100")).isEqualTo(1); // ours, after 200 ms
            bob.respond(invite, 180, "Ringing");
            assertThat(alice.expect("180").text().parameter("To", "tag")).isPresent();
            bob.respond(invite, 486, "Busy Here");
            alice.expect("486");
            assertThat(relay.admission.active()).isZero();
        }

        @Test
        void theFirstAnswerCancelsTheOthersAndASecondOnePassesToo() {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            ScriptedSipPeer soft = relay.phone("bob", 1.0);
            ReceivedSip[] got = call(desk, mobile, soft);
            assertThat(List.of(got[0].header("Max-Breadth"), got[1].header("Max-Breadth"),
                    got[2].header("Max-Breadth"))).containsExactly("20", "20", "20");
            mobile.respond(got[1], 180, "Ringing");
            soft.respond(got[2], 180, "Ringing");
            relay.advance(Duration.ofMillis(100));
            desk.respond(got[0], 200, "OK", "Contact: <sip:desk@" + desk.hostPort() + ">");
            assertThat(alice.expect("200").header("Contact")).contains("desk");
            ReceivedSip cancel = mobile.expect("CANCEL");
            assertThat(cancel.header("Reason")).isEqualTo("SIP;cause=200;text=\"Call completed elsewhere\"");
            mobile.respond(cancel, 200, "OK");
            mobile.respond(got[1], 200, "OK", "Contact: <sip:mobile@" + mobile.hostPort() + ">");
            assertThat(alice.expect("200").header("Contact")).contains("mobile");
            cancelled(soft, got[2]);
            assertThat(alice.count("487")).isZero();
            assertThat(relay.outcomes).containsExactly("200 3");
        }

        @Test
        void aPhoneThatHasNotSaidAnythingIsCancelledOnceItDoes() {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            ReceivedSip[] got = call(desk, mobile);
            desk.respond(got[0], 200, "OK");
            alice.expect("200");
            relay.advance(Duration.ofMillis(300));
            assertThat(mobile.count("CANCEL")).isZero();
            mobile.respond(got[1], 180, "Ringing");
            cancelled(mobile, got[1]);
            assertThat(alice.count("180")).isZero();
        }

        @Test
        void phonesOfLowerPreferenceRingAfterTheOthersHaveFailed() {
            ScriptedSipPeer last = relay.phone("bob", 0.2);
            ScriptedSipPeer first = relay.phone("bob", 0.9);
            ReceivedSip invite = call(first)[0];
            last.expectNothing(Duration.ofMillis(300));
            first.respond(invite, 486, "Busy Here");
            ReceivedSip second = last.expect("INVITE");
            assertThat(alice.count("486")).isZero();
            assertThat(second.header("Max-Breadth")).isEqualTo("60");
            last.respond(second, 200, "OK");
            alice.expect("200");
        }

        @Test
        void aGlobalFailureEndsTheSearch() {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            ScriptedSipPeer later = relay.phone("bob", 0.5);
            ReceivedSip[] got = call(desk, mobile);
            mobile.respond(got[1], 180, "Ringing");
            relay.advance(Duration.ofMillis(10));
            desk.respond(got[0], 603, "Decline");
            relay.advance(Duration.ofMillis(10));
            assertThat(alice.count("603")).isZero(); // not before all others are over
            cancelled(mobile, got[1]);
            alice.expect("603");
            later.expectNothing(Duration.ofSeconds(1));
        }

        @Test
        void anAnswerAfterAGlobalFailureStillWins() {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            ReceivedSip[] got = call(desk, mobile);
            desk.respond(got[0], 600, "Busy Everywhere");
            mobile.respond(got[1], 200, "OK");
            alice.expect("200");
            assertThat(alice.count("600")).isZero();
        }

        @ParameterizedTest
        @CsvSource({"486, 404, 486", "404, 486, 404", "500, 480, 480", "503, 503, 500", "302, 404, 302",
                "487, 408, 487", "481, 484, 484", "604, 302, 604", "408, 480, 480"})
        void theBestAnswerGoesBack(int one, int other, int best) {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            ReceivedSip[] got = call(desk, mobile);
            desk.respond(got[0], one, "One");
            mobile.respond(got[1], other, "Other");
            alice.expect(String.valueOf(best));
            assertThat(alice.count("503")).isZero();
        }

        @Test
        void challengesOfAllBranchesGoBackTogether() {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            ReceivedSip[] got = call(desk, mobile);
            desk.respond(got[0], 407, "Proxy Authentication Required",
                    "Proxy-Authenticate: Digest realm=\"p\", nonce=\"1\"");
            mobile.respond(got[1], 401, "Unauthorized", "WWW-Authenticate: Digest realm=\"a\", nonce=\"2\"",
                    "WWW-Authenticate: Digest realm=\"b\", nonce=\"3\"");
            ReceivedSip challenge = alice.expect("401");
            assertThat(challenge.text().headers("WWW-Authenticate")).hasSize(2);
            assertThat(challenge.text().headers("Proxy-Authenticate"))
                    .containsExactly("Digest realm=\"p\", nonce=\"1\"");
        }

        @Test
        void aPhoneThatIsGoneIsAnsweredWith408() {
            relay.phone("bob", 1.0).close();
            relay.invite(alice, "bob");
            alice.expect("408", Duration.ofSeconds(40));
        }

        @Test
        void aRequestOtherThanInviteThatNobodyAnswersGetsNo408() {
            relay.phone("bob", 1.0).close();
            alice.send(alice.request("MESSAGE", "sip:bob@" + Relay.DOMAIN), relay.at());
            alice.expectNothing(Duration.ofSeconds(100));
        }

        @Test
        void lostPacketsAreSentAgainOnEachSideByItself() {
            ScriptedSipPeer bob = relay.phone("bob", 1.0);
            alice.send(alice.request("MESSAGE", "sip:bob@" + Relay.DOMAIN), relay.at());
            ReceivedSip first = bob.expect("MESSAGE");
            ReceivedSip again = bob.expect("MESSAGE");
            assertThat(again.text().raw()).isEqualTo(first.text().raw());
            bob.respond(again, 200, "OK");
            alice.expect("200");
        }

        @Test
        void morePhonesThanBreadthRingOneGroupAfterTheOther() {
            with(config -> config.withLimits(EngineLimits.DEFAULT.withMaxPlaces(3)));
            ScriptedSipPeer one = relay.phone("bob", 1.0);
            ScriptedSipPeer two = relay.phone("bob", 1.0);
            ScriptedSipPeer three = relay.phone("bob", 1.0);
            ScriptedSipPeer four = relay.phone("bob", 1.0);
            relay.invite(alice, "bob", "Max-Breadth: 2");
            ReceivedSip first = one.expect("INVITE");
            assertThat(first.header("Max-Breadth")).isEqualTo("1");
            ReceivedSip second = two.expect("INVITE");
            three.expectNothing(Duration.ofMillis(100));
            one.respond(first, 486, "Busy Here");
            two.respond(second, 486, "Busy Here");
            ReceivedSip third = three.expect("INVITE");
            assertThat(third.header("Max-Breadth")).isEqualTo("2");
            three.respond(third, 486, "Busy Here");
            alice.expect("486");
            four.expectNothing(Duration.ofSeconds(1));
        }
    }

    @Nested
    class Cancelled {
        private final ScriptedSipPeer desk = relay.phone("bob", 1.0);
        private final ScriptedSipPeer mobile = relay.phone("bob", 1.0);
        private final ScriptedSipPeer later = relay.phone("bob", 0.5);

        @Test
        void allBranchesAreCancelledAndNobodyElseIsAsked() {
            String text = alice.request("INVITE", "sip:bob@" + Relay.DOMAIN);
            alice.send(text, relay.at());
            ReceivedSip one = desk.expect("INVITE");
            ReceivedSip two = mobile.expect("INVITE");
            desk.respond(one, 180, "Ringing");
            mobile.respond(two, 183, "Session Progress");
            alice.expect("180");
            alice.send(SipText.read(text).cancel().replace(
                    "\r\n\r\n", "\r\nReason: Q.850;cause=16\r\n\r\n"), relay.at());
            alice.expect("200 CANCEL");
            ReceivedSip cancel = desk.expect("CANCEL");
            assertThat(cancel.header("Reason")).isEqualTo("Q.850;cause=16");
            assertThat(cancel.text().requestUri()).isEqualTo(one.text().requestUri());
            desk.respond(cancel, 200, "OK");
            desk.respond(one, 487, "Request Terminated");
            cancelled(mobile, two);
            alice.expect("487 INVITE");
            later.expectNothing(Duration.ofSeconds(1));
            assertThat(relay.outcomes).containsExactly("487 2");
        }

        @Test
        void aPhoneThatNeverAnswersItsCancelIsGivenUp() {
            String text = alice.request("INVITE", "sip:bob@" + Relay.DOMAIN);
            alice.send(text, relay.at());
            desk.respond(desk.expect("INVITE"), 180, "Ringing");
            mobile.respond(mobile.expect("INVITE"), 486, "Busy Here");
            alice.expect("180");
            alice.send(SipText.read(text).cancel(), relay.at());
            alice.expect("200 CANCEL");
            desk.expect("CANCEL");
            alice.expect("486", Duration.ofSeconds(33));
        }

        @Test
        void aCancelOfNothingIsRefused() {
            String text = alice.request("INVITE", "sip:bob@" + Relay.DOMAIN);
            alice.send(SipText.read(text).cancel(), relay.at());
            alice.expect("481");
        }
    }

    @Nested
    class Timers {
        @Test
        void phonesRingForTheRingTimeoutThenTheNextRing() {
            with(config -> config.withRingTimeout(Duration.ofSeconds(20)));
            ScriptedSipPeer first = relay.phone("bob", 1.0);
            ScriptedSipPeer second = relay.phone("bob", 0.5);
            ReceivedSip invite = call(first)[0];
            first.respond(invite, 180, "Ringing");
            relay.advance(Duration.ofSeconds(19));
            assertThat(first.count("CANCEL")).isZero();
            relay.advance(Duration.ofSeconds(2));
            cancelled(first, invite);
            ReceivedSip next = second.expect("INVITE");
            second.respond(next, 180, "Ringing");
            relay.advance(Duration.ofSeconds(21));
            cancelled(second, next);
            alice.expect("408");
        }

        @Test
        void timerCEndsWhatSaysNothingMoreAndEachProvisionalStartsItAgain() {
            with(config -> config.withProxy(ProxySettings.DEFAULT.withTimerC(Duration.ofSeconds(200))));
            ScriptedSipPeer far = relay.peer();
            alice.send(alice.request("INVITE", "sip:far@" + far.hostPort()), relay.at());
            ReceivedSip invite = far.expect("INVITE");
            far.respond(invite, 100, "Trying");
            relay.advance(Duration.ofSeconds(150));
            far.respond(invite, 180, "Ringing");
            relay.advance(Duration.ofSeconds(150));
            far.respond(invite, 100, "Trying"); // says nothing about the far end
            relay.advance(Duration.ofSeconds(49));
            assertThat(far.count("CANCEL")).isZero();
            relay.advance(Duration.ofSeconds(2));
            cancelled(far, invite);
            alice.expect("408");
        }
    }

    @Nested
    class Answered {
        @Test
        void theAnswerIsRepeatedEndToEndUntilTheAckComes() {
            ScriptedSipPeer bob = relay.phone("bob", 1.0);
            ReceivedSip invite = call(bob)[0];
            bob.respond(invite, 200, "OK");
            ReceivedSip ok = alice.expect("200");
            bob.respond(invite, 200, "OK");
            assertThat(alice.expect("200").text().raw()).isEqualTo(ok.text().raw());
            assertThat(relay.proxy.counts()).isEqualTo(new ProxyCounts(0, 1, 0));
        }

        @Test
        void aFailureAfterTheAnswerIsNobodysBusiness() {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            ReceivedSip[] got = call(desk, mobile);
            desk.respond(got[0], 200, "OK");
            alice.expect("200");
            mobile.respond(got[1], 603, "Decline");
            mobile.expect("ACK");
            alice.expectNothing(Duration.ofSeconds(1));
        }

        @Test
        void oneAnswerOfSeveralIsEnoughForOtherRequests() {
            ScriptedSipPeer desk = relay.phone("bob", 1.0);
            ScriptedSipPeer mobile = relay.phone("bob", 1.0);
            alice.send(alice.request("MESSAGE", "sip:bob@" + Relay.DOMAIN), relay.at());
            desk.respond(desk.expect("MESSAGE"), 200, "OK");
            mobile.respond(mobile.expect("MESSAGE"), 200, "OK");
            alice.expect("200");
            alice.expectNothing(Duration.ofSeconds(1));
        }
    }

    @Nested
    class Done {
        @Test
        void anAnswerAfterTheFailureWasToldIsPassedOnAllTheSame() {
            ScriptedSipPeer bob = relay.phone("bob", 1.0);
            ScriptedSipPeer other = relay.phone("bob", 1.0);
            ReceivedSip[] got = call(bob, other);
            bob.respond(got[0], 200, "OK");
            ReceivedSip ok = alice.expect("200");
            relay.advance(Duration.ofSeconds(31));
            other.respond(got[1], 180, "Ringing");
            relay.advance(Duration.ofMillis(500));
            other.respond(got[1], 200, "OK", "Contact: <sip:late@" + other.hostPort() + ">");
            assertThat(alice.expect("200").header("Contact")).contains("late");
            relay.advance(Duration.ofSeconds(2)); // the transaction with alice is over
            other.respond(got[1], 200, "OK", "Contact: <sip:late@" + other.hostPort() + ">");
            assertThat(alice.expect("200").header("To")).isEqualTo(ok.header("To"));
        }
    }
}
