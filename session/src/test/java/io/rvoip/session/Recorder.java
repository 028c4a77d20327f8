package io.rvoip.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the events of one session. */
final class Recorder implements SessionListener {
    final List<SessionEvent> events = new ArrayList<>();

    @Override
    public void onEvent(InviteSession session, SessionEvent event) {
        events.add(event);
    }

    <T extends SessionEvent> Optional<T> last(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).reduce((first, second) -> second);
    }

    long count(Class<? extends SessionEvent> type) {
        return events.stream().filter(type::isInstance).count();
    }

    CallEnd end() {
        return last(SessionEvent.Ended.class).orElseThrow(() -> new AssertionError("not ended: " + events)).end();
    }

    boolean ended() {
        return count(SessionEvent.Ended.class) > 0;
    }

    /** Simple names of what happened, in order. */
    List<String> names() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }
}
