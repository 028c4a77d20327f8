package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every arrow of the client, in time that is only a number. */
class StunBindingTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.10", 3478);
    private static final InetSocketAddress PUBLIC = new InetSocketAddress("203.0.113.5", 61_000);
    private static final long START = 5_000_000_000L;

    private final Recorder recorder = new Recorder();
    private StunBinding binding = client(StunSettings.ONCE);

    @Nested
    class Idle {
        @Test
        void waitsForNothing() {
            assertThat(binding.state()).isEqualTo(StunBinding.State.IDLE);
            assertThat(binding.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
            binding.onDeadline(START);
            assertThat(recorder.sent).isEmpty();
        }

        @Test
        void asksWhenStarted() {
            binding.start(START);

            assertThat(binding.state()).isEqualTo(StunBinding.State.ASKING);
            StunMessage request = recorder.sent.get(0);
            assertThat(request.messageClass()).isEqualTo(StunClass.REQUEST);
            assertThat(request.method()).isEqualTo(StunMessage.BINDING);
            assertThat(request.hasFingerprint()).isTrue();
        }

        @Test
        void takesNoAnswer() {
            assertThat(binding.received(success(new TransactionId(1, 1), PUBLIC), SERVER, START)).isFalse();
        }
    }

    @Nested
    class Asking {
        @BeforeEach
        void start() {
            binding.start(START);
        }

        /** RFC 8489 §6.2.1's example: 0, 500, 1500, 3500, 7500, 15500, 31500 ms, and the end at 39500 ms. */
        @Test
        void repeatsTheSameRequestAtDoublingIntervalsAndGivesUp() {
            List<Long> millis = new ArrayList<>(List.of(0L));
            while (binding.state() == StunBinding.State.ASKING) {
                long deadline = binding.nextDeadline();
                binding.onDeadline(deadline - 1);
                binding.onDeadline(deadline);
                millis.add((deadline - START) / 1_000_000);
            }

            assertThat(millis).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L, 39_500L);
            assertThat(recorder.sent).hasSize(7).allMatch(recorder.sent.get(0)::equals);
            assertThat(recorder.failures)
                    .containsExactly(new StunFailure(
                            StunFailure.Kind.TIMEOUT, 0, "no answer from " + SERVER + " to 7 requests"));
            assertThat(binding.state()).isEqualTo(StunBinding.State.IDLE);
        }

        @Test
        void reportsTheAddress() {
            assertThat(answer(PUBLIC)).isTrue();

            assertThat(recorder.mapped).containsExactly(PUBLIC);
            assertThat(recorder.changes).containsExactly(true);
            assertThat(binding.mapped()).contains(PUBLIC);
            assertThat(binding.state()).isEqualTo(StunBinding.State.IDLE);
            assertThat(binding.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }

        @Test
        void leavesWhatIsNotItsAnswer() {
            TransactionId id = recorder.last().transactionId();
            StunMessage request = StunMessage.bindingRequest(id).build();
            StunMessage otherMethod = StunMessage.builder(StunClass.SUCCESS, 3, id).build();

            assertThat(binding.received(success(new TransactionId(1, 1), PUBLIC), SERVER, START)).isFalse();
            assertThat(binding.received(request, SERVER, START)).isFalse();
            assertThat(binding.received(otherMethod, SERVER, START)).isFalse();
            assertThat(binding.received(success(id, PUBLIC), PUBLIC, START)).isFalse();
            assertThat(binding.state()).isEqualTo(StunBinding.State.ASKING);
            assertThat(recorder.mapped).isEmpty();
        }

        @Test
        void failsWhenRefused() {
            StunMessage refusal = recorder.last()
                    .answer(StunClass.ERROR)
                    .add(new StunAttribute.ErrorCode(500, "Server Error"))
                    .build();

            binding.received(refusal, SERVER, START);

            assertThat(recorder.failures)
                    .containsExactly(new StunFailure(StunFailure.Kind.REFUSED, 500, "500 Server Error"));
        }

        @Test
        void failsOnAnswersItCannotUse() {
            binding.received(recorder.last().answer(StunClass.ERROR).build(), SERVER, START);
            binding.start(START);
            binding.received(recorder.last().answer(StunClass.SUCCESS).build(), SERVER, START);
            binding.start(START);
            binding.received(Hex.parse(withUnknown(recorder.last().transactionId())), SERVER, START);

            assertThat(recorder.failures)
                    .extracting(StunFailure::kind)
                    .containsExactly(
                            StunFailure.Kind.BAD_ANSWER, StunFailure.Kind.BAD_ANSWER, StunFailure.Kind.BAD_ANSWER);
            assertThat(recorder.mapped).isEmpty();
        }

        @Test
        void startsAfreshWhenStartedAgain() {
            StunMessage first = recorder.last();

            binding.start(START + 1);

            assertThat(recorder.last().transactionId()).isNotEqualTo(first.transactionId());
            assertThat(binding.received(success(first.transactionId(), PUBLIC), SERVER, START + 2)).isFalse();
        }

        @Test
        void forgetsAllWhenStopped() {
            StunMessage open = recorder.last();

            binding.stop();

            assertThat(binding.state()).isEqualTo(StunBinding.State.IDLE);
            assertThat(binding.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
            assertThat(binding.received(success(open.transactionId(), PUBLIC), SERVER, START)).isFalse();
        }
    }

    @Nested
    class Resting {
        private final long refresh = Duration.ofSeconds(15).toNanos();

        @BeforeEach
        void rest() {
            binding = client(StunSettings.ONCE.withRefresh(Duration.ofSeconds(15)));
            binding.start(START);
            answer(PUBLIC);
        }

        @Test
        void asksAgainAfterTheIntervalOrUpToAFifthEarlier() {
            assertThat(binding.state()).isEqualTo(StunBinding.State.RESTING);
            assertThat(binding.nextDeadline()).isBetween(START + refresh * 4 / 5, START + refresh);

            binding.onDeadline(binding.nextDeadline() - 1);
            assertThat(recorder.sent).hasSize(1);
            binding.onDeadline(binding.nextDeadline());

            assertThat(recorder.sent).hasSize(2);
            assertThat(recorder.sent.get(1).transactionId()).isNotEqualTo(recorder.sent.get(0).transactionId());
        }

        @Test
        void tellsWhetherTheAddressChanged() {
            binding.onDeadline(binding.nextDeadline());
            answer(PUBLIC);
            binding.onDeadline(binding.nextDeadline());
            answer(new InetSocketAddress("203.0.113.5", 61_001));

            assertThat(recorder.changes).containsExactly(true, false, true);
        }

        @Test
        void goesOnAfterAFailure() {
            binding.onDeadline(binding.nextDeadline());
            binding.received(recorder.last().answer(StunClass.SUCCESS).build(), SERVER, START);

            assertThat(recorder.failures).hasSize(1);
            assertThat(binding.state()).isEqualTo(StunBinding.State.RESTING);
        }

        @Test
        void takesNoLateAnswer() {
            assertThat(binding.received(success(recorder.last().transactionId(), PUBLIC), SERVER, START)).isFalse();
        }

        @Test
        void stops() {
            binding.stop();

            assertThat(binding.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }
    }

    @Test
    void aSlowServerGetsALongerTimeoutWithinTenMinutes() {
        binding.start(START);
        long now = START + 400_000_000L;
        binding.received(success(recorder.last().transactionId(), PUBLIC), SERVER, now);

        binding.start(now);
        // RFC 6298: 400 ms smoothed, 200 ms of variation, 400 + 4 × 200.
        assertThat(binding.nextDeadline() - now).isEqualTo(1_200_000_000L);

        long later = now + Duration.ofMinutes(11).toNanos();
        binding.start(later);
        assertThat(binding.nextDeadline() - later).isEqualTo(500_000_000L);
    }

    @Test
    void aRepeatedRequestMeasuresNothing() {
        binding.start(START);
        binding.onDeadline(binding.nextDeadline());
        long now = START + 900_000_000L;
        binding.received(success(recorder.last().transactionId(), PUBLIC), SERVER, now);

        binding.start(now);

        assertThat(binding.nextDeadline() - now).isEqualTo(500_000_000L);
    }

    @Test
    void settingsValidateThemselves() {
        assertThatThrownBy(() -> StunSettings.ONCE.withInitialTimeout(Duration.ZERO)).hasMessageContaining("1 ms");
        assertThatThrownBy(() -> StunSettings.ONCE.withRefresh(Duration.ofSeconds(-1))).hasMessageContaining("refresh");
        assertThatThrownBy(() -> new StunSettings(Duration.ofMillis(500), 0, 16, Duration.ZERO))
                .hasMessageContaining("maxRequests: 0");
        assertThatThrownBy(() -> new StunSettings(Duration.ofMillis(500), 7, 65, Duration.ZERO))
                .hasMessageContaining("lastWait: 65");
        assertThatThrownBy(() -> new StunLimits(19, 10)).hasMessageContaining("maxBytes: 19");
        assertThatThrownBy(() -> new StunLimits(100, 0)).hasMessageContaining("maxAttributes: 0");
    }

    private StunBinding client(StunSettings settings) {
        return new StunBinding(SERVER, settings, new SeededIds(7), recorder);
    }

    private boolean answer(InetSocketAddress address) {
        return binding.received(success(recorder.last().transactionId(), address), SERVER, START);
    }

    private static StunMessage success(TransactionId id, InetSocketAddress address) {
        return StunMessage.builder(StunClass.SUCCESS, StunMessage.BINDING, id)
                .add(new StunAttribute.XorMappedAddress(address))
                .build();
    }

    private static byte[] withUnknown(TransactionId id) {
        return Hex.bytes("01010004 2112a442", id.toString(), "77770000");
    }

    private static final class Recorder implements StunBinding.Sink {
        private final List<StunMessage> sent = new ArrayList<>();
        private final List<InetSocketAddress> mapped = new ArrayList<>();
        private final List<Boolean> changes = new ArrayList<>();
        private final List<StunFailure> failures = new ArrayList<>();

        StunMessage last() {
            return sent.get(sent.size() - 1);
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress server) {
            assertThat(server).isEqualTo(SERVER);
            byte[] bytes = new byte[datagram.readableBytes()];
            datagram.readBytes(bytes);
            sent.add(Hex.parse(bytes));
            datagram.release();
        }

        @Override
        public void mapped(InetSocketAddress address, boolean changed) {
            mapped.add(address);
            changes.add(changed);
        }

        @Override
        public void failed(StunFailure failure) {
            failures.add(failure);
        }
    }
}
