package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.transport.Flow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClientSideTest {
    private final LayerFixture at = new LayerFixture();
    private final RecordingListener heard = new RecordingListener();

    private ClientTransaction send(String method) {
        return send(method, Texts.UDP);
    }

    private ClientTransaction send(String method, Flow flow) {
        return at.layer.request(Texts.outgoing(method), flow, heard, at.now());
    }

    private void answer(ClientTransaction transaction, int status, String... tag) {
        at.receive(Texts.response(transaction.request(), status, tag.length == 0 ? "b1" : tag[0]));
    }

    @Nested
    class Stamping {
        @Test
        void putsAViaOnTop() {
            SipRequest sent = send("OPTIONS").request();
            assertThat(sent.vias()).hasSize(1);
            Via via = sent.topVia();
            assertThat(via.protocol()).isEqualTo("SIP/2.0/UDP");
            assertThat(via.host()).isEqualTo("192.0.2.1");
            assertThat(via.port()).isEqualTo(5060);
            assertThat(via.rport()).isZero();
            assertThat(via.hasRfc3261Branch()).isTrue();
            assertThat(send("OPTIONS", Texts.TCP).request().topVia().protocol()).isEqualTo("SIP/2.0/TCP");
        }

        @Test
        void keepsTheViasOfAProxiedRequest() {
            SipRequest proxied = Texts.request("OPTIONS", "z9hG4bKother");
            SipRequest sent = at.layer.request(proxied, Texts.UDP, heard, at.now()).request();
            assertThat(sent.vias()).hasSize(2);
            assertThat(sent.vias().get(1)).isEqualTo(proxied.topVia());
        }

        @Test
        void neverRepeatsABranchAndMarksTheShard() {
            LayerFixture marked = new LayerFixture(TransactionSettings.DEFAULT.withBranchMark("s7"));
            Set<String> branches = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                String branch = marked.layer.request(Texts.outgoing("OPTIONS"), Texts.UDP, heard, marked.now())
                        .request().topVia().branch().orElseThrow();
                assertThat(branch).endsWith("s7");
                branches.add(branch);
            }
            assertThat(branches).hasSize(1000);
        }

        @Test
        void refusesAnAck() {
            assertThatThrownBy(() -> send("ACK")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Forwarding {
        private final SipRequest theirs = Texts.request("INVITE", "z9hG4bKtheirs");

        @Test
        void putsAViaWithATailOnTopOfTheirs() {
            ClientTransaction copy = at.layer.forward(theirs.toBuilder(), Texts.UDP, ".tail", heard, at.now());
            assertThat(copy.request().vias()).hasSize(2);
            assertThat(copy.request().topVia().branch().orElseThrow()).startsWith(Via.MAGIC_COOKIE).endsWith(".tail");
            assertThat(copy.request().vias().get(1)).isEqualTo(theirs.topVia());
            answer(copy, 180);
            copy.cancel(at.now());
            SipRequest cancel = (SipRequest) at.lastSent();
            assertThat(cancel.vias()).containsExactly(copy.request().topVia());
        }

        @Test
        void keepsToTheLimit() {
            LayerFixture small = new LayerFixture(TransactionSettings.DEFAULT.withMaxClients(1));
            small.layer.forward(theirs.toBuilder(), Texts.UDP, "", heard, small.now());
            assertThatThrownBy(() -> small.layer.forward(theirs.toBuilder(), Texts.UDP, "", heard, small.now()))
                    .isInstanceOf(TransactionLimitException.class);
        }

        @Test
        void sendsAnAckOnOnceAndKeepsNothing() {
            SipRequest ack = Texts.request("ACK", "z9hG4bKtheirs");
            at.layer.forwardAck(ack.toBuilder(), Texts.UDP, ".tail");
            SipRequest sent = (SipRequest) at.lastSent();
            assertThat(sent.vias()).hasSize(2);
            assertThat(sent.topVia().branch().orElseThrow()).endsWith(".tail");
            at.pass(Duration.ofMinutes(1));
            assertThat(at.takeSent()).containsExactly("ACK");
            assertThat(at.layer.counts().isZero()).isTrue();
        }
    }

    @Nested
    class Matching {
        @Test
        void bringsEachResponseToItsRequest() {
            RecordingListener other = new RecordingListener();
            ClientTransaction first = send("OPTIONS");
            at.layer.request(Texts.outgoing("OPTIONS"), Texts.UDP, other, at.now());
            answer(first, 200);
            assertThat(heard.log).containsExactly("final 200 b1");
            assertThat(other.log).isEmpty();
        }

        @Test
        void dropsStrayResponsesOnceAndForAll() {
            ClientTransaction transaction = send("OPTIONS");
            at.takeSent();
            SipResponse stray = Texts.response(Texts.requestOf("INVITE",
                    "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKguess, SIP/2.0/UDP victim.example.com", "", "c", 1), 200);
            at.receive(stray);
            answer(transaction, 200);
            at.pass(Duration.ofMinutes(1));
            answer(transaction, 200);
            assertThat(at.takeSent()).isEmpty();
            assertThat(at.metrics.count("rvoip_sip_dropped_total", "reason", "stray_response")).isEqualTo(2);
        }

        @Test
        void dropsAResponseWhoseSentByIsNotOurs() {
            ClientTransaction transaction = send("OPTIONS");
            SipRequest request = transaction.request();
            Via forged = Via.of("UDP", "192.0.2.66", 5060, request.topVia().branch().orElseThrow());
            at.receive(Texts.response(request.toBuilder().set(HeaderKind.VIA, forged).build(), 200));
            assertThat(heard.log).isEmpty();
        }

        @Test
        void comparesTheMethodInCSeq() {
            ClientTransaction invite = send("INVITE");
            answer(invite, 180);
            invite.cancel(at.now());
            SipRequest cancel = (SipRequest) at.lastSent();
            at.receive(Texts.response(cancel, 200));
            assertThat(heard.log).containsExactly("180");
            answer(invite, 487);
            assertThat(heard.log).containsExactly("180", "final 487 b1");
        }
    }

    @Nested
    class Invites {
        private final ClientTransaction invite = send("INVITE");

        @Test
        void hearEvery2xxOfAForkFor64T1() {
            answer(invite, 180);
            answer(invite, 200, "one");
            answer(invite, 200, "two");
            answer(invite, 200, "one");
            at.pass(Duration.ofSeconds(32));
            answer(invite, 200, "three");
            assertThat(heard.log)
                    .containsExactly("180", "final 200 one", "final 200 two", "final 200 one", "terminated");
            assertThat(at.layer.counts().isZero()).isTrue();
        }

        @Test
        void areAcknowledgedOnTheirOwnBranchWhenTheyFail() {
            answer(invite, 486);
            SipRequest ack = (SipRequest) at.lastSent();
            assertThat(ack.method()).isEqualTo(Method.ACK);
            assertThat(ack.topVia()).isEqualTo(invite.request().topVia());
            assertThat(at.sent.get(at.sent.size() - 1).sender()).containsExactly(invite);
        }

        @Test
        void areCancelledOnTheirOwnBranch() {
            invite.cancel(List.of("SIP;cause=200;text=\"Call completed elsewhere\""), at.now());
            at.takeSent();
            answer(invite, 100);
            SipRequest cancel = (SipRequest) at.lastSent();
            assertThat(cancel.method()).isEqualTo(Method.CANCEL);
            assertThat(cancel.requestUri()).isEqualTo(invite.request().requestUri());
            assertThat(cancel.topVia()).isEqualTo(invite.request().topVia());
            assertThat(cancel.cseq().number()).isEqualTo(invite.request().cseq().number());
            assertThat(cancel.to()).isEqualTo(invite.request().to());
            assertThat(cancel.raw("Reason")).contains("SIP;cause=200;text=\"Call completed elsewhere\"");
            assertThat(at.layer.counts().clients()).isEqualTo(2);
        }

        @Test
        void retransmitTheirCancelLikeAnyRequest() {
            answer(invite, 180);
            invite.cancel(at.now());
            at.takeSent();
            at.pass(Duration.ofSeconds(2));
            assertThat(at.takeSent()).containsExactly("CANCEL", "CANCEL");
            at.pass(Duration.ofSeconds(30));
            assertThat(heard.log).containsExactly("180", "timeout", "terminated");
            assertThat(at.layer.counts().isZero()).isTrue();
        }

        @Test
        void mayWinAgainstTheirCancel() {
            answer(invite, 180);
            invite.cancel(at.now());
            answer(invite, 200);
            assertThat(heard.log).containsExactly("180", "final 200 b1");
            at.pass(Duration.ofMinutes(2));
            assertThat(at.layer.counts().isZero()).isTrue();
        }

        @Test
        void aloneCanBeCancelled() {
            assertThatThrownBy(() -> send("OPTIONS").cancel(at.now())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class Acks {
        @Test
        void areSentOnceAndAgainWithTheSameBranch() {
            SipRequest first = at.layer.sendAck(Texts.outgoing("ACK"), Texts.UDP);
            SipRequest second = at.layer.sendAck(first, Texts.UDP);
            assertThat(first.topVia().hasRfc3261Branch()).isTrue();
            assertThat(second).isSameAs(first);
            assertThat(at.takeSent()).containsExactly("ACK", "ACK");
            assertThat(at.layer.counts().isZero()).isTrue();
        }
    }

    @Nested
    class Failures {
        @Test
        void ofTheTransportReachTheListener() {
            ClientTransaction transaction = send("OPTIONS");
            at.layer.transportFailed(transaction, "no route", at.now());
            assertThat(heard.log).containsExactly("error no route", "terminated");
            assertThat(at.layer.counts().isZero()).isTrue();
            at.layer.transportFailed(transaction, "again", at.now());
            assertThat(heard.log).hasSize(2);
        }

        @Test
        void ofAConnectionReachAllThatWaitOnIt() {
            send("OPTIONS", Texts.TCP);
            send("REGISTER", Texts.TCP);
            ClientTransaction ringing = send("INVITE", Texts.TCP);
            send("OPTIONS", Texts.UDP);
            at.receive(Texts.response(ringing.request(), 180), Texts.TCP);
            at.layer.flowClosed(Texts.TCP, "reset", at.now());
            assertThat(heard.log).containsExactly("180", "error reset", "terminated", "error reset", "terminated");
            assertThat(at.layer.counts().clients()).isEqualTo(2);
            assertThat(at.closedFlows).containsExactly("reset");
        }

        @Test
        void byTimeComeAfter64T1() {
            send("OPTIONS");
            send("INVITE");
            at.pass(Duration.ofMillis(31_999));
            assertThat(heard.log).isEmpty();
            at.pass(Duration.ofMillis(1));
            assertThat(heard.log).containsExactly("timeout", "terminated", "timeout", "terminated");
            assertThat(at.metrics.count("rvoip_sip_transaction_timeouts_total", "side", "client")).isEqualTo(2);
            assertThat(at.metrics.count("rvoip_sip_retransmissions_total", "way", "out")).isEqualTo(10 + 6);
            assertThat(at.layer.counts().isZero()).isTrue();
        }
    }

    @Nested
    class Limits {
        private final LayerFixture small = new LayerFixture(TransactionSettings.DEFAULT.withMaxClients(1));

        @Test
        void refuseWhatDoesNotFit() {
            small.layer.request(Texts.outgoing("OPTIONS"), Texts.UDP, heard, small.now());
            assertThatThrownBy(() -> small.layer.request(Texts.outgoing("OPTIONS"), Texts.UDP, heard, small.now()))
                    .isInstanceOf(TransactionLimitException.class)
                    .hasMessageContaining("1");
            assertThat(small.sent).hasSize(1);
            small.pass(Duration.ofSeconds(32));
            small.layer.request(Texts.outgoing("OPTIONS"), Texts.UDP, heard, small.now());
        }

        @Test
        void neverStandInTheWayOfACancel() {
            ClientTransaction invite =
                    small.layer.request(Texts.outgoing("INVITE"), Texts.UDP, heard, small.now());
            small.receive(Texts.response(invite.request(), 180));
            invite.cancel(small.now());
            assertThat(small.takeSent()).containsExactly("INVITE", "CANCEL");
        }
    }

    @Test
    void nothingIsLeftOfAConnectionsRequests() {
        ClientTransaction transaction = send("OPTIONS", Texts.TCP);
        assertThat(at.layer.counts()).isEqualTo(new TransactionCounts(1, 0, 1, 1));
        at.receive(Texts.response(transaction.request(), 200), Texts.TCP);
        assertThat(heard.log).containsExactly("final 200 b1", "terminated");
        assertThat(at.layer.counts().isZero()).isTrue();
        assertThat(at.layer.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }
}
