package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.session.MediaException;
import io.rvoip.sip.transport.dns.AddressRecord;
import io.rvoip.sip.transport.dns.DnsAnswer;
import io.rvoip.sip.transport.dns.DnsClient;
import io.rvoip.sip.transport.dns.DnsLimits;
import io.rvoip.sip.transport.dns.DnsLookup;
import io.rvoip.sip.transport.dns.DnsQuestion;
import io.rvoip.sip.transport.dns.DnsRecord;
import io.rvoip.sip.transport.dns.NaptrRecord;
import io.rvoip.sip.transport.dns.SrvRecord;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of STUN and TURN servers, in a world of a few records. */
class IceServersTest {
    private static final long TTL = 60;

    private final ManualTime time = new ManualTime();
    private final Loop loop = time.loop();
    private final TestMetrics metrics = new TestMetrics();
    private final Map<DnsQuestion, List<DnsRecord>> zone = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final DnsClient client = (question, then) -> {
        asked.add(question.toString());
        loop.execute(() -> then.accept(new DnsAnswer.Records(zone.getOrDefault(question, List.of()), TTL)));
    };
    private final IceServers servers = IceServers.dns(new DnsLookup(client, loop, DnsLimits.DEFAULT), loop, metrics);

    private void add(DnsRecord record) {
        zone.computeIfAbsent(new DnsQuestion(record.name(), record.type()), key -> new ArrayList<>()).add(record);
    }

