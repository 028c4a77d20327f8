package io.rvoip.media;

import io.rvoip.media.codec.AudioCodec;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the far ends of two legs hear each other. Where both speak the same codec, packets are forwarded in place:
 * header rewritten, payload untouched, nothing decoded, copied or allocated. Between the two laws of G.711 the payload
 * is rewritten in place by table. Payload types, those of telephone events too, become the other leg's. Recorders and
 * monitors on either leg are served beside, from a copy. Both legs live on one media loop.
 *
 * <p>ZRTP passes between two plain legs of the same codec that nobody listens to (RFC 6189 section 10). Once both far ends
 * have spoken it their media is theirs alone: RTP and RTCP pass with their headers as they are, nothing of it is understood
 * here, neither digits nor by listeners that come later, and our own reports stay away. So it is until the legs are taken apart.
 *
 * <p>Video passes where both legs have agreed on it, with the header rewritten in place; what receivers ask of the sender
 * passes back.
 *
 * <p>The legs' own sources and sinks rest while they are joined, and go on when the bridge or one of them is closed.
 * Any thread.
 */
public final class MediaBridge implements AutoCloseable {
    private final MediaSession left;
    private final MediaSession right;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final BridgeDirection fromLeft;
    private final BridgeDirection fromRight;
    private boolean joined;
    private boolean sealed;

    private MediaBridge(MediaSession left, MediaSession right) {
        this.left = left;
        this.right = right;
        this.fromLeft = new BridgeDirection(this, left, right);
        this.fromRight = new BridgeDirection(this, right, left);
    }

    /** Whether two codecs can be joined without decoding: the same one, or both laws of G.711. */
    public static boolean canJoin(AudioCodec one, AudioCodec other) {
        return BridgeDirection.possible(one, other);
    }

    /**
     * Joins two legs; they may be configured before or after. A leg joined before, or closed, is left alone: the
     * bridge is then closed at once.
     *
     * @throws IllegalArgumentException when the legs live on different loops, or are the same
     */
    public static MediaBridge join(MediaSession left, MediaSession right) {
        if (left.loop() != right.loop()) {
            throw new IllegalArgumentException("right: on loop " + right.loop() + " (expected: the left leg's loop, "
                    + left.loop() + ")");
        }
        if (left == right) {
            throw new IllegalArgumentException("right: the left leg itself (expected: another one)");
        }
        MediaBridge bridge = new MediaBridge(left, right);
        left.onLoop(bridge::attach);
        return bridge;
    }

    /** Takes the legs apart; each speaks and hears for itself again. Idempotent. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            left.onLoop(this::detach);
        }
    }

    /** Packets that passed in both directions; read on the legs' loop. */
    public long forwarded() {
        return fromLeft.forwarded() + fromRight.forwarded();
    }

    /** Those of them whose payload went from one law to the other; read on the legs' loop. */
    public long transcoded() {
        return fromLeft.transcoded() + fromRight.transcoded();
    }

    /** Packets that could not pass: on hold, or of a payload type the other leg does not have; on the legs' loop. */
    public long dropped() {
        return fromLeft.dropped() + fromRight.dropped();
    }

    private void attach() {
        if (closing.get() || left.isClosed() || right.isClosed() || left.isJoined() || right.isJoined()) {
            closing.set(true);
            return;
        }
        joined = true;
        left.context.tally().bridges.incrementAndGet();
        left.route(fromLeft);
        right.route(fromRight);
        changed();
        videoChanged();
    }

    /** Both directions depend on the parameters of both legs, and both legs tick when one is listened to. */
    void changed() {
        fromLeft.replan();
        fromRight.replan();
        if (!sealed && fromLeft.spokeZrtp() && fromRight.spokeZrtp()) {
            sealed = true;
            left.rtp().passTo(right.rtp());
            right.rtp().passTo(left.rtp());
        }
        left.tickWhenNeeded();
        right.tickWhenNeeded();
    }

    /** The video of one of them was agreed on, or is no more. */
    void videoChanged() {
        LegVideo.join(left.video(), right.video());
    }

    /** Whether ZRTP may go from one far end to the other. */
    boolean passesZrtp() {
        return sealed || fromLeft.transparent() && fromRight.transparent();
    }

    /** Whether media is encrypted between the far ends. */
    boolean isSealed() {
        return sealed;
    }

    private void unseal() {
        sealed = false;
        left.rtp().passTo(null);
        right.rtp().passTo(null);
        fromLeft.forgetZrtp();
        fromRight.forgetZrtp();
    }

    void detach() {
        closing.set(true);
        if (joined) {
            joined = false;
            unseal();
            left.context.tally().bridges.decrementAndGet();
            left.route(null);
            right.route(null);
            LegVideo.join(left.video(), null);
            LegVideo.join(right.video(), null);
        }
    }
}
