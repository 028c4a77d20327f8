package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.rtp.jitter.JitterSettings;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two endpoints over a network that loses one packet in twenty, two minutes in virtual time (SECURITY.md, P11). */
class LossRepairTwoEndpointsTest {
    private static final int TYPE = 120;
    private static final double LOSS = 0.05;

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 7);
    private Endpoint a;
    private Endpoint b;
    private Duration playout = Duration.ofMillis(40);

    /** @return the share of what A said that B did not hear */
    private double residual(RepairSettings settings, RtpRepair agreed, int oneWayMillis) {
        network.withConditions(LinkConditions.PERFECT.withLoss(LOSS).withDelay(Duration.ofMillis(oneWayMillis),
                Duration.ofMillis(oneWayMillis + 5)));
        a = endpoint(network.host("192.0.2.1"), 1, settings, agreed);
        b = endpoint(network.host("192.0.2.2"), 2, settings, agreed);
        a.start(b.socket.rtpAddress());
        b.start(a.socket.rtpAddress());
        time.advance(Duration.ofSeconds(120));
        assertThat(b.session.quality().lost() / 6000.0).as("the network does lose").isBetween(agreed.nack() ? 0.0 : 0.04, 0.06);
        long first = b.heard.get(250);
        long last = b.heard.get(b.heard.size() - 1);
        assertThat(b.heard.subList(250, b.heard.size())).isSorted().doesNotHaveDuplicates();
        double missed = 1 - (b.heard.size() - 250) / (double) (last - first + 1);
        a.stop();
        b.stop();
        time.advance(Duration.ofSeconds(1));
        return missed;
    }

    private Endpoint endpoint(VirtualHost host, long seed, RepairSettings settings, RtpRepair agreed) {
        Endpoint made = new Endpoint(time, host, seed, RtpSessionSettings.of("x").withRepair(settings),
                JitterSettings.of(8000).withDelay(playout, Duration.ofMillis(200)));
        PayloadClocks clocks = PayloadClocks.of(Map.of(0, 8000, TYPE, 8000));
        made.session.payloads(clocks, clocks);
        made.session.repair(agreed, 0);
        return made;
    }

    @Test
    void withoutRepairWhatIsLostIsMissed() {
        assertThat(residual(RepairSettings.DEFAULT, RtpRepair.NOTHING, 20)).isBetween(0.04, 0.06);
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 2", "false, 1"})
    void redundancyLeavesNextToNothing(boolean always, int generations) {
        RepairSettings settings = RepairSettings.DEFAULT.withRedundant(always, generations, 0.02);
        assertThat(residual(settings, RtpRepair.NOTHING.withRedundancy(TYPE, 0, TYPE), 20)).isLessThanOrEqualTo(0.005);
    }

    /** A near path: what is asked for comes back before its turn, as often as the bandwidth of RTCP allows to ask. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "true, true"})
    void askingHelpsWhereTheRoundTripIsShort(boolean reduced, boolean ownStream) {
        RtpRepair agreed = RtpRepair.NOTHING.withFeedback(true, reduced, Duration.ofSeconds(1));
        RtpRepair with = ownStream ? agreed.withAgain(Map.of(0, 121), Map.of(121, 0)) : agreed;
        playout = Duration.ofMillis(80);
        double missed = residual(RepairSettings.DEFAULT, with, 3);
        assertThat(missed).as("of one in twenty").isLessThan(reduced ? 0.02 : 0.03);
    }
}
