package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.rtcp.PictureLoss;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A browser whose video is beside its audio, and a telephone that has ports for it: raw packets, between joined legs. */
class VideoPortsTest {
    private static final VideoFormat VP8 = new VideoFormat("VP8", 90_000, "");
    private static final int SSRC = 0x1234;
    private static final InetSocketAddress NOWHERE = new InetSocketAddress("0.0.0.0", 7_002);

    private final MediaLab lab = new MediaLab(9);
    private final MediaLab.Party pbx = lab.party("pbx", MediaLimits.DEFAULT.withMaxVideo(1));
    private final MediaSession left = pbx.open(MediaSessionSettings.DEFAULT.withRtcpMux(true), MediaEvents.NONE);
    private final MediaSession right = pbx.open(MediaEvents.NONE);
    private final VirtualHost there = lab.network.host();
    private final VirtualHost phone = lab.network.host();
    private final List<byte[]> shown = new ArrayList<>();
    private final List<RtcpPacket> asked = new ArrayList<>();
    private final List<byte[]> seen = new ArrayList<>();
    private final List<RtcpPacket> told = new ArrayList<>();
    private final DatagramPath browser = bound(there, 5_000, shown, asked);
    private final DatagramPath camera = bound(phone, 7_002, seen, told);
    private final DatagramPath control = bound(phone, 7_003, seen, told);
    private @Nullable SrtpContext opening;
    private VideoAddresses ours;

    private DatagramPath bound(VirtualHost host, int port, List<byte[]> rtp, List<RtcpPacket> rtcp) {
        return host.bindNow(host.at(port), lab.time.loop("end " + port), (path, datagram, from) -> {
            boolean report = (datagram.getByte(1) & 0x7F) >= 64 && (datagram.getByte(1) & 0x7F) < 96;
            ByteBuf read = Unpooled.copiedBuffer(datagram);
            if (opening != null && rtp == seen) {
                assertThat(report ? opening.unprotectRtcp(read) : opening.unprotectRtp(read)).isEqualTo(SrtpStatus.OK);
            }
            if (report) {
                rtcp.addAll(RtcpReader.read(read).packets());
            } else {
                byte[] bytes = new byte[read.readableBytes()];
                read.getBytes(read.readerIndex(), bytes);
                rtp.add(bytes);
            }
            datagram.release();
        });
    }

    private static VideoParameters video(int number, RtpFeedback feedback, @Nullable VideoWay way) {
        RtpRepair early = feedback.pictureLoss() ? RtpRepair.NOTHING.withFeedback(false, false, Duration.ofSeconds(1)) : RtpRepair.NOTHING;
        return new VideoParameters(Map.of(number, VP8), Map.of(number, VP8), MediaDirection.SENDRECV, early, feedback, way);
    }

    private void configure(RtpFeedback feedback, @Nullable SrtpKeys keys) {
        right.configureVideo(video(100, feedback, new VideoWay(phone.at(7_002), phone.at(7_003), keys, null)));
        lab.time.runReady();
    }

    private CompletableFuture<VideoAddresses> open(MediaSession leg) {
        CompletableFuture<VideoAddresses> opened = pbx.engine.openVideo(leg, false).toCompletableFuture();
        lab.time.runReady();
        return opened;
    }

    private void shows(DatagramPath from, InetSocketAddress to, int type, int sequence, @Nullable SrtpContext key) {
        ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeInt(sequence).writeZero(600);
        new RtpPacket().write(packet, type, true, sequence, sequence * 1_000, SSRC);
        if (key != null) {
            key.protectRtp(packet);
        }
        from.send(packet, to);
        lab.advance(5);
    }

    private static int payload(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(12);
    }

    private static int ssrc(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(8);
    }

    private void wantsAKeyFrame(DatagramPath from, InetSocketAddress to, int of) {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.write(List.of(new ReceiverReport(SSRC, List.of()), SourceDescription.ofCname(SSRC, "x"), new PictureLoss(SSRC, of)), out);
        from.send(out, to);
        lab.advance(500);
    }

