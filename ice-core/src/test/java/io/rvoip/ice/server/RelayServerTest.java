package io.rvoip.ice.server;

import static io.rvoip.ice.server.RelayFixture.address;
import static io.rvoip.ice.server.RelayFixture.bytes;
import static io.rvoip.ice.server.RelayFixture.code;
import static io.rvoip.ice.server.RelayFixture.relayed;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunMessage;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The transitions of an allocation, and the ways of data, arrow by arrow (RFC 8656). */
class RelayServerTest {
    private static final StunAttribute SIX = new StunAttribute.RequestedAddressFamily(2);
    private static final StunAttribute BOTH = new StunAttribute.AdditionalAddressFamily(2);

    private final RelayFixture net = new RelayFixture();
    private final RelayFixture.Client client = net.client();
    private final InetSocketAddress peer = net.peerHost.at(7_000);

    private static StunAttribute lifetime(long seconds) {
        return new StunAttribute.Lifetime(seconds);
    }

    private static long life(StunMessage answer) {
        return answer.attribute(StunAttribute.Lifetime.class).orElseThrow().seconds();
    }

    @Nested
    class WithoutAllocation {
        @Test
        void bindingIsAnsweredWithoutCredentials() {
            StunMessage answer = client.ask(StunMessage.bindingRequest(client.builder(1).build().transactionId()).build());

            assertThat(answer.attribute(StunAttribute.XorMappedAddress.class))
                    .contains(new StunAttribute.XorMappedAddress(client.path.localAddress()));
        }

        @Test
        void allocateMakesARelayInTheRangeAndSaysSo() {
            client.challenged();

            StunMessage answer = client.allocate();

            assertThat(relayed(answer).getAddress()).isEqualTo(net.serverHost.address());
            assertThat(relayed(answer).getPort()).isBetween(49_152, 65_535);
            assertThat(life(answer)).isEqualTo(600);
            assertThat(answer.attribute(StunAttribute.XorMappedAddress.class).orElseThrow().address())
                    .isEqualTo(client.path.localAddress());
            assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isEqualTo(1);
        }

        @Test
        void othersAreMismatches() {
            client.challenged();

            assertThat(client.refusal(StunMessage.REFRESH)).isEqualTo(437);
            assertThat(client.refusal(StunMessage.REFRESH, lifetime(0))).isEqualTo(437);
            assertThat(client.refusal(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(peer))).isEqualTo(437);
            assertThat(client.bind(0x4000, peer)).isEqualTo(437);
        }

        @Test
        void dataGoesNowhere() {
            client.say(0x4000, "x");
            client.indicate(peer, "x");

            assertThat(net.dropped("no-allocation")).isEqualTo(2);
            assertThat(net.atPeer).isEmpty();
        }

        @Test
        void whatCannotBeServedIsNamed() {
            client.challenged();

            assertThat(client.refusal(StunMessage.ALLOCATE)).as("no transport").isEqualTo(400);
            assertThat(client.refusal(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(6))).isEqualTo(442);
            assertThat(code(client.allocate(SIX, BOTH))).isEqualTo(400);
            assertThat(code(client.allocate(new StunAttribute.AdditionalAddressFamily(1)))).isEqualTo(400);
            assertThat(code(client.allocate(new StunAttribute.RequestedAddressFamily(3)))).isEqualTo(440);
            StunMessage unknown = client.ask(client.signed(StunMessage.ALLOCATE,
                    new StunAttribute.RequestedTransport(17), new StunAttribute.Priority(5)));
            assertThat(code(unknown)).as("an attribute of ICE is known and does no harm").isZero();
        }

        @Test
        void portsAreEvenOnRequestAndNeverReserved() {
            for (int i = 0; i < 8; i++) {
                assertThat(relayed(net.client().challenged().allocate(new StunAttribute.EvenPort(false))).getPort()).isEven();
            }
            client.challenged();
            assertThat(code(client.allocate(new StunAttribute.EvenPort(true)))).isEqualTo(508);
            assertThat(code(client.allocate(new StunAttribute.EvenPort(true), BOTH))).isEqualTo(400);
        }

