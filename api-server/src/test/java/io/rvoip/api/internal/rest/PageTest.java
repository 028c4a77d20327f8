package io.rvoip.api.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PageTest {
    @Property(tries = 100)
    void pagesTogetherAreTheWholeListInOrder(@ForAll @Size(max = 60) Set<String> keys, @ForAll @IntRange(min = 1, max = 20) int limit) {
        List<String> all = new ArrayList<>(keys);
        List<String> seen = new ArrayList<>();
        Map<String, String> query = new HashMap<>(Map.of("limit", Integer.toString(limit)));
        Optional<String> next;
        do {
            Page<String> page = Page.of(all, key -> "k" + hex(key), query);
            assertThat(page.items().size()).isLessThanOrEqualTo(limit);
            seen.addAll(page.items());
            next = page.next();
            next.ifPresent(cursor -> query.put("cursor", cursor));
        } while (next.isPresent());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(seen.stream().map(PageTest::hex)).isSorted();
    }

    @Test
    void whatStaysIsSeenOnceWhateverComesAndGoes() {
        TreeSet<String> live = new TreeSet<>(List.of("b", "d", "f", "h", "j"));
        Page<String> first = Page.of(List.copyOf(live), key -> key, Map.of("limit", "2"));
        live.removeAll(List.of("b", "d"));
        live.addAll(List.of("a", "c", "g"));
        Page<String> second = Page.of(List.copyOf(live), key -> key,
                Map.of("limit", "10", "cursor", first.next().orElseThrow()));
        assertThat(first.items()).containsExactly("b", "d");
        assertThat(second.items()).containsExactly("f", "g", "h", "j");
        assertThat(second.next()).isEmpty();
    }

    private static String hex(String key) {
        StringBuilder hex = new StringBuilder();
        key.chars().forEach(c -> hex.append(String.format("%04x", c)));
        return hex.toString();
    }
}