    private long keyFrames(List<RtcpPacket> of) {
        return of.stream().filter(PictureLoss.class::isInstance).count();
    }

    @BeforeEach
    void call() {
        left.configure(MediaParameters.of(there.at(5_000), Codecs.PCMU));
        left.configureVideo(video(96, new RtpFeedback(true, true, true), null));
        right.configure(MediaParameters.of(phone.at(7_000), Codecs.PCMU));
        ours = open(right).join();
        configure(new RtpFeedback(true, false, false), null);
        MediaBridge.join(left, right);
        lab.time.runReady();
    }

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    @Test
    void picturesPassBothWaysUnderTheNumbersOfEach() {
        for (int i = 1; i <= 20; i++) {
            shows(browser, left.localAddress(), 96, i, null);
            shows(camera, ours.rtp(), 100, 100 + i, null);
        }
        assertThat(seen).hasSize(20).allMatch(packet -> (packet[1] & 0x7F) == 100 && ssrc(packet) == ssrc(seen.get(0)));
        assertThat(shown).hasSize(20).allMatch(packet -> (packet[1] & 0x7F) == 96 && ssrc(packet) == ssrc(shown.get(0)));
        assertThat(seen).extracting(VideoPortsTest::payload).startsWith(1, 2, 3);
        assertThat(shown).extracting(VideoPortsTest::payload).startsWith(101, 102, 103);
        assertThat(ssrc(seen.get(0))).isNotEqualTo(SSRC);
        assertThat(lab.wire.stream().filter(one -> one.to().equals(phone.at(7_002)))).as("from the port that was told")
                .isNotEmpty().allMatch(one -> one.from().equals(ours.rtp()));
        lab.advance(3_000);
        assertThat(lab.wire.stream().filter(one -> one.to().equals(phone.at(7_003)))).as("reports go to their own port")
                .isNotEmpty().allMatch(one -> one.from().equals(ours.rtcp()));
    }

    @Test
    void aKeyFrameIsAskedOfTheCameraWhereItWasAgreedOnAndOnlyThere() {
        shows(camera, ours.rtp(), 100, 1, null);
        shows(browser, left.localAddress(), 96, 1, null);
        lab.advance(500);
        long before = keyFrames(told);
        wantsAKeyFrame(browser, left.localAddress(), ssrc(shown.get(0)));
        assertThat(keyFrames(told)).isEqualTo(before + 1);
        wantsAKeyFrame(control, ours.rtcp(), ssrc(seen.get(0)));
        assertThat(keyFrames(asked)).isGreaterThanOrEqualTo(2);

        configure(new RtpFeedback(false, false, false), null);
        lab.advance(500);
        long silent = keyFrames(told);
        wantsAKeyFrame(browser, left.localAddress(), ssrc(shown.get(0)));
        assertThat(keyFrames(told)).as("a telephone that named nothing").isEqualTo(silent);
    }

    /** SECURITY 2.5 R1: once the telephone is heard nobody else is. */
    @Test
    void aForeignSourceIsNotHeard() {
        shows(camera, ours.rtp(), 100, 1, null);
        VirtualHost stranger = lab.network.host();
        DatagramPath elsewhere = stranger.bindNow(stranger.at(7_002), lab.time.loop("stranger"), (path, datagram, from) -> datagram.release());
        for (int i = 2; i < 50; i++) {
            shows(elsewhere, ours.rtp(), 100, i, null);
        }
        shows(camera, ours.rtp(), 100, 50, null);
        assertThat(shown).extracting(VideoPortsTest::payload).containsExactly(1, 50);
        shows(browser, left.localAddress(), 96, 1, null);
        assertThat(lab.wire).noneMatch(one -> one.to().getAddress().equals(stranger.address()));
    }