        @Test
        void lifetimesAreBounded() {
            client.challenged();
            assertThat(life(client.allocate(lifetime(30)))).isEqualTo(600);
            assertThat(life(net.client().challenged().allocate(lifetime(1_200)))).isEqualTo(1_200);
            assertThat(life(net.client().challenged().allocate(lifetime(100_000)))).isEqualTo(3_600);
        }
    }

    @Nested
    class Opening {
        private StunMessage first;

        private void opening() {
            client.challenged();
            first = client.signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(17));
            client.answers.clear();
            client.path.send(first.encode(), client.to);
        }

        @Test
        void aRepeatedRequestIsAnsweredOnce() {
            opening();
            client.path.send(first.encode(), client.to);

            net.time.advance(Duration.ofMillis(5));

            assertThat(client.answers.stream().map(RelayFixture::relayed).distinct()).hasSize(1);
            assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isEqualTo(1);
        }

        @Test
        void theServerMayClose() {
            opening();
            net.time.runUntil(() -> net.metrics.gaugeValue("rvoip_turn_allocations") == 1, Duration.ofMillis(5));
            assertThat(client.answers).isEmpty();

            net.server.close();
            net.time.advance(Duration.ofMillis(5));

            assertThat(net.serverHost.openSockets()).as("its two listeners").isEqualTo(2);
        }
    }

    @Nested
    class Open {
        @Test
        void aRepeatedAllocateIsTheSameAgainAndAnotherAMismatch() {
            client.challenged();
            StunMessage request = client.signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(17));
            InetSocketAddress relay = relayed(client.ask(request));

            assertThat(relayed(client.ask(request))).isEqualTo(relay);
            assertThat(code(client.allocate())).isEqualTo(437);
        }

        @Test
        void itEndsWithItsTime() {
            client.allocated();
            net.time.advance(Duration.ofSeconds(599));
            assertThat(net.serverHost.openSockets()).isEqualTo(3);

            net.time.advance(Duration.ofSeconds(2));

            assertThat(net.serverHost.openSockets()).isEqualTo(2);
            assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isZero();
            assertThat(net.time.pending()).as("no timer is left").isZero();
        }

        @Test
        void refreshLengthensIt() {
            client.allocated();
            net.time.advance(Duration.ofSeconds(500));

            assertThat(life(client.ask(client.signed(StunMessage.REFRESH, lifetime(900))))).isEqualTo(900);
            net.time.advance(Duration.ofSeconds(590));
            assertThat(net.serverHost.openSockets()).isEqualTo(3);
        }

        @Test
        void refreshWithLifetimeZeroEndsIt() {
            client.allocated();

            assertThat(life(client.ask(client.signed(StunMessage.REFRESH, lifetime(0))))).isZero();

            assertThat(net.serverHost.openSockets()).isEqualTo(2);
            assertThat(client.refusal(StunMessage.REFRESH, lifetime(0))).as("repeated").isEqualTo(437);
            assertThat(code(client.allocate())).as("a new one").isZero();
        }

        @Test
        void channelsOfOthersAndNumbersOutsideAreRefused() {
            client.allocated().bound(0x4000, peer);

            assertThat(client.bind(0x4000, net.peerHost.at(7_001))).as("number in use").isEqualTo(400);
            assertThat(client.bind(0x4001, peer)).as("peer in use").isEqualTo(400);
            assertThat(client.bind(0x3FFF, peer)).isEqualTo(400);
            assertThat(client.bind(0x8000, peer)).isEqualTo(400);
            assertThat(client.bind(0x4000, peer)).as("the same again").isZero();
            assertThat(client.refusal(StunMessage.CHANNEL_BIND, new StunAttribute.ChannelNumber(0x4000))).isEqualTo(400);
            assertThat(client.refusal(StunMessage.CREATE_PERMISSION)).isEqualTo(400);
        }

        @Test
        void aPeerOfTheOtherFamilyIsAMismatch() {
            client.allocated();

            assertThat(client.bind(0x4000, net.peerHost.at6(7_000))).isEqualTo(443);
            assertThat(client.refusal(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(net.peerHost.at6(1))))
                    .isEqualTo(443);
            assertThat(client.refusal(StunMessage.REFRESH, SIX)).isEqualTo(443);
        }

        @Test
        void allPermissionsAreGivenOrNone() {
            client.allocated();

            int refused = client.refusal(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(peer),
                    new StunAttribute.XorPeerAddress(address("10.0.0.1", 1)));

            assertThat(refused).isEqualTo(403);
            client.indicate(peer, "x");
            assertThat(net.dropped("no-permission")).isEqualTo(1);
        }

        @Test
        void anotherUserCannotTouchIt() {
            client.allocated();
            client.user = "bob";
            client.password = "pw-bob";

            assertThat(client.refusal(StunMessage.REFRESH, lifetime(0))).isEqualTo(441);
        }
    }

    @Nested
    class Data {
        @Test
        void goesByIndicationsBothWays() {
            client.allocated().permitted(peer);

            client.indicate(peer, "Hello");
            net.peer.send(bytes("World"), net.peerSaw);
            net.time.advance(Duration.ofMillis(1));

            assertThat(net.atPeer).containsExactly("Hello");
            assertThat(client.data).containsExactly("5.9.0.2:7000 World");
        }

        @Test
        void goesByChannelsBothWays() {
            client.allocated().bound(0x4abc, peer);

            client.say(0x4abc, "Hello");
            net.peer.send(bytes("World"), net.peerSaw);
            net.time.advance(Duration.ofMillis(1));

            assertThat(net.atPeer).containsExactly("Hello");
            assertThat(client.data).containsExactly("4abc World");
            assertThat(net.metrics.count("rvoip_turn_packets_total", "direction", "to-peer")).isEqualTo(1);
            assertThat(net.metrics.count("rvoip_turn_bytes_total", "direction", "to-client")).isEqualTo(5);
        }

        @Test
        void channelsOfTheFormerRfcWorkToo() {
            client.allocated().bound(0x7FFF, peer);

            client.say(0x7FFF, "Hello");

            assertThat(net.atPeer).containsExactly("Hello");
        }

        @Test
        void anEmptyDatagramIsOne() {
            client.allocated().bound(0x4000, peer);

            client.say(0x4000, "");

            assertThat(net.atPeer).containsExactly("");
        }

        @Test
        void goesByIndicationsOfAnotherFormToo() {
            client.allocated().permitted(peer);

            client.indicate(peer, "sealed", builder -> builder.fingerprint());
            client.indicate(peer, "named", builder -> builder.add(new StunAttribute.Software("client")));
            client.indicate(peer, "unknown", builder -> builder.add(new StunAttribute.UseCandidate()));

            assertThat(net.atPeer).containsExactly("sealed", "named", "unknown");
        }

        @Test
        void needsAPermissionThatIsNotOver() {
            client.allocated().permitted(peer);
            client.indicate(peer, "in time");
            net.time.advance(Duration.ofSeconds(301));

            client.indicate(peer, "late");
            net.peer.send(bytes("late"), net.peerSaw);
            net.time.advance(Duration.ofMillis(1));

            assertThat(net.atPeer).containsExactly("in time");
            assertThat(client.data).isEmpty();
            assertThat(net.dropped("no-permission")).isEqualTo(2);
        }

        @Test
        void fromStrangersIsDropped() {
            client.challenged();
            InetSocketAddress relay = relayed(client.allocate());

            net.peer.send(bytes("who?"), relay);
            net.time.advance(Duration.ofMillis(1));

            assertThat(client.data).isEmpty();
            assertThat(net.dropped("no-permission")).isEqualTo(1);
        }

        @Test
        void aChannelNeedsAPermissionToo() {
            client.allocated(lifetime(3_600)).bound(0x4000, peer);
            client.say(0x4000, "in time");
            net.time.advance(Duration.ofSeconds(301));
            net.peer.send(bytes("late"), net.peerSaw);
            net.time.advance(Duration.ofMillis(1));
            assertThat(net.dropped("no-permission")).isEqualTo(1);

            client.permitted(peer);
            net.peer.send(bytes("again"), net.peerSaw);
            net.time.advance(Duration.ofMillis(1));

            assertThat(client.data).containsExactly("4000 again");
        }

        @Test
        void channelsEndAndTheirNumbersAreFree() {
            client.allocated(lifetime(3_600)).bound(0x4000, peer);
            net.time.advance(Duration.ofSeconds(601));
            client.say(0x4000, "late");
            assertThat(net.dropped("no-channel")).isEqualTo(1);
            assertThat(code(client.ask(client.signed(StunMessage.REFRESH)))).as("the nonce ended too").isEqualTo(438);
            client.learn(client.answers.get(0));

            client.bound(0x4000, net.peerHost.at(7_001));
        }
    }

    /** Behind a NAT: what is sent to our own public address is meant for us, and no router has to turn it around. */
    @Test
    void theAdvertisedAddressIsInside() throws UnknownHostException {
        InetAddress seen = InetAddress.getByName("5.9.200.1");
        RelayFixture behind = new RelayFixture(settings -> RelaySettings.on(
                        new RelayAddress(settings.relays().get(0).local(), seen))
                .withQuotas(settings.quotas()).withPeers(PeerRules.PUBLIC.withAllowed(AddressRule.of(seen, 20_000, 20_001))));
        List<String> atHome = new ArrayList<>();
        behind.serverHost.bindNow(behind.serverHost.at(20_000), behind.loop, (path, datagram, from) -> {
            atHome.add(datagram.toString(StandardCharsets.UTF_8));
            path.send(datagram, from);
        });
        RelayFixture.Client phone = behind.client().challenged();
        assertThat(relayed(phone.allocate()).getAddress()).isEqualTo(seen);
        InetSocketAddress media = new InetSocketAddress(seen, 20_000);

        phone.permitted(media).indicate(media, "by indication");
        phone.bound(0x4000, media).say(0x4000, "by channel");
        behind.time.advance(Duration.ofMillis(2));

        assertThat(atHome).containsExactly("by indication", "by channel");
        assertThat(phone.data).containsExactly("5.9.200.1:20000 by indication", "4000 by channel");
        assertThat(phone.bind(0x4001, new InetSocketAddress(seen, 22))).isEqualTo(403);
        assertThat(phone.bind(0x4001, behind.serverHost.at(20_000))).as("the inner address itself").isEqualTo(403);
    }

    @Nested
    class Families {
        @Test
        void ipv6ByIpv6() {
            RelayFixture.Client six = net.client6();
            six.challenged();
            net.peer(net.peerHost.at6(7_006));

            StunMessage answer = six.allocate(SIX);
            six.permitted(net.peerHost.at6(7_006));
            six.indicate(net.peerHost.at6(7_006), "six");

            assertThat(relayed(answer).getAddress()).isInstanceOf(Inet6Address.class);
            assertThat(net.atPeer).containsExactly("six");
            assertThat(net.peerSaw).isEqualTo(relayed(answer));
        }

        @Test
        void ipv4UnlessAskedFor() {
            RelayFixture.Client six = net.client6();
            six.challenged();

            assertThat(relayed(six.allocate()).getAddress()).isEqualTo(net.serverHost.address());
        }

        @Test
        void bothAtOnce() {
            client.challenged();

            StunMessage answer = client.allocate(BOTH);

            List<InetSocketAddress> relays = answer.attributes().stream()
                    .filter(StunAttribute.XorRelayedAddress.class::isInstance)
                    .map(relay -> ((StunAttribute.XorRelayedAddress) relay).address()).toList();
            assertThat(relays).hasSize(2);
            client.permitted(peer).permitted(net.peerHost.at6(7_000));
            assertThat(code(client.ask(client.signed(StunMessage.REFRESH, SIX, lifetime(0))))).isZero();
            assertThat(net.serverHost.openSockets()).as("listeners and one relay").isEqualTo(3);
            assertThat(client.refusal(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(net.peerHost.at6(1))))
                    .isEqualTo(443);
            client.permitted(peer);
        }

        @Test
        void oneOfTwoWithTheReason() {
            RelayFixture four = new RelayFixture(settings ->
                    RelaySettings.on(settings.relays().get(0)).withQuotas(settings.quotas()));
            RelayFixture.Client asking = four.client().challenged();

            StunMessage answer = asking.allocate(BOTH);

            assertThat(relayed(answer).getAddress()).isEqualTo(four.serverHost.address());
            assertThat(answer.attribute(StunAttribute.AddressErrorCode.class))
                    .contains(new StunAttribute.AddressErrorCode(2, 440));
            assertThat(code(four.client().challenged().allocate(SIX))).isEqualTo(440);
        }
    }
}
