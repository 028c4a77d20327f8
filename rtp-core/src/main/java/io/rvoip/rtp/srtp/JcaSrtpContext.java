package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;

/**
 * {@link SrtpContext} over the ciphers of the JCA. They work on arrays: the buffer's own where it has one, else a
 * scratch array that packets are copied through.
 */
final class JcaSrtpContext implements SrtpContext {
    private static final int E_BIT = 1 << 31;

    private final PacketCipher rtp;
    private final PacketCipher rtcp;
    private final long lifetime;
    private final StreamTable streams = new StreamTable();
    private final PacketSpan span = new PacketSpan();
    private long rtpPackets;
    private long rtcpPackets;
    private boolean closed;

    JcaSrtpContext(CryptoProvider crypto, SrtpMasterKey key) {
        lifetime = key.lifetime();
        try (KeyDerivation keys = new KeyDerivation(crypto, key)) {
            rtp = cipher(crypto, key, false, keys.keys(KeyDerivation.RTP));
            rtcp = cipher(crypto, key, true, keys.keys(KeyDerivation.RTCP));
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException(
                    "suite: " + key.suite() + " is not to be had here: " + refused.getMessage(), refused);
        }
    }

    private static PacketCipher cipher(CryptoProvider crypto, SrtpMasterKey key, boolean rtcp, SessionKeys keys)
            throws GeneralSecurityException {
        int tagBytes = rtcp ? key.suite().rtcpTagBytes() : key.suite().rtpTagBytes();
        byte[] mki = key.mki().octets();
        return key.suite().aead()
                ? new GcmCipher(crypto, rtcp, tagBytes, mki, keys)
                : new CounterModeCipher(crypto, rtcp, tagBytes, mki, keys);
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
        span.take(packet, sealing ? rtp.growth() : 0);
        int head = RtpHead.octets(span.data(), span.start(), span.length() - (sealing ? 0 : rtp.growth()));
        if (head < 0) {
            return SrtpStatus.MALFORMED;
        }
        SrtpStream stream = streams.of(span.intAt(8));
        long index = stream.index(span.unsignedShortAt(2));
        SrtpStatus status = rtpMayPass(stream, index);
        if (status != SrtpStatus.OK) {
            return status;
        }
        rtp.word((int) (index >>> 16));
        status = sealing ? seal(rtp, packet, head, stream, index) : open(rtp, packet, head, stream, index);
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
        streams.keep(stream);
        stream.rtp.accept(index);
        rtpPackets++;
    }

    @Override
    public SrtpStatus protectRtcp(ByteBuf packet) {
        if (closed || packet.readableBytes() < PacketSpan.RTCP_HEAD) {
            return closed ? SrtpStatus.CLOSED : SrtpStatus.MALFORMED;
        }
        span.take(packet, rtcp.growth());
        SrtpStream stream = streams.of(span.intAt(4));
        if (stream.nextRtcp > Integer.MAX_VALUE || rtcpPackets >= lifetime) {
            return SrtpStatus.KEY_EXHAUSTED;
        }
        rtcp.word((int) stream.nextRtcp | E_BIT);
        SrtpStatus status = seal(rtcp, packet, PacketSpan.RTCP_HEAD, stream, stream.nextRtcp);
        if (status == SrtpStatus.OK) {
            streams.keep(stream);
            stream.nextRtcp++;
            rtcpPackets++;
        }
        return status;
    }

    @Override
    public SrtpStatus unprotectRtcp(ByteBuf packet) {
        if (closed || packet.readableBytes() < PacketSpan.RTCP_HEAD + rtcp.growth()) {
            return closed ? SrtpStatus.CLOSED : SrtpStatus.MALFORMED;
        }
        span.take(packet, 0);
        int word = span.intAt(rtcp.wordAt(span.length()));
        if (word >= 0) {
            return SrtpStatus.NOT_ENCRYPTED;
        }
        SrtpStream stream = streams.of(span.intAt(4));
        long index = word & ~E_BIT;
        SrtpStatus status = rtcpPackets >= lifetime ? SrtpStatus.KEY_EXHAUSTED : stream.rtcp.check(index);
        if (status != SrtpStatus.OK) {
            return status;
        }
        rtcp.word(word);
        status = open(rtcp, packet, PacketSpan.RTCP_HEAD, stream, index);
        if (status == SrtpStatus.OK) {
            streams.keep(stream);
            stream.rtcp.accept(index);
            rtcpPackets++;
        }
        return status;
    }

    /** @param head octets that stay readable */
    private SrtpStatus seal(PacketCipher cipher, ByteBuf packet, int head, SrtpStream stream, long index) {
        if (streams.refuses(stream)) {
            return SrtpStatus.TOO_MANY_STREAMS;
        }
        if (!span.makeRoom(packet, cipher.growth())) {
            return SrtpStatus.NO_ROOM;
        }
        try {
            cipher.seal(span.data(), span.start(), span.start() + head, span.end(), stream.ssrc, index);
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        span.giveBack(packet, span.length() + cipher.growth());
        return SrtpStatus.OK;
    }

    private SrtpStatus open(PacketCipher cipher, ByteBuf packet, int head, SrtpStream stream, long index) {
        int end = span.end() - cipher.growth();
        try {
            if (!cipher.open(span.data(), span.start(), span.start() + head, end, stream.ssrc, index)) {
                return SrtpStatus.AUTH_FAILED;
            }
        } catch (GeneralSecurityException failed) {
            return SrtpStatus.FAILED;
        }
        if (streams.refuses(stream)) {
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
        }
    }
}
