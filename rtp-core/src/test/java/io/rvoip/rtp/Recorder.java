package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.rvoip.rtp.rtcp.VoipMetrics;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink that remembers all in words, and keeps the packets. */
final class Recorder implements RtpSink {
    final List<String> said = new ArrayList<>();
    final List<ByteBuf> rtp = new ArrayList<>();
    final List<ByteBuf> rtcp = new ArrayList<>();
    final List<ByteBuf> media = new ArrayList<>();
    final List<InetSocketAddress> destinations = new ArrayList<>();
    final List<Long> estimates = new ArrayList<>();
    int keyFrames;
    @Nullable VoipMetrics heard;
    long patience;

    @Override
    public void transmitRtp(ByteBuf packet, InetSocketAddress to) {
        rtp.add(packet);
        destinations.add(to);
    }

    @Override
    public void transmitRtcp(ByteBuf packet, InetSocketAddress to) {
        rtcp.add(packet);
        destinations.add(to);
    }

    @Override
    public void media(RtpPacket packet, long now) {
        media.add(packet.buffer());
    }

    @Override
    public void remoteLearned(InetSocketAddress address) {
        said.add("learned " + address.getPort());
    }

    @Override
    public void remoteSsrcChanged(int ssrc) {
        said.add("remote " + ssrc);
    }

    @Override
    public void localSsrcChanged(int ssrc) {
        said.add("local changed");
    }

    @Override
    public void remoteLeft(String reason) {
        said.add("left " + reason);
    }

    @Override
    public void keyFrameWanted(long now) {
        keyFrames++;
    }

    @Override
    public void bitrateEstimated(long bitsPerSecond, long now) {
        estimates.add(bitsPerSecond);
    }

    @Override
    public void reported(long now) {
        said.add("reported");
    }

    @Override
    public @Nullable VoipMetrics voipMetrics(int ssrc) {
        return heard;
    }

    @Override
    public long patience() {
        return patience;
    }

    @Override
    public void noInboundMedia(long now) {
        said.add("silent");
    }

    @Override
    public void inboundMediaResumed(long now) {
        said.add("resumed");
    }

    RtpPacket lastRtp() {
        return TestPackets.view(rtp.get(rtp.size() - 1));
    }

    ByteBuf lastRtcp() {
        return rtcp.get(rtcp.size() - 1);
    }

    String lastRtpHex() {
        return ByteBufUtil.hexDump(rtp.get(rtp.size() - 1));
    }

    /** Releases what was handed over; answers how many packets it was. */
    int release() {
        int count = 0;
        for (List<ByteBuf> list : List.of(rtp, rtcp, media)) {
            count += list.size();
            list.forEach(ByteBuf::release);
            list.clear();
        }
        return count;
    }
}
