package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of steps leaves the wheel and a sorted map in agreement. */
class TimerWheelPropertiesTest {
    private static final int ENTRIES = 12;

    @Property(tries = 2000)
    void behavesLikeASortedMap(@ForAll("origins") long origin, @ForAll("steps") List<Step> steps) {
        Model model = new Model(origin);
        steps.forEach(model::apply);
        model.drain();
    }

    @Provide
    Arbitrary<Long> origins() {
        return Arbitraries.of(0L, -1L, 1_000_000_007L, -(1L << 40), 1L << 50);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> distance = Arbitraries.integers().between(0, 45).flatMap(bits ->
                Arbitraries.longs().between(-(1L << bits), 1L << bits));
        Arbitrary<Integer> entry = Arbitraries.integers().between(0, ENTRIES - 1);
        return Combinators.combine(Arbitraries.of(Action.class), entry, distance)
                .as(Step::new).list().ofMaxSize(60);
    }

    enum Action { ARM, REARM_WHEN_FIRED, CANCEL, ADVANCE, ADVANCE_TO_NEXT }

    record Step(Action action, int entry, long distance) {}

    private static final class Model {
        private final TimerWheel wheel;
        private final TreeMap<Long, Set<Integer>> due = new TreeMap<>();
        private final List<Timer> timers = new ArrayList<>();
        private final Set<Integer> fired = new HashSet<>();
        private long now;

        Model(long origin) {
            now = origin;
            wheel = new TimerWheel(origin);
            for (int i = 0; i < ENTRIES; i++) {
                timers.add(new Timer(i));
            }
        }

        void apply(Step step) {
            switch (step.action()) {
                case ARM -> arm(step.entry(), now + step.distance());
                case REARM_WHEN_FIRED -> timers.get(step.entry()).again = step.distance();
                case CANCEL -> {
                    forget(step.entry());
                    wheel.cancel(timers.get(step.entry()));
                }
                case ADVANCE -> advance(now + Math.abs(step.distance()));
                case ADVANCE_TO_NEXT -> {
                    if (wheel.nextDeadline() != Loop.Timer.NEVER) {
                        advance(Math.max(now, wheel.nextDeadline()));
                    }
                }
            }
            check();
        }

        void drain() {
            timers.forEach(timer -> timer.again = null);
            int wakeUps = 0;
            while (wheel.nextDeadline() != Loop.Timer.NEVER) {
                advance(Math.max(now, wheel.nextDeadline()));
                check();
                assertThat(++wakeUps).as("a bound exact enough not to spin").isLessThan(200);
            }
            assertThat(due).isEmpty();
        }

        private void advance(long to) {
            now = to;
            Set<Integer> expected = new HashSet<>();
            due.headMap(now, true).values().forEach(expected::addAll);
            due.headMap(now, true).clear();
            fired.clear();
            int count = wheel.advance(now);
            assertThat(fired).isEqualTo(expected);
            assertThat(count).isEqualTo(expected.size());
        }

        private void arm(int index, long deadline) {
            forget(index);
            due.computeIfAbsent(deadline, ignored -> new HashSet<>()).add(index);
            wheel.arm(timers.get(index), deadline);
        }

        private void forget(int index) {
            due.values().forEach(set -> set.remove(index));
            due.values().removeIf(Set::isEmpty);
        }

        private void check() {
            assertThat(wheel.size()).isEqualTo(due.values().stream().mapToInt(Set::size).sum());
            long earliest = due.isEmpty() ? Loop.Timer.NEVER : due.firstKey();
            assertThat(wheel.nextDeadline()).isLessThanOrEqualTo(earliest);
            assertThat(wheel.nextDeadline() == Loop.Timer.NEVER).isEqualTo(due.isEmpty());
        }

        private final class Timer extends TimerWheel.Entry {
            private final int index;
            private Long again;

            Timer(int index) {
                this.index = index;
            }

            @Override
            protected void expired(long at) {
                assertThat(fired.add(index)).as("fires once per advance").isTrue();
                if (again != null) {
                    arm(index, at + again);
                }
            }
        }
    }
}
