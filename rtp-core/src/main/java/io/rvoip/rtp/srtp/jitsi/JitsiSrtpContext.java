package io.rvoip.rtp.srtp.jitsi;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.RtpHead;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.lang.reflect.Proxy;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.logging2.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One key with jitsi-srtp, under guard: AES-GCM there sends a packet in clear, or writes beyond the array, when there is
 * no room behind it, and says OK; and it takes for RTP what is none, header and all. So packets are looked at first, and
 * worked on in an array of ours that has room; what comes out has to say OK <em>and</em> be longer by exactly the tag.
 */
final class JitsiSrtpContext implements SrtpContext {
    private static final int MOST_STREAMS = 64;
    private static final int HMAC_KEY_BYTES = 20;
    private static final int INDEX_BYTES = 4;
    private static final int RTP_HEAD = 12;
    private static final int RTCP_HEAD = 8;

    /** It would log every forged packet: they are counted by whoever asked. */
    private static final Logger SILENT = (Logger) Proxy.newProxyInstance(
            Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (self, method, arguments) ->
                    method.getReturnType() == boolean.class ? Boolean.FALSE
                            : method.getReturnType() == Logger.class ? self : null);

    private final SrtpSuite suite;
    private final SrtpContextFactory sending;
    private final SrtpContextFactory receiving;
    private final SrtpPolicy rtp;
    private final RoomyArray work = new RoomyArray();
    private final Map<Integer, Stream> streams = new HashMap<>();
    private boolean closed;

    /** What the library keeps of one SSRC, in both directions. */
    private static final class Stream {
        @Nullable SrtpCryptoContext rtpOut;
        @Nullable SrtpCryptoContext rtpIn;
        @Nullable SrtcpCryptoContext rtcpOut;
        @Nullable SrtcpCryptoContext rtcpIn;
    }

    JitsiSrtpContext(SrtpMasterKey key) {
        suite = key.suite();
        rtp = policy(suite, suite.rtpTagBytes());
        sending = factory(true, key, rtp);
        receiving = factory(false, key, rtp);
    }

    private static SrtpContextFactory factory(boolean sender, SrtpMasterKey key, SrtpPolicy rtp) {
        SrtpSuite suite = key.suite();
        byte[] octets = key.keyAndSalt().bytes();
        byte[] master = Arrays.copyOf(octets, suite.keyBytes());
        byte[] salt = Arrays.copyOfRange(octets, suite.keyBytes(), octets.length);
        Arrays.fill(octets, (byte) 0);
        return new SrtpContextFactory(
                sender, master, salt, rtp, policy(suite, suite.rtcpTagBytes()), SILENT);
    }

    private static SrtpPolicy policy(SrtpSuite suite, int tagBytes) {
        return suite.aead()
                ? new SrtpPolicy(SrtpPolicy.AESGCM_ENCRYPTION, suite.keyBytes(), SrtpPolicy.NULL_AUTHENTICATION, 0,
                        tagBytes, suite.saltBytes())
                : new SrtpPolicy(SrtpPolicy.AESCM_ENCRYPTION, suite.keyBytes(), SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        HMAC_KEY_BYTES, tagBytes, suite.saltBytes());
    }

    /** Cryptex as the library has it: for packets with header extensions, not for those with CSRCs alone. */
    @Override
    public void protectHeads(HeaderProtection how) {
        if (!how.elements().isEmpty() || how.cryptex() == HeaderProtection.Cryptex.REQUIRED) {
            throw new IllegalArgumentException("heads: " + how + " (expected: cryptex, and not required; jitsi-srtp has no more)");
        }
        rtp.setCryptexEnabled(how.cryptex() == HeaderProtection.Cryptex.USED);
    }

    /** One of the library's four transformations, on {@link #work}. */
    private interface Transformation {
        SrtpErrorStatus of(Stream stream, int ssrc) throws GeneralSecurityException;
    }

