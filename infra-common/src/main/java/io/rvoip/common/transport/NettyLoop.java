package io.rvoip.common.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Doorbell;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Loop} on one of Netty's event loops. Its timers share a {@link TimerWheel} that is driven by one scheduled
 * task, so that arming costs no garbage unless the new deadline is the earliest of all.
 */
public final class NettyLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);

    private final String name;
    private final EventLoops loops;
    private final EventLoop eventLoop;
    private final Metrics.Counter failures;
    private final Metrics.Counter rests;
    private final TimerWheel wheel;
    private final Runnable onWake = this::wake;
    private final Runnable onFlush = this::flush;
    private final ReadModeration mediaReads;
    private final ArrayDeque<UdpPath> unflushed = new ArrayDeque<>();
    private @Nullable ScheduledFuture<?> wakeUp;
    private @Nullable Arrivals arrivals;
    private long wakeAt = Timer.NEVER;
    private final Set<DatagramPath> direct = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile boolean ending;
    private boolean advancing;

    NettyLoop(String name, EventLoops loops, EventLoop eventLoop, Metrics metrics) {
        this.name = name;
        this.loops = loops;
        this.eventLoop = eventLoop;
        this.failures = metrics.counter("rvoip_loop_task_failures_total", "loop", name);
        this.rests = metrics.counter("rvoip_loop_rests_total", "loop", name);
        this.wheel = new TimerWheel(TimeSource.system().nanoTime());
        this.mediaReads = new ReadModeration(eventLoop, TimeSource.system()::nanoTime, this::rest);
    }

    /**
     * The Netty loop behind {@code loop}.
     *
     * @throws IllegalArgumentException when it is another kind of loop
     */
    public static NettyLoop of(Loop loop) {
        if (loop instanceof NettyLoop netty) {
            return netty;
        }
        throw new IllegalArgumentException("loop: " + loop + " (expected: a loop of EventLoops)");
    }

    /** The event loop, to register channels on. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** The set this loop belongs to, which makes the channels that fit it. */
    public EventLoops loops() {
        return loops;
    }

    @Override
    public TimeSource time() {
        return TimeSource.system();
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(() -> runSafely(task));
    }

    /** Past {@link #execute}, which wraps each task anew. */
    @Override
    public Doorbell doorbell(Runnable task) {
        return new Doorbell(eventLoop, () -> runSafely(task));
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return new LoopTimer(onExpiry);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Runs what a socket or a timer brings as if it were a task: a failure is logged and counted, never passed on. */
    void runSafely(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    void failed(Throwable failure) {
        failures.increment();
        LOG.error("A task of loop {} failed", name, failure);
    }

    /** Where datagrams arrive whose sockets have no channel of Netty's. */
    Arrivals arrivals() {
        Arrivals all = arrivals;
        if (all == null) {
            all = new Arrivals();
            arrivals = all;
        }
        return all;
    }

    /** Has all that is open on this loop closed, after what was posted before. Any thread. */
    void closeChannels() {
        try {
            execute(() -> {
                ending = true;
                flush();
                List<Channel> channels = new ArrayList<>();
                if (eventLoop instanceof SingleThreadEventLoop own) {
                    own.registeredChannelsIterator().forEachRemaining(channels::add);
                }
                channels.forEach(Channel::close);
                List.copyOf(direct).forEach(DatagramPath::close);
            });
        } catch (RejectedExecutionException ended) {
            // there is nothing left
        }
    }

    /** Whether what is opened now would not be closed any more. Any thread. */
    boolean isEnding() {
        return ending || eventLoop.isShuttingDown();
    }

    /** A socket without a channel is open on this loop. */
    void opened(DatagramPath path) {
        direct.add(path);
    }

    /** It is closed. */
    void closed(DatagramPath path) {
        direct.remove(path);
    }

    /** Its thread has ended. */
    void ended() {
        Arrivals all = arrivals;
        if (all != null) {
            all.close();
        }
    }

    /** What is told of each datagram of media. */
    ReadModeration mediaReads() {
        return mediaReads;
    }

    /**
     * Has a path flushed once the loop has dealt with what has arrived, at the end of this turn. All that is sent until then
     * leaves a socket in as few system calls as possible, and wakes who waits for it less often.
     */
    void flushLater(UdpPath path) {
        unflushed.add(path);
        if (unflushed.size() > 1) {
            return;
        }
        try {
            eventLoop.execute(onFlush);
        } catch (RejectedExecutionException shuttingDown) {
            flush();
        }
    }

    private void rest() {
        rests.increment();
        flush(); // nothing that could leave waits
        LockSupport.parkNanos(ReadModeration.REST_NANOS);
    }

    private void flush() {
        for (UdpPath path = unflushed.poll(); path != null; path = unflushed.poll()) {
            path.flushNow();
        }
    }

    private void wake() {
        wakeUp = null;
        wakeAt = Timer.NEVER;
        advancing = true;
        try {
            wheel.advance(now());
        } finally {
            advancing = false;
            scheduleWakeUp();
        }
    }

    private void scheduleWakeUp() {
        long next = wheel.nextDeadline();
        if (next >= wakeAt) {
            return; // a wake-up that comes too early only schedules the next one
        }
        if (wakeUp != null) {
            wakeUp.cancel(false);
        }
        wakeAt = next;
        long now = now();
        wakeUp = eventLoop.schedule(onWake, next <= now ? 0 : next - now, TimeUnit.NANOSECONDS); // next may be any long
    }

    private final class LoopTimer extends TimerWheel.Entry implements Timer {
        private final Runnable onExpiry;

        LoopTimer(Runnable onExpiry) {
            this.onExpiry = onExpiry;
        }

        @Override
        public void arm(long deadlineNanos) {
            if (!inLoop()) {
                throw new IllegalStateException("a timer of loop " + name + " was armed outside of it");
            }
            wheel.arm(this, deadlineNanos);
            if (!advancing) {
                scheduleWakeUp();
            }
        }

        @Override
        protected void expired(long now) {
            runSafely(onExpiry);
        }
    }
}
