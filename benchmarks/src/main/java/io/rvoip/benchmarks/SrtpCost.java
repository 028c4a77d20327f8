package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What SRTP alone takes of a processor for a packet of the relay benchmark, with as many streams in turn as it has there. */
public final class SrtpCost {
    private static final int PACKET = 172;
    private static final int ROOM = 64;
    private static final int ROUNDS = 1_000;
    private static final int WARM = 3;

    private SrtpCost() {}

    /** Args: streams. Prints the microseconds of processor time that protecting a packet and unprotecting it again take, once warm. */
    public static void main(String[] args) {
        int streams = Integer.parseInt(args[0]);
        SrtpEngine engine = SrtpEngine.own(CryptoProvider.jdk());
        SrtpContext[] senders = new SrtpContext[streams];
        SrtpContext[] receivers = new SrtpContext[streams];
        for (int i = 0; i < streams; i++) {
            senders[i] = engine.open(RelayKeys.TO_RELAY);
            receivers[i] = engine.open(RelayKeys.TO_RELAY);
        }
        ByteBuf packet = Unpooled.directBuffer(PACKET + ROOM).writeZero(PACKET);
        ThreadMXBean processor = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (int run = 0; run <= WARM; run++) {
            long start = processor.getCurrentThreadCpuTime();
            for (int i = run * ROUNDS; i < (run + 1) * ROUNDS; i++) {
                for (int stream = 0; stream < streams; stream++) {
                    packet.setIndex(0, PACKET).setInt(0, 0x8000_0000 | i).setInt(8, stream + 1); // the sequence number, the SSRC
                    if (senders[stream].protectRtp(packet) != SrtpStatus.OK || receivers[stream].unprotectRtp(packet) != SrtpStatus.OK) {
                        throw new IllegalStateException("packet " + i + " of stream " + stream);
                    }
                }
            }
            nanos = processor.getCurrentThreadCpuTime() - start;
        }
        System.out.println(nanos / 1e3 / ROUNDS / streams);
    }
}
