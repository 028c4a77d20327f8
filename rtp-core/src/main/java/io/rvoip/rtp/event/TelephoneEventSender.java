package io.rvoip.rtp.event;

import io.rvoip.common.Loop;
import io.rvoip.rtp.internal.Check;
import io.rvoip.rtp.internal.MediaUnits;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Sends telephone events one after the other (RFC 4733 section 2.5.1): a packet with the marker when an event begins,
 * updates with growing duration, three end packets, then a pause. Long events are cut into segments. Sans-I/O,
 * confined to one loop.
 *
 * <p>While {@link #active()}, the owner sends no audio, so that a digit is not heard twice.
 *
 * <pre>
 * state   | input                              | next
 * IDLE    | enqueue, then deadline (at once)   | TONE, start packet with marker
 * TONE    | deadline, duration not reached     | TONE, update packet (a new segment after 65,535 units)
 * TONE    | deadline, duration reached         | ENDING, first end packet
 * ENDING  | deadline, fewer than 3 end packets | ENDING, end packet
 * ENDING  | deadline after the third           | PAUSE
 * PAUSE   | deadline, events wait              | TONE
 * PAUSE   | deadline, none wait                | IDLE
 * any     | cancel                             | queue emptied; an event under way is ended properly
 * </pre>
 */
public final class TelephoneEventSender {
    private static final int END_PACKETS = 3;

    private enum State { IDLE, TONE, ENDING, PAUSE }

    /** Where the packets go. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Send this packet.
         *
         * @param payload four bytes, see {@link TelephoneEvent}
         * @param marker whether the event begins here
         * @param mediaTime its timestamp on the scale given to {@link TelephoneEventSender#onDeadline}
         */
        void transmit(int payload, boolean marker, int mediaTime, long now);
    }

    private record Queued(int code, long nanos) {}

    private final EventSenderSettings settings;
    private final Sink sink;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private State state = State.IDLE;
    private long deadline = Loop.Timer.NEVER;
    private int code;
    private long toneEndsAt;
    private long toldUntil;
    private long segmentStartedAt;
    private int segmentTime;
    private int endDuration;
    private int endPackets;

    /** Creates a sender with nothing to send. */
    public TelephoneEventSender(EventSenderSettings settings, Sink sink) {
        this.settings = settings;
        this.sink = sink;
    }

    /**
     * Queues an event; {@link #nextDeadline()} says when it goes out.
     *
     * @param eventCode 0 to 255; 0 to 15 are DTMF
     * @param duration 40 ms to 60 s
     * @return false when the queue is full and nothing was queued
     */
    public boolean enqueue(int eventCode, Duration duration, long now) {
        Check.range("eventCode", eventCode, 0, 255);
        Check.millis("duration", duration, 40, 60_000);
        if (queue.size() >= settings.maxQueued()) {
            return false;
        }
        queue.add(new Queued(eventCode, duration.toNanos()));
        if (state == State.IDLE) {
            deadline = Math.min(deadline, now);
        }
        return true;
    }

    /** Forgets what waits and ends what is under way with its end packets. */
    public void cancel(long now) {
        queue.clear();
        if (state == State.TONE) {
            toneEndsAt = Math.min(toneEndsAt, toldUntil);
        } else if (state == State.IDLE) {
            deadline = Loop.Timer.NEVER;
        }
    }

    /** Whether an event is under way or waits. */
    public boolean active() {
        return state == State.TONE || state == State.ENDING || !queue.isEmpty();
    }

    /** Events that wait. */
    public int queued() {
        return queue.size();
    }

    /** When to call {@link #onDeadline}; {@link Loop.Timer#NEVER} when there is nothing to do. */
    public long nextDeadline() {
        return deadline;
    }

    /**
     * Sends what is due.
     *
     * @param mediaTime the timestamp that audio of this moment would have
     */
    public void onDeadline(long now, int mediaTime) {
        if (now < deadline) {
            return;
        }
        switch (state) {
            case IDLE -> beginNext(now, mediaTime);
            case TONE -> update(now);
            case ENDING -> end(now);
            case PAUSE -> {
                state = State.IDLE;
                deadline = Loop.Timer.NEVER;
                beginNext(now, mediaTime);
            }
        }
    }

    private void beginNext(long now, int mediaTime) {
        Queued next = queue.poll();
        if (next == null) {
            deadline = Loop.Timer.NEVER;
            return;
        }
        state = State.TONE;
        code = next.code();
        toneEndsAt = now + next.nanos();
        segmentStartedAt = now;
        segmentTime = mediaTime;
        endPackets = 0;
        transmit(false, true, durationAt(now), now);
        deadline = now + settings.update().toNanos();
    }

    private void update(long now) {
        int duration = durationAt(now);
        if (toldUntil == toneEndsAt) {
            state = State.ENDING;
            endDuration = Math.max(1, duration);
            end(now);
        } else {
            transmit(false, false, duration, now);
            deadline = now + settings.update().toNanos();
        }
    }

    /** What an event lasts when the interval that begins now is over: as an audio packet, it tells of that interval. */
    private int durationAt(long now) {
        toldUntil = Math.min(now + settings.update().toNanos(), toneEndsAt);
        long duration = MediaUnits.fromNanos(toldUntil - segmentStartedAt, settings.clockRate());
        while (duration > TelephoneEvent.MAX_DURATION) {
            transmit(false, false, TelephoneEvent.MAX_DURATION, now);
            segmentTime += TelephoneEvent.MAX_DURATION;
            segmentStartedAt += MediaUnits.toNanos(TelephoneEvent.MAX_DURATION, settings.clockRate());
            duration -= TelephoneEvent.MAX_DURATION;
        }
        return (int) duration;
    }

    private void end(long now) {
        if (endPackets == END_PACKETS) {
            state = State.PAUSE;
            deadline = Math.max(now, toneEndsAt + settings.gap().toNanos());
            return;
        }
        endPackets++;
        transmit(true, false, endDuration, now);
        deadline = now + settings.update().toNanos();
    }

    private void transmit(boolean end, boolean marker, int duration, long now) {
        sink.transmit(TelephoneEvent.payload(code, end, settings.volume(), duration), marker, segmentTime, now);
    }
}
