package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.security.GeneralSecurityException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The work that is timed: each packet has the next sequence number. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class SrtpWork {
    private static final int ROOM = 64;

    /** A name of {@link SrtpSuite}. */
    @Param({"AES_CM_128_HMAC_SHA1_80"})
    public String suite = "";

    /** Octets of the RTP packet. */
    @Param({"172"})
    public int size;

    private ByteBuf packet = PooledByteBufAllocator.DEFAULT.directBuffer(16);
    private SrtpContext sender = closed();
    private SrtpContext receiver = closed();
    private JitsiPacket theirs = new JitsiPacket(0);
    private BareCiphers bare = new BareCiphers(false);
    private int sequence;

    private static SrtpContext closed() {
        return SrtpEngine.own(CryptoProvider.jdk()).open(SrtpMasterKey.of(
            SrtpSuite.AES_CM_128_HMAC_SHA1_80, Secret.of(new byte[30])));
    }

    /** Everything of the parameters. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        SrtpSuite named = SrtpSuite.valueOf(suite);
        byte[] key = new byte[named.keyBytes() + named.saltBytes()];
        SrtpMasterKey master = SrtpMasterKey.of(named, Secret.of(key));
        sender = SrtpEngine.own(CryptoProvider.jdk()).open(master);
        receiver = SrtpEngine.own(CryptoProvider.jdk()).open(master);
        packet = PooledByteBufAllocator.DEFAULT.directBuffer(size + ROOM);
        packet.writeByte(0x80).writeZero(size - 1);
        theirs = new JitsiPacket(size);
        theirs.open(named, key);
        bare = new BareCiphers(named.aead());
    }

    private ByteBuf next() {
        packet.setShort(2, sequence++);
        return packet.writerIndex(size);
    }

    private static void require(SrtpStatus status) {
        if (status != SrtpStatus.OK) {
            throw new IllegalStateException(status.toString());
        }
    }

    @Benchmark
    public void oursProtect() {
        require(sender.protectRtp(next()));
    }

    @Benchmark
    public void oursBoth() {
        require(sender.protectRtp(next()));
        require(receiver.unprotectRtp(packet));
    }

    @Benchmark
    public void jitsiProtect() throws GeneralSecurityException {
        theirs.protect(sequence++);
    }

    @Benchmark
    public void jitsiBoth() throws GeneralSecurityException {
        theirs.protect(sequence++);
        theirs.unprotect();
    }

    @Benchmark
    public void jdkProtect() throws GeneralSecurityException {
        bare.seal(size, sequence++);
    }

    @Benchmark
    public void jdkBoth() throws GeneralSecurityException {
        bare.seal(size, sequence);
        bare.open(size, sequence++);
    }
}
