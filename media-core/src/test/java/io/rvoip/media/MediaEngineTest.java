package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Loop;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.transport.PortsExhaustedException;
import io.rvoip.testing.SeededIds;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MediaEngineTest {
    private final MediaLab lab = new MediaLab(3);

    @Test
    void givesEvenPortsOfTheRangeAndTheNextForRtcp() {
        MediaLab.Party pbx = lab.party("pbx");
        MediaSession one = pbx.open(MediaEvents.NONE);
        MediaSession two = pbx.open(MediaSessionSettings.DEFAULT.withRtcpMux(true), MediaEvents.NONE);
        assertThat(one.localAddress().getPort() % 2).isZero();
        assertThat(one.localRtcpAddress().getPort()).isEqualTo(one.localAddress().getPort() + 1);
        assertThat(two.localRtcpAddress()).isEqualTo(two.localAddress());
        assertThat(pbx.host.openSockets()).isEqualTo(3);
        lab.closeAndFindNothing();
    }

    @Test
    void refusesMoreLegsThanItsLimit() {
        MediaLab.Party pbx = lab.party("pbx", MediaLimits.DEFAULT.withMaxSessions(2));
        MediaSession one = pbx.open(MediaEvents.NONE);
        pbx.open(MediaEvents.NONE);
        assertThat(failure(pbx.engine.open(pbx.loop, MediaSessionSettings.DEFAULT, MediaEvents.NONE)
                .toCompletableFuture())).isInstanceOf(MediaUnavailableException.class)
                .hasMessage("sessions: 2 open already (expected: at most that)");
        one.close();
        lab.advance(0);
        assertThat(pbx.open(MediaEvents.NONE)).isNotNull();
        lab.closeAndFindNothing();
    }

    @Test
    void exhaustedPortsLeaveNothingBehind() {
        MediaLab.Party pbx = lab.party("pbx");
        MediaPorts few = new MediaPorts(MediaPortSettings.of(pbx.host.address(), 30_000, 30_003), pbx.host,
                new SeededIds(5), pbx.metrics);
        MediaEngine engine = MediaEngine.on(List.of(pbx.loop), () -> new SeededIds(9)).withPorts(few).build();
        List<CompletableFuture<MediaSession>> opened = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            opened.add(engine.open(pbx.loop, MediaSessionSettings.DEFAULT, MediaEvents.NONE).toCompletableFuture());
        }
        lab.advance(0);
        assertThat(opened.get(0)).isCompleted();
        assertThat(opened.get(1)).isCompleted();
        assertThat(failure(opened.get(2))).isInstanceOf(PortsExhaustedException.class);
        assertThat(engine.counts()).isEqualTo(new MediaCounts(2, 0, 0));
        engine.close();
        lab.advance(0);
        assertThat(engine.counts()).isEqualTo(new MediaCounts(0, 0, 0));
        lab.closeAndFindNothing();
    }

    @Test
    void refusesFamiliesWithoutPortsAndForeignLoops() {
        MediaLab.Party pbx = lab.party("pbx");
        MediaEngine engine = MediaEngine.on(List.of(pbx.loop), () -> new SeededIds(9)).withPorts(pbx.ports).build();
        assertThat(failure(engine.open(pbx.loop, StandardProtocolFamily.INET6, MediaSessionSettings.DEFAULT,
                MediaEvents.NONE).toCompletableFuture()))
                .hasMessage("no media ports for INET6 (expected: one of [INET])");
        assertThatThrownBy(() -> engine.open(pbx.otherLoop, MediaSessionSettings.DEFAULT, MediaEvents.NONE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected: one of this engine's");
        lab.closeAndFindNothing();
    }

    @Test
    void spreadsCallsOverItsLoops() {
        MediaLab.Party pbx = lab.party("pbx");
        Loop first = pbx.engine.pickLoop();
        pbx.engine.open(first, MediaSessionSettings.DEFAULT, MediaEvents.NONE);
        lab.advance(0);
        Loop second = pbx.engine.pickLoop();
        assertThat(second).isNotSameAs(first);
        lab.closeAndFindNothing();
    }

    @Test
    void closedEngineOpensNothing() {
        MediaLab.Party pbx = lab.party("pbx");
        MediaSession open = pbx.open(MediaEvents.NONE);
        CompletableFuture<MediaSession> late = pbx.engine.open(pbx.loop, MediaSessionSettings.DEFAULT,
                MediaEvents.NONE).toCompletableFuture();
        pbx.engine.close();
        lab.advance(0);
        assertThat(open.closed().toCompletableFuture()).isCompleted();
        assertThat(failure(late)).isInstanceOf(MediaUnavailableException.class)
                .hasMessage("the media engine is closed");
        lab.closeAndFindNothing();
    }

    @Test
    void needsLoopsAndPorts() {
        assertThatThrownBy(() -> MediaEngine.on(List.of(), () -> new SeededIds(1)).build())
                .hasMessage("loops: none (expected: at least one)");
        assertThatThrownBy(() -> MediaEngine.on(List.of(lab.time.loop()), () -> new SeededIds(1)).build())
                .hasMessage("ports: none (expected: a range for IPv4 or IPv6)");
    }

    @Test
    void figuresAreAtTheMetricsPort() {
        MediaLab.Party pbx = lab.party("pbx");
        MediaSession session = pbx.open(MediaEvents.NONE);
        session.configure(MediaParameters.of(pbx.host.at(9), Codecs.PCMU));
        lab.advance(100);
        assertThat(pbx.metrics.gaugeValue("rvoip_media_sessions")).isEqualTo(1);
        assertThat(pbx.metrics.recorded("rvoip_media_tick_lateness_seconds")).isNotEmpty().allMatch(s -> s == 0);
        lab.closeAndFindNothing();
    }

    @Test
    void hundredCallsComeAndGo() {
        MediaLab.Party pbx = lab.party("pbx");
        MediaLab.Party phones = lab.party("phones");
        for (int i = 0; i < 100; i++) {
            MediaSession leg = pbx.open(MediaEvents.NONE);
            MediaSession phone = phones.open(MediaEvents.NONE);
            leg.configure(MediaParameters.of(phone.localAddress(), Codecs.PCMU));
            phone.configure(MediaParameters.of(leg.localAddress(), Codecs.PCMU));
        }
        lab.time.advance(Duration.ofSeconds(2));
        assertThat(pbx.engine.counts()).isEqualTo(new MediaCounts(100, 0, 100));
        lab.closeAndFindNothing();
    }

    private Throwable failure(CompletableFuture<MediaSession> opened) {
        lab.advance(0);
        assertThat(opened).isCompletedExceptionally();
        return opened.handle((session, failure) -> failure).join();
    }
}
