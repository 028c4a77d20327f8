package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.media.MediaCounts;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.SasCheck;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.rtp.transport.ConnectionOpener;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.transport.SharedPort;
import io.rvoip.rtp.zrtp.MemoryZrtpCache;
import io.rvoip.rtp.zrtp.Zid;
import io.rvoip.rtp.zrtp.ZrtpAlgorithms;
import io.rvoip.rtp.zrtp.ZrtpCache;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.session.LegRequest;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Two hosts with media over a virtual network, whose descriptions are carried by hand, as text. */
final class MediaPair {
    final ManualTime time = new ManualTime();
    /** The interfaces that both machines have once somebody looks. */
    final Map<String, Set<InetAddress>> machine = new HashMap<>();
    final IceInterfaces interfaces = new IceInterfaces(() -> machine);
    final VirtualNetwork network = new VirtualNetwork(time, 5);
    final List<CapturedDatagram> wire = network.capture();
    final Side near;
    final Side far;

    MediaPair(RtpMediaSettings nearSettings, RtpMediaSettings farSettings) {
        this(nearSettings, farSettings, VirtualNetwork::host, VirtualNetwork::host);
    }

    /** On hosts that are made for them; each has an address of both families. */
    MediaPair(
            RtpMediaSettings nearSettings, RtpMediaSettings farSettings, Function<VirtualNetwork, VirtualHost> nearHost,
            Function<VirtualNetwork, VirtualHost> farHost) {
        this(nearSettings, farSettings, nearHost, farHost, made -> { });
    }

    /** The same. @param before makes what their legs ask as soon as they are opened */
    MediaPair(
            RtpMediaSettings nearSettings, RtpMediaSettings farSettings, Function<VirtualNetwork, VirtualHost> nearHost,
            Function<VirtualNetwork, VirtualHost> farHost, Consumer<MediaPair> before) {
        before.accept(this);
        near = new Side("near", nearSettings, 440, nearHost.apply(network));
        far = new Side("far", farSettings, 880, farHost.apply(network));
    }

    static MediaPair of() {
        return new MediaPair(RtpMediaSettings.DEFAULT, RtpMediaSettings.DEFAULT);
    }

    /** One exchange, both ways over text. */
    void exchange(Side offerer, Side answerer, OfferKind kind) {
        SessionDescription offer = text(offerer.leg.offer(kind).toCompletableFuture().join());
        AnswerResult result = answerer.leg.answer(offer).toCompletableFuture().join();
        assertThat(result).isInstanceOf(AnswerResult.Accepted.class);
        assertThat(offerer.leg.accept(text(((AnswerResult.Accepted) result).answer()))).isEmpty();
        time.runReady();
    }

    void advance(int millis) {
        time.advance(Duration.ofMillis(millis));
    }

    /** Handshakes wait by the clock of the world, on threads of their own: meanwhile virtual time goes as fast as that. */
    void until(BooleanSupplier condition) {
        long begun = System.nanoTime();
        long from = time.nanoTime();
        while (!condition.getAsBoolean()) {
            long passed = System.nanoTime() - begun;
            assertThat(passed).as("within 20 s").isLessThan(20_000_000_000L);
            time.advanceTo(from + passed);
            Thread.onSpinWait();
        }
    }

    static SessionDescription text(SessionDescription description) {
        return text(description.toString());
    }

    static SessionDescription text(String description) {
        return SdpParser.parse(description).description().orElseThrow();
    }

    /** RTP packets sent by a side since the beginning. */
    long rtpFrom(Side side) {
        InetSocketAddress from = side.leg.media().localAddress();
        return wire.stream().filter(d -> d.from().equals(from) && (d.bytes()[0] & 0xC0) == 0x80
                && (d.bytes()[1] & 0x7f) < 72).count();
    }

    /** Ends all and finds what was forgotten. */
    void closeAndFindNothing() {
        near.leg.close();
        far.leg.close();
        advance(100);
        for (Side side : List.of(near, far)) {
            assertThat(side.shared.legs() + side.shared6.legs()).isZero();
            side.shared.close();
            side.shared6.close();
            assertThat(side.engine.counts()).isEqualTo(new MediaCounts(0, 0, 0));
            assertThat(side.host.openSockets()).isZero();
            assertThat(side.ports.inUse()).isZero();
        }
    }

    /** One host: its engine, its port and one open leg that says a tone and listens for the other's. */
    final class Side {
        final VirtualHost host;
        final Loop signalling;
        final Loop portLoop;
        final MediaPorts ports;
        final SharedPort shared;
        final SharedPort shared6;
        final MediaEngine engine;
        final RtpMediaPort port;
        final Told told = new Told();
        final Zid zid;
        final ZrtpCache memory = new MemoryZrtpCache(9);
        final TestMetrics metrics = new TestMetrics();
        final ToneDetector heard;
        /** Who opens connections of this side's legs. */
        ConnectionOpener connects = (from, to, loop, events) -> {
            throw new IllegalStateException("no connections here");
        };
        private int made;
        RtpMediaLeg leg;

