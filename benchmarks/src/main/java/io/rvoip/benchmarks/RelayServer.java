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
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Our side of the relay benchmark: bridged legs of calls, all on one media loop, the same codec on both. */
public final class RelayServer {
    private RelayServer() {}

    /**
     * Args: calls, first port of the server, first port of the load, and which legs are encrypted ({@code rtp-rtp} where it is
     * not said). Prints READY, then for each line on standard input the bytes that the media loop has allocated so far.
     */
    public static void main(String[] args) throws IOException {
        int calls = Integer.parseInt(args[0]);
        int first = Integer.parseInt(args[1]);
        int load = Integer.parseInt(args[2]);
        String ways = args.length > 3 ? args[3] : "rtp-rtp";
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
            MediaParameters plain = MediaParameters.of(new InetSocketAddress(host, load + 2 * i), Codecs.PCMU);
            legs.get(i).configure(RelayKeys.encrypted(ways, i)
                ? plain.withKeys(new SrtpKeys("sdes", RelayKeys.FROM_RELAY, RelayKeys.TO_RELAY)) : plain);
        }
        for (int i = 0; i < legs.size(); i += 2) {
            MediaBridge.join(legs.get(i), legs.get(i + 1));
        }
        System.out.println("READY");
        answer(CompletableFuture.supplyAsync(() -> Thread.currentThread().getId(), loop).join());
    }

    private static void answer(long thread) throws IOException {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            System.out.println(threads.getThreadAllocatedBytes(thread));
        }
    }
}
