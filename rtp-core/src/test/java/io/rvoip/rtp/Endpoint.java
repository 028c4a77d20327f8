package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.rtp.jitter.JitterBuffer;
import io.rvoip.rtp.jitter.JitterSettings;
import io.rvoip.rtp.jitter.Pull;
import io.rvoip.rtp.transport.MediaHandler;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.transport.MediaSocket;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A whole phone without codec: ports, session, jitter buffer and a 20 ms tick, over the virtual network. */
final class Endpoint implements MediaHandler, RtpSink {
    private static final long TICK = 20_000_000;

    final RtpSession session;
    final JitterBuffer buffer;
    final List<Long> heard = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final MediaSocket socket;
    final MediaPorts ports;
    private final Loop loop;
    private final Loop.Timer deadlines;
    private final Loop.Timer ticks;
    private int spoken;
    boolean muted;

    Endpoint(ManualTime time, VirtualHost host, long seed, RtpSessionSettings settings) {
        this(time, host, seed, settings, JitterSettings.of(8000));
    }

    Endpoint(ManualTime time, VirtualHost host, long seed, RtpSessionSettings settings, JitterSettings playout) {
        buffer = new JitterBuffer(playout);
        loop = time.loop();
        ports = new MediaPorts(MediaPortSettings.of(host.address(), 10_000, 10_099), host, new SeededIds(seed),
                Metrics.none());
        CompletableFuture<MediaSocket> opened = ports.open(loop, settings.rtcpMux(), this).toCompletableFuture();
        time.runReady();
        socket = opened.join();
        session = new RtpSession(settings, PayloadClocks.of(Map.of(0, 8000)),
                NtpClock.startingAt(time.wallClock(), loop.now()), new SeededIds(seed),
                PooledByteBufAllocator.DEFAULT, new RtpCounters(Metrics.none()), this, loop.now());
        deadlines = loop.timer(() -> {
            session.onDeadline(loop.now());
            rearm();
        });
        ticks = loop.timer(this::tick);
    }

    void start(InetSocketAddress remote) {
        session.expectRemote(remote, null, remote.getAddress());
        session.expectInbound(true, loop.now());
        ticks.arm(loop.now() + TICK);
        rearm();
    }

    private void rearm() {
        deadlines.arm(session.nextDeadline());
    }

    private void tick() {
        long now = loop.now();
        if (!muted) {
            ByteBuf packet = PooledByteBufAllocator.DEFAULT.buffer(256).writeZero(RtpPacket.HEADER_BYTES);
            session.send(packet.writeLong(spoken).writeZero(152), 0, false, spoken * 160, now);
        }
        spoken++;
        if (buffer.pull(now) == Pull.PACKET) {
            ByteBuf packet = buffer.packet().buffer();
            heard.add(packet.getLong(buffer.packet().payloadOffset()));
            packet.release();
        }
        ticks.arm(now + TICK);
        rearm();
    }

    void stop() {
        ticks.cancel();
        session.close("", loop.now());
        rearm();
        buffer.clear();
        socket.close();
    }

    @Override
    public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
        session.receivedRtp(datagram, from, now);
        rearm();
    }

    @Override
    public long patience() {
        return buffer.delayNanos();
    }

    @Override
    public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
        session.receivedRtcp(datagram, from, now);
    }

    @Override
    public void transmitRtp(ByteBuf packet, InetSocketAddress to) {
        socket.sendRtp(packet, to);
    }

    @Override
    public void transmitRtcp(ByteBuf packet, InetSocketAddress to) {
        socket.sendRtcp(packet, to);
    }

    @Override
    public void media(RtpPacket packet, long now) {
        buffer.insert(packet, now);
    }

    @Override
    public void remoteLearned(InetSocketAddress address) {
        events.add("learned");
    }

    @Override
    public void remoteSsrcChanged(int ssrc) {
        events.add("remote");
    }

    @Override
    public void localSsrcChanged(int ssrc) {
        events.add("collision");
    }

    @Override
    public void remoteLeft(String reason) {
        events.add("left");
    }

    @Override
    public void reported(long now) {
        if (!events.contains("reported")) {
            events.add("reported");
        }
    }

    @Override
    public void noInboundMedia(long now) {
        events.add("silent");
    }

    @Override
    public void inboundMediaResumed(long now) {
        events.add("resumed");
    }
}
