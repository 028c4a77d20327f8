package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.media.internal.LoopContext;
import io.rvoip.rtp.RtpSession;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.dtls.DtlsSession;
import io.rvoip.rtp.dtls.DtlsSink;
import io.rvoip.rtp.dtls.DtlsSources;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSession;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.rtp.zrtp.ZrtpReport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What protects one leg: nothing, keys from a description, or keys that DTLS agrees on over the leg's own ports, of which
 * each has an association of its own (RFC 5764 section 4.1), or that ZRTP agrees on over the first of them. Once there is
 * protection it never ends. On the leg's loop, {@link #state} on any thread.
 */
final class LegSecurity {
    /** A ClientHello may be earlier than the answer that it belongs to (RFC 8842 section 5.2). */
    private static final int MOST_EARLY = 4;

    private static final InetSocketAddress NOWHERE = new InetSocketAddress(0);

    private final LoopContext context;
    private final MediaSessionSettings settings;
    private final LegPath path;
    private final RtpSession rtp;
    private final MediaEvents events;
    private final List<Early> early = new ArrayList<>();
    private final @Nullable LegZrtp zrtp;
    private HeaderProtection heads = HeaderProtection.NONE;
    private @Nullable SrtpSession srtp;
    private @Nullable SrtpSession srtcp;
    private @Nullable Association forRtp;
    private @Nullable Association forRtcp;
    private boolean awaiting;
    private boolean settled;
    private boolean exchanging;
    private boolean decrypted;
    private boolean reportedBack;
    private volatile MediaSecurity state = MediaSecurity.PLAIN;

    /** A datagram from before the agreement. */
    private record Early(byte[] datagram, InetSocketAddress from, boolean onRtcpPort) {}

    LegSecurity(LoopContext context, MediaSessionSettings settings, LegPath path, RtpSession rtp, MediaEvents events) {
        this.context = context;
        this.settings = settings;
        this.path = path;
        this.rtp = rtp;
        this.events = events;
        ZrtpEngine engine = context.zrtp();
        zrtp = engine == null ? null : new LegZrtp(engine, context, rtp.localSsrc(), new Zrtp());
    }

    /** What our description says of ZRTP; empty: this leg has none. */
    Optional<HelloHash> helloHash() {
        return Optional.ofNullable(zrtp).map(LegZrtp::helloHash);
    }

    /** For a stream on ports of its own, under {@code ssrc}; null: this leg has no ZRTP. */
    @Nullable LegZrtp further(IntSupplier ssrc, LegZrtp.Owner owner) {
        return zrtp == null ? null : zrtp.further(ssrc, owner);
    }

    /** Whether nothing is encrypted, or about to be: then other streams may go in the clear too. */
    boolean open() {
        return srtp == null && !exchanging;
    }

    MediaSecurity state() {
        return state;
    }

    /** What encrypts RTP of this leg; null while it is plain. */
    @Nullable SrtpSession keys() {
        return srtp;
    }

    /** Whether media is plain, and always was. */
    boolean plain() {
        return srtp == null;
    }

    /** Whether nothing can be sent yet, because the keys are being agreed on. */
    boolean awaiting() {
        return awaiting;
    }

    void apply(MediaParameters agreed) {
        settled = true;
        heads = agreed.heads();
        sessions().forEach(session -> session.protectHeads(heads));
        SrtpKeys keys = agreed.keys();
        DtlsParameters dtls = agreed.dtls();
        ZrtpParameters exchange = agreed.zrtp();
        if (keys != null) {
            use(keys);
        } else if (dtls != null) {
            shakeHands(dtls, agreed);
        } else if (exchange != null) {
            exchange(exchange, agreed);
        }
        List<Early> waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(one -> dtls(Unpooled.wrappedBuffer(one.datagram), one.from, one.onRtcpPort));
    }

