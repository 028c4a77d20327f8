package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.rvoip.common.Health;
import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A platform that tells the addresses of one interface, on a machine whose interfaces come and go. */
class InterfaceWatchTest {
    private static final InetAddress FIRST = NetUtil.createInetAddressFromIpAddressString("10.1.0.1");
    private static final InetAddress SECOND = NetUtil.createInetAddressFromIpAddressString("10.1.0.2");
    private static final IceAddresses CHOSEN = IceAddresses.ALL.withInterfaces("eth1");
    private static final Duration PACE = Duration.ofSeconds(30);

    private final ManualTime time = new ManualTime();
    private final TestMetrics metrics = new TestMetrics();
    private final Map<String, Set<InetAddress>> machine = new HashMap<>(Map.of("eth0", Set.of(SECOND), "eth1", Set.of(FIRST)));
    private final IceInterfaces interfaces = new IceInterfaces(this::source);
    private final Queue<Runnable> island = new ArrayDeque<>();
    private final InterfaceWatch watch = new InterfaceWatch(interfaces, CHOSEN.interfaces(), time.loop("sip"), island::add, metrics);
    private int looks;

    private Map<String, Set<InetAddress>> source() {
        looks++;
        if (machine.isEmpty()) {
            throw new IllegalStateException("no descriptor left");
        }
        return machine;
    }

    private boolean tells(InetAddress address) {
        return CHOSEN.tells(address, interfaces);
    }

    /** What waits to be looked at is, and the loop hears of it. */
    private void look() {
        while (!island.isEmpty()) {
            island.remove().run();
        }
        time.runReady();
    }

    private void start() {
        CompletableFuture<Void> started = watch.start().toCompletableFuture();
        time.runReady();
        assertThat(looks).as("never on the loop, nor by who starts").isZero();
        assertThat(started).isNotCompleted();
        assertThat(watch.health().status()).isEqualTo(Health.Status.UNKNOWN);
        look();
        assertThat(started).isCompleted();
    }

    private void afterHalfAMinute() {
        time.advance(PACE);
        look();
    }

    @Test
    void whatIsThereAtTheStartIsTold() {
        start();
        assertThat(tells(FIRST)).isTrue();
        assertThat(tells(SECOND)).as("of another interface").isFalse();
        assertThat(watch.health().isHealthy()).isTrue();
        assertThat(metrics.count("rvoip_interface_changes_total")).isZero();
    }

    @Test
    void anotherAddressIsTakenOverAndCounted() {
        start();
        machine.put("eth1", Set.of(FIRST, SECOND));
        time.advance(PACE.minusSeconds(1));
        look();
        assertThat(tells(SECOND)).as("not yet").isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(tells(SECOND)).as("the loop does not look itself").isFalse();
        look();
        assertThat(tells(SECOND)).isTrue();
        assertThat(metrics.count("rvoip_interface_changes_total")).isEqualTo(1);
        afterHalfAMinute();
        assertThat(metrics.count("rvoip_interface_changes_total")).isEqualTo(1);
    }

    @Test
    void oneThatIsGoneTellsNothingUntilItIsBack() {
        start();
        machine.remove("eth1");
        afterHalfAMinute();
        assertThat(tells(FIRST)).isFalse();
        assertThat(watch.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(watch.health().toString()).contains("[eth1] is not there, or not up");
        machine.put("eth1", Set.of(FIRST));
        afterHalfAMinute();
        assertThat(tells(FIRST)).isTrue();
        assertThat(watch.health().isHealthy()).isTrue();
    }

    @Test
    void aLookThatTakesLongIsTheOnlyOne() {
        start();
        time.advance(PACE.multipliedBy(5));
        assertThat(island).hasSize(1);
        look();
        time.advance(PACE);
        assertThat(island).hasSize(1);
    }

    @Test
    void aLookThatFailsChangesNothing() {
        start();
        Map<String, Set<InetAddress>> before = Map.copyOf(machine);
        machine.clear();
        afterHalfAMinute();
        assertThat(tells(FIRST)).isTrue();
        machine.putAll(before);
        machine.put("eth1", Set.of(SECOND));
        afterHalfAMinute();
        assertThat(tells(SECOND)).isTrue();
    }

    @Test
    void whenItHasStoppedNobodyLooks() {
        start();
        watch.stop(Duration.ZERO);
        time.advance(PACE.multipliedBy(3));
        assertThat(island).isEmpty();
    }
}
