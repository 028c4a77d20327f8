package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.turn.TestTurnServer;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses of ours others get to know. */
class IceAddressesTest {
    private static final AddressRule PRIVATE = IceAddresses.network("192.168.0.0/16");

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network =
            new VirtualNetwork(time, 1).withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
    private final IcePeer other = new IcePeer(time, network.host("198.51.100.2", "2001:db8::2"), IceConfig.FULL, 2).bind(1, 1);

    private static IceConfig with(IceConfig config, IceAddresses addresses) {
        return config.withAddresses(addresses);
    }

    private void connect(IcePeer ours) {
        IcePeer.introduce(ours, other, IcePeer.Signalling.VANILLA);
        ours.gather();
        other.gather();
        ours.start(IceRole.CONTROLLING);
        other.start(IceRole.CONTROLLED);
        assertThat(time.runUntil(
                        () -> ours.agent.state() == IceState.CONNECTED && other.agent.state() == IceState.CONNECTED, Duration.ofSeconds(10)))
                .as("%s %s", ours.failures, other.failures).isTrue();
        ours.say("Hello");
        other.say("World");
        time.advance(Duration.ofMillis(200));
        assertThat(other.heard).containsExactly("Hello");
        assertThat(ours.heard).containsExactly("World");
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 198.51.100.1", "IPV6, 2001:db8:0:0:0:0:0:1"})
    void aFamilyThatIsLeftOutIsNeitherToldNorUsed(IceAddresses.Families families, String left) {
        IcePeer ours = new IcePeer(time, network.host("198.51.100.1", "2001:db8::1"),
                with(IceConfig.FULL, IceAddresses.ALL.withFamilies(families)), 1).bind(1, 1);
        List<CapturedDatagram> seen = network.capture();

        connect(ours);

        assertThat(ours.candidates).extracting(one -> one.address().getAddress().getHostAddress()).containsExactly(left);
        Class<?> family = families == IceAddresses.Families.IPV4 ? Inet4Address.class : Inet6Address.class;
        assertThat(seen).isNotEmpty().allMatch(datagram -> family.isInstance(datagram.from().getAddress()));
    }

    @Test
    void aNetworkThatIsLeftOutIsNotToldAndItsReflexiveAddressAndRelaysAre() {
        VirtualHost serverHost = network.host("198.51.100.9");
        TestTurnServer server = new TestTurnServer(serverHost, time.loop(), serverHost.at(3478));
        VirtualNat nat = network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1");
        IcePeer phone = new IcePeer(time, nat.host("192.168.1.10"),
                with(IceConfig.FULL.withTurnServers(server.account()), IceAddresses.ALL.withWithout(PRIVATE)), 1).bind(1, 1);

        connect(phone);

        assertThat(phone.candidates).extracting(IceCandidate::type)
                .containsExactlyInAnyOrder(CandidateType.SERVER_REFLEXIVE, CandidateType.RELAYED);
        assertThat(phone.candidates).map(CandidateLine::write).noneMatch(line -> line.contains("192.168."))
                .anyMatch(line -> line.contains("typ srflx raddr 0.0.0.0 rport 9"));
        assertThat(phone.selections).last().extracting(pair -> pair.remote().type()).isEqualTo(CandidateType.HOST);
    }

    /** Without a NAT a server sees the very address that is not to be told. */
    @Test
    void aRelayDoesNotSayWhatIsNotTold() {
        VirtualHost serverHost = network.host("198.51.100.9");
        TestTurnServer server = new TestTurnServer(serverHost, time.loop(), serverHost.at(3478));
        IcePeer ours = new IcePeer(time, network.host("198.51.100.1"), with(IceConfig.FULL.withTurnServers(server.account()),
                IceAddresses.ALL.withWithout(IceAddresses.network("198.51.100.1"))), 1).bind(1, 1);

        connect(ours);

        assertThat(ours.candidates).map(CandidateLine::write).singleElement().asString().endsWith("typ relay raddr 0.0.0.0 rport 9");
    }

    @Test
    void onlyTheNetworksThatAreNamedAreTold() {
        IcePeer ours = new IcePeer(time, network.host("198.51.100.1", "10.1.0.1", "10.2.0.1"), with(IceConfig.FULL,
                IceAddresses.ALL.withOnly(IceAddresses.network("10.0.0.0/8")).withWithout(IceAddresses.network("10.2.0.0/16"))), 1).bind(1, 1);

        connect(ours);

        assertThat(ours.candidates).extracting(one -> one.address().getAddress().getHostAddress()).containsExactly("10.1.0.1");
    }

    @Test
    void onlyInterfacesThatAreNamedAreToldWithTheAddressesTheyHaveNow() throws UnknownHostException {
        InetAddress here = InetAddress.getByName("10.1.0.1");
        InetAddress there = InetAddress.getByName("10.2.0.1");
        VirtualHost host = network.host("198.51.100.1", "10.1.0.1", "10.2.0.1");
        IceAddresses chosen = IceAddresses.ALL.withInterfaces("eth1", "eth9");
        Map<String, Set<InetAddress>> machine = new HashMap<>(Map.of("eth0", Set.of(there), "eth1", Set.of(here)));
        IceInterfaces interfaces = new IceInterfaces(() -> machine);
        assertThat(chosen.tells(here, interfaces)).as("before anybody has looked").isFalse();
        interfaces.look();
        assertThat(interfaces.missing(chosen.interfaces())).containsExactly("eth9");
        assertThat(interfaces.addresses(chosen.interfaces())).containsExactly(here);
        assertThat(told(host, chosen, interfaces)).containsExactly("10.1.0.1");

        machine.put("eth1", Set.of(there));
        assertThat(told(host, chosen, interfaces)).as("until somebody looks").containsExactly("10.1.0.1");
        interfaces.look();
        assertThat(told(host, chosen, interfaces)).containsExactly("10.2.0.1");
        assertThat(chosen.withWithout(IceAddresses.network("10.2.0.0/16")).tells(there, interfaces)).isFalse();
        assertThat(chosen.choosesNetworks()).isTrue();
        assertThat(IceAddresses.ALL.tells(here, IceInterfaces.NONE)).isTrue();
    }

    /** What a call tells that begins now. */
    private List<String> told(VirtualHost host, IceAddresses chosen, IceInterfaces interfaces) {
        IcePeer ours = new IcePeer(time, host, with(IceConfig.FULL, chosen), interfaces, host.openSockets()).bind(1, 1);
        ours.gather();
        time.advance(Duration.ofSeconds(1));
        return ours.candidates.stream().map(one -> one.address().getAddress().getHostAddress()).toList();
    }

    @Test
    void aSearchAnewTellsWhatIsThereThen() throws UnknownHostException {
        Map<String, Set<InetAddress>> machine = new HashMap<>(Map.of("eth1", Set.of(InetAddress.getByName("10.1.0.1"))));
        IceInterfaces interfaces = new IceInterfaces(() -> machine);
        interfaces.look();
        IcePeer ours = new IcePeer(time, network.host("198.51.100.1", "10.1.0.1", "10.2.0.1"),
                with(IceConfig.FULL, IceAddresses.ALL.withInterfaces("eth1")), interfaces, 1).bind(1, 1);
        connect(ours);
        machine.put("eth1", Set.of(InetAddress.getByName("10.2.0.1")));
        interfaces.look();
        ours.candidates.clear();
        ours.run(() -> ours.agent.restart(time.nanoTime()));
        ours.gather();
        time.advance(Duration.ofSeconds(1));
        assertThat(ours.candidates).extracting(one -> one.address().getAddress().getHostAddress()).containsExactly("10.2.0.1");
    }

    @Test
    void aChoiceThatNobodyLooksAtIsRefused() {
        IceConfig chosen = with(IceConfig.FULL, IceAddresses.ALL.withInterfaces("eth1"));
        assertThatThrownBy(() -> new IcePeer(time, network.host("10.1.0.1"), chosen, 1))
                .hasMessage("interfaces: [eth1] (expected: with somebody who looks at them)");
    }

    @Test
    void theLoopbackInterfaceOfThisMachineHasItsAddress() throws UnknownHostException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        IceInterfaces machine = new IceInterfaces(IceInterfaces::ofThisMachine);
        machine.look();
        String name = IceInterfaces.ofThisMachine().entrySet().stream().filter(one -> one.getValue().contains(loopback)).findFirst().orElseThrow().getKey();
        IceAddresses chosen = IceAddresses.ALL.withInterfaces(name);
        assertThat(machine.missing(chosen.interfaces())).isEmpty();
        assertThat(chosen.tells(loopback, machine)).isTrue();
        assertThat(chosen.tells(InetAddress.getByName("192.0.2.1"), machine)).isFalse();
        assertThat(chosen).isEqualTo(IceAddresses.ALL.withInterfaces(name)).isNotEqualTo(IceAddresses.ALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 33})
    void interfacesAreFew(int number) {
        String[] names = IntStream.range(0, number).mapToObj(i -> "eth" + i).toArray(String[]::new);
        assertThatThrownBy(() -> IceAddresses.ALL.withInterfaces(names)).hasMessageContaining("expected: 1-32 names, as in eth0");
    }

