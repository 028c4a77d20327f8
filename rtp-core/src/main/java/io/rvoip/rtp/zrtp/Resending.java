package io.rvoip.rtp.zrtp;

import io.rvoip.common.Loop;

/** A message that is sent again until its answer comes: RFC 6189 section 6. */
final class Resending {
    private static final long MS = 1_000_000;

    /** First interval and longest one in milliseconds, which doubles in between, and how often. */
    enum Schedule {
        /** 3.75 s. */
        HELLO(50, 200, 20),
        /** Over 12 s, once the far end is known to speak ZRTP. */
        EXPECTED_HELLO(50, 200, 62),
        /** 9.45 s. */
        OTHER(150, 1200, 10);

        private final long first;
        private final long longest;
        private final int times;

        Schedule(long first, long longest, int times) {
            this.first = first;
            this.longest = longest;
            this.times = times;
        }
    }

    private byte[] message = new byte[0];
    private long interval;
    private long longest;
    private int left;
    private long at = Loop.Timer.NEVER;

    void start(byte[] again, Schedule schedule, long now) {
        message = again;
        interval = schedule.first * MS;
        longest = schedule.longest * MS;
        left = schedule.times;
        at = now + interval;
    }

    void stop() {
        at = Loop.Timer.NEVER;
    }

    /** As often as that schedule has it, counted from now. */
    void extend(Schedule schedule) {
        left = Math.max(left, schedule.times);
    }

    long deadline() {
        return at;
    }

    boolean isDue(long now) {
        return now >= at;
    }

    /** Whether it has been sent often enough. */
    boolean exhausted() {
        return left == 0;
    }

    byte[] next(long now) {
        left--;
        interval = Math.min(longest, 2 * interval);
        at = now + interval;
        return message;
    }
}
