package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.audio.ToneSource;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RtpRepair;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lost between legs, and what is heard all the same; on the wire of a virtual network (SECURITY.md, P11). */
class LossRepairTest {
    private static final int REDUNDANT = 120;
    private static final RtpRepair TWICE = RtpRepair.NOTHING.withRedundancy(REDUNDANT, 0, REDUNDANT);
    private static final RtpRepair ASKING = RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1));

    private final MediaLab lab = new MediaLab(43);
    private final MediaLab.Party alice = lab.party("alice");
    private final MediaLab.Party bob = lab.party("bob");

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    private static MediaSession open(MediaLab.Party at, RepairSettings settings) {
        return at.open(MediaSessionSettings.DEFAULT.withRepair(settings), new MediaLab.Told());
    }

    private void talk(MediaSession a, MediaSession b, RtpRepair repair) {
        a.configure(MediaParameters.of(b.localAddress(), Codecs.PCMU).withRepair(repair));
        b.configure(MediaParameters.of(a.localAddress(), Codecs.PCMU).withRepair(repair));
        lab.time.runReady();
        a.source(new ToneSource(200));
        b.source(new ToneSource(300));
    }

    /** The share of frames that were concealed in what {@code leg} played, from its report on its own playout. */
    private static double concealed(MediaSession leg, long missingBefore, long playedBefore) {
        var playout = leg.hearing().statistics();
        long missing = playout.missing() - missingBefore;
        return (double) missing / (missing + playout.played() - playedBefore);
    }

    private double concealedInAMinute(MediaSession leg) {
        lab.advance(10_000);
        var before = leg.hearing().statistics();
        lab.advance(60_000);
        return concealed(leg, before.missing(), before.played());
    }

    @Test
    void redundancyHidesOneLossInTwenty() {
        lab.network.withLoss(0.05).withDelay(Duration.ofMillis(20), Duration.ofMillis(30));
        MediaSession a = open(alice, RepairSettings.DEFAULT);
        MediaSession b = open(bob, RepairSettings.DEFAULT);
        talk(a, b, TWICE);

        assertThat(concealedInAMinute(b)).isLessThanOrEqualTo(0.005);
        assertThat(lab.rtpFrom(a)).as("once loss was reported").anyMatch(d -> MediaLab.payloadType(d) == 0)
                .anyMatch(d -> MediaLab.payloadType(d) == REDUNDANT);
        assertThat(a.statistics().remoteLossRatio().orElseThrow()).as("the far end still tells of it").isGreaterThan(0.02);
    }

    @Test
    void withoutItOneInTwentyIsConcealed() {
        lab.network.withLoss(0.05).withDelay(Duration.ofMillis(20), Duration.ofMillis(30));
        MediaSession a = open(alice, RepairSettings.DEFAULT);
        MediaSession b = open(bob, RepairSettings.DEFAULT);
        talk(a, b, RtpRepair.NOTHING);

        assertThat(concealedInAMinute(b)).isBetween(0.04, 0.07);
    }

    @Test
    void askingHelpsANearPath() {
        lab.network.withLoss(0.05).withDelay(Duration.ofMillis(2), Duration.ofMillis(3));
        MediaSession a = open(alice, RepairSettings.DEFAULT);
        MediaSession b = open(bob, RepairSettings.DEFAULT);
        talk(a, b, ASKING);

        assertThat(concealedInAMinute(b)).isLessThan(0.035);
        assertThat(alice.metrics.total("rvoip_rtp_packets_sent_again_total")).isGreaterThan(20);
    }

    /** Two calls meet in a PBX: what one far end loses on its own path is made good on that path. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bridgedLegsMakeGoodEachItsOwnPath(boolean twice) {
        lab.network.withLoss(0.05).withDelay(Duration.ofMillis(2), Duration.ofMillis(3));
        RepairSettings settings = RepairSettings.DEFAULT.withRedundant(true, 1, 0.03);
        RtpRepair repair = twice ? TWICE : ASKING.withAgain(Map.of(0, 121), Map.of(121, 0));
        MediaLab.Party pbx = lab.party("pbx");
        MediaSession a = open(alice, settings);
        MediaSession b = open(bob, settings);
        MediaSession left = open(pbx, settings);
        MediaSession right = open(pbx, settings);
        talk(a, left, repair);
        talk(b, right, repair);
        try (MediaBridge bridge = MediaBridge.join(left, right)) {
            double concealed = concealedInAMinute(b);

            assertThat(bridge.forwarded()).isGreaterThan(6_000);
            assertThat(concealed).as("of two paths of one in twenty each").isLessThan(twice ? 0.01 : 0.07);
            assertThat(pbx.metrics.total("rvoip_rtp_packets_restored_total")).isGreaterThan(twice ? 150 : 20);
            assertThat(bob.metrics.total("rvoip_rtp_packets_restored_total")).isGreaterThan(twice ? 150 : 20);
        }
    }
}
