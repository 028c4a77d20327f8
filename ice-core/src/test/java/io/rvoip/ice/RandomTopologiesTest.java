package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.ice.turn.TestTurnServer;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two agents behind whatever chance puts between them: NATs of all kinds, loss, delay, duplication, reordering, STUN
 * and TURN servers or none, at any distance, one address family or both, late candidates, both in the same role, a lite
 * peer, streams and components; two homes behind one NAT of a carrier, which has to turn packets back. They connect, and hear each other, whenever there is a path, and stop in time when there is none.
 */
class RandomTopologiesTest {
    private static final int PER_BLOCK = 500;
    private static final Duration MOST = Duration.ofSeconds(25);

    /** Each block is a test of its own, so that a failure names a few hundred and its message one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void connectWheneverThereIsAPath(int block) {
        for (int i = 0; i < PER_BLOCK; i++) {
            new Topology((long) block * PER_BLOCK + i).run();
        }
    }

    /** What stands between a peer and the internet. */
    private enum Behind {
        NOTHING,
        FULL_CONE,
        ADDRESS_RESTRICTED,
        PORT_RESTRICTED,
        SYMMETRIC
    }

    private static final class Topology {
        private final long seed;
        private final SeededIds chance;
        private final ManualTime time = new ManualTime();
        private final VirtualNetwork network;
        private final TestTurnServer server;
        private final boolean sameNat;
        private final @Nullable VirtualNat carrier;
        private final Behind carriers;
        private final Side left;
        private final Side right;
        private final IcePeer.Signalling signalling;
        private final int streams;
        private final int components;

        private final class Side {
            private final Behind home;
            private final Behind behind;
            private final boolean stun;
            private final boolean turn;
            private final boolean relayOnly;
            private final boolean lite;
            private final VirtualHost host;
            private final IcePeer peer;

            Side(int number, @Nullable VirtualNat shared) {
                Behind kind = Behind.values()[chance.nextInt(Behind.values().length)];
                home = carrier != null && kind == Behind.NOTHING ? Behind.FULL_CONE : kind;
                // Of two NATs in a row the stricter one decides.
                Behind both = home.ordinal() > carriers.ordinal() ? home : carriers;
                behind = shared == null ? both : Behind.PORT_RESTRICTED;
                lite = behind == Behind.NOTHING && happens(20);
                stun = !lite && happens(70);
                turn = !lite && happens(20);
                relayOnly = turn && happens(20);
                host = host(number, shared);
                peer = new IcePeer(time, host, config(), seed * 2 + number).bind(streams, components);
            }

            private VirtualHost host(int number, @Nullable VirtualNat shared) {
                if (shared != null) {
                    return shared.host("192.168.1." + (10 + number));
                }
                if (behind == Behind.NOTHING) {
                    String four = "198.51.100." + (10 + number);
                    // A second interface, or a second family, of which the other side may know nothing.
                    return happens(30) ? network.host(four, "2001:db8::" + (10 + number)) : network.host(four);
                }
                VirtualNat nat = carrier == null
                        ? network.nat(VirtualNat.Kind.valueOf(home.name()), "203.0.113." + (10 + number))
                        : carrier.nat(VirtualNat.Kind.valueOf(home.name()), "100.64.0." + (10 + number));
                // Private addresses repeat behind different NATs.
                String address = happens(50) ? "192.168.1.10" : "10.0.0." + (10 + number);
                return happens(20) ? nat.host(address, "172.16.0.1") : nat.host(address);
            }

            private IceConfig config() {
                if (lite) {
                    return IceConfig.LITE;
                }
                IceConfig config = IceConfig.FULL;
                if (stun) {
                    config = config.withStunServers(server.address());
                }
                if (turn) {
                    config = config.withTurnServers(server.account());
                }
                return relayOnly ? config.withPolicy(IcePolicy.RELAY) : config;
            }

            boolean isPublic() {
                return behind == Behind.NOTHING;
            }

            /** Whether the other side can be told where our datagrams come from, at least the address. */
            boolean isKnown() {
                return isPublic() && !relayOnly || !relayOnly && (stun || turn);
            }
        }

