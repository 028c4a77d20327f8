package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final FakeTime time = new FakeTime();
    private final List<String> log = new ArrayList<>();

    @Test
    void startsAfterRequirementsAndStopsInReverse() {
        Lifecycle lifecycle = of(new Part("api", "engine"), new Part("engine", "sip", "media"), new Part("sip"),
                new Part("media"));

        assertThat(lifecycle.order()).containsExactly("sip", "media", "engine", "api");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.NEW);
        assertThat(lifecycle.start()).isCompleted();
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.RUNNING);
        assertThat(lifecycle.stop(Duration.ofSeconds(1))).isCompleted();
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
        assertThat(log).containsExactly("start sip", "start media", "start engine", "start api",
                "stop api PT1S", "stop engine PT1S", "stop media PT1S", "stop sip PT1S");
    }

    @Test
    void waitsForEachStartBeforeTheNext() {
        Part slow = new Part("slow");
        slow.starting = new CompletableFuture<>();
        Lifecycle lifecycle = of(slow, new Part("next", "slow"));

        CompletionStage<Void> start = lifecycle.start();
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STARTING);
        assertThat(log).containsExactly("start slow");
        slow.starting.complete(null);
        assertThat(start).isCompleted();
        assertThat(log).containsExactly("start slow", "start next");
    }

    @Test
    void rollsBackWhatRunsWhenOneFailsToStart() {
        Part bad = new Part("bad", "one", "two");
        bad.starting = CompletableFuture.failedFuture(new IllegalStateException("port taken"));
        Lifecycle lifecycle = of(new Part("one"), new Part("two"), bad, new Part("never", "bad"));

        assertThatThrownBy(() -> lifecycle.start().toCompletableFuture().join())
                .cause().isInstanceOf(LifecycleException.class)
                .hasMessageContaining("component bad failed to start").hasMessageContaining("port taken");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.FAILED);
        assertThat(log).containsExactly("start one", "start two", "start bad", "stop two PT0S", "stop one PT0S");
        assertThat(lifecycle.stop(Duration.ZERO)).isCompleted();
        assertThat(log).hasSize(5);
    }

    @Test
    void aFailureDuringRollbackIsSuppressedAndTheRestIsStopped() {
        Part one = new Part("one");
        Part two = new Part("two");
        two.throwOnStop = true;
        Part bad = new Part("bad");
        bad.throwOnStart = true;
        Lifecycle lifecycle = of(one, two, bad);

        assertThatThrownBy(() -> lifecycle.start().toCompletableFuture().join())
                .cause().hasMessageContaining("component bad")
                .extracting(failure -> failure.getSuppressed().length).isEqualTo(1);
        assertThat(log).contains("stop one PT0S");
    }

    @Test
    void stopGoesOnPastAFailureAndReportsIt() {
        Part two = new Part("two");
        two.throwOnStop = true;
        Lifecycle lifecycle = of(new Part("one"), two);
        lifecycle.start();

        assertThat(lifecycle.stop(Duration.ZERO)).isCompletedExceptionally();
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
        assertThat(log).endsWith("stop two PT0S", "stop one PT0S");
    }

    @Test
    void sharesTheDrainTimeOutAmongTheComponents() {
        Part slow = new Part("slow");
        slow.stopTakes = Duration.ofSeconds(3);
        Part slower = new Part("slower");
        slower.stopTakes = Duration.ofSeconds(9);
        Lifecycle lifecycle = of(new Part("last"), slower, slow);
        lifecycle.start();
        lifecycle.stop(Duration.ofSeconds(10));

        assertThat(log).endsWith("stop slow PT10S", "stop slower PT7S", "stop last PT0S");
    }

    @Test
    void isDrainingWhileAComponentFinishesItsWork() {
        Part busy = new Part("busy");
        busy.stopping = new CompletableFuture<>();
        Lifecycle lifecycle = of(busy);
        lifecycle.start();
        CompletionStage<Void> stop = lifecycle.stop(Duration.ofSeconds(5));

        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.DRAINING);
        assertThat(stop.toCompletableFuture()).isNotDone();
        busy.stopping.complete(null);
        assertThat(stop).isCompleted();
    }

    @Test
    void aStopDuringTheStartWaitsForItsEnd() {
        Part slow = new Part("slow");
        slow.starting = new CompletableFuture<>();
        Lifecycle lifecycle = of(slow);
        lifecycle.start();
        CompletionStage<Void> stop = lifecycle.stop(Duration.ZERO);

        assertThat(log).containsExactly("start slow");
        slow.starting.complete(null);
        assertThat(stop).isCompleted();
        assertThat(log).containsExactly("start slow", "stop slow PT0S");
    }

    @Test
    void startAndStopAreIdempotentAndAStoppedOneDoesNotStart() {
        Lifecycle lifecycle = of(new Part("one"));
        lifecycle.start();
        lifecycle.start();
        lifecycle.stop(Duration.ZERO);
        lifecycle.stop(Duration.ZERO);
        assertThat(log).containsExactly("start one", "stop one PT0S");

        Lifecycle unused = of(new Part("two"));
        assertThat(unused.stop(Duration.ZERO)).isCompleted();
        assertThat(unused.start()).isCompletedExceptionally();
        assertThat(log).hasSize(2);
    }

    @Test
    void refusesCirclesDuplicatesAndMissingRequirementsAllAtOnce() {
        assertThatThrownBy(() -> of(new Part("a", "x"), new Part("a"), new Part("b", "y")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("3 problems").hasMessageContaining("requires x")
                .hasMessageContaining("requires y")
                .hasMessageContaining("a: two components");
        assertThatThrownBy(() -> of(new Part("a", "b"), new Part("b", "c"), new Part("c", "a")))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("a -> b -> c");
        assertThatThrownBy(() -> of(new Part("a", "a"))).hasMessageContaining("requires itself");
    }

    @Test
    void tellsTheHealthOfWhatRunsAndOfWhatDoesNot() {
        Part sip = new Part("sip");
        Lifecycle lifecycle = of(sip, new Part("api"));
        assertThat(lifecycle.health().status()).isEqualTo(Health.Status.UNKNOWN);

        lifecycle.start();
        assertThat(lifecycle.health().isHealthy()).isTrue();
        sip.health = Health.unhealthy("sip", "listener closed");
        assertThat(lifecycle.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(lifecycle.health().parts()).extracting(Health::message).containsExactly("listener closed", "");
        sip.health = null;
        assertThat(lifecycle.health().parts().get(0).status()).isEqualTo(Health.Status.UNHEALTHY);
    }

    private Lifecycle of(Part... parts) {
        return new Lifecycle("office", List.of(parts), time);
    }

    private final class Part implements Component {
        private final String id;
        private final Set<String> requires;
        private CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);
        private CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);
        private Duration stopTakes = Duration.ZERO;
        private boolean throwOnStart;
        private boolean throwOnStop;
        private Health health;

        Part(String id, String... requires) {
            this.id = id;
            this.requires = Set.of(requires);
            this.health = Health.healthy(id);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Set<String> requires() {
            return requires;
        }

        @Override
        public CompletionStage<Void> start() {
            log.add("start " + id);
            if (throwOnStart) {
                throw new IllegalStateException("boom");
            }
            return starting;
        }

        @Override
        public CompletionStage<Void> stop(Duration drain) {
            log.add("stop " + id + " " + drain);
            time.advance(stopTakes);
            if (throwOnStop) {
                throw new IllegalStateException("boom");
            }
            return stopping;
        }

        @Override
        public Health health() {
            if (health == null) {
                throw new IllegalStateException("boom");
            }
            return health;
        }
    }
}
