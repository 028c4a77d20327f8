package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Loop;
import io.rvoip.ice.turn.TestTurnServer;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a full agent does from the first candidate to the end of consent. */
class FullAgentTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network =
            new VirtualNetwork(time, 1).withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
    private final VirtualHost left = network.host("198.51.100.1");
    private final VirtualHost right = network.host("198.51.100.2");
    private final IcePeer one = new IcePeer(time, left, IceConfig.FULL, 1);
    private final IcePeer other = new IcePeer(time, right, IceConfig.FULL, 2);

    private void begin(IcePeer first, IcePeer second, IcePeer.Signalling signalling) {
        IcePeer.introduce(first, second, signalling);
        first.gather();
        second.gather();
        first.start(IceRole.CONTROLLING);
        second.start(IceRole.CONTROLLED);
    }

    private void connect(IcePeer first, IcePeer second) {
        begin(first, second, IcePeer.Signalling.VANILLA);
        assertThat(time.runUntil(
                        () -> first.agent.state() == IceState.CONNECTED && second.agent.state() == IceState.CONNECTED,
                        Duration.ofSeconds(5)))
                .as("%s %s", first.failures, second.failures)
                .isTrue();
    }

    private static long checks(List<CapturedDatagram> seen) {
        return seen.stream().filter(d -> d.bytes().length >= 20 && d.bytes()[0] == 0 && d.bytes()[1] == 1).count();
    }

    @Nested
    class Starting {
        @Test
        void refusesCallsOutOfOrder() {
            assertThatThrownBy(() -> one.agent.start(IceRole.CONTROLLING, 0))
                    .hasMessage("state: NEW (expected: GATHERING or READY)");
            assertThatThrownBy(() -> one.agent.gather(List.of(), 0)).hasMessageContaining("sockets: none");
            one.bind(1, 1);
            one.agent.gather(one.sockets(), 0);
            assertThatThrownBy(() -> one.agent.gather(one.sockets(), 0)).hasMessage("state: READY (expected: NEW)");
            one.agent.close();
            assertThatThrownBy(() -> one.agent.gather(one.sockets(), 0)).hasMessage("state: CLOSED (expected: NEW)");
            assertThatThrownBy(() -> one.agent.restart(0)).hasMessageContaining("CLOSED");
            assertThat(one.agent.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }

        @Test
        void checksAreSentAtThePaceOfTa() {
            IcePeer many = new IcePeer(time, network.host("192.0.2.1", "192.0.2.2", "192.0.2.3"), IceConfig.FULL, 3);
            many.bind(1, 1).run(() -> {
                many.agent.gather(many.sockets(), time.nanoTime());
                many.agent.remote(0, other.agent.credentials(), time.nanoTime());
                for (int i = 1; i < 6; i++) {
                    many.agent.remoteCandidate(
                            0, IceCandidate.host("f" + i, 1, network.host("192.0.2.1" + i).at(9)), time.nanoTime());
                }
                many.agent.start(IceRole.CONTROLLING, time.nanoTime());
            });
            List<CapturedDatagram> seen = network.capture();

            time.advance(Duration.ofMillis(499));

            assertThat(checks(seen)).isEqualTo(10);
            for (int i = 1; i < 10; i++) {
                assertThat(seen.get(i).atNanos() - seen.get(i - 1).atNanos()).isEqualTo(50_000_000);
            }
        }

        /** Two components of one foundation: the second waits for the first. */
        @Test
        void freezesWhatSharesAFoundation() {
            network.withDelay(Duration.ofMillis(200), Duration.ofMillis(200));
            one.bind(1, 2);
            other.bind(1, 2);
            begin(one, other, IcePeer.Signalling.VANILLA);
            List<CapturedDatagram> seen = network.capture();

            time.advance(Duration.ofMillis(200));
            assertThat(seen.stream().map(CapturedDatagram::to).distinct()).hasSize(2);
            assertThat(time.runUntil(() -> one.isOver() && other.isOver(), Duration.ofSeconds(5))).isTrue();

            assertThat(one.selections).extracting(IcePair::component).containsExactlyInAnyOrder(1, 2);
        }

        @Test
        void answersAndRemembersChecksThatComeBeforeTheAnswer() {
            one.bind(1, 1);
            other.bind(1, 1);
            one.run(() -> {
                one.agent.gather(one.sockets(), time.nanoTime());
                one.agent.start(IceRole.CONTROLLING, time.nanoTime());
            });
            other.run(() -> {
                other.agent.gather(other.sockets(), time.nanoTime());
                other.agent.remote(0, one.agent.credentials(), time.nanoTime());
            });
            time.runReady();
            other.run(() -> {
                other.agent.remoteCandidate(0, one.candidates.get(0), time.nanoTime());
                other.agent.start(IceRole.CONTROLLED, time.nanoTime());
            });
            time.advance(Duration.ofMillis(300));
            assertThat(other.valid).hasSize(1);

            // Candidates never come: what the checks showed is enough.
            one.run(() -> one.agent.remote(0, other.agent.credentials(), time.nanoTime()));

            assertThat(time.runUntil(() -> one.isOver() && other.isOver(), Duration.ofSeconds(2))).isTrue();
            assertThat(one.selections.get(0).remote().type()).isEqualTo(CandidateType.PEER_REFLEXIVE);
        }
    }

    @Nested
    class Ending {
        @Test
        void failsWithReasonsWithinSeconds() {
            one.bind(1, 1);
            other.bind(1, 1);
            network.withConditions(LinkConditions.CUT);
            begin(one, other, IcePeer.Signalling.VANILLA);
            long start = time.nanoTime();

            assertThat(time.runUntil(one::isOver, Duration.ofSeconds(10))).isTrue();

            assertThat(time.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofSeconds(8).toNanos());
            assertThat(one.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.CHECKS_FAILED);
            assertThat(one.agent.selected(7, 1)).isEmpty();
            one.run(() -> one.agent.remoteCandidatesEnd(time.nanoTime()));
            time.runReady();
            assertThat(one.states).endsWith(IceState.FAILED);
            assertThat(time.settle(Duration.ofSeconds(15))).isLessThan(Duration.ofSeconds(10));
        }

        @Test
        void namesWhatIsMissing() {
            one.bind(1, 1);
            one.run(() -> {
                one.agent.gather(one.sockets(), time.nanoTime());
                one.agent.remote(0, other.agent.credentials(), time.nanoTime());
                one.agent.remoteCandidatesEnd(time.nanoTime());
                one.agent.start(IceRole.CONTROLLING, time.nanoTime());
            });
            IcePeer six = new IcePeer(time, network.host("2001:db8::7"), IceConfig.FULL, 7).bind(1, 1);
            other.bind(1, 1);
            begin(six, other, IcePeer.Signalling.VANILLA);

            time.advance(Duration.ofSeconds(21));

            assertThat(one.failures).extracting(IceFailure::reason)
                    .containsExactly(IceFailure.Reason.NO_REMOTE_CANDIDATE);
            assertThat(six.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.NO_PAIR);
        }

        @Test
        void anotherStreamGoesOn() {
            one.bind(2, 1);
            other.bind(2, 1);
            IcePeer.introduce(one, other, IcePeer.Signalling.TRICKLE);
            one.gather();
            other.gather();
            other.run(() -> other.agent.drop(1, 1, time.nanoTime()));
            one.start(IceRole.CONTROLLING);
            other.start(IceRole.CONTROLLED);

            assertThat(time.runUntil(() -> one.isOver() && other.isOver(), Duration.ofSeconds(25))).isTrue();

            assertThat(one.agent.state()).isEqualTo(IceState.CONNECTED);
            assertThat(one.agent.selected(0, 1)).isPresent();
            assertThat(one.agent.selected(1, 1)).isEmpty();
            assertThat(one.failures).hasSize(1);
        }
    }

    @Nested
    class Multiplexing {
        @Test
        void aDroppedComponentIsNotAwaited() {
            one.bind(1, 2);
            other.bind(1, 1);
            connect(one, other);

            assertThat(one.agent.selected(0, 1)).isPresent();
            assertThat(one.agent.selected(0, 2)).isEmpty();
        }

        /** The answer says rtcp-mux while a check for RTCP is on its way. */
        @Test
        void answersForADroppedComponentMeanNothing() {
            network.withDelay(Duration.ofMillis(200), Duration.ofMillis(200));
            one.bind(1, 2);
            other.bind(1, 2);
            begin(one, other, IcePeer.Signalling.VANILLA);
            time.advance(Duration.ofMillis(500));
            one.run(() -> one.agent.drop(0, 2, time.nanoTime()));
            other.run(() -> other.agent.drop(0, 2, time.nanoTime()));
            time.runReady();
            one.valid.clear();

            assertThat(time.runUntil(() -> one.isOver() && other.isOver(), Duration.ofSeconds(3))).isTrue();

            time.advance(Duration.ofSeconds(1));
            assertThat(one.valid).allMatch(pair -> pair.component() == 1);
            assertThat(one.selections).extracting(IcePair::component).containsExactly(1);
        }

        @Test
        void aDroppedStreamIsNotAwaited() {
            one.bind(2, 1);
            other.bind(1, 1);
            IcePeer.introduce(one, other, IcePeer.Signalling.VANILLA);
            one.gather();
            time.runReady();
            one.run(() -> one.agent.drop(1, 1, time.nanoTime()));
            other.gather();
            one.start(IceRole.CONTROLLING);
            other.start(IceRole.CONTROLLED);

            assertThat(time.runUntil(() -> one.isOver() && other.isOver(), Duration.ofSeconds(3))).isTrue();
            assertThat(one.agent.state()).isEqualTo(IceState.CONNECTED);
        }
    }

    @Nested
    class Consenting {
        @Test
        void asksEveryFourToSixSeconds() {
            one.bind(1, 1);
            other.bind(1, 1);
            connect(one, other);
            time.advance(Duration.ofSeconds(1));
            List<CapturedDatagram> seen = network.capture();

            time.advance(Duration.ofMinutes(10));

            List<Long> asked = seen.stream()
                    .filter(d -> d.from().getAddress().equals(left.address()) && d.bytes()[1] == 1 && d.bytes()[0] == 0)
                    .map(CapturedDatagram::atNanos)
                    .toList();
            assertThat(asked.size()).isBetween(105, 145);
            for (int i = 1; i < asked.size(); i++) {
                assertThat((asked.get(i) - asked.get(i - 1)) / 1_000_000).isBetween(4_000L, 6_000L);
            }
            assertThat(one.agent.state()).isEqualTo(IceState.CONNECTED);
        }

        @Test
        void fallsSilentThirtySecondsAfterTheLastAnswer() {
            one.bind(1, 1);
            other.bind(1, 1);
            connect(one, other);
            time.advance(Duration.ofMinutes(1));
            right.block();

            time.advance(Duration.ofMillis(30_100));

            assertThat(one.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.CONSENT_LOST);
            assertThat(one.agent.state()).isEqualTo(IceState.FAILED);
            List<CapturedDatagram> seen = network.capture();
            one.say("Anyone");
            time.advance(Duration.ofMinutes(1));
            assertThat(seen.stream().filter(d -> d.from().getAddress().equals(left.address()))).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(IceRole.class)
        void followsAPeerWhoseNatGaveItANewPort(IceRole behindNat) {
            VirtualNat nat = network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1");
            IcePeer phone = new IcePeer(time, nat.host("192.168.1.10"), IceConfig.FULL, 5).bind(1, 1);
            one.bind(1, 1);
            if (behindNat == IceRole.CONTROLLING) {
                connect(phone, one);
            } else {
                connect(one, phone);
            }
            time.advance(Duration.ofSeconds(20));

            nat.rebind();
            time.advance(Duration.ofSeconds(15));
            one.say("Found");
            time.advance(Duration.ofMillis(100));

            assertThat(phone.heard).containsExactly("Found");
            assertThat(phone.agent.selected(0, 1).orElseThrow().local().address()).as("what it is told by then")
                    .isEqualTo(one.agent.selected(0, 1).orElseThrow().remote().address());
            time.advance(Duration.ofMinutes(2));
            assertThat(one.agent.state()).isEqualTo(IceState.CONNECTED);
            assertThat(phone.agent.state()).isEqualTo(IceState.CONNECTED);
        }
    }

    @Nested
    class Restarting {
        @Test
        void keepsTheOldPathUntilThereIsANewOne() {
            one.bind(1, 1);
            other.bind(1, 1);
            connect(one, other);
            IceCredentials before = one.agent.credentials();
            IcePair path = one.agent.selected(0, 1).orElseThrow();

            one.run(() -> one.agent.restart(time.nanoTime()));
            time.advance(Duration.ofMinutes(2));
            assertThat(one.agent.state()).isEqualTo(IceState.NEW);
            assertThat(one.agent.credentials()).isNotEqualTo(before);
            assertThat(one.agent.selected(0, 1)).contains(path);
            one.say("Still");
            time.advance(Duration.ofMillis(100));
            assertThat(other.heard).containsExactly("Still");
            assertThat(other.agent.state()).isEqualTo(IceState.CONNECTED);

            other.run(() -> other.agent.remote(0, one.agent.credentials(), time.nanoTime()));
            time.runReady();
            assertThat(other.agent.state()).isEqualTo(IceState.READY);
            one.gather();
            one.start(IceRole.CONTROLLING);
            other.start(IceRole.CONTROLLED);
            one.run(() -> one.agent.remote(0, other.agent.credentials(), time.nanoTime()));

            assertThat(time.runUntil(() -> one.isOver() && other.isOver(), Duration.ofSeconds(3))).isTrue();
            assertThat(one.failures).isEmpty();
            assertThat(one.selections).hasSize(2);
        }

        /** Shown by 3 of the issue: another network, media back within two seconds of the restart. */
        @Test
        void movesToAnotherNetwork() {
            one.bind(1, 1);
            other.bind(1, 1);
            connect(one, other);
            one.unbind();
            left.move("203.0.113.77");
            one.bind(1, 1);

            one.run(() -> one.agent.restart(time.nanoTime()));
            time.runReady();
            other.run(() -> other.agent.remote(0, one.agent.credentials(), time.nanoTime()));
            time.runReady();
            one.gather();
            one.start(IceRole.CONTROLLING);
            other.start(IceRole.CONTROLLED);
            one.run(() -> one.agent.remote(0, other.agent.credentials(), time.nanoTime()));
            time.advance(Duration.ofSeconds(2));
            one.say("Moved");
            other.say("So you have");
            time.advance(Duration.ofMillis(100));

            assertThat(other.heard).containsExactly("Moved");
            assertThat(one.heard).containsExactly("So you have");
        }
    }

    @Nested
    class Relaying {
        private final VirtualHost serverHost = network.host("198.51.100.9");
        private final TestTurnServer server = new TestTurnServer(serverHost, time.loop(), serverHost.at(3478));
        private final IceConfig withRelay = IceConfig.FULL.withTurnServers(server.account());

        @Test
        void relayOnlyShowsNoAddressOfOurs() {
            IcePeer shy =
                    new IcePeer(time, left, withRelay.withPolicy(IcePolicy.RELAY), 4).bind(1, 1);
            other.bind(1, 1);
            List<CapturedDatagram> seen = network.capture();

            connect(shy, other);
            time.advance(Duration.ofMillis(100));
            shy.say("Hello");
            other.say("World");
            time.advance(Duration.ofMillis(200));

            assertThat(shy.candidates).extracting(IceCandidate::type).containsExactly(CandidateType.RELAYED);
            assertThat(CandidateLine.write(shy.candidates.get(0))).contains("raddr 0.0.0.0 rport 9");
            assertThat(seen.stream()
                            .filter(d -> d.from().getAddress().equals(left.address()))
                            .map(d -> d.to().getAddress())
                            .distinct())
                    .containsExactly(serverHost.address());
            assertThat(other.heard).containsExactly("Hello");
            assertThat(shy.heard).containsExactly("World");
            assertThat(server.channelDatagrams).isGreaterThan(1);
        }

        @Test
        void aRelayThatIsNotNeededIsGivenBack() {
            IcePeer relayed = new IcePeer(time, left, withRelay, 4).bind(1, 1);
            other.bind(1, 1);
            connect(relayed, other);
            assertThat(server.allocations()).isEqualTo(1);

            time.advance(Duration.ofSeconds(4));

            assertThat(server.allocations()).isZero();
        }

        @Test
        void serversThatDoNotAnswerDelayGatheringForSoLongOnly() {
            VirtualHost nobody = network.host("198.51.100.8");
            IceConfig lost = IceConfig.FULL.withStunServers(nobody.at(3478)).withTimes(
                    IceTimes.DEFAULT.withGathering(Duration.ofSeconds(2)));
            IcePeer patient = new IcePeer(time, left, lost, 4).bind(1, 1);

            patient.run(() -> patient.agent.gather(patient.sockets(), time.nanoTime()));
            assertThat(time.runUntil(() -> patient.gathered, Duration.ofSeconds(3))).isTrue();

            assertThat(patient.states).containsExactly(IceState.GATHERING, IceState.READY);
            time.settle(Duration.ofSeconds(1));
        }
    }

    @Test
    void aClosedAgentSendsNothing() {
        one.bind(1, 1);
        other.bind(1, 1);
        connect(one, other);
        one.agent.close();
        List<CapturedDatagram> seen = network.capture();

        one.say("Hello");
        time.advance(Duration.ofSeconds(1));

        assertThat(seen).noneMatch(d -> d.from().getAddress().equals(left.address()));
    }
}
