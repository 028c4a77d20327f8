package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.Dlrr;
import io.rvoip.rtp.rtcp.ExtendedReport;
import io.rvoip.rtp.rtcp.Goodbye;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.ReferenceTime;
import io.rvoip.rtp.rtcp.ReportBlock;
import io.rvoip.rtp.rtcp.RtcpCompound;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpProblem;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.RtcpSettings;
import io.rvoip.rtp.rtcp.SenderReport;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.rtp.rtcp.VoipMetrics;
import io.rvoip.rtp.rtcp.XrBlock;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a session reports and what it makes of reports, of silence and of its end. */
class RtpSessionReportsTest extends SessionFixture {
    @Nested
    class Reports {
        @Test
        void comeWithinTheFirstInterval() {
            assertThat(session.nextDeadline()).isBetween((long) (1.0 * SECOND), (long) (3.1 * SECOND));
            session.onDeadline(session.nextDeadline() - 1);
            assertThat(out.rtcp).isEmpty();
            report();

            assertThat(RtcpReader.read(out.lastRtcp()).packets()).containsExactly(
                    new ReceiverReport(session.localSsrc(), List.of()),
                    SourceDescription.ofCname(session.localSsrc(), "here"));
            assertThat(out.destinations).containsExactly(REMOTE_RTCP);
        }

        @Test
        void ofASenderTellWhatItSent() {
            send(0, 0);
            int first = out.lastRtp().timestamp();
            send(160, 20 * MS);
            long deadline = report();

            RtcpCompound compound = RtcpReader.read(out.lastRtcp());
            SenderReport report = (SenderReport) compound.packets().get(0);
            assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
            assertThat(report.packets()).isEqualTo(2);
            assertThat(report.octets()).isEqualTo(320);
            assertThat(report.ntp()).isEqualTo(NTP.at(deadline));
            assertThat(report.rtpTimestamp() - first).isCloseTo((int) (deadline / MS * 8), within(8));
        }

        @Test
        void tellWhatWasHeardSinceTheLastOne() {
            for (int sequence : new int[] {1, 2, 4}) {
                receive(sequence);
            }
            report();
            ReceiverReport report = (ReceiverReport) RtcpReader.read(out.lastRtcp()).packets().get(0);
            assertThat(report.reports()).singleElement().satisfies(block -> {
                assertThat(block.ssrc()).isEqualTo(SSRC);
                assertThat(block.cumulativeLost()).isEqualTo(1);
                assertThat(block.fractionLost()).isEqualTo(64);
                assertThat(block.highestSequence()).isEqualTo(4);
                assertThat(block.lastSr()).isZero();
            });

            report();
            assertThat(((ReceiverReport) RtcpReader.read(out.lastRtcp()).packets().get(0)).reports())
                    .as("nothing was heard since").isEmpty();
        }

        @Test
        void returnTheTimeOfTheRemotesReport() {
            receive(1);
            receiveRtcp(SECOND, new SenderReport(SSRC, 0xb44d_b705_2000_0000L, 0, 1, 160, List.of()));
            long deadline = report();

            ReportBlock block = ((ReceiverReport) RtcpReader.read(out.lastRtcp()).packets().get(0)).reports().get(0);
            assertThat(block.lastSr()).isEqualTo(0xb705_2000);
            assertThat(block.delaySinceLastSr()).isEqualTo(NtpTime.toUnits(deadline - SECOND));
        }

        @Test
        void becomeReceiverReportsWhenWeFallSilent() {
            send(0, 0);
            report();
            long later = 60 * SECOND;
            while (session.nextDeadline() < later) {
                session.onDeadline(session.nextDeadline());
            }

            assertThat(RtcpReader.read(out.lastRtcp()).packets().get(0)).isInstanceOf(ReceiverReport.class);
        }

        /** RFC 3550 section 6.3.5, on a session narrow enough that each member counts. */
        @Test
        void comeAtTheirOldPaceWhenTheRemoteIsForgotten() {
            session = session(RtpSessionSettings.of("x").withInboundTimeout(Duration.ZERO)
                    .withRtcp(RtcpSettings.DEFAULT.withSessionBandwidth(2_000)));
            interval(40);
            long alone = interval(40);
            long together = 0;
            for (int i = 1; i <= 40; i++) {
                long from = last;
                receive(0, i, SSRC, REMOTE, from);
                together += interval(1);
            }
            interval(40);
            long forgotten = interval(40);

            assertThat(together).isGreaterThan(alone * 5 / 4);
            assertThat(forgotten).isLessThan(together * 7 / 8);
        }

        private long last;

        private long interval(int reports) {
            long from = last;
            for (int i = 0; i < reports; i++) {
                last = report();
            }
            return last - from;
        }

