package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * SECURITY.md P2 and P3: requests without credentials cost one packet each and no state, and phones with an account are
 * served meanwhile. {@code -Drvoip.flood.seconds=90} is the run of {@code ./test --long flood}, which also waits for the
 * last timer and looks at the heap.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FloodTest {
    private static final int SECONDS = Integer.getInteger("rvoip.flood.seconds", 5);
    private static final int PER_SECOND = Integer.getInteger("rvoip.flood.rate", 3000);
    private static final boolean LONG = SECONDS >= 60;
    private static final Duration ALONE = Duration.ofSeconds(1);
    private static final double MOST_BYTES = 1.5;
    private static final double SERVED = 0.95;
    /** The rest was lost in the socket of a JVM that has only just begun. */
    private static final double ANSWERED = 0.2;
    private static final int ALONE_PER_SECOND = 2000;
    /** What may be seen of requests that are being handled in that moment, one on each shard. */
    private static final int IN_HAND = 8;
    /** Longer than T1 and its first doubling: the first two repetitions of a response would be seen. */
    private static final Duration REPETITIONS = Duration.ofMillis(1600);
    private static final Duration LAST_TIMER = Duration.ofSeconds(70);
    private static final double HEAP_GROWTH = 1.05;
    /** The last calls and events are kept for whoever asks, so and so many. */
    private static final long KEPT_FOR_QUESTIONS = 1 << 20;
    /** The serial collector leaves gaps where they cost little, but not each time. */
    private static final int COMPACTIONS = 5;
    /** Calls a second of all good phones together. */
    private static final int PHONES = 5;

    private static Target target;

    @BeforeAll
    static void open() {
        target = Target.open();
    }

    @AfterAll
    static void close() {
        target.close();
    }

    @Test
    @Order(1)
    void oneSourceGetsOnePacketForEachRequestAndLeavesNoState() {
        alone(List.of("127.0.1.1"));
    }

    @Test
    @Order(2)
    void manySourcesGetOnePacketForEachRequestAndLeaveNoState() {
        alone(many());
    }

    @Test
    @Order(3)
    void phonesWithAnAccountAreServedMeanwhile() {
        long heap = LONG ? heapOnceWarm() : 0;
        List<SteadyPhone> phones = new ArrayList<>();
        try (Flood flood = new Flood(target, PER_SECOND, many())) {
            for (int i = 0; i < PHONES; i++) {
                phones.add(new SteadyPhone(target, "good", Duration.ofSeconds(1)));
            }
            pass(Duration.ofSeconds(SECONDS));
            phones.forEach(SteadyPhone::stop);
            flood.stop();
            assertAnsweredOnce(flood);
        } finally {
            phones.forEach(SteadyPhone::close);
        }
        List<String> failures = phones.stream().flatMap(phone -> phone.failures().stream()).toList();
        List<Duration> served = phones.stream().flatMap(phone -> phone.served().stream()).sorted().toList();
        System.out.println("good rounds (REGISTER, INVITE, BYE): " + served.size() + " served, " + failures.size() + " failed; median "
            + served.get(served.size() / 2).toMillis() + " ms, p95 " + served.get(served.size() * 95 / 100).toMillis() + " ms");
        assertThat((double) served.size() / (served.size() + failures.size())).as("served, of all: " + failures).isGreaterThanOrEqualTo(SERVED);
        assertThat(served.size()).as("rounds").isGreaterThan(SECONDS * PHONES / 3);
        await().atMost(Caller.SOON).until(() -> target.counts().calls() == 0 && target.counts().sessions() == 0
            && target.counts().dialogs() == 0 && target.counts().mediaPorts() == 0 && target.counts().mediaSessions() == 0);
        if (LONG) {
            long after = heapOnceIdle();
            System.out.println("heap after GC: " + (heap >> 10) + " KiB before, " + (after >> 10) + " KiB after");
            assertThat(after).as("heap that was of " + heap + " bytes")
                .isLessThan(Math.max((long) (heap * HEAP_GROWTH), heap + KEPT_FOR_QUESTIONS));
        }
        target.assertSound();
    }

    private static List<String> many() {
        return IntStream.rangeClosed(1, 200).mapToObj(last -> "127.0.1." + last).toList();
    }

    private static void alone(List<String> sources) {
        double challenges = target.metric("rvoip_auth_challenges_total");
        double out = target.sent();
        int most = 0;
        try (Flood flood = new Flood(target, ALONE_PER_SECOND, sources)) {
            for (long until = System.nanoTime() + ALONE.toNanos(); System.nanoTime() < until; pass(Duration.ofMillis(20))) {
                most = Math.max(most, target.counts().transactions() + target.counts().timers() + target.counts().dialogs());
            }
            flood.stop();
            assertAnsweredOnce(flood);
            assertThat(target.metric("rvoip_auth_challenges_total") - challenges).as("challenges counted").isEqualTo(flood.received());
            assertThat(target.sent() - out).as("packets counted").isEqualTo(flood.received());
        }
        assertThat(most).as("transactions, timers and dialogs during the flood").isLessThanOrEqualTo(IN_HAND);
        assertThat(target.counts().idle()).as(target.counts().toString()).isTrue();
        target.assertSound();
    }

    /** What comes back comes at once, once, and is no more than the request was worth. */
    private static void assertAnsweredOnce(Flood flood) {
        pass(REPETITIONS);
        int settled = flood.received();
        System.out.println(flood);
        assertThat(flood.twice()).as("packets beyond the first").isZero();
        assertThat(flood.statuses().keySet()).isSubsetOf(401, 407);
        assertThat(flood.amplification()).as("bytes out for each byte in").isLessThanOrEqualTo(MOST_BYTES);
        assertThat((double) settled / flood.sent()).as("share of the flood that was looked at").isGreaterThan(ANSWERED);
    }

    /** What it takes to have served a few calls: classes, tables, histograms. */
    private static long heapOnceWarm() {
        try (SteadyPhone phone = new SteadyPhone(target, "good", Duration.ofMillis(100))) {
            pass(ALONE);
        }
        return heapOnceIdle();
    }

    private static long heapOnceIdle() {
        await().atMost(LAST_TIMER).until(() -> target.counts().idle());
        for (int i = 0; i < COMPACTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void pass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }
}
