package io.rvoip.api.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.api.Samples;
import io.rvoip.api.internal.json.EventJson;
import io.rvoip.api.internal.json.Json;
import io.rvoip.common.EventBus;
import io.rvoip.common.EventLimits;
import io.rvoip.common.Metrics;
import io.rvoip.engine.EngineEvent;
import io.rvoip.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The pace of one reader, without a network. */
class EventFeedTest {
    private final ManualTime time = new ManualTime();
    private final EventBus<EngineEvent> bus =
            new EventBus<>(new EventLimits(100, 3, 200), event -> event instanceof EngineEvent.CallEnded, Metrics.none());
    private final Reader reader = new Reader();
    private final EventFeed feed = new EventFeed(bus, time.loop(), reader, new EventJson("life"), time);

    @Test
    void aFullOutletTakesNothingFromTheBus() {
        subscribe(OptionalLong.empty());
        reader.room = 2;
        publish(5);
        assertThat(reader.sequences()).containsExactly(1L, 2L);
        reader.room = 10;
        feed.pump();
        time.runReady();
        assertThat(reader.sequences()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void aReaderThatFallsBehindLearnsHowFar() {
        subscribe(OptionalLong.empty());
        reader.room = 1;
        publish(1);
        publish(400);
        reader.room = 1000;
        while (reader.sequences().size() == 0 || reader.last() < 401) {
            feed.pump();
            time.runReady();
        }
        List<Map<String, Object>> lagged = reader.of("lagged");
        long dropped = lagged.stream().mapToLong(one -> (Long) ((Map<?, ?>) one.get("data")).get("dropped")).sum();
        assertThat(dropped).isPositive();
        assertThat(reader.of("call.created").size() + dropped).as("each event sent or counted").isEqualTo(401);
    }

    @Test
    void tooManyTerminalEventsCutTheReaderOff() {
        subscribe(OptionalLong.empty());
        for (int i = 0; i < 70; i++) {
            bus.publish(Samples.ended("c_" + i));
        }
        time.runReady();
        assertThat(reader.cutOff).isTrue();
    }

    @Test
    void aLongReplayWaitsForTheOutlet() {
        publish(150);
        reader.room = 10;
        subscribe(OptionalLong.of(20));
        assertThat(reader.sequences()).hasSize(10).startsWith(21L);
        publish(5);
        assertThat(reader.sequences()).as("the new ones wait their turn").hasSize(10);
        reader.room = 1000;
        feed.pump();
        time.runReady();
        assertThat(reader.sequences()).containsExactlyElementsOf(LongStream.rangeClosed(21, 155).boxed().toList());
    }

    @Test
    void askingAgainStartsTheReplayAnew() {
        publish(50);
        reader.room = 5;
        subscribe(OptionalLong.of(0));
        reader.room = 1000;
        subscribe(OptionalLong.of(5));
        time.runReady();
        assertThat(reader.sequences()).containsExactlyElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
    }

    @Test
    void whatIsReplayedIsNotDeliveredAgain() {
        subscribe(OptionalLong.empty());
        bus.publish(Samples.created("c_1")); // on its way: the loop has not run yet
        subscribe(OptionalLong.of(0));
        time.runReady();
        assertThat(reader.sequences()).containsExactly(1L);
    }

    @Test
    void nothingIsSentAfterTheEnd() {
        subscribe(OptionalLong.empty());
        bus.publish(Samples.created("c_1"));
        feed.close();
        time.runReady();
        assertThat(reader.messages).isEmpty();
        assertThat(bus.subscribers()).isZero();
    }

    private void subscribe(OptionalLong resumeAfter) {
        feed.subscribe(new ClientMessage(new Interest(List.of("*")), resumeAfter));
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            bus.publish(Samples.created("c_1"));
        }
        time.runReady();
    }

    private static final class Reader implements EventFeed.Outlet {
        private final List<Map<String, Object>> messages = new ArrayList<>();
        private int room = 1000;
        private boolean cutOff;

        @Override
        public boolean ready() {
            return room > 0;
        }

        @Override
        public void send(String message) {
            room--;
            messages.add(Json.readTree(message));
        }

        @Override
        public void cutOff() {
            cutOff = true;
        }

        List<Map<String, Object>> of(String type) {
            return messages.stream().filter(message -> type.equals(message.get("type"))).toList();
        }

        List<Long> sequences() {
            return of("call.created").stream().map(message -> (Long) message.get("seq")).toList();
        }

        long last() {
            List<Long> all = sequences();
            return all.get(all.size() - 1);
        }
    }
}