        @Test
        void goOnForAnHourAtTheirPace() {
            long now = 0;
            while (now < 3_600 * SECOND) {
                now = session.nextDeadline();
                session.onDeadline(now);
            }

            assertThat(out.rtcp.size()).isBetween(3_600 / 6, 3_600 / 4);
        }

        @Test
        void areOfNoUseBeforeARemoteIsKnown() {
            RtpSession early = new RtpSession(RtpSessionSettings.of("x"), CLOCKS, NTP, new SeededIds(2),
                    UnpooledByteBufAllocator.DEFAULT, new RtpCounters(metrics), out, 0);
            early.onDeadline(early.nextDeadline());

            assertThat(out.rtcp).isEmpty();
            assertThat(early.dropped(RtpDrop.NO_REMOTE)).isEqualTo(1);
        }
    }

    @Nested
    class Quality {
        @Test
        void isAbsentUntilMeasured() {
            RtpQuality quality = session.quality();

            assertThat(quality.jitterMs()).isEmpty();
            assertThat(quality.rttMs()).isEmpty();
            assertThat(quality.remoteLossRatio()).isEmpty();
            assertThat(quality.remoteJitterMs()).isEmpty();
            assertThat(quality.lossRatio()).isEmpty();
        }

        @Test
        void knowsTheRoundTripByTheRemotesReport() {
            send(0, 0);
            long sentAt = report();
            SenderReport ours = (SenderReport) RtcpReader.read(out.lastRtcp()).packets().get(0);
            ReportBlock block = new ReportBlock(session.localSsrc(), 64, 10, 100, 80, NtpTime.middle(ours.ntp()),
                    NtpTime.toUnits(500 * MS));
            receiveRtcp(sentAt + 620 * MS, new ReceiverReport(SSRC, List.of(block)));

            RtpQuality quality = session.quality();
            assertThat(quality.rttMs().orElseThrow()).isCloseTo(120, within(0.1));
            assertThat(quality.remoteLossRatio()).hasValue(0.25);
            assertThat(quality.remoteJitterMs()).hasValue(10);
            assertThat(out.said).contains("reported");
            assertThat(session.remoteCname()).hasValue("there");
        }

        @Test
        void aReportAboutOthersSaysNothingOfUs() {
            receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of(
                    new ReportBlock(session.localSsrc() + 1, 64, 10, 100, 80, 1, 1))));

