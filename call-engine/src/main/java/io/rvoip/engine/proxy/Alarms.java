package io.rvoip.engine.proxy;

import io.rvoip.common.Loop;
import io.rvoip.common.TimerWheel;

/** The deadlines of all branches of one shard over one timer of its loop. Confined to the loop. */
final class Alarms {
    private final Loop loop;
    private final TimerWheel wheel;
    private final Loop.Timer timer;
    private long promised = Loop.Timer.NEVER;

    Alarms(Loop loop) {
        this.loop = loop;
        wheel = new TimerWheel(loop.now());
        timer = loop.timer(this::run);
    }

    void arm(TimerWheel.Entry entry, long deadline) {
        wheel.arm(entry, deadline);
        promise(deadline);
    }

    void cancel(TimerWheel.Entry entry) {
        wheel.cancel(entry);
    }

    int size() {
        return wheel.size();
    }

    private void run() {
        promised = Loop.Timer.NEVER;
        try {
            wheel.advance(loop.now());
        } finally {
            promise(wheel.nextDeadline());
        }
    }

    private void promise(long deadline) {
        if (deadline < promised) {
            promised = deadline;
            timer.arm(deadline);
        }
    }
}
