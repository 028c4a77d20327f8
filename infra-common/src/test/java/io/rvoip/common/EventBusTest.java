package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventBusTest {
    private sealed interface Event {}

    private record Step(int number) implements Event {}

    private record End(int number) implements Event {}

    private final CountingMetrics metrics = new CountingMetrics();
    private final EventBus<Event> bus = new EventBus<>(new EventLimits(4, 3, 5), End.class::isInstance, metrics);
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final List<String> seen = new ArrayList<>();

    @Test
    void numbersEventsFromOneAndDeliversThemInOrder() {
        bus.subscribe(Event.class, Runnable::run, recorder());

        assertThat(bus.publish(new Step(10))).isEqualTo(1);
        assertThat(bus.publish(new End(11))).isEqualTo(2);
        assertThat(bus.lastSequence()).isEqualTo(2);
        assertThat(seen).containsExactly("1 Step[number=10]", "2 End[number=11]");
    }

    @Test
    void deliversOnlyTheTypeSubscribedTo() {
        bus.subscribe(End.class, Runnable::run, (sequence, end) -> seen.add("end " + end.number()));

        bus.publish(new Step(1));
        bus.publish(new End(2));
        assertThat(seen).containsExactly("end 2");
    }

    @Test
    void doesNotWaitForASlowSubscriberAndServesItWithOneTaskAtATime() {
        bus.subscribe(Event.class, held::add, recorder());
        bus.publish(new Step(1));
        bus.publish(new Step(2));

        assertThat(held).hasSize(1);
        assertThat(seen).isEmpty();
        runHeld();
        assertThat(seen).containsExactly("1 Step[number=1]", "2 Step[number=2]");
    }

    @Test
    void dropsTheOldestOrdinaryEventsOfALaggardAndTellsItHowMany() {
        EventBus.Subscription subscription = bus.subscribe(Event.class, held::add, recorder());
        publishSteps(1, 7);

        assertThat(subscription.pending()).isEqualTo(4);
        assertThat(subscription.dropped()).isEqualTo(3);
        assertThat(metrics.value("rvoip_events_dropped_total")).isEqualTo(3);
        runHeld();
        assertThat(seen).containsExactly("lagged 3", "4 Step[number=4]", "5 Step[number=5]", "6 Step[number=6]",
                "7 Step[number=7]");
        seen.clear();
        bus.publish(new Step(8));
        runHeld();
        assertThat(seen).as("told once").containsExactly("8 Step[number=8]");
    }

    @Test
    void neverDropsATerminalEventHoweverManyOrdinaryOnesFollow() {
        bus.subscribe(Event.class, held::add, recorder());
        bus.publish(new Step(1));
        bus.publish(new End(2));
        publishSteps(3, 20);
        runHeld();

        assertThat(seen).containsExactly("lagged 15", "2 End[number=2]", "17 Step[number=17]", "18 Step[number=18]",
                "19 Step[number=19]", "20 Step[number=20]");
    }

    @Test
    void cutsOffASubscriberThatLetsTerminalEventsPileUpAndItCanResume() {
        EventBus.Subscription subscription = bus.subscribe(Event.class, held::add, recorder());
        bus.publish(new Step(1));
        runHeld();
        IntStream.rangeClosed(2, 5).forEach(i -> bus.publish(new End(i)));
        assertThat(subscription.dropped()).isEqualTo(4);
        runHeld();

        assertThat(seen).containsExactly("1 Step[number=1]", "cut off after 1");
        assertThat(bus.subscribers()).isZero();
        assertThat(bus.since(1).events()).extracting(EventBus.Sequenced::sequence).containsExactly(2L, 3L, 4L, 5L);
        assertThat(bus.since(1).gap()).isEmpty();
    }

    @Test
    void deliversNothingAfterClose() {
        EventBus.Subscription subscription = bus.subscribe(Event.class, held::add, recorder());
        bus.publish(new End(1));
        subscription.close();
        runHeld();
        bus.publish(new End(2));
        runHeld();

        assertThat(seen).isEmpty();
        assertThat(bus.subscribers()).isZero();
    }

    @Test
    void aListenerMayCloseItsSubscriptionWhileItIsServed() {
        List<EventBus.Subscription> own = new ArrayList<>();
        own.add(bus.subscribe(Event.class, held::add, (sequence, event) -> {
            seen.add("" + sequence);
            own.get(0).close();
        }));
        publishSteps(1, 3);
        runHeld();

        assertThat(seen).containsExactly("1");
    }

    @Test
    void aListenerThatThrowsGetsTheNextEventAndHarmsNobody() {
        bus.subscribe(Event.class, Runnable::run, (sequence, event) -> {
            seen.add("bad " + sequence);
            throw new IllegalStateException("boom");
        });
        bus.subscribe(Event.class, Runnable::run, (sequence, event) -> seen.add("good " + sequence));
        publishSteps(1, 2);

        assertThat(seen).containsExactly("bad 1", "good 1", "bad 2", "good 2");
    }

    @Test
    void anEventPublishedByAListenerComesAfterTheOneItIsServedWith() {
        bus.subscribe(Event.class, Runnable::run, (sequence, event) -> {
            if (sequence == 1) {
                bus.publish(new Step(2));
            }
            seen.add("" + sequence);
        });
        bus.publish(new Step(1));

        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void triesAgainWithTheNextEventWhenTheExecutorRefuses() {
        boolean[] refuse = {true};
        bus.subscribe(Event.class, task -> {
            if (refuse[0]) {
                throw new RejectedExecutionException();
            }
            task.run();
        }, recorder());
        bus.publish(new End(1));
        refuse[0] = false;
        bus.publish(new Step(2));

        assertThat(seen).containsExactly("1 End[number=1]", "2 Step[number=2]");
    }

    @Test
    void replaysWhatIsKeptAndReportsTheGap() {
        publishSteps(1, 8);

        EventBus.Replay<Event> late = bus.since(1);
        assertThat(late.events()).extracting(EventBus.Sequenced::sequence).containsExactly(4L, 5L, 6L, 7L, 8L);
        assertThat(late.gap()).contains(new EventBus.Gap(2, 3));
        assertThat(late.restarted()).isFalse();

        EventBus.Replay<Event> near = bus.since(6);
        assertThat(near.events()).extracting(EventBus.Sequenced::sequence).containsExactly(7L, 8L);
        assertThat(near.gap()).isEmpty();

        assertThat(bus.since(3).gap()).isEmpty();
        assertThat(bus.since(8).events()).isEmpty();
        assertThat(bus.since(8).gap()).isEmpty();
    }

    @Test
    void aNumberOfAnotherLifeReplaysEverythingKeptMarkedAsRestarted() {
        publishSteps(1, 2);

        EventBus.Replay<Event> replay = bus.since(900);
        assertThat(replay.restarted()).isTrue();
        assertThat(replay.events()).hasSize(2);
        assertThat(replay.gap()).isEmpty();
    }

    @Test
    void aBusThatKeepsNothingReportsAllAsMissing() {
        EventBus<Event> forgetful = new EventBus<>(new EventLimits(1, 1, 0), event -> false, Metrics.none());
        forgetful.publish(new Step(1));
        forgetful.publish(new Step(2));

        assertThat(forgetful.since(0).gap()).contains(new EventBus.Gap(1, 2));
        assertThat(forgetful.since(2).gap()).isEmpty();
    }

    @Test
    void manyPublishersReachASubscriberInOrderOnItsOwnThreads() throws InterruptedException {
        EventBus<Integer> wide = new EventBus<>(new EventLimits(100_000, 1, 1), event -> false, Metrics.none());
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        int publishers = 4;
        int each = 500;
        CountDownLatch all = new CountDownLatch(publishers * each);
        ExecutorService threads = Executors.newFixedThreadPool(publishers + 2);
        try {
            wide.subscribe(Integer.class, threads, (sequence, event) -> {
                order.add(sequence);
                all.countDown();
            });
            for (int i = 0; i < publishers; i++) {
                threads.execute(() -> IntStream.range(0, each).forEach(wide::publish));
            }
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(order).isSorted().doesNotHaveDuplicates().hasSize(publishers * each);
    }

    private void publishSteps(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> bus.publish(new Step(i)));
    }

    private void runHeld() {
        while (!held.isEmpty()) {
            held.poll().run();
        }
    }

    private EventBus.Listener<Event> recorder() {
        return new EventBus.Listener<>() {
            @Override
            public void event(long sequence, Event event) {
                seen.add(sequence + " " + event);
            }

            @Override
            public void lagged(long count) {
                seen.add("lagged " + count);
            }

            @Override
            public void cutOff(long lastDelivered) {
                seen.add("cut off after " + lastDelivered);
            }
        };
    }
}
