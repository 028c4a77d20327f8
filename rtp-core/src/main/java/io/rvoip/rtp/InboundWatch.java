package io.rvoip.rtp;

import io.rvoip.common.Loop;

/**
 * Says once when nothing was heard for too long, and once when something is again.
 *
 * <pre>
 * state   | input                    | next
 * OFF     | expect(true)             | WAITING
 * WAITING | deadline passed          | SILENT, said
 * WAITING | heard                    | WAITING, deadline moves
 * SILENT  | heard                    | WAITING, said
 * any     | expect(false) or no time | OFF
 * </pre>
 */
final class InboundWatch {
    private enum State { OFF, WAITING, SILENT }

    private final long timeout;
    private final RtpSink sink;
    private State state = State.OFF;
    private long heardAt;

    /** A watch over {@code timeout} nanoseconds, of which {@code sink} is told; 0 watches nothing. */
    InboundWatch(long timeout, RtpSink sink) {
        this.timeout = timeout;
        this.sink = sink;
    }

    void expect(boolean expected, long now) {
        state = expected && timeout > 0 ? State.WAITING : State.OFF;
        heardAt = now;
    }

    /** The silence that was reported, if any, is over. */
    void heard(long now) {
        heardAt = now;
        if (state == State.SILENT) {
            state = State.WAITING;
            sink.inboundMediaResumed(now);
        }
    }

    long nextDeadline() {
        return state == State.WAITING ? heardAt + timeout : Loop.Timer.NEVER;
    }

    void onDeadline(long now) {
        if (state == State.WAITING && now - heardAt >= timeout) {
            state = State.SILENT;
            sink.noInboundMedia(now);
        }
    }
}
