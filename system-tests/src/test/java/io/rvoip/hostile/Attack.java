package io.rvoip.hostile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One input of a section of SECURITY.md and what must come of it.
 *
 * @param id of its row
 * @param name what it is
 * @param input writes it
 * @param answers statuses it may have; 0 among them when it may be dropped as well
 * @param counter the figure that must have grown; empty when it is nothing to be counted
 */
record Attack(String id, String name, Function<Caller, byte[]> input, Set<Integer> answers, String counter) {
    static final int DROPPED = 0;

    /** A text and what comes of it. */
    static Attack of(String id, String name, Function<Caller, String> input, String counter, Integer... answers) {
        return new Attack(id, name, caller -> input.apply(caller).getBytes(StandardCharsets.UTF_8),
            new TreeSet<>(Arrays.asList(answers)), counter);
    }

    /** Bytes that get no answer. */
    static Attack dropped(String id, String name, byte[] input, String counter) {
        return new Attack(id, name, caller -> input, Set.of(DROPPED), counter);
    }

    boolean mayBeDropped() {
        return answers.contains(DROPPED);
    }

    boolean mustBeDropped() {
        return answers.equals(Set.of(DROPPED));
    }

    @Override
    public String toString() {
        String expected = answers.stream().map(status -> status == DROPPED ? "drop" : "" + status)
            .collect(Collectors.joining("/"));
        return id + " " + name + " -> " + expected;
    }
}
