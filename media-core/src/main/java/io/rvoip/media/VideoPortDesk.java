package io.rvoip.media;

import io.rvoip.common.DatagramPath;
import io.rvoip.common.Metrics;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.transport.MediaSocket;
import java.net.Inet6Address;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Hands out the ports that legs have for video alone, so many at a time that audio has the others. Thread-safe. */
final class VideoPortDesk {
    private final Map<ProtocolFamily, MediaPorts> ports;
    private final DatagramPath.@Nullable Binder binder;
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();
    private final Metrics.Counter refused;

    /** @param binder null: that of each range */
    VideoPortDesk(Map<ProtocolFamily, MediaPorts> ports, DatagramPath.@Nullable Binder binder, int most, Metrics metrics) {
        this.ports = ports;
        this.binder = binder;
        this.most = most;
        refused = metrics.counter("rvoip_media_video_refused_total");
        metrics.gauge("rvoip_media_video_ports", taken::get);
    }

    /** On the loop of the leg. */
    void open(MediaSession leg, boolean rtcpMux, CompletableFuture<VideoAddresses> opened) {
        LegVideoPorts there = leg.videoPorts();
        if (leg.isClosed()) {
            opened.completeExceptionally(new MediaUnavailableException("the leg is closed"));
        } else if (there != null) {
            opened.complete(there.addresses());
        } else {
            bind(leg, rtcpMux, opened);
        }
    }

    private void bind(MediaSession leg, boolean rtcpMux, CompletableFuture<VideoAddresses> opened) {
        ProtocolFamily family = leg.localAddress().getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        MediaPorts range = ports.get(family);
        if (range == null || taken.incrementAndGet() > most) {
            if (range != null) {
                taken.decrementAndGet();
            }
            refused.increment();
            opened.completeExceptionally(new MediaUnavailableException("ports of video: " + most + " legs have some already"));
            return;
        }
        LegVideoPorts made = new LegVideoPorts(leg, taken::decrementAndGet);
        socket(range, leg, rtcpMux, made).whenComplete((socket, failure) -> {
            if (failure != null) {
                taken.decrementAndGet();
                refused.increment();
                opened.completeExceptionally(failure);
                return;
            }
            made.bound(socket);
            LegVideoPorts there = leg.videoPorts();
            if (leg.isClosed() || there != null) {
                made.close();
                open(leg, rtcpMux, opened);
            } else {
                leg.videoPorts(made);
                opened.complete(made.addresses());
            }
        });
    }

    private CompletionStage<MediaSocket> socket(MediaPorts range, MediaSession leg, boolean rtcpMux, LegVideoPorts made) {
        DatagramPath.Binder own = binder;
        return own == null ? range.open(leg.loop(), rtcpMux, made) : range.open(own, leg.loop(), rtcpMux, made);
    }
}
