package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.Goodbye;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.ReportBlock;
import io.rvoip.rtp.rtcp.RtcpCompound;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpProblem;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.SenderReport;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RtpSessionTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 4000);
    private static final InetSocketAddress REMOTE_RTCP = new InetSocketAddress("127.0.0.1", 4001);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("127.9.9.9", 4000);
    private static final int SSRC = 1234;
    private static final PayloadClocks CLOCKS = PayloadClocks.of(Map.of(0, 8000, 8, 8000, 101, 8000));
    private static final NtpClock NTP = NtpClock.startingAt(Instant.parse("2026-01-05T09:00:00Z"), 0);

    private final TestMetrics metrics = new TestMetrics();
    private final Recorder out = new Recorder();
    private RtpSession session = session(RtpSessionSettings.of("here"));

    private RtpSession session(RtpSessionSettings settings) {
        RtpSession created = new RtpSession(settings, CLOCKS, NTP, new SeededIds(1), UnpooledByteBufAllocator.DEFAULT,
                new RtpCounters(metrics), out, 0);
        created.expectRemote(REMOTE, null, null);
        return created;
    }

    private ByteBuf receive(int payloadType, int sequence, int ssrc, InetSocketAddress from, long now) {
        ByteBuf packet = TestPackets.rtp(payloadType, false, sequence, sequence * 160, ssrc, 160);
        session.receivedRtp(packet, from, now);
        return packet;
    }

    private void receive(int sequence) {
        receive(0, sequence, SSRC, REMOTE, sequence * 20 * MS);
    }

    private void send(int mediaTime, long now) {
        session.send(Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES + 160), 0, false, mediaTime, now);
    }

    /** Runs the session until it reports: reconsideration may put a report off. */
    private long report() {
        int before = out.rtcp.size();
        long now = 0;
        while (out.rtcp.size() == before) {
            now = session.nextDeadline();
            session.onDeadline(now);
        }
        return now;
    }

    private void receiveRtcp(long now, RtcpPacket... packets) {
        List<RtcpPacket> compound = new ArrayList<>(List.of(packets));
        compound.add(SourceDescription.ofCname(SSRC, "there"));
        ByteBuf datagram = Unpooled.buffer();
        RtcpWriter.write(compound, datagram);
        session.receivedRtcp(datagram, REMOTE_RTCP, now);
        assertThat(datagram.refCnt()).isZero();
    }

    @Nested
    class Outgoing {
        @Test
        void carriesOneSsrcAndGrowingNumbers() {
            send(0, 0);
            RtpPacket first = out.lastRtp();
            int sequence = first.sequence();
            int timestamp = first.timestamp();
            assertThat(first.marker()).as("a stream begins").isTrue();
            assertThat(first.ssrc()).isEqualTo(session.localSsrc());
            send(160, 20 * MS);
            RtpPacket second = out.lastRtp();

            assertThat(second.sequence()).isEqualTo(sequence + 1 & 0xFFFF);
            assertThat(second.timestamp() - timestamp).isEqualTo(160);
            assertThat(second.marker()).isFalse();
            assertThat(second.payloadLength()).isEqualTo(160);
            assertThat(out.destinations).containsOnly(REMOTE);
        }

        @Test
        void startsAtRandom() {
            send(0, 0);
            RtpPacket one = out.lastRtp();
            int timestamp = one.timestamp();
            RtpSession other = new RtpSession(RtpSessionSettings.of("x"), CLOCKS, NTP, new SeededIds(2),
                    UnpooledByteBufAllocator.DEFAULT, new RtpCounters(metrics), out, 0);
            other.expectRemote(REMOTE, null, null);
            other.send(Unpooled.buffer().writeZero(12), 0, false, 0, 0);

            assertThat(out.lastRtp().timestamp()).isNotEqualTo(timestamp);
            assertThat(other.localSsrc()).isNotEqualTo(session.localSsrc());
        }

        @Test
        void wrapsItsSequenceNumber() {
            send(0, 0);
            int first = out.lastRtp().sequence();
            for (int i = 1; i <= 65_536; i++) {
                send(i * 160, i * 20 * MS);
                out.release();
            }
            send(0, 0);

            assertThat(out.lastRtp().sequence()).isEqualTo(first + 65_537 & 0xFFFF);
            assertThat(session.quality().sent()).isEqualTo(65_538);
        }

        @Test
        void anEventKeepsItsTimestamp() {
            send(800, 0);
            int timestamp = out.lastRtp().timestamp();
            session.send(Unpooled.buffer().writeZero(16), 101, true, 960, 20 * MS);
            session.send(Unpooled.buffer().writeZero(16), 101, false, 960, 40 * MS);

            assertThat(out.lastRtp().timestamp() - timestamp).isEqualTo(160);
            assertThat(out.lastRtp().payloadType()).isEqualTo(101);
            send(1_280, 60 * MS);
            assertThat(out.lastRtp().timestamp() - timestamp).isEqualTo(480);
        }

        @Test
        void withoutARemoteIsDropped() {
            RtpSession lonely = new RtpSession(RtpSessionSettings.of("x"), CLOCKS, NTP, new SeededIds(2),
                    UnpooledByteBufAllocator.DEFAULT, new RtpCounters(metrics), out, 0);
            ByteBuf packet = Unpooled.buffer().writeZero(12);
            lonely.send(packet, 0, false, 0, 0);

            assertThat(packet.refCnt()).isZero();
            assertThat(lonely.dropped(RtpDrop.NO_REMOTE)).isEqualTo(1);
            assertThat(lonely.quality().sent()).isZero();
        }

        @Test
        void ofAnUnknownPayloadTypeIsRefused() {
            ByteBuf packet = Unpooled.buffer().writeZero(12);

            assertThatThrownBy(() -> session.send(packet, 96, false, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("payloadType: 96 (expected: one of PayloadClocks[0/8000, 8/8000, 101/8000])");
            assertThat(packet.refCnt()).isZero();
        }

        @Test
        void usesThePayloadTypesOfTheRemote() {
            session.payloads(CLOCKS, PayloadClocks.of(Map.of(96, 8000)));
            session.send(Unpooled.buffer().writeZero(12), 96, false, 0, 0);

            assertThat(out.lastRtp().payloadType()).isEqualTo(96);
        }
    }

    @Nested
    class Incoming {
        @Test
        void isHandedOnWithItsBuffer() {
            ByteBuf packet = receive(0, 1, SSRC, REMOTE, 0);

            assertThat(out.media).containsExactly(packet);
            assertThat(packet.refCnt()).isEqualTo(1);
            assertThat(out.said).containsExactly("learned 4000", "remote 1234");
            assertThat(session.remoteSsrc()).hasValue(SSRC);
            assertThat(session.remoteAddress()).hasValue(REMOTE);
        }

        @Test
        void theFirstPacketIsHeard() {
            receive(1);
            receive(2);

            assertThat(out.media).hasSize(2);
            assertThat(session.quality().received()).isEqualTo(2);
        }

        @Test
        void thatIsNoRtpIsDropped() {
            ByteBuf junk = Unpooled.buffer().writeZero(20);
            session.receivedRtp(junk, REMOTE, 0);

            assertThat(junk.refCnt()).isZero();
            assertThat(session.dropped(RtpDrop.INVALID_RTP)).isEqualTo(1);
            assertThat(metrics.count("rvoip_rtp_packets_dropped_total", "reason", "invalid_rtp")).isEqualTo(1);
        }

        @Test
        void ofOthersIsDroppedWhateverItGuesses() {
            receive(1);
            for (int i = 2; i < 500; i++) {
                assertThat(receive(0, i, SSRC, STRANGER, i * MS).refCnt()).isZero();
            }
            receive(2);

            assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(498);
            assertThat(out.media).hasSize(2);
            assertThat(session.quality().lost()).isZero();
        }

        @Test
        void ofAnUnknownPayloadTypeTeachesNothing() {
            assertThat(receive(77, 1, SSRC, REMOTE, 0).refCnt()).isZero();

            assertThat(session.dropped(RtpDrop.UNKNOWN_PAYLOAD_TYPE)).isEqualTo(1);
            assertThat(session.remoteSsrc()).isEmpty();
        }

        @Test
        void ofAnUnknownPayloadTypeIsNotLostWhenTheSourceIsKnown() {
            receive(1);
            receive(13, 2, SSRC, REMOTE, 40 * MS);
            receive(3);

            assertThat(session.quality().lost()).isZero();
            assertThat(out.media).hasSize(2);
            assertThat(session.dropped(RtpDrop.UNKNOWN_PAYLOAD_TYPE)).isEqualTo(1);
        }

        @Test
        void twiceIsHeardOnce() {
            receive(1);
            receive(2);
            receive(2);

            assertThat(out.media).hasSize(2);
            assertThat(session.dropped(RtpDrop.DUPLICATE)).isEqualTo(1);
            assertThat(session.quality().duplicates()).isEqualTo(1);
            assertThat(session.quality().received()).isEqualTo(2);
        }

        @Test
        void farAwayIsSuspectUntilTheNextFollows() {
            receive(1);
            receive(20_000);
            assertThat(session.dropped(RtpDrop.SUSPECT_SEQUENCE)).isEqualTo(1);
            receive(20_001);

            assertThat(out.media).hasSize(2);
        }

        @Test
        void beforeTheRemoteIsDescribedIsDropped() {
            RtpSession early = new RtpSession(RtpSessionSettings.of("x"), CLOCKS, NTP, new SeededIds(2),
                    UnpooledByteBufAllocator.DEFAULT, new RtpCounters(metrics), out, 0);
            early.receivedRtp(TestPackets.rtp(0, false, 1, 0, SSRC, 4), REMOTE, 0);

            assertThat(early.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(1);
        }
    }

    @Nested
    class Sources {
        @Test
        void anotherSsrcTakesOverAtItsSecondPacket() {
            receive(1);
            receive(2);
            receive(0, 500, 99, REMOTE, 60 * MS);
            assertThat(session.remoteSsrc()).hasValue(SSRC);
            receive(0, 501, 99, REMOTE, 80 * MS);

            assertThat(session.remoteSsrc()).hasValue(99);
            assertThat(out.said).endsWith("remote 99");
            assertThat(session.dropped(RtpDrop.PROBATION)).isEqualTo(1);
            assertThat(session.quality().received()).as("over both").isEqualTo(3);
            assertThat(session.quality().lost()).isZero();
        }

        @Test
        void twoAtOnceDoNotFlap() {
            receive(1);
            for (int i = 2; i < 100; i++) {
                receive(i);
                receive(0, 500 + i, 99, REMOTE, i * 20 * MS);
            }

            assertThat(session.remoteSsrc()).hasValue(SSRC);
            assertThat(session.dropped(RtpDrop.PROBATION)).isEqualTo(98);
        }

        @Test
        void lossesOfAnEarlierSourceStayCounted() {
            receive(1);
            receive(3);
            receive(0, 500, 99, REMOTE, 80 * MS);
            receive(0, 501, 99, REMOTE, 100 * MS);

            assertThat(session.quality().lost()).isEqualTo(1);
            assertThat(session.quality().lossRatio()).hasValue(0.25);
        }

        /** RFC 3550 section 8.2: BYE for the old SSRC, another one, once; then the looped packets are ignored. */
        @Test
        void aCollisionChangesOurSsrcOnce() {
            send(0, 0);
            int ours = session.localSsrc();
            receive(0, 1, ours, REMOTE, 20 * MS);

            assertThat(session.localSsrc()).isNotEqualTo(ours);
            assertThat(out.said).endsWith("local changed");
            assertThat(RtcpReader.read(out.lastRtcp()).packets()).contains(new Goodbye(List.of(ours), ""));
            int next = session.localSsrc();
            receive(0, 2, next, REMOTE, 40 * MS);
            assertThat(session.localSsrc()).isEqualTo(next);
            assertThat(session.dropped(RtpDrop.OWN_SSRC)).isEqualTo(2);
            assertThat(out.rtcp).hasSize(1);
            send(160, 60 * MS);
            assertThat(session.quality().sent()).as("under both SSRCs").isEqualTo(2);
        }

        @Test
        void anEchoIsHeardWhereItIsWanted() {
            session = session(RtpSessionSettings.of("here").withAcceptReflected(true));
            send(0, 0);
            receive(0, 1, session.localSsrc(), REMOTE, 20 * MS);

            assertThat(out.media).hasSize(1);
        }

        @Test
        void aReInviteMovesTheRemote() {
            receive(1);
            InetSocketAddress moved = new InetSocketAddress("127.0.0.2", 5000);
            session.expectRemote(moved, null, null);
            send(0, 0);
            assertThat(out.destinations).containsExactly(moved);
            receive(0, 2, SSRC, REMOTE, 40 * MS);
            receive(0, 3, SSRC, moved, 60 * MS);

            assertThat(out.media).hasSize(2);
            assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(1);
        }
    }

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

    @Test
    void settingsAreValidated() {
        RtpSessionSettings settings = RtpSessionSettings.of("x");
        assertThatThrownBy(() -> RtpSessionSettings.of("")).hasMessage("cname length: 0 (expected: 1-255)");
        assertThatThrownBy(() -> settings.withProbationPackets(17))
                .hasMessage("probationPackets: 17 (expected: 1-16)");
        assertThatThrownBy(() -> settings.withInboundTimeout(Duration.ofMillis(999)))
                .hasMessage("inboundTimeout: 999 ms (expected: 1000-3600000 ms)");
        assertThatThrownBy(() -> PayloadClocks.of(Map.of(128, 8000)))
                .hasMessage("payloadType: 128 (expected: 0-127)");
        assertThatThrownBy(() -> PayloadClocks.of(Map.of(0, 999))).hasMessage("clockRate: 999 (expected: 1000-192000)");
    }

    @Test
    void countsWhatItDid() {
        receive(1);
        send(0, 0);
        report();
        receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()));

        assertThat(metrics.counts()).containsEntry("rvoip_rtp_packets_received_total", 1L)
                .containsEntry("rvoip_rtp_packets_sent_total", 1L)
                .containsEntry("rvoip_rtcp_packets_received_total", 1L)
                .containsEntry("rvoip_rtcp_packets_sent_total", 1L)
                .hasSize(4);
    }
}
