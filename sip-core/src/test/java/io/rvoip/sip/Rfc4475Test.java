package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each message of RFC 4475 with the outcome the RFC states for it. */
class Rfc4475Test {
    private static Map<String, Runnable> outcomes() {
        Map<String, Runnable> all = new TreeMap<>();
        TortureRefused.outcomes().forEach((name, outcome) -> all.put(name, () -> outcome.check(name)));
        TortureSyntax.outcomes().forEach((name, outcome) -> assertThat(all.put(name, outcome)).as(name).isNull());
        TortureSemantics.outcomes().forEach((name, outcome) -> assertThat(all.put(name, outcome)).as(name).isNull());
        return all;
    }

    @TestFactory
    Stream<DynamicTest> eachMessageHasItsOutcome() {
        return outcomes().entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), e.getValue()::run));
    }

    @Test
    void noMessageIsLeftOut() throws Exception {
        Path directory = Path.of(Rfc4475Test.class.getResource("/rfc4475/").toURI());
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> names = files.map(f -> f.getFileName().toString().replace(".dat", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(names).hasSize(49).isEqualTo(outcomes().keySet());
        }
    }
}
