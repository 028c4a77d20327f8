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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Telephone events of one leg, both ways (RFC 4733). Confined to the media loop. */
public final class Dtmf implements TelephoneEventReceiver.Sink {
    /** Digits that may wait to be sent. */
    public static final int MAX_QUEUED = 64;
    private static final int TAIL_ROOM = 64;

    private final RtpSession rtp;
    private final ByteBufAllocator allocator;
    private final BiConsumer<Character, Duration> heard;
    private @Nullable TelephoneEventSender sender;
    private @Nullable TelephoneEventReceiver receiver;
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
    public void configure(int rate, int sendPayloadType, int receivePayloadType, long now) {
        if (sendPayloadType < 0 && sender != null) {
            sender.cancel(now);
            sender = null;
        } else if (sendPayloadType >= 0 && (sender == null || rate != clockRate)) {
            sender = new TelephoneEventSender(EventSenderSettings.of(rate).withMaxQueued(MAX_QUEUED), this::transmit);
        }
        sendType = sendPayloadType;
        if (receivePayloadType < 0) {
            receiver = null;
        } else if (receiver == null || rate != clockRate) {
            receiver = new TelephoneEventReceiver(EventReceiverSettings.of(rate), this);
        }
        clockRate = rate;
    }

    /** Queues a digit; false when no events were agreed on or too many wait. */
    public boolean send(char digit, Duration length, long now) {
        return sender != null && sender.enqueue(TelephoneEvent.code(digit), length, now);
    }

    /** Forgets what waits, as on hold. */
    public void cancel(long now) {
        if (sender != null) {
            sender.cancel(now);
        }
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

    /** Digits that wait. */
    public int queued() {
        return sender == null ? 0 : sender.queued();
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
