package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.zrtp.MemoryZrtpCache;
import io.rvoip.rtp.zrtp.Zid;
import io.rvoip.rtp.zrtp.ZrtpAlgorithms;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Media engines on hosts of a virtual network, in virtual time, that know every buffer they were given. */
final class MediaLab {
    final ManualTime time = new ManualTime();
    final VirtualNetwork network;
    final List<CapturedDatagram> wire;
    private final List<ByteBuf> delivered = new ArrayList<>();
    private final List<Party> parties = new ArrayList<>();

    MediaLab(long seed) {
        network = new VirtualNetwork(time, seed);
        wire = network.capture();
    }

    Party party(String name) {
        return party(name, MediaLimits.DEFAULT);
    }

    Party party(String name, MediaLimits limits) {
        return added(new Party(name, limits, false));
    }

    /** One that speaks ZRTP. */
    Party zrtpParty(String name) {
        return added(new Party(name, MediaLimits.DEFAULT, true));
    }

    private Party added(Party party) {
        parties.add(party);
        return party;
    }

    void advance(int millis) {
        time.advance(Duration.ofMillis(millis));
    }

    /** RTP packets (no RTCP) that {@code from} sent so far. */
    List<CapturedDatagram> rtpFrom(MediaSession from) {
        return wire.stream().filter(d -> d.from().equals(from.localAddress())).toList();
    }

    List<CapturedDatagram> rtcpFrom(MediaSession from) {
        return wire.stream().filter(d -> d.from().equals(from.localRtcpAddress())).toList();
    }

    static int payloadType(CapturedDatagram datagram) {
        return datagram.bytes()[1] & 0x7f;
    }

    /** Ends everything and finds what was forgotten. */
    void closeAndFindNothing() {
        parties.forEach(p -> p.engine.close());
        advance(1000);
        for (Party party : parties) {
            assertThat(party.engine.counts()).isEqualTo(new MediaCounts(0, 0, 0));
            assertThat(party.host.openSockets()).isZero();
            assertThat(party.ports.inUse()).isZero();
            assertThat(party.allocator.metric().usedHeapMemory()).as("bytes allocated by us").isZero();
        }
        assertThat(time.pending()).as("timers").isZero();
        assertThat(delivered).isNotNull().allMatch(b -> b.refCnt() == 0);
    }

    final class Party {
        final VirtualHost host = network.host();
        final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        final TestMetrics metrics = new TestMetrics();
        final Loop loop;
        final Loop otherLoop;
        final MediaPorts ports;
        /** In the order they were bound. */
        final List<Integer> portsOfVideo = new ArrayList<>();
        /** All keys that were ever at work. */
        final List<SrtpContext> contexts = new ArrayList<>();
        final MediaEngine engine;

        private Party(String name, MediaLimits limits, boolean zrtp) {
            loop = time.loop(name + "-0");
            otherLoop = time.loop(name + "-1");
            ports = portsOn(host.address());
            MediaEngine.Builder builder = MediaEngine.on(List.of(loop, otherLoop), () -> new SeededIds(name.hashCode()))
                    .withPorts(ports).withIpv6Ports(portsOn(host.at6(1).getAddress())).withLimits(limits)
                    .withVideoSockets((local, on, receiver) -> {
                        portsOfVideo.add(local.getPort());
                        return bind(local, on, receiver);
                    })
                    .withSrtp(key -> {
                        SrtpContext opened = SrtpEngine.jca(CryptoProvider.jdk()).open(key);
                        contexts.add(opened);
                        return opened;
                    })
                    .withMetrics(metrics).withAllocator(allocator);
            if (zrtp) {
                builder.withZrtp(new ZrtpEngine(Zid.random(new SeededIds(name.hashCode())), new MemoryZrtpCache(9),
                        ZrtpAlgorithms.ALL, CryptoProvider.jdk(), time.loop(name + "-arithmetic")::execute, time, metrics));
            }
            engine = builder.build();
        }

        private MediaPorts portsOn(InetAddress address) {
            return new MediaPorts(MediaPortSettings.of(address, 20_000, 20_999), this::bind, new SeededIds(1),
                    metrics);
        }

        private CompletionStage<DatagramPath> bind(InetSocketAddress local, Loop on,
                DatagramPath.Receiver receiver) {
            return host.bind(local, on, (path, datagram, from) -> {
                delivered.add(datagram);
                receiver.received(path, datagram, from);
            });
        }

        MediaSession open(MediaEvents events) {
            return open(MediaSessionSettings.DEFAULT, events);
        }

        MediaSession open(MediaSessionSettings settings, MediaEvents events) {
            CompletableFuture<MediaSession> opened = engine.open(loop, settings, events).toCompletableFuture();
            time.runReady();
            return opened.join();
        }

        MediaSession openIpv6(MediaEvents events) {
            CompletableFuture<MediaSession> opened = engine.open(loop, StandardProtocolFamily.INET6,
                    MediaSessionSettings.DEFAULT, events).toCompletableFuture();
            time.runReady();
            return opened.join();
        }
    }

    /** Keeps what it was told, in words. */
    static final class Told implements MediaEvents {
        final List<String> events = new ArrayList<>();
        final StringBuilder digits = new StringBuilder();
        MediaStatistics last = MediaStatistics.NONE;

        @Override
        public void inboundMedia() {
            events.add("inbound");
        }

        @Override
        public void sourceLocked(InetSocketAddress address) {
            events.add("locked " + address.getPort());
        }

        @Override
        public void dtmf(char digit, Duration length) {
            digits.append(digit);
        }

        @Override
        public void noInboundMedia(Duration silence) {
            events.add("silent " + silence.toSeconds());
        }

        @Override
        public void resumed() {
            events.add("resumed");
        }

        @Override
        public void quality(MediaStatistics statistics) {
            last = statistics;
        }

        @Override
        public void keyingFailed(String reason) {
            events.add(reason);
        }

        @Override
        public void remoteLeft(String reason) {
            events.add("left");
        }
    }
}
