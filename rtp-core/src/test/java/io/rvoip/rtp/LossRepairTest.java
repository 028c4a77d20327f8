package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.rtcp.GenericNack;
import io.rvoip.rtp.rtcp.Goodbye;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.ReportBlock;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.SenderReport;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSession;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One session that asks for what it misses, sends again what is missed, and carries earlier packets in later ones. */
class LossRepairTest {
    private static final SrtpEngine ENGINE = SrtpEngine.jca(CryptoProvider.jdk());

    private static RepairSettings seldom() {
        return RepairSettings.DEFAULT.withRedundant(false, 1, 0.03);
    }

    private static List<RtcpPacket> packets(ByteBuf rtcp) {
        return RtcpReader.read(rtcp).packets();
    }

    private static List<GenericNack> nacks(SessionFixture of) {
        List<GenericNack> found = new ArrayList<>();
        for (ByteBuf rtcp : of.out.rtcp) {
            packets(rtcp).stream().filter(GenericNack.class::isInstance).map(GenericNack.class::cast).forEach(found::add);
        }
        return found;
    }

    private static void nack(SessionFixture at, long millis, Integer... lost) {
        at.receiveRtcp(millis * SessionFixture.MS, new ReceiverReport(SessionFixture.SSRC, List.of()),
                new GenericNack(SessionFixture.SSRC, at.session.localSsrc(), List.of(lost)));
    }

    private static void loss(SessionFixture at, int of256) {
        at.receiveRtcp(0, new ReceiverReport(SessionFixture.SSRC,
                List.of(new ReportBlock(at.session.localSsrc(), of256, 0, 1, 0, 0, 0))));
    }

    private static int sequence(ByteBuf packet) {
        return packet.getUnsignedShort(packet.readerIndex() + 2);
    }

    @Nested
    class Asking {
        private final RepairFixture it = new RepairFixture(seldom(), RepairFixture.ASKING);

        Asking() {
            it.out.patience = 80 * SessionFixture.MS;
        }

        /** The round trip is 20 ms by the far end's report. */
        private void near() {
            it.say(0);
            it.until(900);
            ByteBuf report = it.out.lastRtcp();
            SenderReport ours = (SenderReport) packets(report).get(0);
            long sentAt = it.last();
            it.receiveRtcp(sentAt + 20 * SessionFixture.MS, new ReceiverReport(SessionFixture.SSRC, List.of(
                    new ReportBlock(it.session.localSsrc(), 0, 0, 1, 0, NtpTime.middle(ours.ntp()), 0))));
            it.out.rtcp.clear();
        }

        @Test
        void whatWasOvertakenIsAskedForALittleLater() {
            near();
            it.hear(0, 1, 1000);
            it.hear(0, 4, 1060);
            it.until(1064);
            assertThat(nacks(it)).as("it may only be late").isEmpty();
            it.until(1066);

            assertThat(nacks(it)).containsExactly(new GenericNack(it.session.localSsrc(), SessionFixture.SSRC, List.of(2, 3)));
            assertThat(packets(it.out.lastRtcp()).get(0)).as("with a report beside it").isInstanceOf(SenderReport.class);
            assertThat(it.metrics.count("rvoip_rtcp_nacks_sent_total")).isEqualTo(1);
        }

        @Test
        void whatComesLateIsNotAskedFor() {
            near();
            it.hear(0, 1, 1000);
            it.hear(0, 3, 1040);
            it.hear(0, 2, 1042);
            it.until(1500);

            assertThat(nacks(it)).isEmpty();
            assertThat(it.out.media).hasSize(3);
        }

        /** Lost at its turn of 1020, asked for at 1045 when there are 20 ms to go and back, and once more while it helps. */
        @Test
        void nothingIsAskedForThatWouldComeTooLate() {
            near();
            it.out.patience = 40 * SessionFixture.MS;
            it.hear(0, 1, 1000);
            it.hear(0, 3, 1040);
            it.until(1500);
            assertThat(nacks(it)).as("1045 + 20 is after 1060").isEmpty();

            it.out.patience = 70 * SessionFixture.MS;
            it.hear(0, 4, 1520);
            it.hear(0, 6, 1560);
            it.until(2000);
            assertThat(nacks(it)).as("1590 + 20 is after 1600").hasSize(1);
        }

