package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.media.internal.LoopContext;
import io.rvoip.rtp.dtls.DtlsSources;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.rtp.zrtp.ZrtpError;
import io.rvoip.rtp.zrtp.ZrtpEvents;
import io.rvoip.rtp.zrtp.ZrtpPacket;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.rtp.zrtp.ZrtpReport;
import io.rvoip.rtp.zrtp.ZrtpSession;
import io.rvoip.rtp.zrtp.ZrtpStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ZRTP of one stream of a leg, over its RTP port, from the first agreement to the end: later agreements move it, and
 * change no keys. Audio is the first stream; video on ports of its own is a further one, which begins when that is secure and
 * has the same string (RFC 6189 section 4.4.3). On the leg's loop.
 */
final class LegZrtp implements ZrtpEvents {
    private final ZrtpEngine engine;
    private final Loop loop;
    private final Owner owner;
    private final ZrtpSession session;
    private final ZrtpStream stream;
    private final Loop.Timer timer;
    private final @Nullable LegZrtp first;
    private final List<LegZrtp> waiting = new ArrayList<>(1);
    private @Nullable ZrtpParameters parameters;
    private @Nullable DtlsSources sources;
    private @Nullable InetSocketAddress peer;
    private boolean keyed;
    private boolean secure;
    private boolean over;

    /** What comes of it. */
    interface Owner {
        /** Owns {@code packet}. */
        void transmit(ByteBuf packet, InetSocketAddress to);

        /** What arrives has to be encrypted with these; nothing is to be sent yet. Wiped by the receiver. */
        void keyed(SrtpKeys keys);

        /** From now on it is to be sent, encrypted. */
        void secured(ZrtpReport report);

        /** There is no media, or there is none any more. */
        void failed(String reason);
    }

    /** @param ssrc that the leg sends under */
    LegZrtp(ZrtpEngine engine, LoopContext context, int ssrc, Owner owner) {
        this.engine = engine;
        this.owner = owner;
        loop = context.loop();
        session = engine.open(loop, context.ids(), context.allocator());
        stream = session.stream(ssrc, this);
        timer = loop.timer(this::onTimer);
        first = null;
    }

    private LegZrtp(LegZrtp first, IntSupplier ssrc, Owner owner) {
        engine = first.engine;
        this.owner = owner;
        loop = first.loop;
        session = first.session;
        stream = session.further(ssrc, this);
        timer = loop.timer(this::onTimer);
        this.first = first;
    }

    /**
     * Of another stream of the same leg.
     *
     * @param ssrc that it is sent under
     */
    LegZrtp further(IntSupplier ssrc, Owner owner) {
        return new LegZrtp(this, ssrc, owner);
    }

    /** For our description. */
    HelloHash helloHash() {
        return stream.helloHash();
    }

    /** Begins, or goes on elsewhere. */
    void apply(ZrtpParameters agreed, DtlsSources from) {
        boolean moved = sources == null || !sources.described().equals(from.described());
        sources = from;
        if (moved && from.known()) {
            peer = from.described();
        }
        if (parameters == null) {
            parameters = agreed;
            agreed.hello().ifPresent(stream::expectHello);
            if (first == null || first.secure) {
                start();
            } else {
                first.waiting.add(this);
            }
        }
    }

    private void start() {
        stream.start(loop.now());
        rearm();
    }

    /** What may be ZRTP arrived; released here. */
    void received(ByteBuf packet, InetSocketAddress from, long now) {
        InetSocketAddress before = peer;
        if (!ZrtpPacket.matches(packet) || !mayBe(from)) {
            engine.dropped();
            packet.release();
            return;
        }
        peer = from; // the answer goes there
        if (!stream.received(packet, now)) {
            peer = before;
        }
        rearm();
    }

    private boolean mayBe(InetSocketAddress from) {
        DtlsSources known = sources;
        return known != null && (known.any() || from.equals(known.described()));
    }

    /** A packet of the far end was genuine. */
    void authenticated(long now) {
        stream.authenticated(now);
        rearm();
    }

    /** People have compared the string. */
    void compared(boolean same) {
        if (same) {
            session.sasVerified();
        } else {
            session.sasDiffers();
        }
    }

    private void onTimer() {
        stream.onDeadline(loop.now());
        rearm();
    }

    private void rearm() {
        timer.arm(stream.nextDeadline());
    }

    void close() {
        over = true;
        timer.cancel();
        stream.close(loop.now());
        if (first == null) {
            session.close();
        } else {
            first.waiting.remove(this);
        }
    }

    /** What was computed off the loop is sent when nobody else arms the timer, and may have to be sent again. */
    @Override
    public void transmit(ByteBuf packet) {
        rearm();
        InetSocketAddress to = peer;
        if (to == null) {
            packet.release();
        } else {
            owner.transmit(packet, to);
        }
    }

    @Override
    public void keys(SrtpKeys keys) {
        ZrtpParameters agreed = parameters;
        if (agreed == null || !agreed.suites().contains(keys.sending().suite())) {
            keyed = true; // there is no way back to plain media
            fail("the far end chose " + keys.sending().suite() + ", which is not allowed here");
            keys.sending().close();
            keys.receiving().close();
        } else {
            keyed = true;
            owner.keyed(keys);
        }
    }

    @Override
    public void secured(ZrtpReport report) {
        if (!over) {
            engine.secured();
            secure = true;
            owner.secured(report);
            waiting.forEach(LegZrtp::start);
            waiting.clear();
        }
    }

    /** A further stream has said nothing in the clear, and may begin whenever the far end does. */
    @Override
    public void unanswered() {
        if (first == null) {
            fail("the far end does not answer");
        } else {
            engine.failed("the far end does not answer on a further stream");
        }
    }

    @Override
    public void failed(ZrtpError error, boolean byRemote) {
        if (byRemote) {
            fail("the far end refused: " + words(error));
        } else if (error == ZrtpError.HELLO_MISMATCH) {
            fail("the Hello is not the one of the description");
        } else {
            fail(error == ZrtpError.TIMEOUT ? "the far end does not go on" : words(error));
        }
    }

    private static String words(ZrtpError error) {
        return error.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Where plain media will do, it goes on. */
    private void fail(String reason) {
        if (over) {
            return;
        }
        engine.failed(reason);
        ZrtpParameters agreed = parameters;
        if (keyed || agreed != null && agreed.required()) {
            over = true;
            owner.failed("ZRTP: " + reason);
        }
    }
}
