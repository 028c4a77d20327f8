package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SRTP of one media session, from its first keys on: it never goes back to none. A key of ours keeps its context for as
 * long as the session lives, so that its counters never begin anew; of the far end's keys the one in force counts, and
 * the one before until the first packet made with the new one (RFC 4568 section 7.1.4). Confined to one media loop.
 */
public final class SrtpSession implements AutoCloseable {
    private final SrtpEngine engine;
    private final Map<SrtpMasterKey, SrtpContext> sendingContexts = new HashMap<>();
    private SrtpKeys keys;
    private SrtpContext sending;
    private SrtpContext receiving;
    private @Nullable SrtpContext former;

    /** Begins with these keys. */
    public SrtpSession(SrtpEngine engine, SrtpKeys keys) {
        this.engine = engine;
        this.keys = keys;
        sending = sendingWith(keys.sending());
        receiving = engine.open(keys.receiving());
    }

    /** Goes on with these; a key that stays goes on as it was. */
    public void use(SrtpKeys changed) {
        sending = sendingWith(changed.sending());
        if (!changed.receiving().equals(keys.receiving())) {
            forgetFormer();
            former = receiving;
            receiving = engine.open(changed.receiving());
        }
        keys = changed;
    }

    private SrtpContext sendingWith(SrtpMasterKey key) {
        return sendingContexts.computeIfAbsent(key, engine::open);
    }

    /** As {@link SrtpContext#protectRtp}, with the key in force. */
    public SrtpStatus protectRtp(ByteBuf packet) {
        return sending.protectRtp(packet);
    }

    /** As {@link SrtpContext#protectRtcp}, with the key in force. */
    public SrtpStatus protectRtcp(ByteBuf packet) {
        return sending.protectRtcp(packet);
    }

    /** As {@link SrtpContext#unprotectRtp}, with the key in force or, while the far end changes over, the last one. */
    public SrtpStatus unprotectRtp(ByteBuf packet) {
        return former == null ? receiving.unprotectRtp(packet) : changingOver(packet, false);
    }

    /** As {@link #unprotectRtp}, for RTCP. */
    public SrtpStatus unprotectRtcp(ByteBuf packet) {
        return former == null ? receiving.unprotectRtcp(packet) : changingOver(packet, true);
    }

    /** A refused packet is spoilt: the second key is tried on what was kept of it. */
    private SrtpStatus changingOver(ByteBuf packet, boolean rtcp) {
        ByteBuf kept = packet.copy();
        try {
            SrtpStatus status = rtcp ? receiving.unprotectRtcp(packet) : receiving.unprotectRtp(packet);
            SrtpContext last = former;
            if (status == SrtpStatus.OK || last == null) {
                forgetFormer();
                return status;
            }
            packet.setBytes(packet.readerIndex(), kept, kept.readerIndex(), kept.readableBytes());
            return rtcp ? last.unprotectRtcp(packet) : last.unprotectRtp(packet);
        } finally {
            kept.release();
        }
    }

    private void forgetFormer() {
        if (former != null) {
            former.close();
            former = null;
        }
    }

    /** Wipes all keys at work. */
    @Override
    public void close() {
        sendingContexts.values().forEach(SrtpContext::close);
        receiving.close();
        forgetFormer();
    }
}