    private void use(SrtpKeys keys) {
        endAssociations();
        begin(false);
        sessions().forEach(session -> session.use(keys));
        awaiting = false;
        state = new MediaSecurity(keys.keying(), Optional.of(keys.sending().suite()), Optional.ofNullable(keys.fingerprint()),
                Optional.empty(), decrypted, reportedBack);
    }

    private void begin(boolean apart) {
        SrtpSession first = srtp == null ? session() : srtp;
        SrtpSession second = srtcp == null ? first : srtcp;
        if (apart && second == first) {
            second = session();
        }
        srtp = first;
        srtcp = second;
        rtp.secure(first, second);
    }

    private SrtpSession session() {
        SrtpSession session = new SrtpSession(context.srtp());
        session.protectHeads(heads);
        return session;
    }

    private List<SrtpSession> sessions() {
        SrtpSession first = srtp;
        SrtpSession second = srtcp;
        if (first == null || second == null) {
            return List.of();
        }
        return first == second ? List.of(first) : List.of(first, second);
    }

    private void shakeHands(DtlsParameters wanted, MediaParameters agreed) {
        DtlsEngine engine = context.dtls();
        if (engine == null) {
            throw new IllegalStateException("dtls: agreed on, and this media engine has none");
        }
        DtlsSources sources = sources(agreed, false);
        DtlsSources rtcpSources = sources(agreed, true);
        Association inForce = forRtp;
        if (inForce != null && inForce.session.parameters().equals(wanted)) {
            inForce.session.expect(sources);
            if (forRtcp != null) {
                forRtcp.session.expect(rtcpSources);
            }
            return;
        }
        endAssociations();
        LegIce ice = path.ice();
        boolean apart = ice == null ? !settings.rtcpMux() : !ice.mux();
        awaiting = srtp == null;
        begin(apart);
        state = MediaSecurity.of("dtls", Optional.empty(), decrypted, reportedBack);
        forRtp = new Association(engine, wanted, sources, false);
        forRtcp = apart ? new Association(engine, wanted, rtcpSources, true) : null;
    }

    private void exchange(ZrtpParameters wanted, MediaParameters agreed) {
        if (zrtp == null) {
            throw new IllegalStateException("zrtp: agreed on, and this media engine has none");
        }
        if (wanted.required() && srtp == null) {
            awaiting = true;
            begin(false);
            state = MediaSecurity.of("zrtp", Optional.empty(), decrypted, reportedBack);
        }
        exchanging = true;
        zrtp.apply(wanted, sources(agreed, false));
    }

    /** With ICE the far end is one peer, whatever it sends from, and known once a check has succeeded. */
    private DtlsSources sources(MediaParameters agreed, boolean ofRtcp) {
        LegIce ice = path.ice();
        if (ice != null) {
            InetSocketAddress peer = ice.peer(ofRtcp);
            return new DtlsSources(peer == null ? NOWHERE : peer, false);
        }
        InetSocketAddress described = ofRtcp ? rtcpAddress(agreed) : agreed.remote();
        return DtlsSources.of(described, agreed.signalledFrom(), settings.sourcePolicy());
    }

    private static InetSocketAddress rtcpAddress(MediaParameters agreed) {
        InetSocketAddress said = agreed.remoteRtcp();
        InetSocketAddress rtp = agreed.remote();
        return said != null ? said : new InetSocketAddress(rtp.getAddress(), Math.min(rtp.getPort() + 1, 65_535));
    }

    /** ICE has found the far end, or found it elsewhere. */
    void found(MediaParameters agreed) {
        if (forRtp != null) {
            forRtp.session.expect(sources(agreed, false));
        }
        if (forRtcp != null) {
            forRtcp.session.expect(sources(agreed, true));
        }
    }

    /** A DTLS datagram arrived; released here. */
    void dtls(ByteBuf datagram, InetSocketAddress source, boolean onRtcpPort) {
        Association to = onRtcpPort ? forRtcp : forRtp;
        InetSocketAddress from = path.known(source, onRtcpPort);
        if (from == null) {
            datagram.release();
            return;
        }
        if (to != null) {
            to.session.received(datagram, from);
            return;
        }
        if (!settled && context.dtls() != null && early.size() < MOST_EARLY) {
            early.add(new Early(ByteBufUtil.getBytes(datagram), source, onRtcpPort));
        }
        datagram.release();
    }

