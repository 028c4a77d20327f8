package io.rvoip.rtp.event;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.internal.MediaUnits;

/**
 * Tells DTMF digits from the packets of RFC 4733 section 2.5.2: each event begins once and ends once, whatever of its
 * packets is lost, doubled, late or repeated a thousand times. Sans-I/O, confined to one loop, allocates nothing.
 *
 * <p>An event is known by its RTP timestamp; the marker may be lost. A packet that begins inside the event before it,
 * or right at its end with the same code and no end packet yet, continues that event (a segment of a long one, or a
 * sender that moves the timestamp).
 *
 * <pre>
 * state | input                                         | next
 * IDLE  | packet with a new timestamp                   | DOWN, began
 * IDLE  | packet of the event that ended, or an older   | IDLE
 * DOWN  | update                                        | DOWN, duration grows, never shrinks
 * DOWN  | end packet                                    | IDLE, ended
 * DOWN  | later event                                   | IDLE, ended; then as IDLE
 * DOWN  | nothing for the time-out                      | IDLE, ended
 * </pre>
 */
public final class TelephoneEventReceiver {
    private static final int FORGET_SECONDS = 10;
    private static final long SECOND = 1_000_000_000L;

    /** What became of a packet. */
    public enum Outcome {
        /** Used, or known already. */
        TAKEN,
        /** Not a multiple of four bytes, or empty. */
        MALFORMED,
        /** An event that is no DTMF digit, or without duration. */
        IGNORED,
        /** More events in a second than allowed. */
        FLOOD
    }

    /** Who is told. */
    public interface Sink {
        /**
         * A digit began.
         *
         * @param code 0 to 15
         * @param volume in dBm0 without its sign, 0 to 63
         */
        void began(int code, int volume, long now);

        /**
         * The digit that began is over.
         *
         * @param nanos how long it was, by the longest duration its packets told
         */
        void ended(int code, long nanos, long now);
    }

    private final EventReceiverSettings settings;
    private final Sink sink;
    private final long[] outcomes = new long[Outcome.values().length];
    private boolean known;
    private boolean down;
    private int ssrc;
    private int code;
    private int segmentStart;
    private int segmentDuration;
    private long earlierDuration;
    private long lastAt;
    private long secondStart;
    private int inSecond;

    /** Creates a receiver that has heard nothing. */
    public TelephoneEventReceiver(EventReceiverSettings settings, Sink sink) {
        this.settings = settings;
        this.sink = sink;
    }

    /** Takes a packet of the telephone-event payload type. Its buffer stays the caller's. */
    public Outcome received(RtpPacket packet, long now) {
        Outcome outcome = judge(packet, now);
        outcomes[outcome.ordinal()]++;
        return outcome;
    }

    private Outcome judge(RtpPacket packet, long now) {
        int length = packet.payloadLength();
        if (length == 0 || length % TelephoneEvent.BYTES != 0) {
            return Outcome.MALFORMED;
        }
        if (known && packet.ssrc() != ssrc) {
            reset(now);
        }
        ssrc = packet.ssrc();
        ByteBuf buffer = packet.buffer();
        int start = packet.timestamp();
        Outcome outcome = Outcome.IGNORED;
        for (int at = 0; at < length; at += TelephoneEvent.BYTES) {
            int event = buffer.getInt(packet.payloadOffset() + at);
            Outcome one = event(event, start, now);
            outcome = at == 0 || one == Outcome.TAKEN ? one : outcome;
            start += TelephoneEvent.duration(event);
        }
        return outcome;
    }

    private Outcome event(int event, int start, long now) {
        int duration = TelephoneEvent.duration(event);
        if (TelephoneEvent.code(event) > TelephoneEvent.LAST_DTMF || duration == 0) {
            return Outcome.IGNORED;
        }
        if (!known || isNew(event, start)) {
            finish(now);
            return begin(event, start, now);
        }
        if (down) {
            grow(start, duration);
            lastAt = now;
            if (TelephoneEvent.end(event) && TelephoneEvent.code(event) == code) {
                finish(now);
            }
        }
        return Outcome.TAKEN;
    }

    private boolean isNew(int event, int start) {
        int ahead = start - segmentStart;
        if (ahead == 0) {
            return false;
        }
        if (ahead < 0) {
            return ahead < -FORGET_SECONDS * settings.clockRate();
        }
        boolean sameCode = TelephoneEvent.code(event) == code;
        return !(down && sameCode && ahead <= segmentDuration);
    }

    private void grow(int start, int duration) {
        int ahead = start - segmentStart;
        if (ahead > 0) {
            earlierDuration += ahead;
            segmentStart = start;
            segmentDuration = duration;
        } else if (ahead == 0) {
            segmentDuration = Math.max(segmentDuration, duration);
        }
    }

    private Outcome begin(int event, int start, long now) {
        known = true;
        segmentStart = start;
        code = TelephoneEvent.code(event);
        segmentDuration = TelephoneEvent.duration(event);
        earlierDuration = 0;
        lastAt = now;
        if (!allowed(now)) {
            return Outcome.FLOOD;
        }
        down = true;
        sink.began(code, TelephoneEvent.volume(event), now);
        if (TelephoneEvent.end(event)) {
            finish(now);
        }
        return Outcome.TAKEN;
    }

    private boolean allowed(long now) {
        if (inSecond == 0 || now - secondStart >= SECOND) {
            secondStart = now;
            inSecond = 0;
        }
        return ++inSecond <= settings.maxPerSecond();
    }

    private void finish(long now) {
        if (down) {
            down = false;
            sink.ended(code, MediaUnits.toNanos(earlierDuration + segmentDuration, settings.clockRate()), now);
        }
    }

    /** Another stream begins: an event under way is over, and its timestamps mean nothing any more. */
    public void reset(long now) {
        finish(now);
        known = false;
    }

    /** Whether a digit is held down. */
    public boolean down() {
        return down;
    }

    /** When to call {@link #onDeadline}; {@link Loop.Timer#NEVER} when no event is under way. */
    public long nextDeadline() {
        return down ? lastAt + settings.endTimeout().toNanos() : Loop.Timer.NEVER;
    }

    /** Ends an event whose end packets were lost. */
    public void onDeadline(long now) {
        if (now >= nextDeadline()) {
            finish(now);
        }
    }

    /** Packets with this outcome so far. */
    public long count(Outcome outcome) {
        return outcomes[outcome.ordinal()];
    }
}