        Topology(long seed) {
            this.seed = seed;
            this.chance = new SeededIds(seed ^ 0x5DEECE66DL);
            this.network = new VirtualNetwork(time, seed);
            VirtualHost serverHost = network.host("198.51.100.1");
            this.server = new TestTurnServer(serverHost, time.loop("server"), serverHost.at(3478));
            if (happens(50)) {
                network.withLoss(0.01 * chance.nextInt(8));
            }
            int delay = chance.nextInt(100);
            network.withDelay(Duration.ofMillis(delay), Duration.ofMillis(delay + chance.nextInt(60)));
            if (happens(20)) {
                network.withDuplication(0.1).withReordering(0.1);
            }
            streams = happens(20) ? 2 : 1;
            components = happens(20) ? 2 : 1;
            sameNat = happens(5);
            carriers = !sameNat && happens(10) ? Behind.values()[1 + chance.nextInt(4)] : Behind.NOTHING;
            carrier = carriers == Behind.NOTHING ? null : network.nat(VirtualNat.Kind.valueOf(carriers.name()), "203.0.113.1");
            VirtualNat shared = sameNat ? network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1") : null;
            signalling = new IcePeer.Signalling(happens(50), Duration.ofMillis(chance.nextInt(400)));
            left = new Side(1, shared);
            right = new Side(2, shared);
            if (happens(15)) {
                // A server so far away that what it says comes after the other candidates, and after checks have begun.
                LinkConditions far = LinkConditions.PERFECT.withDelay(Duration.ofMillis(300), Duration.ofMillis(600));
                for (Side side : List.of(left, right)) {
                    network.link(side.host, serverHost, far).link(serverHost, side.host, far);
                }
            }
        }

        private boolean happens(int percent) {
            return chance.nextInt(100) < percent;
        }

        /** By what RFC 4787 says of such NATs, not by what the agent does. */
        private boolean hasPath() {
            if (left.lite && right.lite) {
                return true;
            }
            boolean relayed = left.turn && canUseRelayOf(right) || right.turn && canUseRelayOf(left);
            if (relayed || left.turn && right.turn) {
                return true;
            }
            return !left.relayOnly && !right.relayOnly && hasDirectPath();
        }

        /** A relay lets in whom a permission was made for: a known address. */
        private boolean canUseRelayOf(Side far) {
            return far.isKnown();
        }

        private boolean hasDirectPath() {
            if (sameNat || left.isPublic() || right.isPublic()) {
                return true;
            }
            return letsIn(left, right) || letsIn(right, left);
        }

        /** Whether a check of {@code far} gets through {@code near}'s NAT at last. */
        private static boolean letsIn(Side near, Side far) {
            if (!near.isKnown()) {
                return false;
            }
            return switch (near.behind) {
                case NOTHING, FULL_CONE -> true;
                case ADDRESS_RESTRICTED -> far.isKnown();
                case PORT_RESTRICTED -> far.isKnown() && far.behind != Behind.SYMMETRIC;
                case SYMMETRIC -> false;
            };
        }

        void run() {
            IcePeer.introduce(left.peer, right.peer, signalling);
            if (left.lite) {
                right.peer.run(() -> right.peer.agent.remoteIsLite(time.nanoTime()));
            }
            if (right.lite) {
                left.peer.run(() -> left.peer.agent.remoteIsLite(time.nanoTime()));
            }
            left.peer.gather();
            time.advance(Duration.ofMillis(chance.nextInt(300)));
            right.peer.gather();
            time.runReady();
            boolean conflict = happens(20);
            IceRole role = happens(50) ? IceRole.CONTROLLING : IceRole.CONTROLLED;
            left.peer.start(role);
            right.peer.start(conflict ? role : role.other());

            boolean over = time.runUntil(() -> left.peer.isOver() && right.peer.isOver(), MOST);

            boolean path = hasPath();
            IceState expected = path ? IceState.CONNECTED : IceState.FAILED;
            assertThat(over).as("%s ends", this).isTrue();
            assertThat(List.of(left.peer.agent.state(), right.peer.agent.state()))
                    .as("%s %s %s", this, left.peer.failures, right.peer.failures)
                    .containsOnly(expected);
            if (path) {
                assertThat(left.peer.failures).as("%s", this).isEmpty();
                assertThat(right.peer.failures).as("%s", this).isEmpty();
                hearEachOther();
            }
            left.peer.run(left.peer.agent::close);
            right.peer.run(right.peer.agent::close);
        }

        private void hearEachOther() {
            time.advance(Duration.ofSeconds(1));
            network.withLoss(0).withReordering(0).withDuplication(0);
            left.peer.say("Left");
            right.peer.say("Right");
            time.advance(Duration.ofSeconds(3));
            assertThat(right.peer.heard).as("%s at the right", this).containsExactly("Left");
            assertThat(left.peer.heard).as("%s at the left", this).containsExactly("Right");
        }

        @Override
        public String toString() {
            return "topology " + seed + ": " + text(left) + " and " + text(right) + (sameNat ? " in one network" : "")
                    + (carrier == null ? "" : " behind one carrier");
        }

        private static String text(Side side) {
            return side.behind
                    + (side.lite ? " lite" : "")
                    + (side.stun ? " stun" : "")
                    + (side.turn ? " turn" : "")
                    + (side.relayOnly ? " relay-only" : "");
        }
    }
}
