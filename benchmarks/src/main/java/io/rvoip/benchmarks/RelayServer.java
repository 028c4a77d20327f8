package io.rvoip.benchmarks;

import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.media.MediaBridge;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.MediaEvents;
import io.rvoip.media.MediaParameters;
import io.rvoip.media.MediaSession;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Our side of the relay benchmark: bridged legs of calls, all on one media loop, the same codec on both. */
public final class RelayServer {
    private RelayServer() {}

    /** Args: calls, first port of the server, first port of the load. Prints READY. */
    public static void main(String[] args) throws InterruptedException {
        int calls = Integer.parseInt(args[0]);
        int first = Integer.parseInt(args[1]);
        int load = Integer.parseInt(args[2]);
        InetAddress host = InetAddress.getLoopbackAddress();
        NettyLoop loop = EventLoops.create("media", 1).loops().get(0);
        MediaPorts ports = new MediaPorts(MediaPortSettings.of(host, first, first + 4 * calls - 1),
            UdpBinder.media(Metrics.none()).withReceiveBuffer(1 << 20), new SecureIds(), Metrics.none());
        MediaEngine engine = MediaEngine.on(List.of(loop), SecureIds::new).withPorts(ports).build();
        List<MediaSession> legs = new ArrayList<>();
        for (int i = 0; i < 2 * calls; i++) {
            legs.add(engine.open(loop, MediaSessionSettings.DEFAULT, new MediaEvents() { }).toCompletableFuture().join());
        }
        legs.sort(Comparator.comparingInt(leg -> leg.localAddress().getPort())); // the whole range is taken, so legs 2i and 2i+1 are call i
        for (int i = 0; i < legs.size(); i++) {
            legs.get(i).configure(MediaParameters.of(new InetSocketAddress(host, load + 2 * i), Codecs.PCMU));
        }
        for (int i = 0; i < legs.size(); i += 2) {
            MediaBridge.join(legs.get(i), legs.get(i + 1));
        }
        System.out.println("READY");
        Thread.currentThread().join();
    }
}