    private void host(String name, String address) {
        try {
            add(new AddressRecord(name, TTL, InetAddress.getByName(address)));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private IceConfig resolved(IceConfig config) {
        CompletableFuture<IceConfig> found = servers.resolve(config).toCompletableFuture();
        time.runReady();
        return found.join();
    }

    private static IceServer turn(String uri) {
        return IceServer.turn(uri, "alice", Secret.of("pw-alice"));
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    @Test
    void addressesNeedNobody() {
        IceConfig config = IceServers.addresses()
                .resolve(IceConfig.FULL.withServers(IceServer.stun("stun:192.0.2.1"), turn("turn:[2001:db8::1]:3479?transport=tcp")))
                .toCompletableFuture().join();
        assertThat(config.stunServers()).containsExactly(at("192.0.2.1", 3_478));
        assertThat(config.turnServers()).extracting(TurnServer::address).containsExactly(at("2001:db8::1", 3_479));
        assertThat(config.turnServers()).extracting(TurnServer::transport).containsExactly(TurnServer.Transport.TCP);
        assertThat(config.servers()).isEmpty();
    }

    @Test
    void aNameWithAPortHasAddressesOfBothFamilies() {
        host("stun.example.org", "192.0.2.1");
        host("stun.example.org", "2001:db8::1");
        IceConfig config = resolved(IceConfig.FULL.withServers(IceServer.stun("stun:stun.example.org:3479")));
        assertThat(config.stunServers()).containsExactly(at("192.0.2.1", 3_479), at("2001:db8::1", 3_479));
        assertThat(asked).containsExactlyInAnyOrder("A stun.example.org", "AAAA stun.example.org");
    }

    @Test
    void aNameWithoutOneHasTheServersOfItsService() {
        add(new SrvRecord("_turns._tcp.example.org", TTL, 20, 0, 443, "second.example.org"));
        add(new SrvRecord("_turns._tcp.example.org", TTL, 10, 0, 5_350, "first.example.org"));
        host("first.example.org", "192.0.2.1");
        host("second.example.org", "192.0.2.2");
        IceConfig config = resolved(IceConfig.FULL.withServers(turn("turns:example.org")).withPolicy(IcePolicy.RELAY));
        assertThat(config.turnServers()).extracting(TurnServer::address).containsExactly(at("192.0.2.1", 5_350), at("192.0.2.2", 443));
        assertThat(config.turnServers()).as("proves the name that was asked for").extracting(TurnServer::name).containsOnly("example.org");
    }

    @Test
    void withoutSuchRecordsItIsTheUsualPort() {
        host("example.org", "192.0.2.1");
        IceConfig config = resolved(IceConfig.FULL.withServers(IceServer.stun("stun:example.org"), turn("turn:example.org?transport=tcp"), turn("turns:example.org")));
        assertThat(config.stunServers()).containsExactly(at("192.0.2.1", 3_478));
        assertThat(config.turnServers()).extracting(TurnServer::address).containsExactly(at("192.0.2.1", 3_478), at("192.0.2.1", 5_349));
        assertThat(asked).contains("SRV _stun._udp.example.org", "SRV _turn._tcp.example.org", "SRV _turns._tcp.example.org");
    }

    private void rule(String name, int order, String flags, String service, String next) {
        add(new NaptrRecord(name, TTL, order, 10, flags, service, "", next));
    }

    /** The records of RFC 5928 figure 1. */
    private void figure1() {
        rule("example.net", 200, "", "RELAY:turn.tcp:turn.tls", "stream.example.net");
        rule("example.net", 100, "", "RELAY:turn.udp", "datagram.example.net");
        rule("datagram.example.net", 100, "S", "RELAY:turn.udp", "_turn._udp.example.net");
        rule("stream.example.net", 100, "S", "RELAY:turn.tcp", "_turn._tcp.example.net");
        rule("stream.example.net", 200, "A", "RELAY:turn.tls", "a.example.net");
        add(new SrvRecord("_turn._udp.example.net", TTL, 0, 0, 3_478, "a.example.net"));
        add(new SrvRecord("_turn._tcp.example.net", TTL, 0, 0, 5_000, "a.example.net"));
        host("a.example.net", "192.0.2.1");
    }

    private List<String> relays(String uri) {
        return resolved(IceConfig.FULL.withServers(turn(uri))).turnServers().stream()
                .map(server -> server.transport() + " " + server.address().getAddress().getHostAddress() + " " + server.address().getPort()).toList();
    }

    /** RFC 5928 table 2. */
    @ParameterizedTest
    @ValueSource(strings = {"turn:example.net", "turn:example.com"})
    void theDomainSaysByWhichTransportsItsRelaysAreAsked(String uri) {
        figure1();
        rule("example.com", 100, "", "RELAY:turn.udp:turn.tcp:turn.tls", "example.net"); // figure 2

        assertThat(relays(uri)).containsExactly("UDP 192.0.2.1 3478", "TLS 192.0.2.1 5349", "TCP 192.0.2.1 5000");
    }

    @Test
    void onlyTlsIsLookedForWhereItHasToBeSecure() {
        figure1();

        assertThat(relays("turns:example.net")).containsExactly("TLS 192.0.2.1 5349");
        assertThat(asked).doesNotContain("NAPTR datagram.example.net");
    }

    @Test
    void rulesAreNotAskedForWhereTheUriSaysTheTransportOrThePort() {
        figure1();
        host("example.net", "192.0.2.9");

        assertThat(relays("turn:example.net?transport=tcp")).containsExactly("TCP 192.0.2.1 5000");
        assertThat(relays("turn:example.net:3478")).containsExactly("UDP 192.0.2.9 3478");
        assertThat(asked).noneMatch(question -> question.startsWith("NAPTR"));
    }

    @Test
    void rulesOfOtherServicesCountForNothing() {
        rule("example.org", 10, "s", "SIP+D2U", "_sip._udp.example.org");
        add(new NaptrRecord("example.org", TTL, 10, 10, "u", "RELAY:turn.udp", "!.*!turn:evil.example!", "."));
        host("example.org", "192.0.2.1");

        assertThat(relays("turn:example.org")).containsExactly("UDP 192.0.2.1 3478");
    }

    @Test
    void rulesThatLeadInACircleEnd() {
        rule("example.org", 10, "", "RELAY:turn.udp:turn.tcp:turn.tls", "example.org");
        host("example.org", "192.0.2.1");

        assertThat(relays("turn:example.org")).as("rules that lead nowhere are an error, not an absence").isEmpty();
        assertThat(asked.stream().distinct().count()).isLessThan(3);
        assertThat(metrics.count("rvoip_ice_servers_unresolved_total")).isEqualTo(1);
    }

    @Test
    void aDomainThatSaysItHasNoneHasNone() {
        add(new SrvRecord("_turn._udp.example.org", TTL, 0, 0, 0, SrvRecord.NONE));
        host("example.org", "192.0.2.1");
        IceConfig config = resolved(IceConfig.FULL.withServers(turn("turn:example.org")));
        assertThat(config.turnServers()).isEmpty();
        assertThat(metrics.count("rvoip_ice_servers_unresolved_total")).isEqualTo(1);
    }

    @Test
    void whoIsNotFoundIsLeftOutUnlessNothingElseMayBeUsed() {
        host("stun.example.org", "192.0.2.1");
        IceConfig config = IceConfig.FULL.withServers(IceServer.stun("stun:stun.example.org:3478"), turn("turn:nowhere.example.org"));
        assertThat(resolved(config).stunServers()).hasSize(1);
        assertThat(metrics.count("rvoip_ice_servers_unresolved_total")).isEqualTo(1);
        assertThatThrownBy(() -> resolved(config.withPolicy(IcePolicy.RELAY))).hasCauseInstanceOf(MediaException.class)
                .hasMessageContaining("none is found: [turn:nowhere.example.org]");
    }

    @Test
    void withoutNameServersANameIsNotFound() {
        CompletableFuture<IceConfig> found = IceServers.addresses()
                .resolve(IceConfig.FULL.withServers(turn("turns:example.org")).withPolicy(IcePolicy.RELAY)).toCompletableFuture();
        assertThatThrownBy(found::join).hasCauseInstanceOf(MediaException.class);
    }
}