    /** Where they may be marked for routers as video is, while video in a BUNDLE group leaves with the mark of audio. */
    @Test
    void onlyThePortsThatAreOfVideoAloneAreBoundAsThoseOfVideo() {
        assertThat(pbx.portsOfVideo).containsExactly(ours.rtp().getPort(), ours.rtcp().getPort());
        assertThat(pbx.ports.inUse()).as("of the same range").isEqualTo(3);
    }

    /** The ports of audio do not take video, nor those of video audio. */
    @Test
    void whatComesToTheOtherPortsIsNotVideo() {
        shows(camera, right.localAddress(), 100, 1, null);
        shows(camera, ours.rtp(), 0, 2, null);
        assertThat(shown).isEmpty();
    }

    @Test
    void withKeysOfItsOwnNobodyElseReadsIt() {
        SrtpMasterKey one = SrtpMasterKey.random(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SeededIds(1));
        SrtpMasterKey other = SrtpMasterKey.random(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SeededIds(2));
        SrtpEngine engine = SrtpEngine.jca(CryptoProvider.jdk());
        opening = engine.open(one);
        SrtpContext theirs = engine.open(other);
        configure(new RtpFeedback(true, false, false), new SrtpKeys("sdes", one, other));
        for (int i = 1; i <= 10; i++) {
            shows(browser, left.localAddress(), 96, i, null);
            shows(camera, ours.rtp(), 100, i, theirs);
            shows(camera, ours.rtp(), 100, 500 + i, null);
        }
        assertThat(seen).extracting(VideoPortsTest::payload).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(shown).extracting(VideoPortsTest::payload).as("and nothing in the clear").containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    private long dropped(String reason) {
        return pbx.metrics.count("rvoip_rtp_packets_dropped_total", "reason", reason);
    }

    /** A telephone may send in the clear until it has our answer, or for longer: that is no way round the keys. */
    @Test
    void fromTheAgreementOnKeysOnWhatIsInTheClearIsDroppedAndCounted() {
        shows(camera, ours.rtp(), 100, 1, null);
        assertThat(shown).hasSize(1);
        SrtpMasterKey one = SrtpMasterKey.random(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SeededIds(1));
        SrtpMasterKey other = SrtpMasterKey.random(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SeededIds(2));
        opening = SrtpEngine.jca(CryptoProvider.jdk()).open(one);
        configure(new RtpFeedback(true, true, false), new SrtpKeys("sdes", one, other));
        lab.advance(1_000);
        long keyFrames = keyFrames(asked);
        for (int i = 2; i <= 20; i++) {
            shows(camera, ours.rtp(), 100, i, null);
        }
        wantsAKeyFrame(control, ours.rtcp(), SSRC);
        assertThat(shown).extracting(VideoPortsTest::payload).containsExactly(1);
        assertThat(dropped("srtp_auth_failed")).isEqualTo(19);
        assertThat(dropped("srtp_refused")).as("the report").isEqualTo(1);
        assertThat(keyFrames(asked)).as("nobody else's wishes are heard either").isEqualTo(keyFrames);
        shows(camera, ours.rtp(), 100, 21, SrtpEngine.jca(CryptoProvider.jdk()).open(other));
        assertThat(shown).extracting(VideoPortsTest::payload).containsExactly(1, 21);

        configure(new RtpFeedback(true, true, false), null);
        shows(camera, ours.rtp(), 100, 22, null);
        assertThat(shown).as("what was encrypted once is so to the end").hasSize(2);
    }

    /** While it has not answered the re-INVITE that takes video away, a telephone goes on sending. */
    @Test
    void picturesThatNobodyHasAgreedOnAreDroppedAndCounted() {
        right.configureVideo(null);
        lab.time.runReady();
        shows(camera, ours.rtp(), 100, 1, null);
        wantsAKeyFrame(control, ours.rtcp(), SSRC);
        assertThat(dropped("video_not_taken")).as("on this side").isEqualTo(2);

        configure(new RtpFeedback(true, false, false), null);
        left.configureVideo(null);
        lab.time.runReady();
        shows(camera, ours.rtp(), 100, 2, null);
        shows(camera, ours.rtp(), 100, 3, null);
        assertThat(dropped("video_not_taken")).as("on the other").isEqualTo(4);
        camera.send(Unpooled.buffer().writeInt(0x10000001).writeInt(0x5A525450).writeZero(20), ours.rtp());
        lab.advance(5);
        assertThat(dropped("zrtp_not_taken")).as("a Hello beside that of audio").isEqualTo(1);
        assertThat(shown).isEmpty();
    }

    private List<SrtpStatus> keysAtWork() {
        return pbx.contexts.stream().map(context -> context.unprotectRtp(Unpooled.buffer().writeZero(10))).toList();
    }

    @Test
    void keysAtWorkAreWipedWhenTheLineEndsAndNotOnlyWithTheCall() {
        SrtpMasterKey one = SrtpMasterKey.random(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SeededIds(1));
        SrtpMasterKey other = SrtpMasterKey.random(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SeededIds(2));
        configure(new RtpFeedback(true, false, false), new SrtpKeys("sdes", one, other));
        opening = SrtpEngine.jca(CryptoProvider.jdk()).open(one);
        shows(browser, left.localAddress(), 96, 1, null);
        assertThat(seen).hasSize(1);
        assertThat(keysAtWork()).as("both ways, and neither is closed").containsExactly(SrtpStatus.MALFORMED, SrtpStatus.MALFORMED);

        right.configureVideo(null);
        right.closeVideoPorts();
        lab.time.runReady();
        assertThat(keysAtWork()).containsExactly(SrtpStatus.CLOSED, SrtpStatus.CLOSED);
        assertThat(right.isClosed()).isFalse();
    }

    @Test
    void whoSaysNoAddressIsSentNothing() {
        right.configureVideo(video(100, new RtpFeedback(true, false, false), new VideoWay(phone.at(7_002), phone.at(7_003), null, null)));
        shows(browser, left.localAddress(), 96, 1, null);
        int before = seen.size();
        right.configureVideo(new VideoParameters(Map.of(100, VP8), Map.of(100, VP8), MediaDirection.INACTIVE, RtpRepair.NOTHING,
                new RtpFeedback(true, false, false), new VideoWay(NOWHERE, NOWHERE, null, null)));
        lab.time.runReady();
        shows(browser, left.localAddress(), 96, 2, null);
        assertThat(seen).hasSize(before);
    }

    @Test
    void portsAreGivenBackWhenVideoIsGoneAndOthersTakenWhenItComesBack() {
        assertThat(pbx.ports.inUse()).isEqualTo(3);
        right.closeVideoPorts();
        lab.time.runReady();
        assertThat(pbx.ports.inUse()).as("they are in use").isEqualTo(3);
        right.configureVideo(null);
        right.closeVideoPorts();
        lab.time.runReady();
        assertThat(pbx.ports.inUse()).isEqualTo(2);
        shows(browser, left.localAddress(), 96, 1, null);
        assertThat(seen).isEmpty();

        ours = open(right).join();
        assertThat(open(right).join()).as("the same").isEqualTo(ours);
        configure(new RtpFeedback(true, false, false), null);
        shows(browser, left.localAddress(), 96, 2, null);
        shows(camera, ours.rtp(), 100, 2, null);
        assertThat(seen).hasSize(1);
        assertThat(shown).hasSize(1);
    }

    @Test
    void moreThanTheLimitIsRefusedAndCountedUntilSomeAreFree() {
        MediaSession third = pbx.open(MediaEvents.NONE);
        assertThat(open(third)).isCompletedExceptionally();
        assertThat(pbx.metrics.count("rvoip_media_video_refused_total")).isEqualTo(1);
        right.close();
        lab.time.runReady();
        assertThat(open(third)).isCompleted();
        third.close();
        lab.time.runReady();
        assertThat(open(third)).as("closed").isCompletedExceptionally();
        assertThat(pbx.ports.inUse()).isEqualTo(1);
    }
}
