package io.rvoip.common;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sorts components so that each comes after what it requires, and otherwise as given; reports what prevents it. */
final class StartOrder {
    private final Map<String, Component> byId = new LinkedHashMap<>();
    private final ValidationReport.Collector problems = ValidationReport.collect();
    private final List<Component> sorted = new ArrayList<>();
    private final Set<String> placed = new LinkedHashSet<>();
    private final Set<String> open = new LinkedHashSet<>();

    private StartOrder() {}

    static List<Component> of(List<Component> components) {
        StartOrder order = new StartOrder();
        components.forEach(order::register);
        order.byId.values().forEach(order::requireKnown);
        order.problems.report().throwIfInvalid();
        order.byId.values().forEach(order::place);
        order.problems.report().throwIfInvalid();
        return List.copyOf(order.sorted);
    }

    private void register(Component component) {
        if (byId.putIfAbsent(component.id(), component) != null) {
            problems.add(component.id(), "two components have this id", "rename one of them");
        }
    }

    private void requireKnown(Component component) {
        for (String required : component.requires()) {
            problems.require(byId.containsKey(required), component.id(),
                    "requires " + required + ", which is not there", "add it");
        }
    }

    private void place(Component component) {
        String id = component.id();
        if (placed.contains(id)) {
            return;
        }
        if (!open.add(id)) {
            problems.add(id, "requires itself through " + String.join(" -> ", open), "break the circle");
            return;
        }
        for (Component other : byId.values()) { // not in the order of the set, which differs from run to run
            if (component.requires().contains(other.id())) {
                place(other);
            }
        }
        open.remove(id);
        if (placed.add(id)) {
            sorted.add(component);
        }
    }
}
