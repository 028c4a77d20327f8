package io.rvoip.transaction.internal;

import static io.rvoip.transaction.internal.InviteServerMachine.State.ACCEPTED;
import static io.rvoip.transaction.internal.InviteServerMachine.State.COMPLETED;
import static io.rvoip.transaction.internal.InviteServerMachine.State.CONFIRMED;
import static io.rvoip.transaction.internal.InviteServerMachine.State.PROCEEDING;
import static io.rvoip.transaction.internal.InviteServerMachine.State.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InviteServerMachineTest {
    private final ServerFixture udp = ServerFixture.invite(false);
    private final ServerFixture tcp = ServerFixture.invite(true);

    @Nested
    class Proceeding {
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void sends100After200MillisecondsOfSilence(boolean reliable) {
            ServerFixture server = ServerFixture.invite(reliable).pass(199);
            assertThat(server.takeLog()).isEmpty();
            server.pass(Duration.ofMinutes(5));
            assertThat(server.takeLog()).containsExactly("100 at 200");
            assertThat(server.state()).isEqualTo(PROCEEDING);
            assertThat(server.isQuiet()).isTrue();
        }

        @Test
        void sendsNo100WhenTheUserWasFaster() {
            udp.pass(100).respond(180).takeLog();
            udp.pass(Duration.ofMinutes(5));
            assertThat(udp.takeLog()).isEmpty();
        }

        @Test
        void staysSilentOnRetransmissionsBeforeAnyResponse() {
            udp.again();
            assertThat(udp.takeLog()).isEmpty();
        }

        @Test
        void repeatsTheLastProvisionalOnRetransmissions() {
            udp.pass(200).again().respond(180).again().respond(183).again();
            assertThat(udp.takeLog()).containsExactly(
                    "100 at 200", "100 at 200", "180 at 200", "180 at 200", "183 at 200", "183 at 200");
        }

        @Test
        void isAcceptedByA2xx() {
            udp.respond(200);
            assertThat(udp.takeLog()).containsExactly("200 at 0");
            assertThat(udp.state()).isEqualTo(ACCEPTED);
            assertThat(udp.machine.isOpen()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(ints = {302, 401, 503, 603})
        void isCompletedByAFailure(int status) {
            udp.respond(status);
            assertThat(udp.takeLog()).containsExactly(status + " at 0");
            assertThat(udp.state()).isEqualTo(COMPLETED);
        }

        @Test
        void tellsTransportErrorsAndStays() {
            udp.respond(180).takeLog();
            udp.fail();
            assertThat(udp.takeLog()).containsExactly("transport error: refused");
            assertThat(udp.state()).isEqualTo(PROCEEDING);
            udp.respond(200);
            assertThat(udp.state()).isEqualTo(ACCEPTED);
        }

        @Test
        void dropsAnAckThatIsTooEarly() {
            udp.ack();
            assertThat(udp.takeLog()).isEmpty();
            assertThat(udp.state()).isEqualTo(PROCEEDING);
        }

        @Test
        void endsWithAStatelessReply() {
            udp.respond(180).respondOnce(401);
            assertThat(udp.state()).isEqualTo(TERMINATED);
            assertThat(udp.isQuiet()).isTrue();
            udp.again().pass(Duration.ofMinutes(1));
            assertThat(udp.takeLog()).containsExactly("180 at 0", "401 at 0");
        }
    }

    @Nested
    class Accepted {
        private final ServerFixture accepted = udp.respond(200);

        Accepted() {
            accepted.takeLog();
        }

        @Test
        void absorbsRetransmissionsOfTheInvite() {
            accepted.again();
            assertThat(accepted.takeLog()).isEmpty();
        }

        @Test
        void neverRepeatsThe2xxByItself() {
            accepted.pass(31_999);
            assertThat(accepted.takeLog()).isEmpty();
        }

        @Test
        void sendsA2xxOfTheUserEachTime() {
            accepted.respond(200).pass(500).respond(200);
            assertThat(accepted.takeLog()).containsExactly("200 at 0", "200 at 500");
        }

        @Test
        void refusesOtherResponses() {
            accepted.respond(180).respond(486).respondOnce(500);
            assertThat(accepted.takeLog()).containsExactly("refused 180", "refused 486", "refused 500");
            assertThat(accepted.state()).isEqualTo(ACCEPTED);
        }

        @Test
        void passesEveryAckToTheUser() {
            accepted.ack().ack();
            assertThat(accepted.takeLog()).containsExactly("ack to user", "ack to user");
            assertThat(accepted.state()).isEqualTo(ACCEPTED);
        }

        @Test
        void tellsTransportErrorsAndStays() {
            accepted.fail();
            assertThat(accepted.takeLog()).containsExactly("transport error: refused");
            assertThat(accepted.state()).isEqualTo(ACCEPTED);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void endsAfter64T1OnEveryTransport(boolean reliable) {
            ServerFixture server = ServerFixture.invite(reliable).respond(200).pass(31_999);
            assertThat(server.state()).isEqualTo(ACCEPTED);
            server.takeLog();
            server.pass(1);
            assertThat(server.state()).isEqualTo(TERMINATED);
            assertThat(server.takeLog()).isEmpty();
        }
    }

    @Nested
    class Completed {
        private final ServerFixture completed = udp.respond(486);

        Completed() {
            completed.takeLog();
        }

        @Test
        void repeatsTheResponseAtIntervalsUpToT2AndThenGivesUp() {
            completed.pass(Duration.ofMinutes(1));
            assertThat(completed.takeLog()).containsExactly("486 at 500", "486 at 1500", "486 at 3500", "486 at 7500",
                    "486 at 11500", "486 at 15500", "486 at 19500", "486 at 23500", "486 at 27500", "486 at 31500",
                    "timeout at 32000");
            assertThat(completed.state()).isEqualTo(TERMINATED);
            assertThat(completed.isQuiet()).isTrue();
        }

        @Test
        void onlyWaitsOverReliableTransports() {
            tcp.respond(486).takeLog();
            tcp.pass(31_999);
            assertThat(tcp.takeLog()).isEmpty();
            assertThat(tcp.state()).isEqualTo(COMPLETED);
            tcp.pass(1);
            assertThat(tcp.takeLog()).containsExactly("timeout at 32000");
            assertThat(tcp.state()).isEqualTo(TERMINATED);
        }

        @Test
        void repeatsTheResponseOnARetransmission() {
            completed.again();
            tcp.respond(486).again();
            assertThat(completed.takeLog()).containsExactly("486 at 0");
            assertThat(tcp.takeLog()).containsExactly("486 at 0", "486 at 0");
        }

        @Test
        void isConfirmedByTheAck() {
            completed.ack();
            assertThat(completed.takeLog()).isEmpty();
            assertThat(completed.state()).isEqualTo(CONFIRMED);
        }

        @Test
        void isTerminatedByTheAckOverReliableTransports() {
            tcp.respond(486).ack();
            assertThat(tcp.state()).isEqualTo(TERMINATED);
            assertThat(tcp.isQuiet()).isTrue();
        }

        @Test
        void refusesFurtherResponses() {
            completed.respond(200).respond(180).respondOnce(486);
            assertThat(completed.takeLog()).containsExactly("refused 200", "refused 180", "refused 486");
        }

        @Test
        void tellsTransportErrorsAndStays() {
            completed.fail();
            assertThat(completed.takeLog()).containsExactly("transport error: refused");
            assertThat(completed.state()).isEqualTo(COMPLETED);
        }
    }

    @Nested
    class Confirmed {
        private final ServerFixture confirmed = udp.respond(486).ack();

        Confirmed() {
            confirmed.takeLog();
        }

        @Test
        void absorbsEverything() {
            confirmed.again().ack().fail().pass(4_999);
            assertThat(confirmed.takeLog()).isEmpty();
            assertThat(confirmed.state()).isEqualTo(CONFIRMED);
        }

        @Test
        void refusesFurtherResponses() {
            confirmed.respond(200);
            assertThat(confirmed.takeLog()).containsExactly("refused 200");
        }

        @Test
        void endsAfterT4() {
            confirmed.pass(5_000);
            assertThat(confirmed.state()).isEqualTo(TERMINATED);
            assertThat(confirmed.takeLog()).isEmpty();
        }
    }

    @Nested
    class Terminated {
        @Test
        void ignoresEverything() {
            udp.respond(200).pass(32_000).takeLog();
            udp.again().ack().fail().respond(200).respondOnce(200).pass(Duration.ofHours(1));
            udp.machine.onDeadline(Long.MAX_VALUE - 1);
            assertThat(udp.takeLog()).containsExactly("refused 200", "refused 200");
            assertThat(udp.isQuiet()).isTrue();
        }
    }
}
