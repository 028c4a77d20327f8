package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.rtp.rtcp.BitrateEstimate;
import io.rvoip.rtp.rtcp.BitrateLimit;
import io.rvoip.rtp.rtcp.GenericNack;
import io.rvoip.rtp.rtcp.IntraRequest;
import io.rvoip.rtp.rtcp.PictureLoss;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.RtcpSettings;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.rtp.rtcp.TransportFeedback;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VideoFeedbackTest extends SessionFixture {
    private static final int VP8 = 96;
    private static final RtpFeedback ALL = new RtpFeedback(true, true, true);

    private final Recorder told = new Recorder();

    @BeforeEach
    void begin() {
        begin(ALL);
    }

    private void begin(RtpFeedback agreed) {
        session = new RtpSession(RtpSessionSettings.of("here").withVideo(true).withRtcpMux(true)
                .withRepair(RepairSettings.DEFAULT.withResends(Duration.ofMillis(500), 500))
                .withRtcp(RtcpSettings.DEFAULT.withSessionBandwidth(500_000)), PayloadClocks.of(Map.of(VP8, 90_000)), NTP,
                new SeededIds(1), UnpooledByteBufAllocator.DEFAULT, new RtpCounters(metrics), told, 0);
        session.expectRemote(REMOTE, null, null);
        session.repair(RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1)), 0);
        session.feedback(agreed);
    }

    private void hear(int sequence, long millis) {
        ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeZero(1_000);
        new RtpPacket().write(packet, VP8, false, sequence, sequence * 3_000, SSRC);
        session.receivedRtp(packet, REMOTE, millis * MS);
    }

    private void reports(RtcpPacket packet, long millis) {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.write(List.of(new ReceiverReport(SSRC, List.of()), SourceDescription.ofCname(SSRC, "there"), packet), out);
        session.receivedRtcp(out, REMOTE, millis * MS);
    }

    /** What of this kind was sent up to then, and when. */
    private List<Long> sent(Class<? extends RtcpPacket> kind, long untilMillis) {
        List<Long> times = new ArrayList<>();
        while (session.nextDeadline() <= untilMillis * MS) {
            long now = session.nextDeadline();
            int before = told.rtcp.size();
            session.onDeadline(now);
            for (ByteBuf packet : told.rtcp.subList(before, told.rtcp.size())) {
                RtcpReader.read(packet).packets().stream().filter(kind::isInstance).forEach(one -> times.add(now / MS));
            }
        }
        return times;
    }

    @Test
    void aKeyFrameIsAskedForOnceTheStreamIsHeard() {
        session.requestKeyFrame(0);
        assertThat(sent(PictureLoss.class, 1_000)).isEmpty();
        hear(1, 1_001);
        assertThat(sent(PictureLoss.class, 1_300)).hasSize(1);
    }

    @Test
    void whoeverAsksOftenGetsFewKeyFrames() {
        hear(1, 0);
        List<Long> asked = new ArrayList<>();
        for (int millis = 1; millis <= 1_000; millis++) {
            session.requestKeyFrame(millis * MS);
            asked.addAll(sent(PictureLoss.class, millis));
        }
        assertThat(asked).hasSizeBetween(3, 6);
        for (int i = 1; i < asked.size(); i++) {
            assertThat(asked.get(i) - asked.get(i - 1)).isGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void whereThereIsNoPliAFullRequestIsMadeWithANumberOfItsOwn() {
        begin(new RtpFeedback(false, true, false));
        hear(1, 0);
        session.requestKeyFrame(0);
        sent(IntraRequest.class, 600);
        session.requestKeyFrame(600 * MS);
        sent(IntraRequest.class, 1_200);
        List<Integer> commands = told.rtcp.stream().flatMap(packet -> RtcpReader.read(packet).packets().stream())
                .filter(IntraRequest.class::isInstance)
                .map(packet -> ((IntraRequest) packet).requests().get(0)).map(request -> {
                    assertThat(request.media()).isEqualTo(SSRC);
                    return request.command();
                }).toList();
        assertThat(commands).containsExactly(0, 1);
    }

    @Test
    void nothingIsAskedOrToldThatWasNotAgreedOn() {
        begin(RtpFeedback.NOTHING);
        hear(1, 0);
        session.requestKeyFrame(0);
        session.reportBitrate(100_000, 0);
        reports(new PictureLoss(SSRC, session.localSsrc()), 5);
        reports(new BitrateEstimate(SSRC, 5, List.of(session.localSsrc())), 6);
        reports(new BitrateLimit(SSRC, false, List.of(new BitrateLimit.Limit(session.localSsrc(), 5, 40))), 7);

        assertThat(sent(PictureLoss.class, 2_000)).isEmpty();
        assertThat(sent(BitrateEstimate.class, 4_000)).isEmpty();
        assertThat(sent(BitrateLimit.class, 6_000)).isEmpty();
        assertThat(told.keyFrames).isZero();
        assertThat(told.estimates).isEmpty();
    }

    @Test
    void requestsAboutOurStreamAreTold() {
        int ours = session.localSsrc();
        hear(1, 0);
        reports(new PictureLoss(SSRC, ours), 1);
        reports(new PictureLoss(SSRC, ours + 1), 2);
        assertThat(told.keyFrames).isEqualTo(1);

        IntraRequest full = new IntraRequest(SSRC, List.of(new IntraRequest.Request(ours, 3)));
        reports(full, 3);
        reports(full, 4);
        assertThat(told.keyFrames).as("the second is the first, sent again").isEqualTo(2);
        reports(new IntraRequest(SSRC, List.of(new IntraRequest.Request(ours, 4))), 5);
        assertThat(told.keyFrames).isEqualTo(3);

        reports(new BitrateEstimate(SSRC, 300_000, List.of(ours + 1)), 6);
        reports(new BitrateEstimate(SSRC, 200_000, List.of(7, ours)), 7);
        assertThat(told.estimates).containsExactly(200_000L);
    }

    @Test
    void anEstimateGoesOutAboutTheRemotesStream() {
        hear(1, 0);
        session.reportBitrate(123_456, 0);
        assertThat(sent(BitrateEstimate.class, 300)).hasSize(1);
        assertThat(told.rtcp.stream().flatMap(packet -> RtcpReader.read(packet).packets().stream())
                .filter(BitrateEstimate.class::isInstance).toList())
                .containsExactly(new BitrateEstimate(session.localSsrc(), 123_456, List.of(SSRC)));
    }

    /** Hears a packet with a number of its transport in the header extension 5, and an empty element before it. */
    private void hearNumbered(int number, long millis) {
        ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeInt(0x1000_0002).writeInt(0x0100_0502)
                .writeShort(number).writeShort(0).writeZero(1_000);
        new RtpPacket().write(packet, VP8, false, number, number * 3_000, SSRC);
        packet.setByte(0, 0x90);
        session.receivedRtp(packet, REMOTE, millis * MS);
    }

    private List<RtcpPacket> told(Class<? extends RtcpPacket> kind) {
        return told.rtcp.stream().flatMap(packet -> RtcpReader.read(packet).packets().stream()).filter(kind::isInstance).toList();
    }

    /** 200 packets in a second, each tenth lost and one after each of these overtaken, over the end of the numbers. */
    @Test
    void whenNumberedPacketsCameIsToldInTurns() {
        begin(RtpFeedback.NOTHING.withNumbers(5));
        int from = 65_436;
        int sentPackets = 200;
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < sentPackets; i++) {
            int order = i % 10 == 5 ? i + 1 : i % 10 == 6 ? i - 1 : i;
            if (i % 10 != 9) {
                hearNumbered(from + order & 0xFFFF, 5L * i);
            }
            times.addAll(sent(TransportFeedback.class, 5L * i));
        }
        times.addAll(sent(TransportFeedback.class, 1_300));
        assertThat(times).as("about every tenth of a second, at most twenty a second").hasSizeBetween(6, 26);
        assertThat(metrics.count("rvoip_rtcp_transport_feedback_sent_total")).isEqualTo(times.size());

        int next = from;
        int arrived = 0;
        for (RtcpPacket packet : told(TransportFeedback.class)) {
            TransportFeedback one = (TransportFeedback) packet;
            assertThat(one.media()).isEqualTo(SSRC);
            assertThat((next - one.first() & 0xFFFF)).as("no number is passed over").isLessThanOrEqualTo(2);
            int again = next - one.first() & 0xFFFF;
            next = one.first() + one.packets() & 0xFFFF;
            arrived += one.arrived() - again;
        }
        assertThat(next).isEqualTo(from + sentPackets - 1 & 0xFFFF);
        assertThat(arrived).isBetween(sentPackets * 9 / 10 - 4, sentPackets * 9 / 10 + 4);
        assertThat(told.rtcp.stream().mapToInt(ByteBuf::readableBytes).sum()).as("one part in twenty of 500 kbit/s").isLessThan(3_125 * 2);
    }

    @Test
    void withoutAnAgreementNothingIsToldOfNumbers() {
        for (int i = 0; i < 100; i++) {
            hearNumbered(i, 5L * i);
        }
        assertThat(sent(TransportFeedback.class, 2_000)).isEmpty();
    }

    /** What can wait does not take the place of what cannot. */
    @Test
    void aKeyFrameIsAskedForAtOnceBesides() {
        begin(ALL.withNumbers(5));
        hearNumbered(1, 0);
        sent(TransportFeedback.class, 1_000);
        long worst = 0;
        for (int i = 2; i < 200; i++) {
            long now = 1_000 + 10L * i;
            hearNumbered(i, now);
            sent(TransportFeedback.class, now);
            if (i % 50 == 0) {
                session.requestKeyFrame(now * MS);
                List<Long> asked = sent(PictureLoss.class, now + 5);
                worst = Math.max(worst, asked.isEmpty() ? 5 : asked.get(0) - now);
            }
        }
        assertThat(worst).isLessThan(5);
    }

    /** Sent on, a packet is one of another transport, where its number would mean another one. */
    @Test
    void theNumberStaysBehind() {
        begin(ALL.withNumbers(5));
        hearNumbered(7, 0);
        RtpPacket heard = new RtpPacket();
        assertThat(heard.wrap(told.media.get(0))).isEqualTo(RtpProblem.NONE);
        assertThat(heard.extension()).isTrue();
        assertThat(session.relay(heard, this, VP8, MS)).isTrue();
        assertThat(heard.wrap(told.rtp.get(0))).isEqualTo(RtpProblem.NONE);
        assertThat(heard.extension()).isFalse();
        assertThat(heard.payloadLength()).isEqualTo(1_000);
    }

    @Test
    void aLimitIsToldAndNoticeIsGivenOfIt() {
        begin(RtpFeedback.NOTHING.withLimits(true));
        int ours = session.localSsrc();
        hear(1, 0);
        reports(new BitrateLimit(SSRC, false, List.of(new BitrateLimit.Limit(ours + 1, 5, 40), new BitrateLimit.Limit(ours, 64_000, 48))), 1);
        reports(new BitrateLimit(SSRC, false, List.of(new BitrateLimit.Limit(ours, 128_000, 48))), 2);
        assertThat(told.estimates).containsExactly(64_000L, 128_000L);

        assertThat(sent(BitrateLimit.class, 1_000)).as("one notice of both").hasSize(1);
        assertThat(told(BitrateLimit.class)).containsExactly(
                new BitrateLimit(ours, true, List.of(new BitrateLimit.Limit(SSRC, 128_000, 48))));
    }

    @Test
    void nothingAtAllIsAskedForAsALittle() {
        begin(RtpFeedback.NOTHING.withLimits(true));
        hear(1, 0);
        reports(new BitrateLimit(SSRC, false, List.of(new BitrateLimit.Limit(session.localSsrc(), 0, 40))), 1);
        assertThat(told.estimates).containsExactly(1L);
    }

    @Test
    void aLimitIsAskedForAgainUntilThereIsANotice() {
        begin(RtpFeedback.NOTHING.withLimits(true));
        int ours = session.localSsrc();
        hear(1, 0);
        session.reportBitrate(64_000, 0);
        assertThat(sent(BitrateLimit.class, 10_000)).as("three times, then no more").hasSize(3);
        session.reportBitrate(64_000, 10_000 * MS);
        assertThat(sent(BitrateLimit.class, 12_000)).as("the same").isEmpty();

        session.reportBitrate(32_000, 12_000 * MS);
        assertThat(sent(BitrateLimit.class, 12_500)).hasSize(1);
        reports(new BitrateLimit(SSRC, true, List.of(new BitrateLimit.Limit(ours, 32_000, 40))), 12_600);
        assertThat(sent(BitrateLimit.class, 20_000)).isEmpty();
        assertThat(told(BitrateLimit.class)).contains(new BitrateLimit(ours, false, List.of(new BitrateLimit.Limit(SSRC, 32_000, 40))));
    }

    @Test
    void whereAnEstimateIsKnownNoLimitIsAskedFor() {
        begin(ALL.withLimits(true));
        hear(1, 0);
        session.reportBitrate(64_000, 0);
        assertThat(sent(BitrateEstimate.class, 2_000)).hasSize(1);
        assertThat(told(BitrateLimit.class)).isEmpty();
    }

    /** Pictures of many packets: far more of them are kept than of audio. */
    @Test
    void twoHundredPacketsOfTheLastMomentCanBeSentAgain() {
        RtpPacket packet = new RtpPacket();
        for (int i = 0; i < 200; i++) {
            ByteBuf buffer = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeZero(1_200);
            packet.write(buffer, VP8, false, i, 0, 99);
            assertThat(session.relay(packet, this, VP8, i * MS)).isTrue();
        }
        int first = told.rtp.get(0).getUnsignedShort(2);
        int before = told.rtp.size();
        reports(new GenericNack(SSRC, session.localSsrc(), List.of(first)), 300);
        assertThat(told.rtp).hasSize(before + 1);
        assertThat(told.rtp.get(before)).isEqualTo(told.rtp.get(0));
    }

    /** The marker ends a picture: where another source takes over nothing but its own packets says so. */
    @Test
    void theMarkerStaysWhereItWas() {
        RtpPacket packet = new RtpPacket();
        for (int ssrc = 1; ssrc <= 2; ssrc++) {
            packet.write(Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES + 9), VP8, false, 10, 0, ssrc);
            session.relay(packet, this, VP8, ssrc * MS);
            packet.write(Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES + 9), VP8, true, 11, 0, ssrc);
            session.relay(packet, this, VP8, ssrc * MS);
        }
        assertThat(told.rtp.stream().map(one -> one.getUnsignedByte(1) >> 7)).containsExactly(0, 1, 0, 1);
        assertThat(told.rtp.get(3).getUnsignedShort(2) - told.rtp.get(0).getUnsignedShort(2)).isEqualTo(3);
    }

    /** SECURITY 2.5 R11: whatever comes, it is taken apart or dropped, and nothing more is asked than is allowed. */
    @Test
    void noiseDoesNoHarm() {
        begin(ALL.withLimits(true).withNumbers(5));
        hear(1, 0);
        Random noise = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[8 + noise.nextInt(60) / 4 * 4];
            noise.nextBytes(bytes);
            ByteBuf datagram = Unpooled.wrappedBuffer(bytes);
            datagram.setByte(0, 0x80 | noise.nextInt(32)).setByte(1, 200 + noise.nextInt(8));
            datagram.setShort(2, bytes.length / 4 - 1);
            session.receivedRtcp(datagram, REMOTE, i * MS / 100);
        }
        assertThat(sent(PictureLoss.class, 5_000)).isEmpty();
        assertThat(told.keyFrames).isZero();
    }

    /** Two sessions on one path: each takes what is about its own stream, and a stranger is believed by neither. */
    @Test
    void whatIsToldOnASharedPathReachesBoth() {
        Recorder other = new Recorder();
        RtpSession audio = new RtpSession(RtpSessionSettings.of("here").withRtcpMux(true), PayloadClocks.of(Map.of(0, 8_000)), NTP,
                new SeededIds(2), UnpooledByteBufAllocator.DEFAULT, new RtpCounters(metrics), other, 0);
        audio.expectRemote(REMOTE, REMOTE, null);
        audio.beside(session);
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.write(List.of(new ReceiverReport(SSRC, List.of()), SourceDescription.ofCname(SSRC, "there"),
                new PictureLoss(SSRC, session.localSsrc())), out);
        audio.receivedRtcp(out, REMOTE, 1 * MS);
        assertThat(told.keyFrames).isEqualTo(1);
        assertThat(other.keyFrames).isZero();
    }
}
