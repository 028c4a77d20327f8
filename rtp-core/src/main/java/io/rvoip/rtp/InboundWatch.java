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
    private State state = State.OFF;
    private long heardAt;

    /** A watch over {@code timeout} nanoseconds; 0 watches nothing. */
    InboundWatch(long timeout) {
        this.timeout = timeout;
    }

    void expect(boolean expected, long now) {
        state = expected && timeout > 0 ? State.WAITING : State.OFF;
        heardAt = now;
    }

    /** True when the silence that was reported is over. */
    boolean heard(long now) {
        heardAt = now;
        if (state == State.SILENT) {
            state = State.WAITING;
            return true;
        }
        return false;
    }

    long nextDeadline() {
        return state == State.WAITING ? heardAt + timeout : Loop.Timer.NEVER;
    }

    /** True when silence is to be reported now. */
    boolean onDeadline(long now) {
        if (state != State.WAITING || now - heardAt < timeout) {
            return false;
        }
        state = State.SILENT;
        return true;
    }
}
