package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.rtp.rtcp.Goodbye;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RtpSessionTest extends SessionFixture {
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
        void isHeldBackByTheHoldOfRfc2543() {
            session.expectRemote(new InetSocketAddress("0.0.0.0", 4000), null, null);
            send(0, 0);
            session.expectRemote(new InetSocketAddress("127.0.0.1", 0), null, null);
            send(0, 0);
            assertThat(session.dropped(RtpDrop.NO_REMOTE)).isEqualTo(2);
            assertThat(out.rtp).isEmpty();
            session.expectRemote(REMOTE, null, null);
            send(0, 0);

            assertThat(out.rtp).hasSize(1);
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
