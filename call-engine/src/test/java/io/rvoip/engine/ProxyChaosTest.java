package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.CapacityConfig;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of calls through the proxy over a bad network, between phones of both address families, with forks, hang-ups,
 * cancels, refusals and re-INVITEs at random moments: each ends on both sides, each gets one answer, and then nothing is
 * left. {@code -Drvoip.chaos.calls} and {@code -Drvoip.chaos.seeds} as for {@link ChaosTest}.
 */
class ProxyChaosTest {
    private static final int CALLS = Integer.getInteger("rvoip.chaos.calls", 1000);
    private static final long MORE_SEEDS = Long.getLong("rvoip.chaos.seeds", 0);
    private static final int PER_SECOND = 20;
    private static final LinkConditions BAD = LinkConditions.PERFECT
            .withLoss(0.2)
            .withDelay(Duration.ofMillis(5), Duration.ofMillis(80))
            .withDuplication(0.05)
            .withReordering(0.1);
    private static final List<String> TARGETS = List.of("bob", "bob", "bob", "carol", "carol", "dave", "alice", "nobody");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyCallEndsAndNothingIsLeft(long seed) {
        Office.Setup setup = new Office.Setup();
        setup.seed = seed + MORE_SEEDS;
        setup.capture = false;
        setup.shards = 3;
        setup.config = config -> config
                .withMode(EngineMode.PROXY)
                .withRingTimeout(Duration.ofSeconds(20))
                .withCapacity(CapacityConfig.large());
        Office office = new Office(setup);
        SeededIds chance = new SeededIds(seed + MORE_SEEDS);
        List<ChaosPhone> phones = new ArrayList<>();
        for (String user : List.of("alice", "alice", "bob", "bob", "bob", "carol", "dave")) {
            phones.add(new ChaosPhone(office, user, phones.size() % 2 == 1, chance));
        }
        office.network.withConditions(BAD);
        for (int i = 0; i < CALLS; i++) {
            ChaosPhone from = phones.get(chance.nextInt(phones.size()));
            String to = TARGETS.get(chance.nextInt(TARGETS.size()));
            office.time.after(Duration.ofMillis(chance.nextInt(CALLS * 1000 / PER_SECOND)), () -> from.call(to));
        }
        office.time.advance(Duration.ofSeconds(CALLS / PER_SECOND + 400L));

        assertThat(phones.stream().mapToInt(phone -> phone.made).sum()).isEqualTo(CALLS);
        assertThat(phones.stream().mapToInt(phone -> phone.madeEnded).sum()).isEqualTo(CALLS);
        phones.forEach(ChaosPhone::unregister);
        office.closeAndFindNothing();
        phones.forEach(ChaosPhone::expectNothingLeft);
        verify(office);
    }

    private static void verify(Office office) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (EngineEvent.CallProxied call : office.events(EngineEvent.CallProxied.class)) {
            statuses.merge(call.status(), 1, Integer::sum);
            assertThat(call.places()).isLessThanOrEqualTo(3);
        }
        assertThat(statuses).containsKeys(200, 404, 408, 486, 487, 603);
        assertThat(statuses.get(200)).isGreaterThan(CALLS / 4);
        assertThat(office.metrics.gaugeValue("rvoip_calls_admitted_ratio")).isZero();
        assertThat(office.network.stats().lost()).isGreaterThan(CALLS);
    }
}
