package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RepairUse;
import io.rvoip.rtp.rtcp.GenericNack;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.testing.CapturedDatagram;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two legs agree by their descriptions on how to make good what a network loses, and do, encrypted or not. */
class RtpMediaLegRepairTest {
    private static final RepairSettings OFFERING = RepairSettings.DEFAULT.withFeedback(RepairUse.OFFERED);

    private static RtpMediaSettings settings(RepairSettings repair) {
        return RtpMediaSettings.DEFAULT.withSession(MediaSessionSettings.DEFAULT.withRepair(repair)
                .withPlayoutDelay(Duration.ofMillis(80), Duration.ofMillis(200)));
    }

    private static RtpMediaSettings secure(RepairSettings repair, SrtpSuite suite) {
        return settings(repair).withSrtp(SrtpPolicy.of(SrtpUse.REQUIRED, List.of(suite)).withOverClearSignalling(true));
    }

    private static Set<Integer> typesFrom(MediaPair pair, MediaPair.Side side) {
        Set<Integer> types = new TreeSet<>();
        for (CapturedDatagram datagram : pair.wire) {
            if (datagram.from().equals(side.leg.media().localAddress())) {
                types.add(datagram.bytes()[1] & 0x7f);
            }
        }
        return types;
    }

    private static void lossyCall(MediaPair pair) {
        pair.network.withLoss(0.05).withDelay(Duration.ofMillis(3), Duration.ofMillis(4));
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(60_000);
    }

    @ParameterizedTest
    @EnumSource(value = SrtpSuite.class, names = {"AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"})
    void whatIsAskedForComesAgainEncryptedInAStreamOfItsOwn(SrtpSuite suite) {
        MediaPair pair = new MediaPair(secure(OFFERING, suite), secure(RepairSettings.DEFAULT, suite));
        lossyCall(pair);

        assertThat(pair.near.leg.negotiated().orElseThrow().repair().sendAgain()).isNotEmpty();
        assertThat(typesFrom(pair, pair.near)).containsExactly(0, 96);
        assertThat(pair.near.metrics.total("rvoip_rtp_packets_sent_again_total")).isGreaterThan(30);
        assertThat(pair.far.metrics.count("rvoip_rtp_packets_restored_total", "by", "retransmission")).isGreaterThan(30);
        assertThat(pair.far.metrics.count("rvoip_rtp_packets_dropped_total", "reason", "srtp_auth_failed")).isZero();
        pair.closeAndFindNothing();
    }

    /** Without "rtx" in the answer, as many have it: the same octets again; no number is encrypted twice. */
    @Test
    void whatIsAskedForComesAgainAsItWas() {
        MediaPair pair = new MediaPair(secure(OFFERING, SrtpSuite.AEAD_AES_128_GCM), secure(RepairSettings.DEFAULT, SrtpSuite.AEAD_AES_128_GCM));
        pair.network.withLoss(0.05).withDelay(Duration.ofMillis(3), Duration.ofMillis(4));
        String offer = pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join().toString();
        String without = offer.replaceAll("a=(rtpmap|fmtp):(96|97) .*\r\n", "").replace(" 96 97\r\n", "\r\n");
        var result = pair.far.leg.answer(MediaPair.text(without)).toCompletableFuture().join();
        assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) result).answer()))).isEmpty();
        pair.advance(60_000);

        Map<Integer, byte[]> sent = new HashMap<>();
        int again = 0;
        for (CapturedDatagram datagram : pair.wire) {
            if (datagram.from().equals(pair.near.leg.media().localAddress())) {
                int sequence = Unpooled.wrappedBuffer(datagram.bytes()).getUnsignedShort(2);
                byte[] before = sent.put(sequence, datagram.bytes());
                if (before != null) {
                    again++;
                    assertThat(datagram.bytes()).isEqualTo(before);
                }
            }
        }
        assertThat(again).isGreaterThan(30);
        assertThat(pair.far.metrics.count("rvoip_rtp_packets_restored_total", "by", "retransmission")).isGreaterThan(30);
        pair.closeAndFindNothing();
    }

    @Test
    void requestsAreEncryptedToo() {
        SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
        MediaPair pair = new MediaPair(secure(OFFERING, suite), secure(RepairSettings.DEFAULT, suite));
        lossyCall(pair);
        SrtpContext key = SrtpEngine.jca(CryptoProvider.jdk()).open(pair.far.leg.negotiated().orElseThrow().keys().sending());
        int requests = 0;
        int alone = 0;
        for (CapturedDatagram datagram : pair.wire) {
            if (datagram.from().equals(pair.far.leg.media().localRtcpAddress())) {
                ByteBuf packet = Unpooled.copiedBuffer(datagram.bytes());
                assertThat(key.unprotectRtcp(packet)).isEqualTo(SrtpStatus.OK);
                var packets = RtcpReader.read(packet).packets();
                boolean asks = packets.stream().anyMatch(GenericNack.class::isInstance);
                requests += asks ? 1 : 0;
                alone += asks && packets.size() == 1 ? 1 : 0;
            }
        }
        assertThat(requests).isGreaterThan(30);
        assertThat(alone).as("of reduced size").isGreaterThan(20);
        pair.closeAndFindNothing();
    }

    @Test
    void redundancyIsSentOnceLossIsReported() {
        RepairSettings both = RepairSettings.DEFAULT.withRedundancy(RepairUse.OFFERED);
        MediaPair pair = new MediaPair(settings(both), settings(RepairSettings.DEFAULT));
        lossyCall(pair);

        assertThat(typesFrom(pair, pair.near)).containsExactly(0, 96);
        assertThat(typesFrom(pair, pair.far)).containsExactly(0, 96);
        assertThat(pair.far.metrics.count("rvoip_rtp_packets_restored_total", "by", "redundancy")).isGreaterThan(80);
        pair.closeAndFindNothing();
    }

    /** The far end that knows nothing of all this is called as ever; only the profile has to be known. */
    @Test
    void withoutAnythingInCommonNothingIsRepaired() {
        RepairSettings nothing = RepairSettings.DEFAULT.withFeedback(RepairUse.OFF).withRedundancy(RepairUse.OFF);
        MediaPair pair = new MediaPair(settings(OFFERING.withRedundancy(RepairUse.OFFERED)), settings(nothing));
        lossyCall(pair);

        assertThat(typesFrom(pair, pair.near)).containsExactly(0);
        assertThat(pair.near.metrics.total("rvoip_rtcp_nacks_sent_total")).isZero();
        assertThat(pair.near.heard.heardMillis()).isGreaterThan(50_000);
        pair.closeAndFindNothing();
    }
}
