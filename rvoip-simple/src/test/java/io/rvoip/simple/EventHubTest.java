package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.EventBus;
import io.rvoip.common.Loop;
import io.rvoip.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Events for listeners and for Flow subscribers. Events here are texts: "k…" are kept, "end" is the last. */
class EventHubTest {
    private final ManualTime time = new ManualTime();
    private final Loop lane = time.loop();
    private final EventHub<String> hub = new EventHub<>(
            new EventHub.Kind<>(String.class, e -> e.startsWith("k") || e.equals("end"), e -> e.equals("end"),
                    count -> "lagged " + count),
            lane);
    private final List<String> heard = new ArrayList<>();

    private static final class Reader implements Flow.Subscriber<String> {
        final List<String> read = new ArrayList<>();
        Flow.Subscription subscription;
        Throwable failure;
        boolean complete;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(String event) {
            read.add(event);
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
        }

        @Override
        public void onComplete() {
            complete = true;
        }
    }

    private Reader subscribe() {
        Reader reader = new Reader();
        hub.subscribe(reader);
        time.runReady();
        return reader;
    }

    private void publish(int from, int to) {
        IntStream.range(from, to).forEach(i -> hub.publish(Integer.toString(i)));
    }

    @Nested
    class Listeners {
        @Test
        void hearEverythingInOrderOnTheLane() {
            hub.listen(heard::add);
            hub.publish("a");
            hub.publish("b");
            assertThat(heard).isEmpty();
            time.runReady();
            assertThat(heard).containsExactly("a", "b");
        }

        @Test
        void slowOnesLoseTheOldestAndAreTold() {
            hub.listen(heard::add);
            hub.publish("k");
            publish(0, 300);
            hub.publish("end");
            time.runReady();
            assertThat(heard).hasSize(1 + 1 + 256 + 1).startsWith("lagged 44", "k", "44").endsWith("299", "end");
        }

        @Test
        void whoComesAfterTheEndHearsTheEnd() {
            hub.publish("a");
            hub.publish("end");
            hub.publish("b");
            hub.listen(heard::add);
            time.runReady();
            assertThat(heard).containsExactly("end");
        }

        @Test
        void whoLeavesHearsNothingMore() {
            EventBus.Subscription subscription = hub.listen(heard::add);
            hub.publish("a");
            time.runReady();
            subscription.close();
            hub.publish("b");
            time.runReady();
            assertThat(heard).containsExactly("a");
        }
    }

    @Nested
    class Subscribers {
        @Test
        void getNoMoreThanTheyAskedFor() {
            Reader reader = subscribe();
            publish(0, 5);
            time.runReady();
            assertThat(reader.read).isEmpty();
            reader.subscription.request(2);
            time.runReady();
            assertThat(reader.read).containsExactly("0", "1");
            reader.subscription.request(Long.MAX_VALUE);
            time.runReady();
            assertThat(reader.read).hasSize(5);
        }

        @Test
        void completeAfterTheLastEvent() {
            Reader reader = subscribe();
            reader.subscription.request(10);
            hub.publish("a");
            hub.publish("end");
            time.runReady();
            assertThat(reader.read).containsExactly("a", "end");
            assertThat(reader.complete).isTrue();
            Reader late = subscribe();
            late.subscription.request(1);
            time.runReady();
            assertThat(late.read).containsExactly("end");
            assertThat(late.complete).isTrue();
        }

        @Test
        void whatTheyDoNotAskForIsLeftOutButNotWhatIsKept() {
            Reader reader = subscribe();
            hub.publish("k1");
            for (int i = 0; i < 10; i++) {
                publish(100 * i, 100 * i + 100);
                time.runReady();
            }
            hub.publish("end");
            time.runReady();
            reader.subscription.request(Long.MAX_VALUE);
            time.runReady();
            assertThat(reader.read).hasSize(257).startsWith("lagged 746", "k1", "746").endsWith("999", "end");
            assertThat(reader.complete).isTrue();
        }

        @Test
        void askingForNothingIsAMistake() {
            Reader reader = subscribe();
            reader.subscription.request(0);
            time.runReady();
            assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class);
            reader.subscription.request(1);
            hub.publish("a");
            time.runReady();
            assertThat(reader.read).isEmpty();
        }

        @Test
        void cancelledOnesHearNothingMore() {
            Reader reader = subscribe();
            reader.subscription.request(10);
            hub.publish("a");
            time.runReady();
            reader.subscription.cancel();
            hub.publish("end");
            time.runReady();
            assertThat(reader.read).containsExactly("a");
            assertThat(reader.complete).isFalse();
        }
    }
}
