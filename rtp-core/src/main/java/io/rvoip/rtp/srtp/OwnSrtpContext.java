package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;

/**
 * {@link SrtpContext} over the ciphers of the JCA, and over those of OpenSSL. Those of the JCA work on arrays: the buffer's own
 * where it has one, else a scratch array that packets are copied through. OpenSSL works on RTP in direct memory where it is, unless
 * heads are hidden too; on everything else by way of such arrays.
 */
final class OwnSrtpContext implements SrtpContext {
    private static final int E_BIT = 1 << 31;

    /** Makes ciphers of keys, which it takes over. */
    interface Ciphers {
        AesGcm gcm(SessionKey key) throws GeneralSecurityException;

        AesCm cm(SessionKey encryption, SessionKey authentication) throws GeneralSecurityException;
    }

    private final PacketCipher rtp;
    private final PacketCipher rtcp;
    private final HeadGuard heads;
    private final long lifetime;
    private final StreamTable streams = new StreamTable();
    private SrtpStream last = streams.of(0);
    private long rtpPackets;
    private long rtcpPackets;
    /** Whether RTP may stay where it is while it is worked on. */
    private boolean inMemory;
    private boolean closed;

    OwnSrtpContext(CryptoProvider crypto, Ciphers ciphers, SrtpMasterKey key) {
        lifetime = key.lifetime();
        try (KeyDerivation keys = new KeyDerivation(crypto, key)) {
            rtp = cipher(ciphers, key, false, keys.keys(KeyDerivation.RTP));
            rtcp = cipher(ciphers, key, true, keys.keys(KeyDerivation.RTCP));
            heads = new HeadGuard(keys.elements(crypto));
            inMemory = rtp.reachesMemory();
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException(
                    "suite: " + key.suite() + " is not to be had here: " + refused.getMessage(), refused);
        }
    }

    private static PacketCipher cipher(Ciphers ciphers, SrtpMasterKey key, boolean rtcp, SessionKeys keys)
            throws GeneralSecurityException {
        byte[] mki = key.mki().octets();
        if (key.suite().aead()) {
            keys.authentication().destroy();
            return new GcmCipher(ciphers.gcm(keys.encryption()), rtcp, mki, keys.salt());
        }
        int tagBytes = rtcp ? key.suite().rtcpTagBytes() : key.suite().rtpTagBytes();
        return new CounterModeCipher(ciphers.cm(keys.encryption(), keys.authentication()), rtcp, tagBytes, mki, keys.salt());
    }

    @Override
    public void protectHeads(HeaderProtection how) {
        heads.protect(how);
        inMemory = rtp.reachesMemory() && heads.idle();
    }

    /** The one of the last packet is asked first: there is mostly no other. */
    private SrtpStream stream(int ssrc) {
        if (!last.known || last.ssrc != ssrc) {
            last = streams.of(ssrc);
        }
        return last;
    }

    private boolean refuses(SrtpStream stream) {
        return !stream.known && streams.isFull();
    }

    private void keep(SrtpStream stream) {
        if (!stream.known) {
            streams.keep();
        }
    }

    @Override
    public SrtpStatus protectRtp(ByteBuf packet) {
        return crypt(packet, true);
    }

    @Override
    public SrtpStatus unprotectRtp(ByteBuf packet) {
        return crypt(packet, false);
    }

    private SrtpStatus crypt(ByteBuf packet, boolean sealing) {
        if (closed) {
            return SrtpStatus.CLOSED;
        }
        Scratch with = Scratch.ofThread();
        PacketSpan span = with.span;
        boolean staying = inMemory && packet.hasMemoryAddress() && !packet.isReadOnly();
        if (staying) {
            span.takeHead(packet);
        } else {
            span.take(packet, sealing ? rtp.growth + HeadGuard.EXTENSION_HEAD : 0);
        }
        int head = RtpHead.octets(span.data(), span.start(), span.length() - (sealing ? 0 : rtp.growth));
        if (head < 0) {
            return SrtpStatus.MALFORMED;
        }
        SrtpStream stream = stream(span.intAt(8));
        long index = stream.index(span.unsignedShortAt(2));
        SrtpStatus status = rtpMayPass(stream, index);
        if (status != SrtpStatus.OK) {
            return status;
        }
        if (staying) {
            status = sealing ? sealInMemory(with, packet, head, stream, index) : openInMemory(with, packet, head, stream, index);
        } else {
            status = sealing ? sealRtp(with, packet, head, stream, index) : openRtp(with, packet, head, stream, index);
        }
        if (status == SrtpStatus.OK) {
            accepted(stream, index);
        }
        return status;
    }

    private SrtpStatus rtpMayPass(SrtpStream stream, long index) {
        if (rtpPackets >= lifetime || index >= SrtpMasterKey.LONGEST_LIFE) {
            return SrtpStatus.KEY_EXHAUSTED;
        }
        return stream.rtp.check(index);
    }

    private void accepted(SrtpStream stream, long index) {
        keep(stream);
        stream.rtp.accept(index);
        rtpPackets++;
    }

    @Override
    public SrtpStatus protectRtcp(ByteBuf packet) {
        if (closed || packet.readableBytes() < PacketSpan.RTCP_HEAD) {
            return closed ? SrtpStatus.CLOSED : SrtpStatus.MALFORMED;
        }
        Scratch with = Scratch.ofThread();
        with.span.take(packet, rtcp.growth);
        SrtpStream stream = stream(with.span.intAt(4));
        if (stream.nextRtcp > Integer.MAX_VALUE || rtcpPackets >= lifetime) {
            return SrtpStatus.KEY_EXHAUSTED;
        }
        SrtpStatus status = sealRtcp(with, packet, stream);
        if (status == SrtpStatus.OK) {
            keep(stream);
            stream.nextRtcp++;
            rtcpPackets++;
        }
        return status;
    }

