package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServerSideTest {
    private static final String TAGGED = ";tag=ours";

    private final LayerFixture at = new LayerFixture();
    private final SipRequest invite = Texts.request("INVITE", "z9hG4bKone");

    private static SipRequest ack(String branch, String toTag) {
        return Texts.requestOf("ACK", "SIP/2.0/UDP 192.0.2.9:5060;branch=" + branch, toTag, "c1", 1);
    }

    @Nested
    class Matching {
        @Test
        void handsANewRequestOnOnce() {
            at.receive(invite);
            at.receive(invite);
            assertThat(at.requests).hasSize(1);
            assertThat(at.metrics.count("rvoip_sip_retransmissions_total", "way", "in")).isEqualTo(1);
        }

        @Test
        void tellsBranchSentByAndMethodApart() {
            at.receive(Texts.request("OPTIONS", "z9hG4bKone"));
            at.receive(Texts.requestOf("OPTIONS", "SIP/2.0/UDP 192.0.2.9:5061;branch=z9hG4bKone", TAGGED, "c1", 1));
            at.receive(Texts.requestOf("OPTIONS", "SIP/2.0/UDP other.host:5060;branch=z9hG4bKone", TAGGED, "c1", 1));
            at.receive(Texts.requestOf("OPTIONS", "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKtwo", TAGGED, "c1", 1));
            at.receive(Texts.requestOf("INFO", "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKone", TAGGED, "c1", 1));
            at.receive(Texts.requestOf("INFO", "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKone", TAGGED, "c1", 1));
            assertThat(at.requests).hasSize(5);
        }

        @Test
        void doesNotCareAboutTheCaseOfTheHost() {
            at.receive(Texts.requestOf("OPTIONS", "SIP/2.0/UDP Host.Example.com;branch=z9hG4bKone", "", "c1", 1));
            at.receive(Texts.requestOf("OPTIONS", "SIP/2.0/UDP host.example.COM;branch=z9hG4bKone", "", "c1", 1));
            assertThat(at.requests).hasSize(1);
        }

        @Test
        void answersRetransmissionsWithTheLastResponse() {
            at.receive(invite);
            at.respond(at.lastRequest(), 180);
            at.receive(invite);
            at.respond(at.lastRequest(), 486);
            at.receive(invite);
            assertThat(at.takeSent()).containsExactly("180 INVITE", "180 INVITE", "486 INVITE", "486 INVITE");
        }

        @Test
        void keepsTheRequestUntilItIsAnswered() {
            for (String method : List.of("INVITE", "OPTIONS")) {
                at.receive(Texts.request(method, "z9hG4bKone"));
                ServerTransaction transaction = at.lastRequest();
                at.respond(transaction, 180);
                assertThat(transaction.request().method()).hasToString(method);
                at.respond(transaction, 200);
                assertThatThrownBy(transaction::request).hasMessageEndingWith("(expected: no final response yet)");
                assertThat(transaction.toTag()).isEqualTo(((SipResponse) at.lastSent()).to().tag().orElseThrow());
                at.respond(transaction, 500);
                assertThat(((SipResponse) at.lastSent()).status()).isEqualTo(200);
            }
        }

        @Test
        void sends100AfterAWhile() {
            at.receive(invite);
            at.pass(Duration.ofMillis(200));
            assertThat(at.takeSent()).containsExactly("100 INVITE");
        }
    }

    @Nested
    class Rfc2543 {
        private SipRequest old(String method, String toTag, int cseq) {
            return Texts.requestOf(method, "SIP/2.0/UDP 192.0.2.9:5060", toTag, "c1", cseq);
        }

        @Test
        void matchesByAllThatTheRfcCompares() {
            at.receive(old("INVITE", "", 1));
            at.receive(old("INVITE", "", 1));
            at.receive(old("INVITE", "", 2));
            at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP 192.0.2.9:5060", "", "c2", 1));
            at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP 192.0.2.9:5060;branch=1", "", "c3", 1));
            at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP 192.0.2.9:5060;branch=1", "", "c3", 1));
            assertThat(at.requests).hasSize(4);
        }

        @Test
        void tellsRequestsOfOtherMethodsApartByTheToTag() {
            at.receive(old("BYE", ";tag=one", 2));
            at.receive(old("BYE", ";tag=one", 2));
            at.receive(old("BYE", ";tag=two", 2));
            assertThat(at.requests).hasSize(2);
        }

        @Test
        void findsTheInviteOfAnAckByItsToTag() {
            at.receive(old("INVITE", "", 1));
            at.respond(at.lastRequest(), 486);
            at.receive(old("ACK", ";tag=" + at.lastRequest().toTag(), 1));
            at.takeSent();
            at.pass(Duration.ofSeconds(5));
            assertThat(at.takeSent()).isEmpty();
            assertThat(at.acks).isEmpty();
            assertThat(at.layer.counts().isZero()).isTrue();
        }

        @Test
        void doesNotTakeAnAckForAnotherResponse() {
            at.receive(old("INVITE", "", 1));
            at.respond(at.lastRequest(), 486);
            at.receive(old("ACK", ";tag=elsewhere", 1));
            at.takeSent();
            at.pass(Duration.ofMillis(500));
            assertThat(at.takeSent()).containsExactly("486 INVITE");
            assertThat(at.acks).hasSize(1);
        }

        @Test
        void passesTheAckOfA2xxOnThoughItMatchesTheInvite() {
            at.receive(old("INVITE", "", 1));
            at.respond(at.lastRequest(), 200);
            at.receive(old("ACK", ";tag=" + at.lastRequest().toTag(), 1));
            assertThat(at.acks).hasSize(1);
        }

        @Test
        void findsTheInviteOfACancel() {
            at.receive(old("INVITE", "", 1));
            at.receive(old("CANCEL", "", 1));
            assertThat(at.cancelled).containsExactly(at.lastRequest());
            assertThat(at.takeSent()).containsExactly("200 CANCEL");
        }
    }

    @Nested
    class Acks {
        @Test
        void ofAFailureEndThere() {
            at.receive(invite);
            at.respond(at.lastRequest(), 486);
            at.receive(ack("z9hG4bKone", ";tag=" + at.lastRequest().toTag()));
            assertThat(at.acks).isEmpty();
            at.takeSent();
            at.pass(Duration.ofSeconds(5));
            assertThat(at.takeSent()).isEmpty();
            assertThat(at.layer.counts().isZero()).isTrue();
        }

        @Test
        void ofA2xxGoToTheUserEachTime() {
            at.receive(invite);
            at.respond(at.lastRequest(), 200);
            at.receive(ack("z9hG4bKack", TAGGED));
            at.receive(ack("z9hG4bKack", TAGGED));
            assertThat(at.acks).hasSize(2);
            assertThat(at.layer.counts().servers()).isEqualTo(1);
        }

        @Test
        void thatComeTooEarlyAreDropped() {
            at.receive(invite);
            at.receive(ack("z9hG4bKone", ""));
            assertThat(at.acks).isEmpty();
        }

        @Test
        void outOfTheBlueAreDroppedAndNeverAnswered() {
            at.receive(ack("z9hG4bKnone", ""));
            assertThat(at.acks).isEmpty();
            assertThat(at.takeSent()).isEmpty();
            assertThat(at.metrics.count("rvoip_sip_dropped_total", "reason", "stray_ack")).isEqualTo(1);
            assertThat(at.layer.counts().isZero()).isTrue();
        }
    }

    @Nested
    class Cancels {
        private final SipRequest cancel = Texts.request("CANCEL", "z9hG4bKone");

        @Test
        void areAnsweredAndToldWhileTheInviteIsOpen() {
            at.receive(invite);
            at.respond(at.lastRequest(), 180);
            at.receive(cancel);
            assertThat(at.takeSent()).containsExactly("180 INVITE", "200 CANCEL");
            assertThat(at.cancelled).containsExactly(at.lastRequest());
            at.respond(at.lastRequest(), 487);
            assertThat(at.takeSent()).containsExactly("487 INVITE");
        }

        @Test
        void areToldOnce() {
            at.receive(invite);
            at.receive(cancel);
            at.receive(cancel);
            assertThat(at.cancelled).hasSize(1);
            assertThat(at.takeSent()).containsExactly("200 CANCEL", "200 CANCEL");
        }

        @Test
        void areAnsweredWithTheTagOfTheInvite() {
            at.receive(invite);
            at.receive(cancel);
            assertThat(at.lastSent().to().tag()).contains(at.lastRequest().toTag());
            LayerFixture other = new LayerFixture();
            other.receive(invite);
            other.lastRequest().respond(invite.respond(180).toTag("chosen").build(), other.now());
            other.receive(cancel);
            assertThat(other.lastSent().to().tag()).contains("chosen");
        }

        @Test
        void changeNothingWhenTheInviteIsAnswered() {
            at.receive(invite);
            at.respond(at.lastRequest(), 200);
            at.receive(cancel);
            assertThat(at.cancelled).isEmpty();
            assertThat(at.takeSent()).containsExactly("200 INVITE", "200 CANCEL");
        }

        @Test
        void ofNothingGet481() {
            at.receive(cancel);
            assertThat(at.takeSent()).containsExactly("481 CANCEL");
            assertThat(at.requests).isEmpty();
            assertThat(at.layer.counts().isZero()).as("a flood of them fills no table").isTrue();
        }

        @Test
        void ofNothingGetTheSameTagEachTime() {
            at.receive(cancel);
            String tag = at.lastSent().to().tag().orElseThrow();
            at.receive(cancel);
            assertThat(at.lastSent().to().tag()).contains(tag);
        }

        @Test
        void areMatchedBySentByToo() {
            at.receive(invite);
            at.receive(Texts.requestOf("CANCEL", "SIP/2.0/UDP evil.example.com;branch=z9hG4bKone", "", "c1", 1));
            assertThat(at.cancelled).isEmpty();
            assertThat(at.takeSent()).containsExactly("481 CANCEL");
        }
    }

    @Nested
    class Merged {
        private final SipRequest sameOnAnotherWay = Texts.request("INVITE", "z9hG4bKother");

        @Test
        void getA482() {
            at.receive(invite);
            at.receive(sameOnAnotherWay);
            assertThat(at.requests).hasSize(1);
            assertThat(at.takeSent()).containsExactly("482 INVITE");
            assertThat(at.metrics.count("rvoip_sip_requests_refused_total", "reason", "merged")).isEqualTo(1);
        }

        @Test
        void costOnePacketEachAndNoState() {
            at.receive(invite);
            int held = at.layer.counts().servers();
            at.receive(sameOnAnotherWay);
            assertThat(at.layer.counts().servers()).isEqualTo(held);
            at.respond(at.lastRequest(), 200);
            at.pass(Duration.ofSeconds(20));
            assertThat(at.takeSent()).containsExactly("482 INVITE", "200 INVITE");
            at.receive(sameOnAnotherWay);
            assertThat(at.takeSent()).as("a copy is refused again").containsExactly("482 INVITE");
        }

        @Test
        void areNotThoseInsideADialog() {
            at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK1", TAGGED, "c1", 1));
            at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK2", TAGGED, "c1", 1));
            assertThat(at.requests).hasSize(2);
        }

        @Test
        void areNotThoseThatDifferInCallIdCSeqOrMethod() {
            at.receive(invite);
            at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK2", "", "c2", 1));
            at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK3", "", "c1", 2));
            at.receive(Texts.requestOf("OPTIONS", "SIP/2.0/UDP a;branch=z9hG4bK4", "", "c1", 1));
            assertThat(at.requests).hasSize(4);
        }

        @Test
        void areForgottenWithTheFirst() {
            at.receive(invite);
            at.lastRequest().respondStatelessly(Texts.response(invite, 401));
            at.receive(sameOnAnotherWay);
            assertThat(at.requests).hasSize(2);
        }

        @Test
        void reachAHandlerThatTakesThem() {
            at.takesMerged = true;
            at.receive(invite);
            at.receive(sameOnAnotherWay);
            assertThat(at.requests).hasSize(2);
            assertThat(at.layer.counts().indexed()).isZero();
        }

        @Test
        void reachAProxy() {
            LayerFixture proxy = new LayerFixture(TransactionSettings.DEFAULT.withRefuseMerged(false));
            proxy.receive(invite);
            proxy.receive(sameOnAnotherWay);
            assertThat(proxy.requests).hasSize(2);
        }
    }

    @Nested
    class StatelessReplies {
        @Test
        void areSentExactlyOnceAndNothingIsKept() {
            at.receive(invite);
            assertThat(at.lastRequest().respondStatelessly(Texts.response(invite, 401))).isTrue();
            at.pass(Duration.ofMinutes(5));
            assertThat(at.takeSent()).containsExactly("401 INVITE");
            assertThat(at.layer.counts().isZero()).isTrue();
        }

        @Test
        void answerEachCopyOnce() {
            for (int i = 0; i < 3; i++) {
                at.receive(invite);
                at.lastRequest().respondStatelessly(Texts.response(invite, 401));
            }
            assertThat(at.takeSent()).hasSize(3);
            assertThat(at.requests).hasSize(3);
        }

        @Test
        void comeTooLateAfterAFinalResponse() {
            at.receive(invite);
            at.respond(at.lastRequest(), 200);
            assertThat(at.lastRequest().respondStatelessly(Texts.response(invite, 401))).isFalse();
        }

        @Test
        void getATagThatRepeatsUnlessTheyHaveOne() {
            for (int i = 0; i < 2; i++) {
                at.receive(invite);
                at.lastRequest().respondStatelessly(invite.respond(401).build());
            }
            List<String> tags = at.sent.stream().map(sent -> sent.message().to().tag().orElseThrow()).toList();
            assertThat(tags.get(0)).isEqualTo(tags.get(1));
        }

        @Test
        void mustBeFinal() {
            at.receive(invite);
            assertThatThrownBy(() -> at.lastRequest().respondStatelessly(Texts.response(invite, 180)))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void ofTheLayerGetATagThatRepeats() {
            at.layer.respondStatelessly(invite, invite.respond(400).build(), Texts.UDP);
            at.layer.respondStatelessly(invite, invite.respond(400).build(), Texts.UDP);
            SipRequest other = Texts.request("INVITE", "z9hG4bKother");
            at.layer.respondStatelessly(other, other.respond(400).build(), Texts.UDP);
            List<String> tags = at.sent.stream().map(sent -> sent.message().to().tag().orElseThrow()).toList();
            assertThat(tags.get(0)).isEqualTo(tags.get(1)).isNotEqualTo(tags.get(2));
        }

        @Test
        void areNeverForAnAck() {
            SipRequest ack = ack("z9hG4bKone", TAGGED);
            at.layer.respondStatelessly(ack, ack.respond(400).build(), Texts.UDP);
            assertThat(at.sent).isEmpty();
        }
    }

    @Nested
    class Limits {
        private final LayerFixture small =
                new LayerFixture(TransactionSettings.DEFAULT.withMaxServers(2).withRetryAfterSeconds(7));

        @Test
        void get503OnceAndNothingIsKept() {
            small.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK1", "", "c1", 1));
            small.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK2", "", "c2", 1));
            small.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK3", "", "c3", 1));
            assertThat(small.requests).hasSize(2);
            assertThat(small.sent).hasSize(1);
            SipResponse refused = (SipResponse) small.lastSent();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.raw("Retry-After")).contains("7");
            assertThat(refused.to().tag()).isPresent();
            assertThat(small.layer.counts().servers()).isEqualTo(2);
            assertThat(small.metrics.count("rvoip_sip_requests_refused_total", "reason", "table_full")).isEqualTo(1);
        }

        @Test
        void letRetransmissionsAcksAndCancelsOfKnownOnesIn() {
            small.receive(invite);
            small.receive(Texts.requestOf("OPTIONS", "SIP/2.0/UDP a;branch=z9hG4bK2", "", "c2", 1));
            small.receive(invite);
            small.receive(Texts.request("CANCEL", "z9hG4bKone"));
            small.receive(ack("z9hG4bKx", TAGGED));
            assertThat(small.takeSent()).containsExactly("200 CANCEL");
            assertThat(small.acks).hasSize(1);
            small.receive(Texts.request("CANCEL", "z9hG4bKunknown"));
            assertThat(small.takeSent()).containsExactly("503 CANCEL");
        }
    }

    @Nested
    class LastEighth {
        private static final int ALL = 16;
        private static final int OPEN = 14;
        private final LayerFixture small = new LayerFixture(TransactionSettings.DEFAULT.withMaxServers(ALL));

        private String send(String method, String toTag, int number) {
            small.receive(Texts.requestOf(method, "SIP/2.0/UDP a;branch=z9hG4bK" + number, toTag, "c" + number, 1));
            List<String> sent = small.takeSent();
            return sent.isEmpty() ? "in" : sent.get(0);
        }

        @Test
        void isForWhatGoesOnAndWhatIsUrgent() {
            small.overload = request -> request.callId().equals("c" + (OPEN + 2));
            for (int i = 0; i < OPEN; i++) {
                assertThat(send("INVITE", "", i)).isEqualTo("in");
            }
            assertThat(send("INVITE", "", OPEN)).as("a new call").isEqualTo("503 INVITE");
            assertThat(send("BYE", TAGGED, OPEN + 1)).as("of a call that goes on").isEqualTo("in");
            assertThat(send("INVITE", "", OPEN + 2)).as("urgent").isEqualTo("in");
            assertThat(send("BYE", TAGGED, OPEN + 3)).as("full").isEqualTo("503 BYE");
            assertThat(small.layer.counts().servers()).isEqualTo(ALL);
        }
    }

    @Nested
    class Failures {
        @Test
        void ofTheHandlerGet500() {
            at.failure = new IllegalStateException("a bug of the user");
            at.receive(invite);
            assertThat(at.takeSent()).containsExactly("500 INVITE");
            assertThat(at.metrics.count("rvoip_sip_handler_failures_total")).isEqualTo(1);
        }

        @Test
        void ofTheTransportAreToldAndTheInviteStays() {
            List<String> told = new ArrayList<>();
            at.receive(invite);
            at.lastRequest().listener(telling(told));
            at.respond(at.lastRequest(), 200);
            at.layer.transportFailed(at.lastRequest(), "gone", at.now());
            at.receive(invite);
            assertThat(at.requests).hasSize(1);
            at.pass(Duration.ofSeconds(32));
            assertThat(told).containsExactly("error gone", "terminated");
            assertThat(at.layer.counts().isZero()).isTrue();
        }

        @Test
        void ofTheClientToAcknowledgeAreTold() {
            List<String> told = new ArrayList<>();
            at.receive(invite);
            at.lastRequest().listener(telling(told));
            at.respond(at.lastRequest(), 486);
            at.pass(Duration.ofSeconds(32));
            assertThat(told).containsExactly("timeout", "terminated");
        }

        private ServerListener telling(List<String> told) {
            return new ServerListener() {
                @Override
                public void timeout() {
                    told.add("timeout");
                }

                @Override
                public void transportError(String reason) {
                    told.add("error " + reason);
                }

                @Override
                public void terminated() {
                    told.add("terminated");
                }
            };
        }
    }

    @Test
    void respondTellsWhetherItWasInTime() {
        at.receive(invite);
        ServerTransaction transaction = at.lastRequest();
        assertThat(transaction.isOpen()).isTrue();
        assertThat(transaction.respond(Texts.response(invite, 486), at.now())).isTrue();
        assertThat(transaction.isOpen()).isFalse();
        assertThat(transaction.respond(Texts.response(invite, 200), at.now())).isFalse();
    }

    @Test
    void aRequestInsideADialogKeepsItsToTag() {
        at.receive(Texts.requestOf("BYE", "SIP/2.0/UDP a;branch=z9hG4bK1", TAGGED, "c1", 2));
        assertThat(at.lastRequest().toTag()).isEqualTo("ours");
    }
}
