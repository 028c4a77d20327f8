package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SRTP of one stream, from its first keys on: it never goes back to none. A key of ours from a description keeps its
 * context until the key is wiped, so that its counters never begin anew, and {@value #MOST_KEYS} at most do; of the far end's
 * keys the one in force counts, and the one before until the first packet made with the new one (RFC 4568 section 7.1.4).
 * Confined to one media loop.
 */
public final class SrtpSession implements AutoCloseable {
    /** Keys of ours that may come back, at once: one for each suite, and those that answers to one offer may bring. */
    static final int MOST_KEYS = 32;

    private final SrtpEngine engine;
    private final Map<SrtpMasterKey, SrtpContext> sendingContexts = new HashMap<>();
    private @Nullable SrtpMasterKey receivingKey;
    private @Nullable SrtpContext made;
    private @Nullable SrtpContext sending;
    private @Nullable SrtpContext receiving;
    private @Nullable SrtpContext former;
    private HeaderProtection heads = HeaderProtection.NONE;

    /** Begins without keys: nothing is sent or received before there are some. */
    public SrtpSession(SrtpEngine engine) {
        this.engine = engine;
    }

    /** Begins with these keys. */
    public SrtpSession(SrtpEngine engine, SrtpKeys keys) {
        this(engine);
        use(keys);
    }

    /** Hides heads of packets too, in both directions, from now on and whatever the keys will be. */
    public void protectHeads(HeaderProtection how) {
        heads = how;
        sendingContexts.values().forEach(one -> one.protectHeads(how));
        for (SrtpContext one : new SrtpContext[] {made, receiving, former}) {
            if (one != null) {
                one.protectHeads(how);
            }
        }
    }

    private SrtpContext open(SrtpMasterKey key) {
        SrtpContext opened = engine.open(key);
        opened.protectHeads(heads);
        return opened;
    }

    /**
     * Goes on with these; a key that stays goes on as it was. A key of ours must not be wiped as long as it may be used again: by
     * it the context is known that goes on with its counters, and once it is wiped its context is closed with the next use of
     * others. One of the far end's may be once another, or the same as another object, was used.
     *
     * @throws IllegalStateException when so many keys of ours are alive that no more are kept
     */
    public void use(SrtpKeys changed) {
        SrtpMasterKey key = changed.sending();
        SrtpContext known = sendingContexts.remove(key);
        forgetWiped();
        if (sendingContexts.size() == MOST_KEYS) {
            throw new IllegalStateException("keys: " + MOST_KEYS + " of ours are alive (expected: those wiped that will not come back)");
        }
        SrtpContext chosen = known == null ? open(key) : known;
        sendingContexts.put(key, chosen); // under the object that names it now: one that named it before may be wiped
        sending = chosen;
        if (!changed.receiving().equals(receivingKey)) {
            receive(changed.receiving());
        }
        receivingKey = changed.receiving();
    }

    private void forgetWiped() {
        sendingContexts.entrySet().removeIf(one -> {
            boolean wiped = one.getKey().keyAndSalt().isDestroyed();
            if (wiped) {
                one.getValue().close();
            }
            return wiped;
        });
    }

    /** Goes on with keys that were made just now and will not come back: they may be wiped afterwards. */
    public void renew(SrtpKeys fresh) {
        if (made != null) {
            made.close();
        }
        made = open(fresh.sending());
        sending = made;
        receive(fresh.receiving());
    }

    private void receive(SrtpMasterKey key) {
        forgetFormer();
        former = receiving;
        receiving = open(key);
        receivingKey = key;
    }

    /** As {@link SrtpContext#protectRtp}, with the key in force. */
    public SrtpStatus protectRtp(ByteBuf packet) {
        SrtpContext with = sending;
        return with == null ? SrtpStatus.NO_KEYS : with.protectRtp(packet);
    }

    /** As {@link SrtpContext#protectRtcp}, with the key in force. */
    public SrtpStatus protectRtcp(ByteBuf packet) {
        SrtpContext with = sending;
        return with == null ? SrtpStatus.NO_KEYS : with.protectRtcp(packet);
    }

    /** As {@link SrtpContext#unprotectRtp}, with the key in force or, while the far end changes over, the last one. */
    public SrtpStatus unprotectRtp(ByteBuf packet) {
        SrtpContext with = receiving;
        if (with == null) {
            return SrtpStatus.NO_KEYS;
        }
        return former == null ? with.unprotectRtp(packet) : changingOver(packet, with, false);
    }

    /** As {@link #unprotectRtp}, for RTCP. */
    public SrtpStatus unprotectRtcp(ByteBuf packet) {
        SrtpContext with = receiving;
        if (with == null) {
            return SrtpStatus.NO_KEYS;
        }
        return former == null ? with.unprotectRtcp(packet) : changingOver(packet, with, true);
    }

    /** A refused packet is spoilt: the second key is tried on what was kept of it. */
    private SrtpStatus changingOver(ByteBuf packet, SrtpContext with, boolean rtcp) {
        ByteBuf kept = packet.copy();
        try {
            SrtpStatus status = rtcp ? with.unprotectRtcp(packet) : with.unprotectRtp(packet);
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
        if (made != null) {
            made.close();
        }
        if (receiving != null) {
            receiving.close();
        }
        forgetFormer();
    }
}
