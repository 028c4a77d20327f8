package io.rvoip.transaction.internal;

import static io.rvoip.transaction.internal.NonInviteClientMachine.State.COMPLETED;
import static io.rvoip.transaction.internal.NonInviteClientMachine.State.PROCEEDING;
import static io.rvoip.transaction.internal.NonInviteClientMachine.State.TERMINATED;
import static io.rvoip.transaction.internal.NonInviteClientMachine.State.TRYING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonInviteClientMachineTest {
    private final ClientFixture udp = ClientFixture.options(false);
    private final ClientFixture tcp = ClientFixture.options(true);

    @Nested
    class Trying {
        @Test
        void sendsAndRetransmitsAtIntervalsUpToT2() {
            assertThat(udp.state()).isEqualTo(TRYING);
            udp.pass(Duration.ofSeconds(20));
            assertThat(udp.takeLog()).containsExactly("OPTIONS at 0", "OPTIONS at 500", "OPTIONS at 1500",
                    "OPTIONS at 3500", "OPTIONS at 7500", "OPTIONS at 11500", "OPTIONS at 15500", "OPTIONS at 19500");
        }

        @Test
        void neverRetransmitsOverReliableTransports() {
            tcp.pass(31_999);
            assertThat(tcp.takeLog()).containsExactly("OPTIONS at 0");
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void timesOutAfter64T1(boolean reliable) {
            ClientFixture client = ClientFixture.options(reliable);
            client.pass(31_999);
            assertThat(client.state()).isEqualTo(TRYING);
            client.takeLog();
            client.pass(1);
            assertThat(client.takeLog()).containsExactly("timeout at 32000");
            assertThat(client.state()).isEqualTo(TERMINATED);
            assertThat(client.isQuiet()).isTrue();
        }

        @Test
        void proceedsOnAProvisionalResponse() {
            udp.takeLog();
            udp.answer(100);
            assertThat(udp.takeLog()).containsExactly("response 100");
            assertThat(udp.state()).isEqualTo(PROCEEDING);
        }

        @ParameterizedTest
        @ValueSource(ints = {200, 302, 404, 503, 603})
        void isCompletedByAnyFinalResponse(int status) {
            udp.takeLog();
            udp.answer(status);
            assertThat(udp.takeLog()).containsExactly("response " + status);
            assertThat(udp.state()).isEqualTo(COMPLETED);
        }

        @Test
        void isTerminatedByAFinalResponseOverReliableTransports() {
            tcp.takeLog();
            tcp.answer(200);
            assertThat(tcp.takeLog()).containsExactly("response 200");
            assertThat(tcp.state()).isEqualTo(TERMINATED);
            assertThat(tcp.isQuiet()).isTrue();
        }

        @Test
        void endsOnATransportError() {
            udp.takeLog();
            udp.fail();
            assertThat(udp.takeLog()).containsExactly("transport error: refused");
            assertThat(udp.state()).isEqualTo(TERMINATED);
        }
    }

    @Nested
    class Proceeding {
        @Test
        void retransmitsEveryT2() {
            udp.pass(600).answer(100).takeLog();
            udp.pass(Duration.ofSeconds(10));
            assertThat(udp.takeLog()).containsExactly("OPTIONS at 1500", "OPTIONS at 5500", "OPTIONS at 9500");
        }

        @Test
        void neverRetransmitsOverReliableTransports() {
            tcp.answer(100).takeLog();
            tcp.pass(Duration.ofSeconds(20));
            assertThat(tcp.takeLog()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void timesOutAllTheSame(boolean reliable) {
            ClientFixture client = ClientFixture.options(reliable).answer(100).pass(31_999);
            client.takeLog();
            client.pass(1);
            assertThat(client.takeLog()).contains("timeout at 32000");
            assertThat(client.state()).isEqualTo(TERMINATED);
        }

        @Test
        void passesProvisionalResponsesOn() {
            udp.answer(100).takeLog();
            udp.answer(182);
            assertThat(udp.takeLog()).containsExactly("response 182");
            assertThat(udp.state()).isEqualTo(PROCEEDING);
        }

        @Test
        void isCompletedByAFinalResponse() {
            udp.answer(100).answer(200);
            assertThat(udp.state()).isEqualTo(COMPLETED);
            assertThat(tcp.answer(100).answer(200).state()).isEqualTo(TERMINATED);
        }

        @Test
        void endsOnATransportError() {
            udp.answer(100).takeLog();
            udp.fail();
            assertThat(udp.takeLog()).containsExactly("transport error: refused");
            assertThat(udp.state()).isEqualTo(TERMINATED);
        }
    }

    @Nested
    class Completed {
        private final ClientFixture completed = udp.answer(200);

        Completed() {
            completed.takeLog();
        }

        @Test
        void absorbsResponsesAndErrors() {
            completed.answer(200).answer(100).answer(500).fail();
            assertThat(completed.takeLog()).isEmpty();
            assertThat(completed.state()).isEqualTo(COMPLETED);
        }

        @Test
        void endsAfterT4() {
            completed.pass(4_999);
            assertThat(completed.state()).isEqualTo(COMPLETED);
            completed.pass(1);
            assertThat(completed.state()).isEqualTo(TERMINATED);
            assertThat(completed.takeLog()).isEmpty();
        }
    }

    @Nested
    class Terminated {
        @Test
        void ignoresEverything() {
            tcp.answer(200).takeLog();
            tcp.answer(200).answer(100).fail().pass(Duration.ofHours(1));
            tcp.machine.onDeadline(Long.MAX_VALUE - 1);
            assertThat(tcp.takeLog()).isEmpty();
            assertThat(tcp.isQuiet()).isTrue();
        }
    }
}
