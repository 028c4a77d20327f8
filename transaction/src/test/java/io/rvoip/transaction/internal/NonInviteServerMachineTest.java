package io.rvoip.transaction.internal;

import static io.rvoip.transaction.internal.NonInviteServerMachine.State.COMPLETED;
import static io.rvoip.transaction.internal.NonInviteServerMachine.State.PROCEEDING;
import static io.rvoip.transaction.internal.NonInviteServerMachine.State.TERMINATED;
import static io.rvoip.transaction.internal.NonInviteServerMachine.State.TRYING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonInviteServerMachineTest {
    private final ServerFixture udp = ServerFixture.options(false);
    private final ServerFixture tcp = ServerFixture.options(true);

    @Nested
    class Trying {
        @Test
        void saysNothingByItselfNorOnRetransmissions() {
            udp.again().pass(31_999);
            assertThat(udp.takeLog()).isEmpty();
            assertThat(udp.state()).isEqualTo(TRYING);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void isGivenUpWhenNobodyWaitsAnyMore(boolean reliable) {
            ServerFixture server = ServerFixture.options(reliable).pass(32_000);
            assertThat(server.takeLog()).containsExactly("timeout at 32000");
            assertThat(server.state()).isEqualTo(TERMINATED);
            assertThat(server.isQuiet()).isTrue();
        }

        @Test
        void proceedsOnAProvisional() {
            udp.respond(183);
            assertThat(udp.takeLog()).containsExactly("183 at 0");
            assertThat(udp.state()).isEqualTo(PROCEEDING);
            assertThat(udp.machine.isOpen()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(ints = {200, 302, 404, 500, 603})
        void isCompletedByAFinalResponse(int status) {
            udp.respond(status);
            assertThat(udp.takeLog()).containsExactly(status + " at 0");
            assertThat(udp.state()).isEqualTo(COMPLETED);
            assertThat(udp.machine.isOpen()).isFalse();
        }

        @Test
        void isTerminatedByAFinalResponseOverReliableTransports() {
            tcp.respond(200);
            assertThat(tcp.takeLog()).containsExactly("200 at 0");
            assertThat(tcp.state()).isEqualTo(TERMINATED);
            assertThat(tcp.isQuiet()).isTrue();
        }

        @Test
        void endsOnATransportError() {
            udp.fail();
            assertThat(udp.takeLog()).containsExactly("transport error: refused");
            assertThat(udp.state()).isEqualTo(TERMINATED);
        }

        @Test
        void endsWithAStatelessReply() {
            udp.respondOnce(401).again();
            assertThat(udp.takeLog()).containsExactly("401 at 0");
            assertThat(udp.state()).isEqualTo(TERMINATED);
        }
    }

    @Nested
    class Proceeding {
        private final ServerFixture proceeding = udp.respond(183);

        Proceeding() {
            proceeding.takeLog();
        }

        @Test
        void repeatsTheLastProvisionalOnRetransmissions() {
            proceeding.again().respond(182).again();
            assertThat(proceeding.takeLog()).containsExactly("183 at 0", "182 at 0", "182 at 0");
            assertThat(proceeding.state()).isEqualTo(PROCEEDING);
        }

        @Test
        void isCompletedByAFinalResponse() {
            proceeding.respond(200);
            assertThat(proceeding.state()).isEqualTo(COMPLETED);
            assertThat(tcp.respond(183).respond(200).state()).isEqualTo(TERMINATED);
        }

        @Test
        void isGivenUpWhenNobodyWaitsAnyMore() {
            proceeding.pass(32_000);
            assertThat(proceeding.takeLog()).containsExactly("timeout at 32000");
            assertThat(proceeding.state()).isEqualTo(TERMINATED);
        }

        @Test
        void endsOnATransportError() {
            proceeding.fail();
            assertThat(proceeding.takeLog()).containsExactly("transport error: refused");
            assertThat(proceeding.state()).isEqualTo(TERMINATED);
        }
    }

    @Nested
    class Completed {
        private final ServerFixture completed = udp.respond(200);

        Completed() {
            completed.takeLog();
        }

        @Test
        void repeatsTheResponseOnRetransmissions() {
            completed.again().pass(10_000).again();
            assertThat(completed.takeLog()).containsExactly("200 at 0", "200 at 10000");
        }

        @Test
        void refusesFurtherResponses() {
            completed.respond(500).respond(100).respondOnce(200);
            assertThat(completed.takeLog()).containsExactly("refused 500", "refused 100", "refused 200");
        }

        @Test
        void endsAfter64T1() {
            completed.pass(31_999);
            assertThat(completed.state()).isEqualTo(COMPLETED);
            completed.pass(1);
            assertThat(completed.state()).isEqualTo(TERMINATED);
            assertThat(completed.takeLog()).isEmpty();
        }

        @Test
        void endsOnATransportError() {
            completed.fail();
            assertThat(completed.takeLog()).containsExactly("transport error: refused");
            assertThat(completed.state()).isEqualTo(TERMINATED);
        }
    }

    @Nested
    class Terminated {
        @Test
        void ignoresEverything() {
            tcp.respond(200).takeLog();
            tcp.again().fail().respond(200).respondOnce(200).pass(Duration.ofHours(1));
            tcp.machine.onDeadline(Long.MAX_VALUE - 1);
            assertThat(tcp.takeLog()).containsExactly("refused 200", "refused 200");
            assertThat(tcp.isQuiet()).isTrue();
        }
    }
}
