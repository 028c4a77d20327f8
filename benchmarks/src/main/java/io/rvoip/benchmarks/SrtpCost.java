package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;

/**
 * What SRTP alone takes of a processor for a packet of the relay benchmark, with as many streams as it has there: one after the
 * other as they lie in memory, which is the best a processor can meet, and as a relay meets them: scattered, with other memory
 * touched between two packets, so that nothing of a stream is left in the nearer caches until its turn comes again.
 */
public final class SrtpCost {
    private static final int PACKET = 172;
    private static final int ROOM = 64;
    private static final int ROUNDS = 1_000;
    private static final int WARM = 2;
    private static final int LINE = 64;
    /** What is touched for each packet: sockets, buffers and the objects of a call have more. */
    private static final int OTHERS = 8 * 1024;

    private final SrtpContext[] senders;
    private final SrtpContext[] receivers;
    private final ByteBuf packet = Unpooled.directBuffer(PACKET + ROOM).writeZero(PACKET);
    private final ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    private byte[] others = {};
    private int sequence;

    private SrtpCost(int streams) {
        SrtpEngine engine = SrtpEngine.own(CryptoProvider.jdk());
        senders = new SrtpContext[streams];
        receivers = new SrtpContext[streams];
        for (int i = 0; i < streams; i++) {
            senders[i] = engine.open(RelayKeys.TO_RELAY);
            receivers[i] = engine.open(RelayKeys.TO_RELAY);
        }
    }

    /**
     * Args: streams. Prints the microseconds of processor time that protecting a packet and unprotecting it again take, once warm:
     * in the order of memory, and as a relay meets them, without the touching.
     */
    public static void main(String[] args) {
        SrtpCost cost = new SrtpCost(Integer.parseInt(args[0]));
        double inOrder = cost.settled();
        cost.scatter();
        System.out.println(inOrder + " " + cost.settled());
    }

    private void scatter() {
        Collections.shuffle(Arrays.asList(senders), new Random(1));
        Collections.shuffle(Arrays.asList(receivers), new Random(2));
        others = new byte[senders.length * OTHERS];
    }

    private double settled() {
        double micros = 0;
        for (int run = 0; run <= WARM; run++) {
            micros = micros(true) - micros(false);
        }
        return micros;
    }

    private double micros(boolean encrypting) {
        long start = processor.getCurrentThreadCpuTime();
        for (int round = 0; round < ROUNDS; round++) {
            sequence++;
            for (int stream = 0; stream < senders.length; stream++) {
                touchOthers(stream);
                if (encrypting) {
                    bothWays(stream);
                }
            }
        }
        return (processor.getCurrentThreadCpuTime() - start) / 1e3 / ROUNDS / senders.length;
    }

    private void touchOthers(int stream) {
        int each = others.length / senders.length;
        for (int at = stream * each; at < (stream + 1) * each; at += LINE) {
            others[at]++;
        }
    }

    /** Which sender encrypts for which receiver does not matter: all have the same key, and a stream each. */
    private void bothWays(int stream) {
        packet.setIndex(0, PACKET).setInt(0, 0x8000_0000 | sequence & 0xFFFF).setInt(8, stream + 1); // the sequence number, the SSRC
        if (senders[stream].protectRtp(packet) != SrtpStatus.OK || receivers[stream].unprotectRtp(packet) != SrtpStatus.OK) {
            throw new IllegalStateException("packet " + sequence + " of stream " + stream);
        }
    }
}
