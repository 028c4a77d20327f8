package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.rtcp.BitrateEstimate;
import io.rvoip.rtp.rtcp.BitrateLimit;
import io.rvoip.rtp.rtcp.GenericNack;
import io.rvoip.rtp.rtcp.PictureLoss;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.ReportBlock;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.rtp.rtcp.TransportFeedback;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.VirtualHost;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two cameras, each at a leg of a PBX whose legs are joined: raw packets, on the port of the audio. */
class VideoBridgeTest {
    private static final VideoFormat VP8 = new VideoFormat("VP8", 90_000, "");
    private static final VideoFormat VP9 = new VideoFormat("VP9", 90_000, "profile-id=0");
    private static final RtpFeedback ALL = new RtpFeedback(true, true, true);
    private static final int SSRC = 0x1234;

    private final MediaLab lab = new MediaLab(7);
    private final MediaLab.Party pbx = lab.party("pbx");
    private final MediaSession left = pbx.open(rtcpMux(), MediaEvents.NONE);
    private final MediaSession right = pbx.open(rtcpMux(), MediaEvents.NONE);
    private final Camera alice = new Camera("alice", left);
    private final Camera bob = new Camera("bob", right);

    private static MediaSessionSettings rtcpMux() {
        return MediaSessionSettings.DEFAULT.withRtcpMux(true);
    }

    /** Who sends raw packets to a leg, and keeps what it gets. */
    private final class Camera {
        final VirtualHost host = lab.network.host();
        final MediaSession leg;
        final List<byte[]> rtp = new ArrayList<>();
        final List<RtcpPacket> rtcp = new ArrayList<>();
        private final DatagramPath path;

        Camera(String name, MediaSession leg) {
            this.leg = leg;
            Loop loop = lab.time.loop(name);
            path = host.bindNow(host.at(5_000), loop, (from, datagram, sender) -> {
                boolean control = (datagram.getByte(1) & 0x7F) >= 64 && (datagram.getByte(1) & 0x7F) < 96;
                if (control) {
                    rtcp.addAll(RtcpReader.read(datagram).packets());
                } else {
                    byte[] bytes = new byte[datagram.readableBytes()];
                    datagram.getBytes(datagram.readerIndex(), bytes);
                    rtp.add(bytes);
                }
                datagram.release();
            });
        }

        void configure(VideoParameters video) {
            leg.configure(MediaParameters.of(host.at(5_000), Codecs.PCMU));
            leg.configureVideo(video);
            lab.time.runReady();
        }

        void shows(int type, int sequence, int ssrc) {
            ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeInt(sequence).writeZero(600);
            new RtpPacket().write(packet, type, sequence % 3 == 0, sequence, sequence * 1_000, ssrc);
            path.send(packet, leg.localAddress());
            lab.advance(5);
        }

        /** The same with the tag of its line in front. */
        void tagged(char tag, int type, int sequence, int ssrc) {
            ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeInt(0xBEDE_0001).writeByte(0x90).writeByte(tag)
                    .writeShort(0).writeInt(sequence).writeZero(600);
            new RtpPacket().write(packet, type, false, sequence, sequence * 1_000, ssrc);
            packet.setByte(0, 0x90);
            path.send(packet, leg.localAddress());
            lab.advance(5);
        }

        /** What came of it: payload types, and what is in front of the payload. */
        List<String> seen() {
            List<String> seen = rtp.stream().map(bytes -> (bytes[1] & 0x7F) + (bytes[0] == (byte) 0x90
                    ? " of " + (char) bytes[17] + " under " + (bytes[16] >>> 4 & 0xF) : "")).toList();
            rtp.clear();
            return seen;
        }

        void reports(RtcpPacket... feedback) {
            List<RtcpPacket> all = new ArrayList<>(List.of(new ReceiverReport(SSRC, List.of()), SourceDescription.ofCname(SSRC, "x")));
            all.addAll(List.of(feedback));
            ByteBuf out = Unpooled.buffer();
            RtcpWriter.write(all, out);
            path.send(out, leg.localAddress());
            lab.advance(5);
        }

        void receives(int ssrc, int highest) {
            ByteBuf out = Unpooled.buffer();
            RtcpWriter.write(List.of(new ReceiverReport(SSRC, List.of(new ReportBlock(ssrc, 0, 0, highest, 0, 0, 0))),
                    SourceDescription.ofCname(SSRC, "x")), out);
            path.send(out, leg.localAddress());
            lab.advance(5);
        }

        int ssrcSeen() {
            return ByteBuffer.wrap(rtp.get(0)).getInt(8);
        }

        List<RtcpPacket> got(Class<? extends RtcpPacket> kind) {
            return rtcp.stream().filter(kind::isInstance).toList();
        }
    }

