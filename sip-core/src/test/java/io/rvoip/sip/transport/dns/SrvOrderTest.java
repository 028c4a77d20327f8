package io.rvoip.sip.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** RFC 2782: priorities in order, weights by lot. */
class SrvOrderTest {
    private static SrvRecord server(int priority, int weight, String target) {
        return new SrvRecord("_sip._udp.example.com", 300, priority, weight, 5060, target);
    }

    private static Map<String, Integer> firsts(List<SrvRecord> servers, int draws) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int draw = 0; draw < draws; draw++) {
            counts.merge(SrvOrder.of(servers, draw).get(0).target(), 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void aLowerPriorityNumberAlwaysComesFirst() {
        List<SrvRecord> servers = List.of(server(20, 65_535, "last"), server(10, 0, "first"), server(15, 1, "second"));
        for (long draw = 0; draw < 200; draw++) {
            assertThat(SrvOrder.of(servers, draw)).extracting(SrvRecord::target)
                    .containsExactly("first", "second", "last");
        }
    }

    @Test
    void weightsAreSharesOfTheFirstPlace() {
        List<SrvRecord> servers = List.of(server(1, 1, "one"), server(1, 3, "three"), server(1, 6, "six"));
        Map<String, Integer> counts = firsts(servers, 100_000);
        assertThat(counts.get("one")).isCloseTo(10_000, within(600));
        assertThat(counts.get("three")).isCloseTo(30_000, within(900));
        assertThat(counts.get("six")).isCloseTo(60_000, within(900));
    }

    @Test
    void theSecondPlaceGoesByWeightAmongThoseThatAreLeft() {
        List<SrvRecord> servers = List.of(server(1, 1, "one"), server(1, 3, "three"), server(1, 6, "six"));
        int seconds = 0;
        int ones = 0;
        for (int draw = 0; draw < 100_000; draw++) {
            List<SrvRecord> order = SrvOrder.of(servers, draw);
            if (order.get(0).target().equals("six")) {
                seconds++;
                ones += order.get(1).target().equals("one") ? 1 : 0;
            }
        }
        assertThat(ones / (double) seconds).isCloseTo(0.25, within(0.02));
    }

    @Test
    void weightZeroHasAVerySmallChanceBesideOthersAndAnEqualOneAmongItsLike() {
        Map<String, Integer> beside = firsts(List.of(server(1, 0, "zero"), server(1, 99, "heavy")), 100_000);
        assertThat(beside.get("zero")).isCloseTo(1_000, within(200));
        Map<String, Integer> alike = firsts(List.of(server(1, 0, "a"), server(1, 0, "b")), 100_000);
        assertThat(alike.get("a")).isCloseTo(50_000, within(1_500));
    }

    @Test
    void whoKeepsTheDrawKeepsTheServerWhenAnotherGoes() {
        List<SrvRecord> all = List.of(server(1, 5, "a"), server(1, 5, "b"), server(1, 5, "c"));
        for (long draw = 0; draw < 300; draw++) {
            List<SrvRecord> order = SrvOrder.of(all, draw);
            List<SrvRecord> withoutLast = all.stream().filter(s -> !s.equals(order.get(2))).toList();
            assertThat(SrvOrder.of(withoutLast, draw)).containsExactly(order.get(0), order.get(1));
        }
    }

    @Property
    void everyServerIsThereOnceInOrderOfPriority(
            @ForAll @Size(max = 20) List<@IntRange(max = 65_535) Integer> weights, @ForAll long draw) {
        List<SrvRecord> servers = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            servers.add(server(i % 3, weights.get(i), "s" + i));
        }
        List<SrvRecord> order = SrvOrder.of(servers, draw);
        assertThat(order).containsExactlyInAnyOrderElementsOf(servers);
        assertThat(order).extracting(SrvRecord::priority).isSorted();
        assertThat(SrvOrder.of(servers, draw)).isEqualTo(order);
    }
}
