package io.rvoip.session.media;

import io.rvoip.common.TimeSource;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The first few descriptions of a leg that were refused for the protection of media. Written on its loop, read on any thread. */
final class RefusalLog {
    static final int MOST = 8;

    private final TimeSource time;
    private volatile List<RefusedMedia> all = List.of();
    private Consumer<RefusedMedia> listener = refused -> { };

    RefusalLog(TimeSource time) {
        this.time = time;
    }

    /** Tells there of each of the first few. */
    void listen(Consumer<RefusedMedia> told) {
        listener = told;
    }

    void note(SessionDescription description, Refusal refusal) {
        if (all.size() < MOST && RefusedMedia.isAbout(refusal)) {
            RefusedMedia refused = RefusedMedia.of(time.wallClock(), description, refusal);
            List<RefusedMedia> more = new ArrayList<>(all);
            more.add(refused);
            all = List.copyOf(more);
            listener.accept(refused);
        }
    }

    List<RefusedMedia> all() {
        return all;
    }
}