            assertThat(session.quality().remoteLossRatio()).isEmpty();
            assertThat(out.said).doesNotContain("reported");
        }

        @Test
        void knowsJitter() {
            for (int i = 0; i < 500; i++) {
                receive(0, i, SSRC, REMOTE, i * 20 * MS + i % 2 * 8 * MS);
            }

            assertThat(session.quality().jitterMs().orElseThrow()).isCloseTo(8, within(0.2));
        }
    }

    /** RFC 3611. */
    @Nested
    class Extensions {
        private static final VoipMetrics HEARD =
                new VoipMetrics(SSRC, 0, 0, 0, 0, 0, 0, 0, 60, 16, 93, 44, 127, 0xF0, 40, 40, 200);

        private List<XrBlock> sentBlocks() {
            return RtcpReader.read(out.lastRtcp()).packets().stream().filter(ExtendedReport.class::isInstance)
                    .flatMap(packet -> ((ExtendedReport) packet).blocks().stream()).toList();
        }

        @Test
        void areNotSentUnasked() {
            out.heard = HEARD;
            receive(1);
            report();

            assertThat(RtcpReader.read(out.lastRtcp()).packets()).hasSize(2);
        }

        @Test
        void tellHowTheRemoteIsHeardOnceItIs() {
            session.extendReports(new RtcpExtensions(true, false));
            out.heard = HEARD;
            report();
            assertThat(sentBlocks()).as("no stream yet").isEmpty();
            receive(1);
            report();

            assertThat(sentBlocks()).containsExactly(HEARD);
        }

        @Test
        void letAReceiverMeasureTheRoundTrip() {
            session.extendReports(new RtcpExtensions(false, true));
            long sentAt = report();
            assertThat(sentBlocks()).containsExactly(new ReferenceTime(NTP.at(sentAt)));
            receiveRtcp(sentAt + 620 * MS, new ReceiverReport(SSRC, List.of()), new ExtendedReport(SSRC, List.of(
                    new Dlrr(List.of(new Dlrr.Answer(99, 1, 1), new Dlrr.Answer(session.localSsrc(),
                            NtpTime.middle(NTP.at(sentAt)), NtpTime.toUnits(500 * MS)))))));

            assertThat(session.quality().rttMs().orElseThrow()).isCloseTo(120, within(0.1));
            assertThat(out.said).contains("reported");
        }

        @Test
        void ofASenderNeedNoReferenceTime() {
            session.extendReports(new RtcpExtensions(false, true));
            send(0, 0);
            report();

            assertThat(sentBlocks()).isEmpty();
        }

        @Test
        void answerAReferenceTimeOnce() {
            receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()),
                    new ExtendedReport(SSRC, List.of(new ReferenceTime(0xb44d_b705_2000_0000L))));
            long deadline = report();
            assertThat(sentBlocks()).containsExactly(new Dlrr(List.of(
                    new Dlrr.Answer(SSRC, 0xb705_2000, NtpTime.toUnits(deadline - SECOND)))));
            report();

            assertThat(sentBlocks()).isEmpty();
        }

        @Test
        void areEachAPacketSinceSomeReadTheFirstBlockOnly() {
            session.extendReports(new RtcpExtensions(true, false));
            out.heard = HEARD;
            receive(1);
            receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()),
                    new ExtendedReport(SSRC, List.of(new ReferenceTime(0xb44d_b705_2000_0000L))));
            long deadline = report();

            assertThat(RtcpReader.read(out.lastRtcp()).packets()).filteredOn(ExtendedReport.class::isInstance).containsExactly(
                    new ExtendedReport(session.localSsrc(), List.of(new Dlrr(List.of(
                            new Dlrr.Answer(SSRC, 0xb705_2000, NtpTime.toUnits(deadline - SECOND)))))),
                    new ExtendedReport(session.localSsrc(), List.of(HEARD)));
        }

        @Test
        void tellHowTheRemoteHearsUs() {
            VoipMetrics aboutUs = new VoipMetrics(session.localSsrc(), 3, 0, 0, 0, 0, 0, 0, 60, 16, 70, 38, 36, 0, 0, 0, 0);
            receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()), new ExtendedReport(SSRC, List.of(HEARD)));
            assertThat(session.quality().remoteMetrics()).as("about another stream").isEmpty();
            assertThat(out.said).doesNotContain("reported");
            receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()), new ExtendedReport(SSRC, List.of(aboutUs)));

            assertThat(session.quality().remoteMetrics()).contains(aboutUs);
            assertThat(out.said).contains("reported");
        }
    }

    @Nested
    class Control {
        @Test
        void malformedIsDropped() {
            ByteBuf four = TestPackets.hex("80c90000");
            session.receivedRtcp(four, REMOTE_RTCP, 0);
            ByteBuf bye = TestPackets.hex("81cb0001 00000001");
            session.receivedRtcp(bye, REMOTE_RTCP, 0);

            assertThat(session.dropped(RtpDrop.INVALID_RTCP)).isEqualTo(2);
            assertThat(four.refCnt() + bye.refCnt()).isZero();
            assertThat(out.said).isEmpty();
        }

        @Test
        void aMalformedTailIsCountedAndItsHeadUsed() {
            session.receivedRtcp(TestPackets.hex("80c90001 000004d2 81caffff 00000000"), REMOTE_RTCP, 0);

            assertThat(session.dropped(RtpDrop.RTCP_TAIL)).isEqualTo(1);
            assertThat(session.dropped(RtpDrop.INVALID_RTCP)).isZero();
        }

        @Test
        void ofOthersIsDropped() {
            receiveRtcp(0, new ReceiverReport(SSRC, List.of()));
            session.receivedRtcp(TestPackets.hex("80c90001 000004d2 81cb0001 000004d2"), STRANGER, 0);

            assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(1);
            assertThat(out.said).doesNotContain("left ");
        }

        @Test
        void isNotTakenOverFromTheRemotesHost() {
            InetSocketAddress neighbour = new InetSocketAddress("127.0.0.1", 7001);
            for (int i = 0; i < 5; i++) {
                session.receivedRtcp(TestPackets.hex("80c90001 000004d2"), neighbour, 0);
            }
            assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).as("before its RTP came").isZero();
            receive(1);
            session.receivedRtcp(TestPackets.hex("80c90001 000004d2"), neighbour, 0);
            assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(1);
            report();

            assertThat(out.destinations).containsExactly(REMOTE_RTCP);
        }

        @Test
        void isLearnedWhereAPortMapperIsOnTheWay() {
            InetSocketAddress mapped = new InetSocketAddress("127.0.0.1", 7001);
            for (int i = 0; i < 5; i++) {
                receive(0, i, SSRC, new InetSocketAddress("127.0.0.1", 7000), i * 20 * MS);
                session.receivedRtcp(TestPackets.hex("80c90001 000004d2"), mapped, i * 20 * MS);
            }
            report();

            assertThat(out.destinations).containsExactly(mapped);
        }

        @Test
        void withMuxComesFromWhereRtpComesFrom() {
            session = session(RtpSessionSettings.of("here").withRtcpMux(true));
            ByteBuf report = TestPackets.hex("80c90001 000004d2");
            session.receivedRtcp(report.copy(), REMOTE_RTCP, 0);
            assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(1);
            session.receivedRtcp(report, REMOTE, 0);
            assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(1);
            report();

            assertThat(out.destinations).containsExactly(REMOTE);
        }

        @Test
        void goesWhereTheDescriptionSays() {
            InetSocketAddress elsewhere = new InetSocketAddress("127.0.0.1", 9999);
            session.expectRemote(REMOTE, elsewhere, null);
            report();

            assertThat(out.destinations).containsExactly(elsewhere);
        }

        @Test
        void aByeIsPassedOn() {
            receive(1);
            receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()), new Goodbye(List.of(SSRC), "bored"));

            assertThat(out.said).contains("left bored");
        }

        @Test
        void aByeOfAnotherSourceIsNot() {
            receive(1);
            receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()), new Goodbye(List.of(77), "bored"));

            assertThat(out.said).doesNotContain("left bored");
        }
    }

    @Nested
    class Silence {
        @Test
        void isReportedOnce() {
            session.expectInbound(true, 0);
            session.onDeadline(30 * SECOND - 1);
            assertThat(out.said).isEmpty();
            session.onDeadline(30 * SECOND);
            session.onDeadline(60 * SECOND);

            assertThat(out.said).containsExactly("silent");
        }

        @Test
        void hasADeadline() {
            session = session(RtpSessionSettings.of("x").withInboundTimeout(Duration.ofSeconds(1)));
            session.expectInbound(true, 0);

            assertThat(session.nextDeadline()).isLessThanOrEqualTo(SECOND);
        }

        @Test
        void endsWithAPacketAndMayComeAgain() {
            session.expectInbound(true, 0);
            session.onDeadline(30 * SECOND);
            receive(0, 1, SSRC, REMOTE, 31 * SECOND);
            assertThat(out.said).contains("silent", "resumed");
            session.onDeadline(61 * SECOND);

            assertThat(out.said).endsWith("silent");
        }

        @Test
        void isPutOffByRtpAndByRtcp() {
            session.expectInbound(true, 0);
            receive(0, 1, SSRC, REMOTE, 20 * SECOND);
            session.onDeadline(30 * SECOND);
            receiveRtcp(45 * SECOND, new ReceiverReport(SSRC, List.of()));
            session.onDeadline(74 * SECOND);

            assertThat(out.said).doesNotContain("silent");
        }

        @Test
        void isNotPutOffByStrangers() {
            session.expectInbound(true, 0);
            receive(0, 1, SSRC, STRANGER, 20 * SECOND);
            session.onDeadline(30 * SECOND);

            assertThat(out.said).containsExactly("silent");
        }

        @Test
        void isNoneOnHold() {
            session.expectInbound(true, 0);
            session.expectInbound(false, 10 * SECOND);
            session.onDeadline(500 * SECOND);
            assertThat(out.said).isEmpty();
            session.expectInbound(true, 500 * SECOND);
            session.onDeadline(529 * SECOND);
            assertThat(out.said).isEmpty();
            session.onDeadline(530 * SECOND);

            assertThat(out.said).containsExactly("silent");
        }

        @Test
        void isNoneWhenSwitchedOff() {
            session = session(RtpSessionSettings.of("x").withInboundTimeout(Duration.ZERO));
            session.expectInbound(true, 0);
            session.onDeadline(5_000 * SECOND);

            assertThat(out.said).isEmpty();
        }
    }

    @Nested
    class Closed {
        @Test
        void saysByeToWhomItSent() {
            send(0, 0);
            session.close("done", SECOND);

            List<RtcpPacket> packets = RtcpReader.read(out.lastRtcp()).packets();
            assertThat(packets.get(0)).isInstanceOf(SenderReport.class);
            assertThat(packets).contains(new Goodbye(List.of(session.localSsrc()), "done"));
            session.close("again", SECOND);
            assertThat(out.rtcp).hasSize(1);
        }

        @Test
        void saysNothingWhenItNeverDid() {
            session.close("done", SECOND);

            assertThat(out.rtcp).isEmpty();
        }

        @Test
        void dropsEverything() {
            session.close("", 0);
            receive(1);
            send(0, 0);
            session.receivedRtcp(TestPackets.hex("80c90001 000004d2"), REMOTE_RTCP, 0);
            session.onDeadline(100 * SECOND);

            assertThat(session.dropped(RtpDrop.CLOSED)).isEqualTo(3);
            assertThat(session.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
            assertThat(out.release()).isZero();
        }
    }
}
