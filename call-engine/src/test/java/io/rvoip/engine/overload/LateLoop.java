package io.rvoip.engine.overload;

import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import java.util.function.LongSupplier;

/** A loop that has so much to do that its timers run late, by as many nanoseconds as a test says. */
public record LateLoop(Loop loop, LongSupplier late) implements Loop {
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
        Timer timer = loop.timer(onExpiry);
        return deadline -> timer.arm(deadline == Timer.NEVER ? deadline : deadline + late.getAsLong());
    }
}
