package io.rvoip.media.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.Loop;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpSession;
import io.rvoip.rtp.event.EventReceiverSettings;
import io.rvoip.rtp.event.EventSenderSettings;
import io.rvoip.rtp.event.TelephoneEvent;
import io.rvoip.rtp.event.TelephoneEventReceiver;
import io.rvoip.rtp.event.TelephoneEventSender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Telephone events of one leg, both ways (RFC 4733). Confined to the media loop but for {@link #reserve}. */
public final class Dtmf implements TelephoneEventReceiver.Sink {
    /** Digits that may wait to be sent. */
    public static final int MAX_QUEUED = 64;
    private static final int TAIL_ROOM = 64;

    private final RtpSession rtp;
    private final ByteBufAllocator allocator;
    private final BiConsumer<Character, Duration> heard;
    private @Nullable TelephoneEventSender sender;
    private @Nullable TelephoneEventReceiver receiver;
    private final AtomicInteger reserved = new AtomicInteger();
    private volatile int queued;
    private int sendType;
    private int clockRate;

    /**
     * Events of {@code rtp}.
     *
     * @param heard told each digit of the far end once, at its end
     */
    public Dtmf(RtpSession rtp, ByteBufAllocator allocator, BiConsumer<Character, Duration> heard) {
        this.rtp = rtp;
        this.allocator = allocator;
        this.heard = heard;
    }

    /** What was agreed on from now on; negative payload types are none. */
    public void configure(int rate, int sendPayloadType, int receivePayloadType) {
        boolean otherRate = rate != clockRate;
        clockRate = rate;
        if (sendPayloadType < 0) {
            sender = null;
        } else if (sender == null || otherRate) {
            sender = newSender();
        }
        sendType = sendPayloadType;
        if (receivePayloadType < 0) {
            receiver = null;
        } else if (receiver == null || otherRate) {
            receiver = new TelephoneEventReceiver(EventReceiverSettings.of(rate), this);
        }
    }

    /** Keeps a place for a digit on its way to the loop; any thread. False when too many wait. */
    public boolean reserve() {
        if (reserved.get() + queued >= MAX_QUEUED) {
            return false;
        }
        reserved.incrementAndGet();
        return true;
    }

    /** Queues a digit that has a place; does nothing when events are no longer agreed on. */
    public void sendReserved(char digit, Duration length, long now) {
        if (sender != null) {
            sender.enqueue(TelephoneEvent.code(digit), length, now);
            queued = sender.queued();
        }
        reserved.decrementAndGet();
    }

    /** Forgets what waits and what is under way, as on hold: nothing may go out, end packets neither. */
    public void silence() {
        if (sender != null) {
            sender = newSender();
        }
        queued = 0;
    }

    private TelephoneEventSender newSender() {
        return new TelephoneEventSender(EventSenderSettings.of(clockRate).withMaxQueued(MAX_QUEUED), this::transmit);
    }

    /** Takes a packet of events. Its buffer stays the caller's. */
    public void received(RtpPacket packet, long now) {
        if (receiver != null) {
            receiver.received(packet, now);
        }
    }

    /** Whether a digit is being sent, so that no audio goes out. */
    public boolean sending() {
        return sender != null && sender.active();
    }

    /** When to call {@link #onDeadline}. */
    public long nextDeadline() {
        return Math.min(sender == null ? Loop.Timer.NEVER : sender.nextDeadline(),
                receiver == null ? Loop.Timer.NEVER : receiver.nextDeadline());
    }

    /** Sends and ends what is due. */
    public void onDeadline(long now, int mediaTime) {
        if (sender != null) {
            sender.onDeadline(now, mediaTime);
            queued = sender.queued();
        }
        if (receiver != null) {
            receiver.onDeadline(now);
        }
    }

    private void transmit(int payload, boolean marker, int mediaTime, long now) {
        ByteBuf packet = allocator.buffer(RtpPacket.HEADER_BYTES + TelephoneEvent.BYTES + TAIL_ROOM);
        packet.writerIndex(RtpPacket.HEADER_BYTES);
        packet.writeInt(payload);
        rtp.send(packet, sendType, marker, mediaTime, now);
    }

    @Override
    public void began(int code, int volume, long now) {
        // told at its end, with its length
    }

    @Override
    public void ended(int code, long nanos, long now) {
        heard.accept(TelephoneEvent.digit(code), Duration.ofNanos(nanos));
    }
}
