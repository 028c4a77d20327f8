package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.RtpStream;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sessions with their ports and jitter buffers talk over a network in virtual time. */
class TwoEndpointsTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 7);
    private final VirtualHost hostA = network.host("192.0.2.1");
    private final VirtualHost hostB = network.host("192.0.2.2");

    private Endpoint a;
    private Endpoint b;

    private void connect(boolean mux) {
        a = new Endpoint(time, hostA, 1, RtpSessionSettings.of("a").withRtcpMux(mux));
        b = new Endpoint(time, hostB, 2, RtpSessionSettings.of("b").withRtcpMux(mux));
        a.start(b.socket.rtpAddress());
        b.start(a.socket.rtpAddress());
    }

    private void hangUp() {
        a.stop();
        time.advance(Duration.ofSeconds(1));
        b.stop();
        time.advance(Duration.ofSeconds(1));
        assertThat(hostA.openSockets() + hostB.openSockets()).isZero();
        assertThat(a.ports.inUse() + b.ports.inUse()).isZero();
        assertThat(time.pending()).as("no timer is left").isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hearEachOther(boolean mux) {
        network.withDelay(Duration.ofMillis(30), Duration.ofMillis(30));
        connect(mux);
        time.advance(Duration.ofSeconds(60));

        for (Endpoint endpoint : List.of(a, b)) {
            assertThat(endpoint.heard).hasSizeGreaterThan(2_990).isSorted().doesNotHaveDuplicates();
            RtpQuality quality = endpoint.session.quality();
            assertThat(quality.lost()).isZero();
            assertThat(quality.jitterMs().orElseThrow()).isLessThan(1);
            assertThat(quality.rttMs().orElseThrow()).isCloseTo(60, within(0.1));
            assertThat(quality.remoteLossRatio()).hasValue(0);
            assertThat(endpoint.events).containsExactlyInAnyOrder("learned", "remote", "reported");
            assertThat(endpoint.session.remoteCname()).isPresent();
        }
        hangUp();
        assertThat(b.events).as("A said BYE first").contains("left");
    }

    @Test
    void measureWhatTheNetworkDoes() {
        network.withConditions(LinkConditions.PERFECT.withLoss(0.1).withDuplication(0.05)
                .withDelay(Duration.ofMillis(20), Duration.ofMillis(60)));
        connect(false);
        time.advance(Duration.ofSeconds(120));

        RtpQuality quality = a.session.quality();
        assertThat(quality.lossRatio().orElseThrow()).isCloseTo(0.1, within(0.015));
        assertThat((double) quality.duplicates() / quality.received()).isCloseTo(0.05, within(0.01));
        assertThat(quality.jitterMs().orElseThrow()).isBetween(5.0, 25.0);
        assertThat(quality.rttMs().orElseThrow()).isBetween(40.0, 125.0);
        assertThat(quality.remoteLossRatio().orElseThrow()).isBetween(0.0, 0.3);
        assertThat(a.heard).isSorted().doesNotHaveDuplicates();
        assertThat(a.heard.size()).isGreaterThan((int) (quality.received() * 0.98));
        hangUp();
    }

    @Test
    void noticeSilenceAndItsEnd() {
        connect(false);
        time.advance(Duration.ofSeconds(10));
        network.withLoss(1);
        time.advance(Duration.ofSeconds(29));
        assertThat(a.events).doesNotContain("silent");
        time.advance(Duration.ofSeconds(2));
        assertThat(a.events).contains("silent");
        network.withLoss(0);
        time.advance(Duration.ofSeconds(1));

        assertThat(a.events).containsSubsequence("silent", "resumed");
        hangUp();
    }

    /** RTCP alone keeps a call alive whose other side is muted by silence suppression. */
    @Test
    void reportsAloneAreNoSilence() {
        connect(false);
        b.muted = true;
        time.advance(Duration.ofMinutes(10));

        assertThat(a.events).doesNotContain("silent");
        assertThat(a.heard).isEmpty();
        hangUp();
    }

    /** SECURITY.md, P15: spraying before, during and after, from another address of the same network. */
    @Test
    void anAttackerGetsNothingIn() {
        List<RtpStream> attackers = new ArrayList<>();
        VirtualHost evil = network.host("192.0.2.66");
        for (int port = 10_000; port < 10_100; port += 2) {
            attackers.add(RtpStream.on(time, evil, evil.at(port)).to(new InetSocketAddress(hostA.address(), port)));
        }
        for (int i = 0; i < 3; i++) {
            attackers.forEach(attacker -> attacker.send(RtpStream.filled((byte) 1)));
            if (i == 0) {
                connect(false);
            }
            time.advance(Duration.ofSeconds(2));
        }

        assertThat(a.heard).hasSizeGreaterThan(290).isSorted();
        assertThat(a.session.quality().lost()).isZero();
        assertThat(a.session.dropped(RtpDrop.FOREIGN_SOURCE)).isGreaterThanOrEqualTo(2);
        assertThat(attackers).allMatch(attacker -> attacker.received().isEmpty());
        hangUp();
    }
}
