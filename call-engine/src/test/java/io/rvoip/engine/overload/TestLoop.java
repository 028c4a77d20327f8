package io.rvoip.engine.overload;

import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import java.util.function.BooleanSupplier;

/** A loop that rests when a test says so. */
public record TestLoop(Loop loop, BooleanSupplier rests) implements Loop {
    @Override
    public boolean rested() {
        return rests.getAsBoolean();
    }

    @Override
    public TimeSource time() {
        return loop.time();
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return loop.timer(onExpiry);
    }
}
