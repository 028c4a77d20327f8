package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunMessage;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a relay reaches: the table of what is closed, in every disguise, asked of the server itself. */
class PeerRulesTest {
    private static InetSocketAddress peer(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        try {
            InetAddress host = octets.length == 4 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, -1);
            return new InetSocketAddress(host, 80);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(RelayFixture net, InetSocketAddress peer) {
        RelayFixture.Client client = net.client().allocated(new StunAttribute.AdditionalAddressFamily(2));
        assertThat(client.refusal(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(peer))).isEqualTo(403);
        assertThat(client.bind(0x4000, peer)).isEqualTo(403);
        client.indicate(peer, "x");
        client.indicate(peer, "x", builder -> builder.fingerprint());
        assertThat(net.dropped("forbidden")).isEqualTo(2);
        assertThat(net.metrics.count("rvoip_turn_refused_total", "code", "403")).isEqualTo(2);
        assertThat(net.metrics.count("rvoip_turn_packets_total", "direction", "to-peer")).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "this network, 00000000", "this network, 00010203", "private 10, 0a000001", "shared, 64400001",
        "loopback, 7f000001", "loopback further, 7fffff01", "link-local, a9fe0101", "metadata of clouds, a9fea9fe",
        "private 172, ac100001", "private 172 end, ac1fffff", "protocol assignments, c0000001", "documentation 1, c0000201",
        "AS112, c01fc401", "AMT, c034c101", "6to4 relays, c0586301", "private 192, c0a80001", "AS112 direct, c0af3001",
        "benchmarks, c6120001", "benchmarks end, c613ffff", "documentation 2, c6336401", "documentation 3, cb007101",
        "multicast, e0000001", "reserved, f0000001", "broadcast, ffffffff",
    })
    void specialIpv4(String name, String hex) {
        assertRefused(new RelayFixture(), peer(hex));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "unspecified, 00000000000000000000000000000000",
        "loopback, 00000000000000000000000000000001",
        "mapped loopback, 00000000000000000000ffff7f000001",
        "mapped private, 00000000000000000000ffff0a000001",
        "mapped public, 00000000000000000000ffff05090002",
        "compatible, 0000000000000000000000007f000001",
        "translated SIIT, 0000000000000000ffff00007f000001",
        "NAT64, 0064ff9b00000000000000007f000001",
        "NAT64 of a public one, 0064ff9b000000000000000005090002",
        "NAT64 local use, 0064ff9b00010000000000000a000001",
        "discard only, 01000000000000000000000000000001",
        "Teredo, 20010000053ef5f70000fdff80fffffe",
        "benchmarks, 20010002000000000000000000000001",
        "ORCHIDv2, 20010020000000000000000000000001",
        "documentation, 20010db8000000000000000000000001",
        "6to4 of loopback, 20027f00000100000000000000000001",
        "6to4 of private, 20020a00000100000000000000000001",
        "AS112, 2620004f800000000000000000000001",
        "documentation 2, 3fff0000000000000000000000000001",
        "not handed out, 40000000000000000000000000000001",
        "segment routing, 5f000000000000000000000000000001",
        "ISATAP, 2a0104f80000000000005efe0a000001",
        "ISATAP universal, 2a0104f80000000002005efe0a000001",
        "unique local, fd000000000000000000000000000001",
        "link-local, fe800000000000000000000000000001",
        "site-local, fec00000000000000000000000000001",
        "multicast, ff020000000000000000000000000001",
    })
    void specialIpv6(String name, String hex) {
        assertRefused(new RelayFixture(), peer(hex));
    }

    @Test
    void theServerItself() {
        RelayFixture net = new RelayFixture();
        assertRefused(net, net.serverHost.at(50_000));
        assertRefused(new RelayFixture(), net.serverHost.at(3_478));
        assertRefused(new RelayFixture(), net.serverHost.at6(22));
    }

    /** To public addresses too: there are no relays over TCP (RFC 6062). */
    @ParameterizedTest
    @ValueSource(ints = {22, 80, 6_379})
    void connectionsToPeers(int port) {
        RelayFixture.Client client = new RelayFixture().client().allocated();

        assertThat(client.refusal(StunMessage.CONNECT, new StunAttribute.XorPeerAddress(new InetSocketAddress("5.9.0.2", port))))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"05090002", "01010101", "2a0104f8000000000000000000000002", "26060000000000000000000000000001"})
    void publicOnesAreOpen(String hex) {
        InetSocketAddress peer = peer(hex);
        assertThat(PeerRules.PUBLIC.permits(peer.getAddress())).isTrue();
        assertThat(PeerRules.PUBLIC.permits(peer.getAddress(), 80)).isTrue();
        assertThat(PeerRules.PUBLIC.permits(peer.getAddress(), 0)).isFalse();
    }

    @Test
    void whatIsOpenedByNameIsOpenOnItsPorts() {
        RelayFixture net = new RelayFixture(settings -> settings.withPeers(PeerRules.PUBLIC.withAllowed(
                AddressRule.parse("10.1.0.0/16:20000-20999"), AddressRule.parse("5.9.0.1:7000"))));
        RelayFixture.Client client = net.client().allocated();

        client.permitted(new InetSocketAddress("10.1.2.3", 1));
        assertThat(client.bind(0x4000, new InetSocketAddress("10.1.2.3", 20_500))).isZero();
        assertThat(client.bind(0x4001, new InetSocketAddress("10.1.2.3", 22))).isEqualTo(403);
        assertThat(client.bind(0x4001, new InetSocketAddress("10.2.2.3", 20_500))).isEqualTo(403);
        assertThat(client.bind(0x4001, net.serverHost.at(7_000))).as("a port of the server's host").isZero();
        assertThat(client.bind(0x4002, net.serverHost.at(7_001))).isEqualTo(403);
        client.indicate(new InetSocketAddress("10.1.2.3", 22), "x");
        assertThat(net.dropped("forbidden")).isEqualTo(1);
    }

    @Test
    void theServersOwnListenerIsNeverOpened() {
        RelayFixture net = new RelayFixture(settings ->
                settings.withPeers(PeerRules.PUBLIC.withAllowed(AddressRule.parse("0.0.0.0/0"))));
        RelayFixture.Client client = net.client().allocated();

        assertThat(client.bind(0x4000, net.serverHost.at(3_478))).isEqualTo(403);
        assertThat(client.bind(0x4000, net.serverHost.at(3_479))).isZero();
    }

    @Test
    void whatIsClosedByNameIsClosed() {
        PeerRules rules = PeerRules.PUBLIC.withAllowed(AddressRule.parse("10.0.0.0/8"))
                .withDenied(AddressRule.parse("10.9.0.0/16"), AddressRule.parse("5.9.0.2:25"));

        assertThat(rules.permits(peer("0a010000").getAddress())).isTrue();
        assertThat(rules.permits(peer("0a090000").getAddress())).isFalse();
        assertThat(rules.permits(peer("05090002").getAddress())).as("its other ports").isTrue();
        assertThat(rules.permits(peer("05090002").getAddress(), 25)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/24", "203.0.113.7:20000-20999", "203.0.113.7:5000", "2001:db8::/32", "[2001:db8::1]:5000",
        "0.0.0.0/0", "10.0.0.0/8:1024-2000", "[2001:db8::]/32:5000-5001"})
    void rulesAreReadAndPrinted(String text) {
        assertThat(AddressRule.parse(AddressRule.parse(text).toString())).isEqualTo(AddressRule.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relay.example", "10.0.0.0/33", "10.0.0.1:0", "10.0.0.1:70000", "10.0.0.1:9-8", "10.0.0.1:", "10.0.0.1:x",
        "[2001:db8::1", "2001:db8::/129"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> AddressRule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prefixesCountInBits() {
        assertThat(List.of("172.16.0.0", "172.31.255.255")).allMatch(host -> covers("172.16.0.0/12", host));
        assertThat(List.of("172.15.255.255", "172.32.0.0")).noneMatch(host -> covers("172.16.0.0/12", host));
        assertThat(covers("::/3", "1fff::1")).isTrue();
        assertThat(covers("::/3", "2000::1")).isFalse();
        assertThat(covers("8000::/1", "ffff::1")).isTrue();
    }

    private static boolean covers(String rule, String host) {
        return AddressRule.parse(rule).covers(new InetSocketAddress(host, 1).getAddress());
    }
}
