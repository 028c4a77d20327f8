package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.CapacityConfig;
import io.rvoip.session.EndCause;
import io.rvoip.session.SessionTimers;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Thousands of calls through the engine over a bad network, with hang-ups, cancels, refusals, and holds before and after
 * the answer at random moments on all sides, some long enough for session timers: each ends in a stated way exactly
 * once, and then nothing is left.
 * {@code -Drvoip.chaos.calls} sets how many calls each run makes, {@code -Drvoip.chaos.seeds} takes other seeds.
 */
class ChaosTest {
    private static final int CALLS = Integer.getInteger("rvoip.chaos.calls", 400);
    private static final long MORE_SEEDS = Long.getLong("rvoip.chaos.seeds", 0);
    private static final int PER_SECOND = 10;
    private static final LinkConditions BAD = LinkConditions.PERFECT
            .withLoss(0.2)
            .withDelay(Duration.ofMillis(5), Duration.ofMillis(80))
            .withDuplication(0.05)
            .withReordering(0.1);
    private static final List<String> TARGETS =
            List.of("bob", "bob", "bob", "carol", "carol", "dave", "alice", "echo", "tone", "nobody");

    private final Map<EndCause, Integer> causes = new EnumMap<>(EndCause.class);

    @ParameterizedTest
    @CsvSource({"1, false, ANCHORED", "2, true, ANCHORED", "3, false, ANCHORED", "4, true, ANCHORED",
            "5, false, DIRECT", "6, true, DIRECT"})
    void everyCallEndsOnceInAStatedWayAndNothingIsLeft(long seed, boolean ipv6, MediaMode mode) {
        Office.Setup setup = new Office.Setup();
        setup.seed = seed + MORE_SEEDS;
        setup.ipv6 = ipv6;
        setup.capture = false;
        setup.shards = 3;
        setup.ports = 20_000;
        setup.config = config -> config
                .withMediaMode(mode)
                .withRingTimeout(Duration.ofSeconds(20))
                .withCapacity(CapacityConfig.large().withAvgCallDuration(Duration.ofSeconds(10)))
                .withSessionTimers(SessionTimers.DEFAULT
                        .withPolicy(SessionTimers.Policy.REQUEST).withInterval(Duration.ofSeconds(90)))
                .withSilence(new SilenceRule(Duration.ofSeconds(15), seed % 2 == 0));
        Office office = new Office(setup);
        SeededIds chance = new SeededIds(seed + MORE_SEEDS);
        List<ChaosPhone> phones = new ArrayList<>();
        for (String user : List.of("alice", "alice", "bob", "bob", "bob", "carol", "dave")) {
            phones.add(new ChaosPhone(office, user, ipv6, chance));
        }
        office.network.withConditions(BAD);
        for (int i = 0; i < CALLS; i++) {
            ChaosPhone from = phones.get(chance.nextInt(phones.size()));
            String to = TARGETS.get(chance.nextInt(TARGETS.size()));
            office.time.after(Duration.ofMillis(chance.nextInt(CALLS * 1000 / PER_SECOND)), () -> from.call(to));
        }
        office.time.advance(Duration.ofSeconds(CALLS / PER_SECOND + 600L));

        int made = phones.stream().mapToInt(phone -> phone.made).sum();
        assertThat(made).isEqualTo(CALLS);
        assertThat(phones.stream().mapToInt(phone -> phone.madeEnded).sum()).isEqualTo(CALLS);
        phones.forEach(ChaosPhone::unregister);
        office.closeAndFindNothing();
        phones.forEach(ChaosPhone::expectNothingLeft);
        verify(office);
        assertThat(office.network.stats().lost()).isGreaterThan(CALLS);
    }

    private void verify(Office office) {
        Set<String> created = new HashSet<>();
        Set<String> ended = new HashSet<>();
        for (EngineEvent.OfCall event : office.events(EngineEvent.OfCall.class)) {
            assertThat(ended.contains(event.callId())).as("%s after the end", event.type()).isFalse();
            if (event instanceof EngineEvent.CallCreated) {
                assertThat(created.add(event.callId())).isTrue();
            } else if (event instanceof EngineEvent.CallEnded end) {
                ended.add(event.callId());
                causes.merge(end.record().end().cause(), 1, Integer::sum);
                assertThat(end.record().end().text()).isNotBlank();
            }
        }
        assertThat(ended).isEqualTo(created).hasSizeGreaterThan(CALLS / 2);
        assertThat(causes).containsKeys(EndCause.HANGUP, EndCause.CANCELLED, EndCause.REJECTED);
        assertThat(causes.get(EndCause.HANGUP)).isGreaterThan(CALLS / 10);
        assertThat(office.metrics.total("rvoip_calls_total")).isEqualTo(ended.size());
        assertThat(office.metrics.gaugeValue("rvoip_calls_active")).isZero();
        assertThat(office.metrics.gaugeValue("rvoip_calls_admitted_ratio")).isZero();
    }
}