    @Override
    public SrtpStatus unprotectRtcp(ByteBuf packet) {
        if (closed || packet.readableBytes() < PacketSpan.RTCP_HEAD + rtcp.growth) {
            return closed ? SrtpStatus.CLOSED : SrtpStatus.MALFORMED;
        }
        Scratch with = Scratch.ofThread();
        with.span.take(packet, 0);
        int word = with.span.intAt(rtcp.wordAt(with.span.length()));
        if (word >= 0) {
            return SrtpStatus.NOT_ENCRYPTED;
        }
        SrtpStream stream = stream(with.span.intAt(4));
        long index = word & ~E_BIT;
        SrtpStatus status = rtcpPackets >= lifetime ? SrtpStatus.KEY_EXHAUSTED : stream.rtcp.check(index);
        if (status != SrtpStatus.OK) {
            return status;
        }
        status = openRtcp(with, packet, stream, index);
        if (status == SrtpStatus.OK) {
            keep(stream);
            stream.rtcp.accept(index);
            rtcpPackets++;
        }
        return status;
    }

    private SrtpStatus sealRtp(Scratch with, ByteBuf packet, int head, SrtpStream stream, long index) {
        PacketSpan span = with.span;
        if (refuses(stream)) {
            return SrtpStatus.TOO_MANY_STREAMS;
        }
        if (!span.makeRoom(packet, rtp.growth + (heads.needsExtension(span) ? HeadGuard.EXTENSION_HEAD : 0))) {
            return SrtpStatus.NO_ROOM;
        }
        try {
            SrtpStatus status = heads.seal(span, head, stream.ssrc, index);
            if (status != SrtpStatus.OK) {
                return status;
            }
            rtp.seal(with, span.data(), span.start(), span.start() + heads.body(), span.end(), heads.csrcs(), stream.ssrc, index);
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        span.giveBack(packet, span.length() + rtp.growth);
        return SrtpStatus.OK;
    }

    private SrtpStatus sealInMemory(Scratch with, ByteBuf packet, int head, SrtpStream stream, long index) {
        PacketSpan span = with.span;
        if (refuses(stream)) {
            return SrtpStatus.TOO_MANY_STREAMS;
        }
        if (!span.makeRoom(packet, rtp.growth)) {
            return SrtpStatus.NO_ROOM;
        }
        try {
            rtp.seal(with, packet, head, stream.ssrc, index);
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        packet.writerIndex(packet.writerIndex() + rtp.growth);
        return SrtpStatus.OK;
    }

    private SrtpStatus openInMemory(Scratch with, ByteBuf packet, int head, SrtpStream stream, long index) {
        try {
            if (!rtp.open(with, packet, head, stream.ssrc, index)) {
                return SrtpStatus.AUTH_FAILED;
            }
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        if (refuses(stream)) {
            return SrtpStatus.TOO_MANY_STREAMS;
        }
        packet.writerIndex(packet.writerIndex() - rtp.growth);
        return SrtpStatus.OK;
    }

    private SrtpStatus sealRtcp(Scratch with, ByteBuf packet, SrtpStream stream) {
        PacketSpan span = with.span;
        if (refuses(stream)) {
            return SrtpStatus.TOO_MANY_STREAMS;
        }
        if (!span.makeRoom(packet, rtcp.growth)) {
            return SrtpStatus.NO_ROOM;
        }
        try {
            rtcp.seal(with, span.data(), span.start(), span.start() + PacketSpan.RTCP_HEAD, span.end(), 0, stream.ssrc, stream.nextRtcp);
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        span.giveBack(packet, span.length() + rtcp.growth);
        return SrtpStatus.OK;
    }

    private SrtpStatus openRtp(Scratch with, ByteBuf packet, int head, SrtpStream stream, long index) {
        PacketSpan span = with.span;
        int end = span.end() - rtp.growth;
        SrtpStatus status = heads.open(span, head);
        if (status != SrtpStatus.OK) {
            return status;
        }
        try {
            if (!rtp.open(with, span.data(), span.start(), span.start() + heads.body(), end, heads.csrcs(), stream.ssrc, index)) {
                return SrtpStatus.AUTH_FAILED;
            }
            status = refuses(stream) ? SrtpStatus.TOO_MANY_STREAMS : heads.opened(span, head, stream.ssrc, index);
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        if (status == SrtpStatus.OK) {
            span.giveBack(packet, end - span.start());
        }
        return status;
    }

    private SrtpStatus openRtcp(Scratch with, ByteBuf packet, SrtpStream stream, long index) {
        PacketSpan span = with.span;
        int end = span.end() - rtcp.growth;
        try {
            if (!rtcp.open(with, span.data(), span.start(), span.start() + PacketSpan.RTCP_HEAD, end, 0, stream.ssrc, index)) {
                return SrtpStatus.AUTH_FAILED;
            }
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        if (refuses(stream)) {
            return SrtpStatus.TOO_MANY_STREAMS;
        }
        span.giveBack(packet, end - span.start());
        return SrtpStatus.OK;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            rtp.close();
            rtcp.close();
            heads.close();
        }
    }
}
