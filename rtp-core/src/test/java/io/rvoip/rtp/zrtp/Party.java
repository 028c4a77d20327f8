package io.rvoip.rtp.zrtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** One side with one stream or more, whose packets wait here to be carried over. */
final class Party {
    final Zid zid;
    final TestMetrics metrics = new TestMetrics();
    final ZrtpCache cache;
    final ZrtpSession session;
    final List<Line> lines = new ArrayList<>();
    final Deque<Runnable> work = new ArrayDeque<>();
    boolean slow;
    long now;

    Party(long seed, ZrtpAlgorithms algorithms, ZrtpCache cache) {
        this(seed, Zid.random(new SeededIds(seed)), algorithms, cache);
    }

    Party(long seed, Zid zid, ZrtpAlgorithms algorithms, ZrtpCache cache) {
        this.zid = zid;
        this.cache = cache;
        ZrtpSession.Worker worker = new ZrtpSession.Worker() {
            @Override
            public <T> void compute(Supplier<T> job, ZrtpSession.Then<T> then) {
                if (slow) {
                    work.add(() -> then.done(job.get(), now));
                } else {
                    then.done(job.get(), now);
                }
            }
        };
        session = new ZrtpSession(zid, algorithms, cache, CryptoProvider.jdk(), new SeededIds(seed * 31 + 7), worker,
                UnpooledByteBufAllocator.DEFAULT, metrics.counter("rvoip_zrtp_dropped_total"));
    }

    Line line(int ssrc) {
        Line line = new Line(events -> session.stream(ssrc, events));
        lines.add(line);
        return line;
    }

    /** One that has no exchange of its own. */
    Line further(int ssrc) {
        Line line = new Line(events -> session.further(() -> ssrc, events));
        lines.add(line);
        return line;
    }

    double dropped() {
        return metrics.total("rvoip_zrtp_dropped_total");
    }

    /** One stream, what it said, and what it sent. */
    final class Line implements ZrtpEvents {
        final ZrtpStream stream;
        final Deque<byte[]> out = new ArrayDeque<>();
        final List<String> sent = new ArrayList<>();
        final List<String> said = new ArrayList<>();
        SrtpKeys keys;
        ZrtpReport report;

        Line(Function<ZrtpEvents, ZrtpStream> opening) {
            stream = opening.apply(this);
        }

        @Override
        public void transmit(ByteBuf packet) {
            sent.add(ZrtpPacket.type(ZrtpPacket.read(packet)).trim());
            out.add(ByteBufUtil.getBytes(packet));
            packet.release();
        }

        void receive(byte[] packet) {
            stream.received(Unpooled.copiedBuffer(packet), now);
        }

        @Override
        public void keys(SrtpKeys agreed) {
            keys = agreed;
            said.add("keys");
        }

        @Override
        public void secured(ZrtpReport agreed) {
            report = agreed;
            said.add("secured");
        }

        @Override
        public void unanswered() {
            said.add("unanswered");
        }

        @Override
        public void failed(ZrtpError error, boolean byRemote) {
            said.add("failed " + error + (byRemote ? " by remote" : ""));
        }
    }
}