    /** What may be ZRTP arrived; false: nobody here wants it, and it stays the caller's. */
    boolean zrtp(ByteBuf packet, InetSocketAddress from, long now) {
        if (zrtp == null || settled && !exchanging) {
            return false;
        }
        zrtp.received(packet, from, now);
        return true;
    }

    /** People have compared the string; does nothing without one. */
    void compared(boolean same) {
        Optional<SasCheck> sas = state.sas();
        if (zrtp != null && sas.isPresent()) {
            zrtp.compared(same);
            state = state.withSas(Optional.of(sas.get().compared(same)));
        }
    }

    /** A packet of the far end was genuine. */
    void decrypted(long now) {
        if (!decrypted && srtp != null) {
            decrypted = true;
            proven();
            if (zrtp != null) {
                zrtp.authenticated(now);
            }
        }
    }

    /** The far end has reported, in a genuine packet, that it has ours. */
    void reportedBack() {
        if (!reportedBack && srtp != null) {
            reportedBack = true;
            proven();
        }
    }

    private void proven() {
        state = state.withDecrypted(decrypted, reportedBack);
    }

    private void endAssociations() {
        if (forRtp != null) {
            forRtp.session.close();
            forRtp = null;
        }
        if (forRtcp != null) {
            forRtcp.session.close();
            forRtcp = null;
        }
    }

    void close() {
        endAssociations();
        if (zrtp != null) {
            zrtp.close();
        }
        early.clear();
        settled = true;
    }

    /** What ZRTP comes to: one key for RTP and RTCP alike. */
    private final class Zrtp implements LegZrtp.Owner {
        @Override
        public void transmit(ByteBuf packet, InetSocketAddress to) {
            path.transmit(packet, to, false);
        }

        /** The initiator says nothing before it knows that the far end can read it (RFC 6189 section 4). */
        @Override
        public void keyed(SrtpKeys keys) {
            awaiting = true;
            begin(false);
            sessions().forEach(session -> session.renew(keys));
            state = MediaSecurity.of("zrtp", Optional.of(keys.sending().suite()), decrypted, reportedBack);
            keys.sending().close();
            keys.receiving().close();
        }

        @Override
        public void secured(ZrtpReport report) {
            SasCheck sas = new SasCheck(report.sas(), report.verified(), report.mismatch());
            awaiting = false;
            state = state.withSas(Optional.of(sas));
            events.sasKnown(sas);
        }

        @Override
        public void failed(String reason) {
            events.keyingFailed(reason);
        }
    }

    /** One of them; {@code apart}: that of the RTCP port. */
    private final class Association implements DtlsSink {
        private final boolean apart;
        private final DtlsSession session;

        Association(DtlsEngine engine, DtlsParameters parameters, DtlsSources sources, boolean apart) {
            this.apart = apart;
            session = engine.open(context.loop(), parameters, sources, this);
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress to) {
            path.transmit(datagram, to, apart);
        }

        @Override
        public void keyed(SrtpKeys keys, CertificateFingerprint fingerprint) {
            SrtpSession session = apart ? srtcp : srtp;
            if (session != null) {
                session.renew(keys);
            }
            if (!apart) {
                awaiting = false;
                state = new MediaSecurity("dtls", Optional.of(keys.sending().suite()),
                        Optional.of(fingerprint.toString()), Optional.empty(), decrypted, reportedBack);
            }
            keys.sending().close();
            keys.receiving().close();
        }

        /** Some devices have no RTCP at all: the call is as good without, and ours is not sent. */
        @Override
        public void failed(boolean silent, String reason) {
            if (!apart || !silent) {
                events.keyingFailed("DTLS: " + reason);
            }
        }
    }
}
