package io.rvoip.transaction.internal;

import static io.rvoip.transaction.internal.InviteClientMachine.State.ACCEPTED;
import static io.rvoip.transaction.internal.InviteClientMachine.State.CALLING;
import static io.rvoip.transaction.internal.InviteClientMachine.State.COMPLETED;
import static io.rvoip.transaction.internal.InviteClientMachine.State.PROCEEDING;
import static io.rvoip.transaction.internal.InviteClientMachine.State.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InviteClientMachineTest {
    private final ClientFixture udp = ClientFixture.invite(false);
    private final ClientFixture tcp = ClientFixture.invite(true);

    @Nested
    class Calling {
        @Test
        void sendsTheInviteAtOnce() {
            assertThat(udp.takeLog()).containsExactly("INVITE at 0");
            assertThat(udp.state()).isEqualTo(CALLING);
        }

        @Test
        void retransmitsAtDoublingIntervalsWithoutBound() {
            udp.pass(Duration.ofSeconds(31));
            assertThat(udp.takeLog()).containsExactly("INVITE at 0", "INVITE at 500", "INVITE at 1500",
                    "INVITE at 3500", "INVITE at 7500", "INVITE at 15500");
        }

        @Test
        void neverRetransmitsOverReliableTransports() {
            tcp.pass(Duration.ofSeconds(31));
            assertThat(tcp.takeLog()).containsExactly("INVITE at 0");
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void timesOutAfter64T1(boolean reliable) {
            ClientFixture client = ClientFixture.invite(reliable);
            client.pass(31_999);
            assertThat(client.state()).isEqualTo(CALLING);
            client.takeLog();
            client.pass(1);
            assertThat(client.takeLog()).containsExactly("timeout at 32000");
            assertThat(client.state()).isEqualTo(TERMINATED);
            assertThat(client.isQuiet()).isTrue();
        }

        @Test
        void proceedsOnAProvisionalResponse() {
            udp.takeLog();
            udp.answer(180).pass(Duration.ofMinutes(10));
            assertThat(udp.takeLog()).containsExactly("response 180");
            assertThat(udp.state()).isEqualTo(PROCEEDING);
            assertThat(udp.isQuiet()).isTrue();
        }

        @Test
        void isAcceptedByA2xxWithoutAnAckOfItsOwn() {
            udp.takeLog();
            udp.answer(200);
            assertThat(udp.takeLog()).containsExactly("response 200");
            assertThat(udp.state()).isEqualTo(ACCEPTED);
        }

        @Test
        void acknowledgesAFailureBeforeTellingIt() {
            udp.takeLog();
            udp.answer(486);
            assertThat(udp.takeLog()).containsExactly("ACK at 0", "response 486");
            assertThat(udp.state()).isEqualTo(COMPLETED);
        }

        @Test
        void endsAtOnceOnAFailureOverReliableTransports() {
            tcp.takeLog();
            tcp.answer(486);
            assertThat(tcp.takeLog()).containsExactly("ACK at 0", "response 486");
            assertThat(tcp.state()).isEqualTo(TERMINATED);
        }

        @Test
        void holdsACancelBackUntilAProvisionalResponse() {
            udp.takeLog();
            udp.cancel().cancel();
            assertThat(udp.takeLog()).isEmpty();
            udp.answer(100);
            assertThat(udp.takeLog()).containsExactly("response 100", "CANCEL at 0");
        }

        @Test
        void needsNoCancelWhenTheFinalResponseIsFirst() {
            udp.takeLog();
            udp.cancel().answer(200).answer(200);
            assertThat(udp.takeLog()).containsExactly("response 200", "response 200");
        }

        @Test
        void goesOnRetransmittingWhileACancelWaits() {
            udp.cancel().takeLog();
            udp.pass(Duration.ofSeconds(32));
            assertThat(udp.takeLog()).contains("INVITE at 500").endsWith("timeout at 32000");
        }

        @Test
        void endsOnATransportError() {
            udp.takeLog();
            udp.fail();
            assertThat(udp.takeLog()).containsExactly("transport error: refused");
            assertThat(udp.state()).isEqualTo(TERMINATED);
            assertThat(udp.isQuiet()).isTrue();
        }
    }

    @Nested
    class Proceeding {
        private final ClientFixture ringing = udp.answer(180);

        Proceeding() {
            ringing.takeLog();
        }

        @Test
        void passesEveryProvisionalResponseOn() {
            ringing.answer(180).answer(183);
            assertThat(ringing.takeLog()).containsExactly("response 180", "response 183");
            assertThat(ringing.state()).isEqualTo(PROCEEDING);
        }

        @Test
        void isAcceptedByA2xx() {
            ringing.answer(200);
            assertThat(ringing.takeLog()).containsExactly("response 200");
            assertThat(ringing.state()).isEqualTo(ACCEPTED);
        }

        @Test
        void isCompletedByAFailure() {
            ringing.answer(603);
            assertThat(ringing.takeLog()).containsExactly("ACK at 0", "response 603");
            assertThat(ringing.state()).isEqualTo(COMPLETED);
        }

        @Test
        void isTerminatedByAFailureOverReliableTransports() {
            tcp.answer(180).answer(302);
            assertThat(tcp.state()).isEqualTo(TERMINATED);
        }

        @Test
        void sendsACancelOnce() {
            ringing.cancel().cancel();
            assertThat(ringing.takeLog()).containsExactly("CANCEL at 0");
        }

        @Test
        void cancelsFromInsideTheResponse() {
            ringing.onResponse = ringing::cancel;
            ringing.answer(180);
            assertThat(ringing.takeLog()).containsExactly("response 180", "CANCEL at 0");
        }

        @Test
        void waits64T1AfterACancelWhateverRings() {
            ringing.cancel().takeLog();
            ringing.pass(20_000).answer(180).pass(11_999);
            assertThat(ringing.takeLog()).containsExactly("response 180");
            ringing.pass(1);
            assertThat(ringing.takeLog()).containsExactly("timeout at 32000");
            assertThat(ringing.state()).isEqualTo(TERMINATED);
        }

        @Test
        void isCompletedBy487AfterACancel() {
            ringing.cancel().answer(487);
            assertThat(ringing.takeLog()).containsExactly("CANCEL at 0", "ACK at 0", "response 487");
            assertThat(ringing.state()).isEqualTo(COMPLETED);
        }

        @Test
        void isAcceptedByA2xxThatCrossedTheCancel() {
            ringing.cancel().answer(200);
            assertThat(ringing.state()).isEqualTo(ACCEPTED);
        }

        @Test
        void ignoresTransportErrorsForItSendsNothing() {
            ringing.fail();
            assertThat(ringing.takeLog()).isEmpty();
            assertThat(ringing.state()).isEqualTo(PROCEEDING);
        }
    }

    @Nested
    class Accepted {
        private final ClientFixture accepted = udp.answer(200);

        Accepted() {
            accepted.takeLog();
        }

        @Test
        void passesEvery2xxOn() {
            accepted.answer(200).answer(200, "fork2").pass(31_999).answer(200);
            assertThat(accepted.takeLog()).containsExactly("response 200", "response 200", "response 200");
        }

        @Test
        void dropsEverythingElse() {
            accepted.answer(180).answer(486).answer(302);
            assertThat(accepted.takeLog()).isEmpty();
            assertThat(accepted.state()).isEqualTo(ACCEPTED);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void endsAfter64T1OnEveryTransport(boolean reliable) {
            ClientFixture client = ClientFixture.invite(reliable).answer(200);
            client.takeLog();
            client.pass(31_999);
            assertThat(client.state()).isEqualTo(ACCEPTED);
            client.pass(1);
            assertThat(client.state()).isEqualTo(TERMINATED);
            assertThat(client.takeLog()).isEmpty();
        }

        @Test
        void ignoresCancelAndTransportErrors() {
            accepted.cancel().fail();
            assertThat(accepted.takeLog()).isEmpty();
            assertThat(accepted.state()).isEqualTo(ACCEPTED);
        }
    }

    @Nested
    class Completed {
        private final ClientFixture completed = udp.answer(486);

        Completed() {
            completed.takeLog();
        }

        @Test
        void acknowledgesEachRetransmissionQuietly() {
            completed.answer(486).answer(486);
            assertThat(completed.takeLog()).containsExactly("ACK at 0", "ACK at 0");
        }

        @Test
        void dropsProvisionalAnd2xx() {
            completed.answer(180).answer(200);
            assertThat(completed.takeLog()).isEmpty();
            assertThat(completed.state()).isEqualTo(COMPLETED);
        }

        @Test
        void endsAfterTimerD() {
            completed.pass(31_999);
            assertThat(completed.state()).isEqualTo(COMPLETED);
            completed.pass(1);
            assertThat(completed.state()).isEqualTo(TERMINATED);
            assertThat(completed.takeLog()).isEmpty();
        }

        @Test
        void tellsWhenTheAckCannotBeSent() {
            completed.fail();
            assertThat(completed.takeLog()).containsExactly("transport error: refused");
            assertThat(completed.state()).isEqualTo(TERMINATED);
        }

        @Test
        void ignoresACancel() {
            completed.cancel();
            assertThat(completed.takeLog()).isEmpty();
        }
    }

    @Nested
    class Terminated {
        @Test
        void ignoresEverything() {
            udp.fail().takeLog();
            udp.answer(180).answer(200).answer(486).cancel().fail().pass(Duration.ofHours(1));
            udp.machine.onDeadline(Long.MAX_VALUE - 1);
            assertThat(udp.takeLog()).isEmpty();
            assertThat(udp.state()).isEqualTo(TERMINATED);
            assertThat(udp.isQuiet()).isTrue();
        }
    }

    @Nested
    class Ack {
        @Test
        void isMadeOfTheInviteAndTheResponse() {
            udp.answer(486, "remote");
            SipRequest ack = udp.sent.get(1);
            assertThat(ack.method()).isEqualTo(Method.ACK);
            assertThat(ack.requestUri()).isEqualTo(udp.request.requestUri());
            assertThat(ack.vias()).containsExactly(udp.request.topVia());
            assertThat(ack.from()).isEqualTo(udp.request.from());
            assertThat(ack.to().tag()).contains("remote");
            assertThat(ack.callId()).isEqualTo(udp.request.callId());
            assertThat(ack.cseq().number()).isEqualTo(udp.request.cseq().number());
            assertThat(ack.cseq().method()).isEqualTo(Method.ACK);
            assertThat(ack.headers(HeaderKind.ROUTE)).isEqualTo(udp.request.headers(HeaderKind.ROUTE)).hasSize(2);
            assertThat(ack.maxForwards()).isEqualTo(70);
            assertThat(ack.raw("Subject")).isEmpty();
        }
    }
}
