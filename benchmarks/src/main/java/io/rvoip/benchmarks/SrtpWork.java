package io.rvoip.benchmarks;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** One who protects packets, or protects and unprotects them, in a process of its own; each packet has the next sequence number. */
public final class SrtpWork {
    private static final int ROOM = 64;
    private static final int AT_ONCE = 256;

    private final ByteBuf packet;
    private final int size;
    private final SrtpContext sender;
    private final SrtpContext receiver;
    private final JitsiPacket theirs;
    private final BareCiphers bare;
    private int sequence;

    private interface Step {
        void run() throws GeneralSecurityException;
    }

    private SrtpWork(SrtpSuite suite, int size) throws GeneralSecurityException {
        this.size = size;
        byte[] key = new byte[suite.keyBytes() + suite.saltBytes()];
        SrtpMasterKey master = SrtpMasterKey.of(suite, Secret.of(key));
        SrtpEngine engine = SrtpEngine.own(CryptoProvider.jdk());
        sender = engine.open(master);
        receiver = engine.open(master);
        packet = PooledByteBufAllocator.DEFAULT.directBuffer(size + ROOM);
        packet.writeByte(0x80).writeZero(size - 1);
        theirs = new JitsiPacket(size);
        theirs.open(suite, key);
        bare = new BareCiphers(suite.aead());
    }

    /**
     * Args: who, work, suite, size. Prints READY, and for each line that it reads the packets a second of processor time and the
     * bytes allocated for each, of so many milliseconds.
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        SrtpWork work = new SrtpWork(SrtpSuite.valueOf(args[2]), Integer.parseInt(args[3]));
        Step step = work.step(args[0], args[1].equals("both"));
        System.out.println("READY");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(measure(step, Long.parseLong(line)));
        }
    }

    private static String measure(Step step, long millis) throws GeneralSecurityException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long count = 0;
        long start = threads.getCurrentThreadCpuTime();
        long took = 0;
        while (took < millis * 1_000_000) {
            for (int i = 0; i < AT_ONCE; i++) {
                step.run();
            }
            count += AT_ONCE;
            took = threads.getCurrentThreadCpuTime() - start;
        }
        return count * 1e9 / took + " " + (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) count;
    }

    private Step step(String who, boolean both) {
        return switch (who) {
            case "ours" -> both ? this::oursBoth : () -> require(sender.protectRtp(next()));
            case "jitsi" -> both ? this::jitsiBoth : () -> theirs.protect(sequence++);
            default -> both ? this::bareBoth : () -> bare.seal(size, sequence++);
        };
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

    private void oursBoth() {
        require(sender.protectRtp(next()));
        require(receiver.unprotectRtp(packet));
    }

    private void jitsiBoth() throws GeneralSecurityException {
        theirs.protect(sequence++);
        theirs.unprotect();
    }

    private void bareBoth() throws GeneralSecurityException {
        bare.seal(size, sequence);
        bare.open(size, sequence++);
    }
}