        Side(String name, RtpMediaSettings settings, double tone) {
            this(name, settings, tone, network.host());
        }

        Side(String name, RtpMediaSettings settings, double tone, VirtualHost on) {
            host = on;
            signalling = time.loop(name);
            zid = Zid.random(new SeededIds(name.hashCode()));
            ports = portsOn(host.address(), 20_000);
            List<Loop> loops = List.of(time.loop(name + "-media-0"), time.loop(name + "-media-1"));
            portLoop = loops.get(0);
            shared = sharedAt(host.at(4_000), portLoop);
            shared6 = sharedAt(host.at6(4_000), loops.get(0));
            MediaEngine.Builder media = MediaEngine.on(loops, () -> new SeededIds(name.hashCode() + made++))
                    .withPorts(ports)
                    .withSharedPort(StandardProtocolFamily.INET, shared)
                    .withSharedPort(StandardProtocolFamily.INET6, shared6)
                    .withIpv6Ports(portsOn(host.at6(1).getAddress(), 30_000))
                    .withConnections((from, to, loop, events) -> connects.open(from, to, loop, events))
                    .withInterfaces(interfaces)
                    .withMetrics(metrics);
            if (settings.srtp().overDtls()) {
                media.withDtls(new DtlsEngine(DtlsSettings.DEFAULT, null, CryptoProvider.jdk(), time, metrics));
            }
            if (settings.srtp().overZrtp()) {
                media.withZrtp(new ZrtpEngine(zid, memory, ZrtpAlgorithms.preferring(settings.srtp().suites()),
                        CryptoProvider.jdk(), time.loop(name + "-arithmetic")::execute, time, metrics));
            }
            engine = media.build();
            port = new RtpMediaPort(engine, settings, new SeededIds(name.length()));
            heard = new ToneDetector(tone == 440 ? 880 : 440);
            leg = open(request());
            leg.media().source(new ToneSource(tone));
            leg.media().sink(heard);
        }

        LegRequest request() {
            return LegRequest.of("call-1", signalling, host.address(), told);
        }

        RtpMediaLeg open(LegRequest request) {
            CompletableFuture<RtpMediaLeg> opened = port.openRtp(request).toCompletableFuture();
            time.runUntil(opened::isDone, Duration.ofSeconds(10));
            assertThat(opened).isDone();
            return opened.join();
        }

        Throwable failure(RtpMediaPort from, LegRequest request) {
            CompletableFuture<MediaLeg> opened = from.open(request).toCompletableFuture();
            time.runReady();
            return opened.handle((leg, failure) -> failure).join();
        }

        private SharedPort sharedAt(InetSocketAddress address, Loop loop) {
            return SharedPort.at(address, host, loop, 9, metrics);
        }

        /** From now on legs that can are on one port, 4000. */
        void share() {
            List<CompletableFuture<Void>> both =
                    List.of(shared.open().toCompletableFuture(), shared6.open().toCompletableFuture());
            time.runReady();
            both.forEach(CompletableFuture::join);
        }

        private MediaPorts portsOn(InetAddress address, int first) {
            return new MediaPorts(
                    MediaPortSettings.of(address, first, first + 19), host, new SeededIds(1), Metrics.none());
        }
    }

    /** What a leg reported, and that it did so on its own loop. */
    static final class Told implements MediaLeg.Events {
        final List<String> events = new ArrayList<>();
        final StringBuilder digits = new StringBuilder();
        final List<LegStatistics> qualities = new ArrayList<>();

        @Override
        public void dtmf(char digit, Duration length) {
            digits.append(digit);
        }

        @Override
        public void inboundMedia() {
            events.add("inbound");
        }

        @Override
        public void noInboundMedia(Duration silence) {
            events.add("silent " + silence.toSeconds());
        }

        @Override
        public void inboundMediaResumed() {
            events.add("resumed");
        }

        @Override
        public void quality(LegStatistics statistics) {
            qualities.add(statistics);
        }

        @Override
        public void sasKnown(SasCheck sas) {
            events.add("sas " + sas.sas() + (sas.verified() ? " verified" : "") + (sas.mismatch() ? " mismatch" : ""));
        }

        @Override
        public void unkeyed(String reason) {
            events.add("unkeyed: " + reason);
        }

        @Override
        public void unreachable(IceFailure why) {
            events.add("unreachable: " + why.reason());
        }

        @Override
        public void failed(String reason) {
            events.add("failed: " + reason);
        }
    }
}
