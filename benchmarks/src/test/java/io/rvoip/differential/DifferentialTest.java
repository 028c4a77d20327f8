package io.rvoip.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.Shrinkable;

/**
 * Our parser and JAIN-SIP's read the same messages: whether it is one, and what it says. Where they differ, {@code
 * intended-differences.txt} says why we do as we do; a difference that is not in there fails. The bounded run is the same each
 * time; {@code ./test --long differential} takes more messages from another seed.
 */
class DifferentialTest {
    private static final int MESSAGES = Integer.getInteger("rvoip.differential.messages", 5_000);
    private static final long SEED = Long.getLong("rvoip.differential.seed", 1);
    private static final int SHOWN = Integer.getInteger("rvoip.differential.shown", 1);

    @Example
    void differencesAreIntended() throws IOException {
        List<byte[]> corpus = Corpus.messages();
        Map<String, List<String>> found = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        Stream<byte[]> mutants = Mutants.of(corpus).generator(1000).stream(new Random(SEED)).limit(MESSAGES).map(Shrinkable::value);
        Stream.concat(corpus.stream(), mutants).forEach(message -> {
            Reading ours = OurReading.of(message);
            Reading theirs = TheirReading.of(message);
            for (String difference : ours.differences(theirs)) {
                counts.merge(difference, 1, Integer::sum);
                List<String> examples = found.computeIfAbsent(difference, none -> new ArrayList<>());
                if (examples.size() < SHOWN) {
                    examples.add(new String(message, StandardCharsets.ISO_8859_1) + "\nours   " + ours + "\ntheirs " + theirs);
                }
            }
        });
        System.out.println((corpus.size() + MESSAGES) + " messages, differences: " + counts);
        List<String> intended = intended();
        found.keySet().removeIf(difference -> intended.stream().anyMatch(listed -> covers(listed, difference)));
        assertThat(found).as("not intended").isEmpty();
    }

    private static boolean covers(String listed, String difference) {
        return listed.endsWith("*") ? difference.startsWith(listed.substring(0, listed.length() - 1)) : listed.equals(difference);
    }

    /** A line for each class: the class, a bar, the reason. */
    private static List<String> intended() throws IOException {
        try (InputStream in = DifferentialTest.class.getResourceAsStream("intended-differences.txt")) {
            List<String> all = new ArrayList<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] parts = line.split(" \\| ", 2);
                    assertThat(parts).as(line).hasSize(2);
                    all.add(parts[0].strip());
                });
            return all;
        }
    }
}
