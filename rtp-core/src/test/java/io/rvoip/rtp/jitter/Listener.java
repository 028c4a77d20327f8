package io.rvoip.rtp.jitter;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.TestPackets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntToLongFunction;

/** A sender, a path and a listener who pulls each 20 ms, all in virtual time; remembers what was heard. */
final class Listener {
    static final long MS = 1_000_000;
    static final long FRAME = 20 * MS;

    private record Arriving(long at, int order, ByteBuf packet) {}

    final JitterBuffer buffer;
    final List<Pull> heard = new ArrayList<>();
    final List<Integer> sequences = new ArrayList<>();
    final List<Long> delays = new ArrayList<>();
    private final PriorityQueue<Arriving> path =
            new PriorityQueue<>(Comparator.comparingLong(Arriving::at).thenComparing(Arriving::order));
    private final Set<ByteBuf> all = Collections.newSetFromMap(new IdentityHashMap<>());
    private final RtpPacket view = new RtpPacket();
    private long tick;
    int largest;

    Listener(JitterSettings settings) {
        buffer = new JitterBuffer(settings);
    }

    /** Puts a packet on the path. */
    void arrives(long at, int sequence, int timestamp) {
        arrives(at, sequence, timestamp, 7);
    }

    void arrives(long at, int sequence, int timestamp, int ssrc) {
        ByteBuf packet = TestPackets.rtp(0, false, sequence & 0xFFFF, timestamp, ssrc, 4);
        all.add(packet);
        path.add(new Arriving(at, all.size(), packet));
    }

    /** Packets 0 to {@code count} - 1, one in 20 ms, each {@code delay(i)} nanoseconds on its way. */
    void stream(int count, IntToLongFunction delay) {
        for (int i = 0; i < count; i++) {
            arrives(i * FRAME + delay.applyAsLong(i), i, i * 160);
        }
    }

    /** Plays until {@code end}. */
    Listener listen(long end) {
        for (; tick < end; tick += FRAME) {
            while (!path.isEmpty() && path.peek().at <= tick) {
                Arriving next = path.poll();
                view.wrap(next.packet);
                buffer.insert(view, next.at);
                largest = Math.max(largest, buffer.size());
            }
            Pull pull = buffer.pull(tick);
            heard.add(pull);
            if (pull == Pull.PACKET) {
                sequences.add(buffer.packet().sequence());
                delays.add(tick - timeOf(buffer.packet()));
                buffer.packet().buffer().release();
            }
        }
        return this;
    }

    private static long timeOf(RtpPacket packet) {
        return (packet.timestamp() & 0xFFFF_FFFFL) * MS / 8;
    }

    long count(Pull what) {
        return heard.stream().filter(pull -> pull == what).count();
    }

    /** How the pulls went from {@code from} on, a letter each: P, M, E. */
    String story(int from) {
        StringBuilder story = new StringBuilder();
        for (Pull pull : heard.subList(from, heard.size())) {
            story.append(pull.name().charAt(0));
        }
        return story.toString();
    }

    /** Packets that arrived and that nobody released. */
    long leaked() {
        path.forEach(arriving -> all.remove(arriving.packet));
        return all.stream().filter(packet -> packet.refCnt() > 0).count();
    }
}
