package io.rvoip.rtp.transport;

import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import java.util.ArrayDeque;

/** A loop that is entered and left by hand, and makes no garbage of its own. */
final class StillLoop implements Loop {
    private final TimeSource time;
    private final ArrayDeque<Runnable> posted = new ArrayDeque<>(64);
    private boolean inside;

    StillLoop(TimeSource time) {
        this.time = time;
    }

    void enter() {
        inside = true;
    }

    void leave() {
        inside = false;
    }

    void in(Runnable task) {
        enter();
        task.run();
        leave();
    }

    void runPosted() {
        enter();
        Runnable task;
        while ((task = posted.poll()) != null) {
            task.run();
        }
        leave();
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public boolean inLoop() {
        return inside;
    }

    @Override
    public void execute(Runnable task) {
        posted.add(task);
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return deadline -> { };
    }
}