        @Test
        void beforeTheRoundTripIsKnownItCountsAsLong() {
            it.hear(0, 1, 0);
            it.hear(0, 3, 40);
            it.until(500);
            assertThat(nacks(it)).isEmpty();

            it.out.patience = 200 * SessionFixture.MS;
            it.hear(0, 4, 520);
            it.hear(0, 6, 560);
            it.until(700);
            assertThat(nacks(it)).isNotEmpty();
        }

        @Test
        void aLongGapIsNoLoss() {
            near();
            it.hear(0, 1, 1000);
            it.hear(0, 1 + LossRequests.MOST + 2, 1700);
            it.until(1800);

            assertThat(nacks(it)).isEmpty();
        }

        @Test
        void reducedSizeGoesAloneUntilItSeemsToBeInVain() {
            RepairFixture alone = new RepairFixture(seldom(), RepairFixture.ASKING.withFeedback(true, true, Duration.ofSeconds(1)));
            alone.out.patience = 900 * SessionFixture.MS;
            alone.until(1000);
            alone.out.rtcp.clear();
            for (int i = 1; i <= 20; i++) {
                alone.hear(0, 2 * i, 1000 + 600L * i);
                alone.until(1599 + 600L * i);
            }
            List<ByteBuf> asking = alone.out.rtcp.stream()
                    .filter(rtcp -> packets(rtcp).stream().anyMatch(GenericNack.class::isInstance)).toList();
            assertThat(packets(asking.get(0))).hasSize(1);
            assertThat(packets(asking.get(asking.size() - 1))).hasSizeGreaterThan(2);
        }

        @Test
        void withoutAnAgreementNothingIsAskedFor() {
            RepairFixture plain = new RepairFixture(seldom(), RtpRepair.NOTHING);
            plain.out.patience = SessionFixture.SECOND;
            plain.hear(0, 1, 0);
            plain.hear(0, 4, 60);
            plain.until(10_000);

            assertThat(nacks(plain)).isEmpty();
        }
    }

    @Nested
    class SendingAgain {
        @Test
        void asItWasWhereNothingElseIsAgreedOn() {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.ASKING);
            for (int i = 0; i < 5; i++) {
                it.say(i);
            }
            int lost = sequence(it.out.rtp.get(2));
            nack(it, 100, lost);

            assertThat(it.out.rtp).hasSize(6);
            assertThat(ByteBufUtil.hexDump(it.out.rtp.get(5))).isEqualTo(ByteBufUtil.hexDump(it.out.rtp.get(2)));
            assertThat(it.metrics.count("rvoip_rtp_packets_sent_again_total")).isEqualTo(1);
        }

        /** With earlier packets in it too: whatever went out. */
        @Test
        void asItWasWithWhatItCarried() {
            RepairFixture it = new RepairFixture(RepairSettings.DEFAULT.withRedundant(true, 2, 0.03),
                    RepairFixture.ASKING.withRedundancy(RepairFixture.REDUNDANT, 0, RepairFixture.REDUNDANT));
            for (int i = 0; i < 5; i++) {
                it.say(i);
            }
            nack(it, 100, sequence(it.out.rtp.get(4)));

            assertThat(it.out.lastRtp().payloadType()).isEqualTo(RepairFixture.REDUNDANT);
            assertThat(ByteBufUtil.hexDump(it.out.rtp.get(5))).isEqualTo(ByteBufUtil.hexDump(it.out.rtp.get(4)));
        }

        /** The same key over the same number must never meet other words: it is the very same packet. */
        @Test
        void encryptedOnceAndForAll() {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.ASKING);
            SrtpMasterKey ours = SrtpMasterKey.random(SrtpSuite.AEAD_AES_128_GCM, new SeededIds(3));
            SrtpMasterKey theirs = SrtpMasterKey.random(SrtpSuite.AEAD_AES_128_GCM, new SeededIds(4));
            SrtpSession srtp = new SrtpSession(ENGINE, new SrtpKeys("sdes", ours, theirs));
            it.session.secure(srtp, srtp);
            it.say(0);
            it.say(1);
            ByteBuf rtcp = Unpooled.buffer();
            RtcpWriter.write(List.of(new ReceiverReport(SessionFixture.SSRC, List.of()),
                    SourceDescription.ofCname(SessionFixture.SSRC, "x"),
                    new GenericNack(SessionFixture.SSRC, it.session.localSsrc(), List.of(sequence(it.out.rtp.get(0))))), rtcp);
            rtcp.ensureWritable(100);
            assertThat(ENGINE.open(theirs).protectRtcp(rtcp)).isEqualTo(SrtpStatus.OK);
            it.session.receivedRtcp(rtcp, SessionFixture.REMOTE_RTCP, 50 * SessionFixture.MS);