    private static VideoParameters video(Map<Integer, VideoFormat> received, Map<Integer, VideoFormat> sent, MediaDirection direction) {
        return new VideoParameters(received, sent, direction, RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1)), ALL);
    }

    private static VideoParameters numbered(int vp8, int vp9) {
        return video(Map.of(vp8, VP8, vp9, VP9), Map.of(vp8, VP8, vp9, VP9), MediaDirection.SENDRECV);
    }

    @BeforeEach
    void call() {
        alice.configure(numbered(96, 98));
        bob.configure(numbered(100, 101));
        MediaBridge.join(left, right);
        lab.time.runReady();
    }

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    @Test
    void packetsPassUnderTheOtherLegsNumbersAndAnSsrcOfOurs() {
        for (int i = 1; i <= 20; i++) {
            alice.shows(96, i, SSRC);
        }
        alice.shows(98, 21, SSRC);
        assertThat(bob.rtp).hasSize(21);
        for (int i = 0; i < 21; i++) {
            ByteBuffer packet = ByteBuffer.wrap(bob.rtp.get(i));
            assertThat(packet.get(1) & 0x7F).isEqualTo(i == 20 ? 101 : 100);
            assertThat((packet.get(1) & 0x80) != 0).as("marker of " + i).isEqualTo((i + 1) % 3 == 0);
            assertThat(packet.getInt(12)).as("payload").isEqualTo(i + 1);
            assertThat(packet.getInt(8)).isEqualTo(bob.ssrcSeen()).isNotEqualTo(SSRC).isNotEqualTo(right.localSsrc());
        }
        assertThat(alice.rtp).isEmpty();
    }

    @Test
    void aNewSourceGoesOnInTheSameStream() {
        alice.shows(96, 100, SSRC);
        alice.shows(96, 9_000, 77);
        alice.shows(96, 9_001, 77);
        alice.shows(96, 9_002, 77);
        List<Integer> sequences = bob.rtp.stream().map(bytes -> ByteBuffer.wrap(bytes).getShort(2) & 0xFFFF).toList();
        assertThat(sequences.get(sequences.size() - 1) - sequences.get(0)).isEqualTo(sequences.size() - 1);
        lab.advance(300);
        assertThat(alice.got(PictureLoss.class)).extracting(one -> ((PictureLoss) one).media()).contains(77);
    }

    @Test
    void whoNeedsAKeyFrameIsHeardByTheCameraAndNobodyElse() {
        alice.shows(96, 1, SSRC);
        lab.advance(500);
        int before = alice.got(PictureLoss.class).size();
        assertThat(before).as("asked when the two were joined").isEqualTo(1);
        bob.reports(new PictureLoss(SSRC, 12345));
        lab.advance(500);
        assertThat(alice.got(PictureLoss.class)).as("about nobody's stream").hasSize(before);
        for (int i = 0; i < 50; i++) {
            bob.reports(new PictureLoss(SSRC, bob.ssrcSeen()));
        }
        lab.advance(500);
        assertThat(alice.got(PictureLoss.class)).hasSizeBetween(before + 1, before + 4)
                .allMatch(one -> ((PictureLoss) one).media() == SSRC);
        assertThat(bob.got(PictureLoss.class)).isEmpty();
    }

    @Test
    void whatAPathCarriesIsToldToTheCamera() {
        alice.shows(96, 1, SSRC);
        bob.reports(new BitrateEstimate(SSRC, 250_000, List.of(bob.ssrcSeen())));
        lab.advance(500);
        assertThat(alice.got(BitrateEstimate.class)).singleElement().satisfies(one -> {
            assertThat(((BitrateEstimate) one).bitsPerSecond()).isEqualTo(250_000);
            assertThat(((BitrateEstimate) one).media()).containsExactly(SSRC);
        });
    }

    /** Each leg has words of its own: what a phone limits is told to a browser as an estimate, and the other way round. */
    @Test
    void whatMayBeSentAtMostIsToldToTheCameraInItsWords() {
        VideoParameters limits = numbered(100, 101);
        bob.configure(new VideoParameters(limits.received(), limits.sent(), limits.direction(), limits.repair(), RtpFeedback.NOTHING.withLimits(true)));
        alice.shows(96, 1, SSRC);
        bob.shows(100, 1, SSRC);
        bob.reports(new BitrateLimit(SSRC, false, List.of(new BitrateLimit.Limit(bob.ssrcSeen(), 250_000, 40))));
        lab.advance(500);
        assertThat(alice.got(BitrateEstimate.class)).extracting(one -> ((BitrateEstimate) one).bitsPerSecond()).containsExactly(250_000L);
        assertThat(bob.got(BitrateLimit.class)).containsExactly(
                new BitrateLimit(bob.ssrcSeen(), true, List.of(new BitrateLimit.Limit(SSRC, 250_000, 40))));

        alice.reports(new BitrateEstimate(SSRC, 128_000, List.of(alice.ssrcSeen())));
        lab.advance(500);
        assertThat(bob.got(BitrateLimit.class)).contains(
                new BitrateLimit(bob.ssrcSeen(), false, List.of(new BitrateLimit.Limit(SSRC, 128_000, 40))));
        assertThat(alice.got(BitrateLimit.class)).isEmpty();
    }

    /** Each leg has numbers of its own, or none. */
    @Test
    void numbersOfATransportAreAnsweredAndStayOnTheirLeg() {
        VideoParameters plain = numbered(96, 98);
        alice.configure(new VideoParameters(plain.received(), plain.sent(), plain.direction(), plain.repair(), ALL.withNumbers(3)));
        for (int i = 0; i < 100; i++) {
            ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeInt(0xBEDE_0001).writeByte(0x31).writeShort(i)
                    .writeByte(0).writeInt(i).writeZero(600);
            new RtpPacket().write(packet, 96, false, i, i * 1_000, SSRC);
            packet.setByte(0, 0x90);
            alice.path.send(packet, left.localAddress());
            lab.advance(10);
        }
        lab.advance(300);
        assertThat(bob.rtp).hasSize(100).allMatch(bytes -> bytes[0] == (byte) 0x80 && bytes.length == RtpPacket.HEADER_BYTES + 604);
        assertThat(alice.got(TransportFeedback.class)).hasSizeBetween(5, 25).allMatch(one -> ((TransportFeedback) one).media() == SSRC);
        assertThat(alice.got(TransportFeedback.class).stream().mapToInt(one -> ((TransportFeedback) one).arrived()).sum()).isEqualTo(100);
        assertThat(bob.got(TransportFeedback.class)).isEmpty();
    }

    /** RFC 9143 section 9.2: what a packet says itself counts, then what its stream has said, then a payload type of one line alone. */
    @Test
    void linesThatShareAPayloadTypeAreToldApartByTheirTags() {
        alice.configure(video(Map.of(0, VP8, 98, VP9), Map.of(0, VP8, 98, VP9), MediaDirection.SENDRECV).withTags(new BundleTags(9, "a", "v")));
        alice.shows(0, 1, SSRC);
        assertThat(bob.seen()).as("of which line nobody knows").isEmpty();
        alice.tagged('v', 0, 2, SSRC);
        alice.tagged('a', 0, 1, 77);
        assertThat(bob.seen()).containsExactly("100", "0");
        alice.shows(0, 3, SSRC);
        alice.shows(0, 2, 77);
        assertThat(bob.seen()).as("streams that have said it before").containsExactly("100", "0");
        alice.tagged('x', 0, 4, SSRC);
        alice.tagged('x', 98, 5, SSRC);
        alice.shows(0, 5, 99);
        assertThat(bob.seen()).isEmpty();
        assertThat(pbx.metrics.count("rvoip_rtp_packets_dropped_total", "reason", "unknown_line")).isEqualTo(4);
        alice.tagged('v', 0, 6, 88);
        alice.tagged('v', 0, 7, 88);
        alice.tagged('v', 0, 8, 88);
        assertThat(bob.seen()).as("another camera, once it is proven").isNotEmpty().containsOnly("100");
        alice.shows(98, 9, 88);
        assertThat(bob.seen()).containsExactly("101");
    }

    /** Until the far end has reported that it has a packet with it; each line by itself, each leg under its own identifier. */
    @Test
    void whatWeSendNamesItsLineUntilItIsKnown() {
        bob.configure(numbered(100, 101).withTags(new BundleTags(5, "a", "v")));
        alice.shows(96, 1, SSRC);
        alice.shows(96, 2, SSRC);
        alice.shows(0, 1, 77);
        byte[] last = bob.rtp.get(1);
        int ssrc = bob.ssrcSeen();
        assertThat(last).as("nothing of the payload is lost").hasSize(RtpPacket.HEADER_BYTES + 8 + 604);
        assertThat(ByteBuffer.wrap(last).getInt(RtpPacket.HEADER_BYTES + 8)).isEqualTo(2);
        assertThat(bob.seen()).containsExactly("100 of v under 5", "100 of v under 5", "0 of a under 5");
        bob.receives(ssrc, ByteBuffer.wrap(last).getShort(2) & 0xFFFF);
        alice.shows(96, 3, SSRC);
        alice.shows(0, 2, 77);
        assertThat(bob.seen()).containsExactly("100", "0 of a under 5");
        bob.shows(100, 1, SSRC);
        assertThat(alice.seen()).as("who has not agreed to it").containsExactly("96");
    }

    /** The far end knows the former stream as that of a line which is no more (RFC 9143 section 9.2). */
    @Test
    void aLineThatComesBackUnderAnotherTagIsAnotherStream() {
        bob.configure(numbered(100, 101).withTags(new BundleTags(5, "a", "v")));
        alice.shows(96, 1, SSRC);
        int before = bob.ssrcSeen();
        bob.configure(null);
        bob.configure(numbered(100, 101));
        bob.rtp.clear();
        alice.shows(96, 2, SSRC);
        assertThat(bob.ssrcSeen()).isNotEqualTo(before);
        assertThat(bob.seen()).containsExactly("100");
    }

    @Test
    void aLostPacketIsAskedForAndSentAgainOnEachLegByItself() {
        alice.shows(96, 1, SSRC);
        alice.shows(96, 2, SSRC);
        alice.shows(96, 4, SSRC);
        lab.advance(300);
        assertThat(alice.got(GenericNack.class)).isNotEmpty().allMatch(one -> ((GenericNack) one).lost().equals(List.of(3)));
        alice.shows(96, 3, SSRC);
        assertThat(bob.rtp.stream().map(bytes -> ByteBuffer.wrap(bytes).getInt(12))).containsExactly(1, 2, 4, 3);

        byte[] second = bob.rtp.get(1);
        bob.reports(new GenericNack(SSRC, bob.ssrcSeen(), List.of(ByteBuffer.wrap(second).getShort(2) & 0xFFFF)));
        assertThat(bob.rtp.get(bob.rtp.size() - 1)).isEqualTo(second);
        assertThat(alice.got(GenericNack.class)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void formatsThatTheOtherLegDoesNotHaveStayOut() {
        bob.configure(video(Map.of(100, VP8), Map.of(100, VP8), MediaDirection.SENDRECV));
        alice.shows(98, 1, SSRC);
        alice.shows(96, 2, SSRC);
        alice.shows(120, 3, SSRC);
        assertThat(bob.rtp.stream().map(bytes -> ByteBuffer.wrap(bytes).getInt(12))).containsExactly(2);
        assertThat(left.video().dropped()).isEqualTo(1);
        assertThat(left.video().forwarded()).isEqualTo(1);
    }

    @Test
    void onHoldNothingPasses() {
        bob.configure(video(Map.of(100, VP8), Map.of(100, VP8), MediaDirection.RECVONLY));
        alice.shows(96, 1, SSRC);
        bob.shows(100, 1, SSRC);
        assertThat(bob.rtp).isEmpty();
        assertThat(alice.rtp).hasSize(1);
    }

    @Test
    void videoGoesAndComesBackInTheSameStream() {
        alice.shows(96, 1, SSRC);
        int ssrc = bob.ssrcSeen();
        alice.configure(null);
        bob.configure(null);
        alice.shows(96, 2, SSRC);
        assertThat(bob.rtp).hasSize(1);
        alice.configure(numbered(96, 98));
        bob.configure(numbered(100, 101));
        alice.shows(96, 500, 99);
        alice.shows(96, 501, 99);
        alice.shows(96, 502, 99);
        assertThat(bob.rtp).hasSizeGreaterThan(2).allMatch(bytes -> ByteBuffer.wrap(bytes).getInt(8) == ssrc);
    }

    @Test
    void whoIsTakenApartSeesNothing() {
        MediaSession third = pbx.open(MediaEvents.NONE);
        alice.shows(96, 1, SSRC);
        right.close();
        lab.time.runReady();
        alice.shows(96, 2, SSRC);
        bob.rtp.clear();
        alice.shows(96, 3, SSRC);
        assertThat(bob.rtp).isEmpty();
        third.close();
    }

    /** SECURITY 2.5 R1, R3, R11: from anywhere else nothing is taken, and noise neither passes nor harms. */
    @Test
    void strangersAndNoiseChangeNothing() {
        alice.shows(96, 1, SSRC);
        lab.advance(1_000);
        int sentToAlice = alice.rtcp.size();
        VirtualHost stranger = lab.network.host();
        DatagramPath elsewhere = stranger.bindNow(stranger.at(5_000), lab.time.loop("stranger"), (from, datagram, sender) -> datagram.release());
        Random noise = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[noise.nextInt(80)];
            noise.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
                bytes[1] = (byte) (i % 2 == 0 ? 96 : 200 + noise.nextInt(8));
            }
            elsewhere.send(Unpooled.wrappedBuffer(bytes), left.localAddress());
            lab.advance(i % 100 == 0 ? 1 : 0);
        }
        lab.time.runReady();
        assertThat(bob.rtp).hasSize(1);
        assertThat(lab.wire.stream().map(CapturedDatagram::to)).doesNotContain(stranger.at(5_000));
        alice.shows(96, 2, SSRC);
        assertThat(bob.rtp).hasSize(2);
        assertThat(alice.rtcp.size() - sentToAlice).isLessThan(20);
    }
}