    @Test
    void familiesAreAskedForByAddressAndByName() throws UnknownHostException {
        IceAddresses six = IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV6);
        assertThat(six.has(InetAddress.getByName("::1"))).isTrue();
        assertThat(six.tells(InetAddress.getByName("127.0.0.1"), IceInterfaces.NONE)).isFalse();
        assertThat(six.has(StandardProtocolFamily.INET)).isFalse();
        assertThat(IceAddresses.ALL.has(StandardProtocolFamily.INET6)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "10.0.0.0/33", "10.0.0.1:5000", ""})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> IceAddresses.network(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatHasNoEffectIsRefused() {
        IceAddresses four = IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV4);
        IceAddresses without = IceAddresses.ALL.withWithout(PRIVATE);
        IceConfig relays = IceConfig.FULL.withTurnServers(
                new TurnServer(new InetSocketAddress("198.51.100.9", 3478), "a", Secret.of("b"))).withPolicy(IcePolicy.RELAY);
        assertThatThrownBy(() -> four.withOnly(IceAddresses.network("::1"))).hasMessageStartingWith("only: ::1, with families IPV4");
        assertThatThrownBy(() -> IceConfig.LITE.withAddresses(four)).hasMessageStartingWith("addresses: with lite");
        assertThatThrownBy(() -> relays.withAddresses(without)).hasMessageStartingWith("addresses: networks, with policy RELAY");
        assertThat(relays.withAddresses(four).addresses()).isEqualTo(four);
        assertThatThrownBy(() -> without.withOnly(Collections.nCopies(33, PRIVATE).toArray(AddressRule[]::new)))
                .hasMessage("only: 33 networks (expected: at most 32)");
    }
}
