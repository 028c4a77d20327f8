package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.Unpooled;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.RtcpExtensions;
import io.rvoip.rtp.rtcp.ExtendedReport;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.VoipMetrics;
import io.rvoip.testing.CapturedDatagram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Extended reports of one leg (RFC 3611), on the wire. */
class VoipMetricsTest {
    private final MediaLab lab = new MediaLab(43);
    private final MediaSession a = lab.party("alice").open(new MediaLab.Told());
    private final MediaSession b = lab.party("bob").open(new MediaLab.Told());

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    private void talk(RtcpExtensions asked) {
        a.configure(MediaParameters.of(b.localAddress(), Codecs.PCMU).withExtendedReports(asked));
        b.configure(MediaParameters.of(a.localAddress(), Codecs.PCMU).withExtendedReports(asked));
        lab.time.runReady();
    }

    /** RFC 3611 section 4.7: what Bob measured is what Alice is told, from his packets. */
    @Test
    void whoIsAskedTellsHowItHears() {
        lab.network.withLoss(0.05).withDelay(Duration.ofMillis(20), Duration.ofMillis(30));
        talk(new RtcpExtensions(true, true));
        a.source(new ToneSource(200));
        lab.advance(60_000);
        VoipMetrics told = metrics(lab.rtcpFrom(b));
        MediaStatistics measured = b.statistics();

        assertThat(told.lossRate() / 256.0).isCloseTo(measured.lossPercent().orElseThrow() / 100, within(0.01));
        assertThat(told.discardRate()).isLessThan(3);
        assertThat(told.gapDensity() / 256.0).isLessThanOrEqualTo(1.0 / 17);
        assertThat(told.burstDensity() / 256.0).isBetween(2.0 / 17, 0.5);
        assertThat(told.burstDuration()).isBetween(40, 1000);
        assertThat(told.gapDuration()).isGreaterThan(320);
        assertThat(told.roundTripDelay()).isBetween(40, 60);
        assertThat(told.endSystemDelay()).isEqualTo(told.nominalDelay() + 20);
        assertThat(told.nominalDelay()).isBetween(40, 100);
        assertThat(told.absoluteMaximumDelay()).isEqualTo(200);
        assertThat(told.conversationalQuality() / 10.0).isCloseTo(measured.mos().orElseThrow(), within(0.15));
        assertThat(told.listeningQuality()).isGreaterThanOrEqualTo(told.conversationalQuality());
        assertThat(a.statistics().remoteMos().orElseThrow()).isCloseTo(measured.mos().orElseThrow(), within(0.15));
    }

    @Test
    void whoOnlyListensMeasuresTheRoundTrip() {
        lab.network.withDelay(Duration.ofMillis(30), Duration.ofMillis(30));
        talk(new RtcpExtensions(false, true));
        b.configure(b.parameters().orElseThrow().withDirection(MediaDirection.RECVONLY));
        a.configure(a.parameters().orElseThrow().withDirection(MediaDirection.SENDONLY));
        a.source(new ToneSource(200));
        lab.advance(30_000);

        assertThat(b.statistics().sent()).isZero();
        assertThat(b.statistics().rttMs().orElseThrow()).isCloseTo(60, within(1.0));
        assertThat(b.statistics().mos()).isPresent();
    }

    private VoipMetrics metrics(List<CapturedDatagram> reports) {
        return reports.stream().flatMap(one -> RtcpReader.read(Unpooled.wrappedBuffer(one.bytes())).packets().stream())
                .filter(ExtendedReport.class::isInstance).flatMap(one -> ((ExtendedReport) one).blocks().stream())
                .filter(VoipMetrics.class::isInstance).map(VoipMetrics.class::cast)
                .reduce((first, second) -> second).orElseThrow();
    }
}
