package io.rvoip.builder;

import io.rvoip.common.Expect;
import io.rvoip.engine.MediaMode;
import java.time.Duration;

/**
 * How calls are handled. Immutable.
 *
 * @param maxCalls calls at the same time, 1–1,000,000; the declared capacity may be lower
 * @param callTimeout how long a call may ring, more than zero
 * @param recording whether calls are recorded
 * @param media whether media flows through this platform
 */
public record CallEngineConfig(int maxCalls, Duration callTimeout, Wish recording, MediaMode media) {
    /** Checks the ranges. */
    public CallEngineConfig {
        Expect.inRange("maxCalls", maxCalls, 1, 1_000_000);
        Expect.positive("callTimeout", callTimeout);
    }

    /** 1,000 calls, 300 s, no recording. */
    public static CallEngineConfig basic() {
        return new CallEngineConfig(1_000, Duration.ofSeconds(300), Wish.OFF, MediaMode.ANCHORED);
    }

    /** 10,000 calls, 600 s, with recording. */
    public static CallEngineConfig enterprise() {
        return new CallEngineConfig(10_000, Duration.ofSeconds(600), Wish.INCLUDED, MediaMode.ANCHORED);
    }

    /** With another limit of calls. */
    public CallEngineConfig withMaxCalls(int calls) {
        return new CallEngineConfig(calls, callTimeout, recording, media);
    }

    /** With another time to ring. */
    public CallEngineConfig withCallTimeout(Duration timeout) {
        return new CallEngineConfig(maxCalls, timeout, recording, media);
    }

    /** With recording required, or off. */
    public CallEngineConfig withRecording(boolean on) {
        return new CallEngineConfig(maxCalls, callTimeout, on ? Wish.REQUIRED : Wish.OFF, media);
    }

    /** With media on another path. */
    public CallEngineConfig withMedia(MediaMode path) {
        return new CallEngineConfig(maxCalls, callTimeout, recording, path);
    }
}
