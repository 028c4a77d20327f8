package io.rvoip.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The figures of repeated runs of one program. */
final class Samples {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** (max - min) / median. */
    double spread() {
        return (Collections.max(values) - Collections.min(values)) / median();
    }

    static Row row(String name, String unit, boolean moreIsBetter, Samples ours, String peer, Samples theirs) {
        return new Row(name, unit, moreIsBetter, ours.median(), peer, theirs.isEmpty() ? null : theirs.median(), ours.spread());
    }
}
