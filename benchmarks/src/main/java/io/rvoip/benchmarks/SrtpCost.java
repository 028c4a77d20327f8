package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What SRTP alone takes of a processor for a packet of the relay benchmark, with as many streams as it has there: one after the
 * other as they lie in memory, which is the best a processor can meet, and as a relay meets them: scattered, with other memory
 * touched between two packets, so that nothing of a stream is left in the nearer caches until its turn comes again.
 */
public final class SrtpCost {
    private static final int PACKET = 172;
    private static final int ROOM = 64;
    private static final int ROUNDS = 200;
    private static final int WARM_ROUNDS = 2_000;
    private static final int LINE = 64;
    /** What is touched for each packet: sockets, buffers and the objects of a call have more. */
    private static final int OTHERS = 8 * 1024;

    private final SrtpContext[] senders;
    private final SrtpContext[] receivers;
    private final int[] inOrder;
    private final int[] scatteredSenders;
    private final int[] scatteredReceivers;
    private final byte[] others;
    private final ByteBuf packet = Unpooled.directBuffer(PACKET + ROOM).writeZero(PACKET).setInt(8, 1); // the SSRC
    private final ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    private int sequence;

    private SrtpCost(int streams) {
        SrtpEngine engine = SrtpEngine.own(CryptoProvider.jdk());
        senders = new SrtpContext[streams];
        receivers = new SrtpContext[streams];
        for (int i = 0; i < streams; i++) {
            senders[i] = engine.open(RelayKeys.TO_RELAY);
            receivers[i] = engine.open(RelayKeys.TO_RELAY);
        }
        inOrder = IntStream.range(0, streams).toArray();
        scatteredSenders = shuffled(1);
        scatteredReceivers = shuffled(2);
        others = new byte[streams * OTHERS];
    }

    private int[] shuffled(int seed) {
        List<Integer> order = new ArrayList<>(IntStream.of(inOrder).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Args: streams. Prints READY once warm, then for each line on standard input the microseconds of processor time that protecting
     * a packet and unprotecting it again take: in the order of memory, and as a relay meets them, without the touching.
     */
    public static void main(String[] args) throws IOException {
        SrtpCost cost = new SrtpCost(Integer.parseInt(args[0]));
        cost.inOrder(WARM_ROUNDS);
        cost.scattered(WARM_ROUNDS);
        System.out.println("READY");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            System.out.printf(Locale.ROOT, "%.3f %.3f%n", cost.inOrder(ROUNDS), cost.scattered(ROUNDS));
        }
    }

    private double inOrder(int rounds) {
        return micros(rounds, 0, true, inOrder, inOrder);
    }

    private double scattered(int rounds) {
        return micros(rounds, OTHERS, true, scatteredSenders, scatteredReceivers) - micros(rounds, OTHERS, false, scatteredSenders, scatteredReceivers);
    }

    private double micros(int rounds, int touched, boolean encrypting, int[] sending, int[] receiving) {
        long start = processor.getCurrentThreadCpuTime();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < sending.length; turn++) {
                touch(turn * touched, (turn + 1) * touched);
                if (encrypting) {
                    bothWays(senders[sending[turn]], receivers[receiving[turn]]);
                }
            }
            sequence += encrypting ? 1 : 0;
        }
        return (processor.getCurrentThreadCpuTime() - start) / 1e3 / rounds / sending.length;
    }

    private void touch(int from, int to) {
        for (int at = from; at < to; at += LINE) {
            others[at]++;
        }
    }

    private void bothWays(SrtpContext sender, SrtpContext receiver) {
        packet.setIndex(0, PACKET).setInt(0, 0x8000_0000 | sequence & 0xFFFF);
        if (sender.protectRtp(packet) != SrtpStatus.OK || receiver.unprotectRtp(packet) != SrtpStatus.OK) {
            throw new IllegalStateException("packet " + sequence);
        }
    }
}