    @Override
    public SrtpStatus protectRtp(ByteBuf packet) {
        return run(packet, RTP_HEAD, 8, suite.rtpTagBytes(), (stream, ssrc) -> {
            if (RtpHead.octets(work.getBuffer(), 0, work.getLength()) < 0) {
                return SrtpErrorStatus.INVALID_PACKET;
            }
            SrtpCryptoContext context = stream.rtpOut;
            if (context == null) {
                context = sending.deriveContext(ssrc, 0);
                stream.rtpOut = context;
            }
            return context.transformPacket(work);
        });
    }

    @Override
    public SrtpStatus unprotectRtp(ByteBuf packet) {
        int tag = suite.rtpTagBytes();
        return run(packet, RTP_HEAD + tag, 8, -tag, (stream, ssrc) -> {
            if (RtpHead.octets(work.getBuffer(), 0, work.getLength() - tag) < 0) {
                return SrtpErrorStatus.INVALID_PACKET;
            }
            SrtpCryptoContext context = stream.rtpIn;
            if (context == null) {
                context = receiving.deriveContext(ssrc, 0);
                stream.rtpIn = context;
            }
            return context.reverseTransformPacket(work, false);
        });
    }

    @Override
    public SrtpStatus protectRtcp(ByteBuf packet) {
        return run(packet, RTCP_HEAD, 4, suite.rtcpTagBytes() + INDEX_BYTES, (stream, ssrc) -> {
            SrtcpCryptoContext context = stream.rtcpOut;
            if (context == null) {
                context = sending.deriveControlContext(ssrc);
                stream.rtcpOut = context;
            }
            return context.transformPacket(work);
        });
    }

    @Override
    public SrtpStatus unprotectRtcp(ByteBuf packet) {
        int growth = suite.rtcpTagBytes() + INDEX_BYTES;
        if (!closed && packet.readableBytes() >= RTCP_HEAD + growth) {
            int wordAt = packet.writerIndex() - (suite.aead() ? INDEX_BYTES : growth);
            if (packet.getInt(wordAt) >= 0) {
                return SrtpStatus.NOT_ENCRYPTED;
            }
        }
        return run(packet, RTCP_HEAD + growth, 4, -growth, (stream, ssrc) -> {
            SrtcpCryptoContext context = stream.rtcpIn;
            if (context == null) {
                context = receiving.deriveControlContext(ssrc);
                stream.rtcpIn = context;
            }
            return context.reverseTransformPacket(work);
        });
    }

    private SrtpStatus run(ByteBuf packet, int shortest, int ssrcAt, int growth, Transformation transformation) {
        int length = packet.readableBytes();
        if (closed || length < shortest) {
            return closed ? SrtpStatus.CLOSED : SrtpStatus.MALFORMED;
        }
        if (growth > 0 && packet.ensureWritable(growth, false) % 2 != 0) {
            return SrtpStatus.NO_ROOM;
        }
        int ssrc = packet.getInt(packet.readerIndex() + ssrcAt);
        Stream known = streams.get(ssrc);
        Stream stream = known == null ? new Stream() : known;
        work.take(packet);
        SrtpStatus status = status(transformation, stream, ssrc);
        if (status != SrtpStatus.OK) {
            return status;
        }
        if (work.getLength() != length + growth) {
            return SrtpStatus.FAILED;
        }
        if (known == null) {
            if (streams.size() == MOST_STREAMS) {
                return SrtpStatus.TOO_MANY_STREAMS;
            }
            streams.put(ssrc, stream);
        }
        work.giveBack(packet);
        return SrtpStatus.OK;
    }

    private static SrtpStatus status(Transformation transformation, Stream stream, int ssrc) {
        try {
            return switch (transformation.of(stream, ssrc)) {
                case OK -> SrtpStatus.OK;
                case AUTH_FAIL -> SrtpStatus.AUTH_FAILED;
                case REPLAY_FAIL -> SrtpStatus.REPLAYED;
                case REPLAY_OLD -> SrtpStatus.TOO_OLD;
                case INVALID_PACKET -> SrtpStatus.MALFORMED;
                case FAIL -> SrtpStatus.FAILED;
            };
        } catch (GeneralSecurityException | RuntimeException failed) {
            return SrtpStatus.FAILED;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sending.close();
            receiving.close();
            streams.clear();
        }
    }
}