            assertThat(it.out.rtp).hasSize(3);
            assertThat(ByteBufUtil.hexDump(it.out.rtp.get(2))).isEqualTo(ByteBufUtil.hexDump(it.out.rtp.get(0)));
        }

        @Test
        void inAStreamOfItsOwnWhereThatIsAgreedOn() {
            RepairFixture it = new RepairFixture();
            for (int i = 0; i < 5; i++) {
                it.say(i);
            }
            RtpPacket lost = TestPackets.view(it.out.rtp.get(2));
            int sequence = lost.sequence();
            int timestamp = lost.timestamp();
            nack(it, 100, sequence);

            RtpPacket again = it.out.lastRtp();
            assertThat(again.payloadType()).isEqualTo(RepairFixture.AGAIN);
            assertThat(again.ssrc()).isNotEqualTo(it.session.localSsrc());
            assertThat(again.timestamp()).isEqualTo(timestamp);
            assertThat(again.payloadLength()).as("number and payload alone, without those before it").isEqualTo(162);
            assertThat(again.buffer().getUnsignedShort(again.payloadOffset())).isEqualTo(sequence);
            assertThat(again.buffer().getByte(again.payloadOffset() + 2)).isEqualTo((byte) 2);

            it.report();
            assertThat(packets(it.out.lastRtcp())).filteredOn(SenderReport.class::isInstance).hasSize(2);
            it.session.close("", SessionFixture.SECOND);
            assertThat(packets(it.out.lastRtcp())).filteredOn(Goodbye.class::isInstance).singleElement()
                    .satisfies(bye -> assertThat(((Goodbye) bye).ssrcs()).hasSize(2));
        }

        @Test
        void notWhatNobodyKnowsAnyMore() {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.BOTH);
            it.say(0);
            int first = sequence(it.out.rtp.get(0));
            it.session.repair(RepairFixture.ASKING.withAgain(Map.of(8, 121), Map.of(121, 8)), 0);
            nack(it, 10, first);
            assertThat(it.out.rtp).as("of a codec that has no number to be sent again under").hasSize(1);

            it.session.repair(RepairFixture.ASKING, 0);
            it.say(1);
            it.session.repair(RtpRepair.NOTHING, 0);
            it.session.repair(RepairFixture.ASKING, 0);
            nack(it, 30, sequence(it.out.rtp.get(1)));
            assertThat(it.out.rtp).as("from before there was no agreement").hasSize(2);

            it.say(2);
            int ssrc = it.session.localSsrc();
            it.session.receivedRtp(TestPackets.rtp(0, false, 1, 160, ssrc, 160), SessionFixture.REMOTE, 50 * SessionFixture.MS);
            assertThat(it.session.localSsrc()).isNotEqualTo(ssrc);
            nack(it, 60, sequence(it.out.rtp.get(2)));
            assertThat(it.out.rtp).as("of another SSRC").hasSize(3);
        }

        @Test
        void notWhatIsOldOrStrangeOrWasSentAgainJustNow() {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.ASKING);
            it.say(0);
            int first = sequence(it.out.rtp.get(0));
            nack(it, 10, first + 1 & 0xFFFF);
            nack(it, 10, first, first);
            nack(it, 15, first);
            assertThat(it.out.rtp).hasSize(2);
            nack(it, 25, first);
            assertThat(it.out.rtp).hasSize(3);
            nack(it, 501, first);
            assertThat(it.out.rtp).hasSize(3);
        }

        /** 128 numbers in each of 100 requests within a second ask for 12,800 packets. */
        @Test
        void noMoreThanSoManyInASecond() {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.ASKING);
            for (int i = 0; i < 25; i++) {
                it.say(i);
            }
            Integer[] all = it.out.rtp.stream().map(LossRepairTest::sequence).toArray(Integer[]::new);
            for (int i = 0; i < 100; i++) {
                nack(it, 480 + 10L * i, all);
            }
            assertThat(it.out.rtp.size() - 25).isBetween(25, 50);
        }

        @Test
        void nothingWithoutAnAgreement() {
            RepairFixture it = new RepairFixture(seldom(), RtpRepair.NOTHING);
            it.say(0);
            nack(it, 10, sequence(it.out.rtp.get(0)));
            assertThat(it.out.rtp).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void whatComesAgainIsWhatItWas(boolean late) {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.BOTH);
            it.hear(0, 7, 0, (byte) 7);
            it.hear(0, 9, 40, (byte) 9);
            it.hearAgain(100, 50, (byte) 0, (byte) 8, (byte) 88);
            if (late) {
                it.hear(0, 8, 60, (byte) 88);
            }
            it.hearAgain(101, 60, (byte) 0, (byte) 8, (byte) 88);

            assertThat(it.out.media).hasSize(3);
            RtpPacket again = TestPackets.view(it.out.media.get(2));
            assertThat(again.sequence()).isEqualTo(8);
            assertThat(again.payloadType()).isZero();
            assertThat(again.ssrc()).isEqualTo(SessionFixture.SSRC);
            assertThat(again.payloadLength()).isEqualTo(1);
            assertThat(it.session.dropped(RtpDrop.DUPLICATE)).isEqualTo(late ? 2 : 1);
            assertThat(it.session.quality().lost()).as("it was lost, whatever came after").isEqualTo(late ? 0 : 1);
        }

        @Test
        void onlyFromTheRemoteAndOnlyWhatIsMissed() {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.BOTH);
            it.hearAgain(100, 0, (byte) 0, (byte) 8);
            it.hear(0, 7, 0);
            it.hear(0, 9, 40);
            it.hearAgain(101, 50, (byte) 0, (byte) 9);
            it.hearAgain(102, 50, (byte) 0, (byte) 200);
            it.hearAgain(103, 50, (byte) 0);
            ByteBuf foreign = TestPackets.rtp(RepairFixture.AGAIN, false, 104, 0, 555, 8);
            it.session.receivedRtp(foreign, SessionFixture.STRANGER, 50 * SessionFixture.MS);

            assertThat(it.out.media).hasSize(2);
            assertThat(it.session.dropped(RtpDrop.PROBATION)).isEqualTo(1);
            assertThat(it.session.dropped(RtpDrop.DUPLICATE)).isEqualTo(2);
            assertThat(it.session.dropped(RtpDrop.INVALID_REPAIR)).isEqualTo(1);
            assertThat(it.session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(1);
        }
    }

    @Nested
    class Redundancy {
        /** RFC 2198 section 3: headers of four octets, the oldest first, then one octet; then the payloads. */
        @Test
        void carriesTheTwoBefore() {
            RepairFixture it = new RepairFixture();
            for (int i = 1; i <= 3; i++) {
                it.say(i);
            }
            RtpPacket packet = it.out.lastRtp();
            ByteBuf in = packet.buffer();
            int at = packet.payloadOffset();
            assertThat(packet.payloadType()).isEqualTo(RepairFixture.REDUNDANT);
            assertThat(packet.payloadLength()).isEqualTo(4 + 4 + 1 + 3 * 160);
            assertThat(in.getInt(at)).isEqualTo(0x80 << 24 | 320 << 10 | 160);
            assertThat(in.getInt(at + 4)).isEqualTo(0x80 << 24 | 160 << 10 | 160);
            assertThat(in.getByte(at + 8)).isZero();
            assertThat(in.getByte(at + 9)).isEqualTo((byte) 1);
            assertThat(in.getByte(at + 9 + 160)).isEqualTo((byte) 2);
            assertThat(in.getByte(at + 9 + 320)).isEqualTo((byte) 3);
        }

        @Test
        void beginsWithReportedLossAndEndsWithoutIt() {
            RepairFixture it = new RepairFixture(seldom(), RepairFixture.BOTH);
            it.say(1);
            assertThat(it.out.lastRtp().payloadType()).isZero();
            loss(it, 8);
            it.say(2);
            assertThat(it.out.lastRtp().payloadType()).isEqualTo(RepairFixture.REDUNDANT);
            loss(it, 5);
            it.say(3);
            assertThat(it.out.lastRtp().payloadType()).as("between half and the whole it stays").isEqualTo(RepairFixture.REDUNDANT);
            loss(it, 3);
            it.say(4);
            assertThat(it.out.lastRtp().payloadType()).isZero();
        }

        @Test
        void digitsGoAsTheyAreAndEndTheRow() {
            RepairFixture it = new RepairFixture();
            it.say(1);
            it.session.send(Unpooled.buffer().writeZero(16), 101, true, 320, 40 * SessionFixture.MS);
            assertThat(it.out.lastRtp().payloadType()).isEqualTo(101);
            it.say(3);
            assertThat(it.out.lastRtp().payloadLength()).isEqualTo(161);
        }

        /** Of what one session says each second, third and fifth packet is lost; another one hears them all. */
        @Test
        void whatWasLostIsHeardFromTheNext() {
            RepairFixture from = new RepairFixture();
            RepairFixture to = new RepairFixture(seldom(), RepairFixture.BOTH, 2);
            for (int i = 0; i < 60; i++) {
                from.say(i);
            }
            List<ByteBuf> sent = new ArrayList<>(from.out.rtp);
            for (int i = 0; i < sent.size(); i++) {
                if (i % 5 != 1 && i % 5 != 2) {
                    to.session.receivedRtp(sent.get(i).copy(), SessionFixture.REMOTE, i * 20 * SessionFixture.MS);
                }
            }
            assertThat(to.out.media.size()).isEqualTo(60);
            for (int i = 0; i < 60; i++) {
                RtpPacket heard = TestPackets.view(to.out.media.get(i));
                assertThat(heard.sequence()).isEqualTo(sequence(sent.get(i)));
                assertThat(heard.timestamp()).isEqualTo(TestPackets.view(sent.get(i)).timestamp());
                assertThat(heard.payloadType()).isZero();
                assertThat(heard.payloadLength()).isEqualTo(160);
                assertThat(heard.buffer().getByte(heard.payloadOffset())).isEqualTo((byte) i);
            }
            assertThat(to.session.quality().lost()).as("who sends is told").isEqualTo(24);
            assertThat(to.metrics.count("rvoip_rtp_packets_restored_total", "by", "redundancy")).isEqualTo(24);
        }

        @Test
        void whatIsNoneOfTheseIsDropped() {
            RepairFixture it = new RepairFixture();
            it.hear(RepairFixture.REDUNDANT, 1, 0, (byte) 0, (byte) 1);
            it.hear(RepairFixture.REDUNDANT, 2, 20);
            it.hear(RepairFixture.REDUNDANT, 3, 40, (byte) 0x80, (byte) 0, (byte) 0, (byte) 9, (byte) 0, (byte) 1);
            it.hear(RepairFixture.REDUNDANT, 4, 60, (byte) 0x80, (byte) 0);
            byte[] many = new byte[4 * 9 + 1];
            for (int i = 0; i < 9; i++) {
                many[4 * i] = (byte) 0x80;
            }
            it.hear(RepairFixture.REDUNDANT, 5, 80, many);
            it.hear(RepairFixture.REDUNDANT, 6, 100, (byte) RepairFixture.REDUNDANT, (byte) 0);
            it.hear(RepairFixture.REDUNDANT, 7, 120, (byte) 77, (byte) 0);

            assertThat(it.out.media).hasSize(1);
            assertThat(it.session.dropped(RtpDrop.INVALID_REPAIR)).isEqualTo(4);
            assertThat(it.session.dropped(RtpDrop.UNKNOWN_PAYLOAD_TYPE)).isEqualTo(2);
        }
    }

    @Test
    void settingsAreBounded() {
        assertThatThrownBy(() -> RepairSettings.DEFAULT.withResends(Duration.ofMillis(2001), 1)).hasMessageContaining("history");
        assertThatThrownBy(() -> RepairSettings.DEFAULT.withResends(Duration.ZERO, 0)).hasMessageContaining("resendsPerSecond");
        assertThatThrownBy(() -> RepairSettings.DEFAULT.withRedundant(true, 3, 0.1)).hasMessageContaining("generations");
        assertThatThrownBy(() -> RepairSettings.DEFAULT.withRedundant(true, 1, Double.NaN)).hasMessageContaining("lossThreshold");
        assertThatThrownBy(() -> RepairSettings.DEFAULT.withReportInterval(Duration.ofMinutes(2))).hasMessageContaining("reportInterval");
        assertThatThrownBy(() -> new RtpRepair(false, true, false, Duration.ZERO, -1, -1, -1, Map.of(), Map.of()))
                .hasMessageContaining("nack");
    }
}
