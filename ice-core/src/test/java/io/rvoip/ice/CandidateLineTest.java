package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8839 §5.1, and row S9 of SECURITY.md. */
class CandidateLineTest {
    private static final String GOOD = "candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998";

    @Test
    void readsTheExampleOfTheRfc() {
        assertThat(CandidateLine.read(GOOD))
                .isEqualTo(new CandidateLine.Usable(IceCandidate.remote(
                        "2", 1, 1694498815, new InetSocketAddress("192.0.2.3", 45664), CandidateType.SERVER_REFLEXIVE)));
        assertThat(CandidateLine.read(GOOD.substring("candidate:".length()))).isEqualTo(CandidateLine.read(GOOD));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.17.1 rport 46154 generation 0 ufrag EsAw network-cost 999",
        "candidate:1 2 UDP 1 2001:db8::1 1 typ host",
        "candidate:a+/9 256 UdP 2147483647 192.0.2.1 65535 TYP RELAY raddr 0.0.0.0 rport 9",
        "candidate:1 1 UDP 1 fe80::1 9 typ prflx",
    })
    void readsWhatOthersWrite(String line) {
        assertThat(CandidateLine.read(line)).isInstanceOf(CandidateLine.Usable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', not a candidate line",
        "candidate:, not a candidate line",
        "candidate:1 1 UDP 1 192.0.2.1 1 tip host, not a candidate line",
        "candidate:1 1 UDP 1 192.0.2.1 1 typ, not a candidate line",
        "candidate:1 1 UDP 1 192.0.2.1 1 typ host generation, an extension without a value",
        "candidate: 1 UDP 1 192.0.2.1 1 typ host, foundation",
        "candidate:abcdefghijklmnopqrstuvwxyz0123456 1 UDP 1 192.0.2.1 1 typ host, foundation",
        "candidate:a=b 1 UDP 1 192.0.2.1 1 typ host, foundation",
        "candidate:é 1 UDP 1 192.0.2.1 1 typ host, foundation",
        "candidate:1 0 UDP 1 192.0.2.1 1 typ host, component",
        "candidate:1 257 UDP 1 192.0.2.1 1 typ host, component",
        "candidate:1 -1 UDP 1 192.0.2.1 1 typ host, component",
        "candidate:1 ٣ UDP 1 192.0.2.1 1 typ host, component",
        "candidate:1 1 UDP 0 192.0.2.1 1 typ host, priority",
        "candidate:1 1 UDP 2147483648 192.0.2.1 1 typ host, priority",
        "candidate:1 1 UDP 99999999999 192.0.2.1 1 typ host, priority",
        "candidate:1 1 UDP 1 192.0.2.1 0 typ host, port",
        "candidate:1 1 UDP 1 192.0.2.1 70000 typ host, port",
        "candidate:1 1 SCTP 1 192.0.2.1 9 typ host, transport",
        "candidate:1 1 TCP 1 192.0.2.1 9 typ host, tcptype",
        "candidate:1 1 TCP 1 192.0.2.1 9 typ host tcptype both, tcptype",
        "candidate:1 1 TCP 1 192.0.2.1 9 typ host passive tcptype, tcptype",
        "candidate:1 1 UDP 1 192.0.2.1 1 typ new, unknown type",
        "candidate:1 1 UDP 1 a.example 1 typ host, not numeric",
        "candidate:1 1 UDP 1 a.b.local 1 typ host, not numeric",
        "candidate:1 1 UDP 1 .local 1 typ host, not numeric",
        "candidate:1 1 UDP 1 192.0.2 1 typ host, not numeric",
        "candidate:1 1 UDP 1 0.0.0.0 1 typ host, nobody",
        "candidate:1 1 UDP 1 :: 1 typ host, nobody",
        "candidate:1 1 UDP 1 224.0.0.1 1 typ host, nobody",
    })
    void ignoresWhatItCannotUse(String line, String reason) {
        assertThat(CandidateLine.read(line))
                .isInstanceOfSatisfying(
                        CandidateLine.Ignored.class, ignored -> assertThat(ignored.reason()).contains(reason));
    }

    @Test
    void ignoresWhatIsTooLong() {
        assertThat(CandidateLine.read(GOOD + " x y".repeat(150)))
                .isEqualTo(new CandidateLine.Ignored("more than 512 characters"));
        assertThat(CandidateLine.read(GOOD + " x y".repeat(15)))
                .isEqualTo(new CandidateLine.Ignored("more than 40 words"));
    }

    /** RFC 6544 §4.5; the priorities are those of §4.2 with 90 for the type, behind all of UDP but relays. */
    @ParameterizedTest
    @CsvSource({
        "active, TCP_ACTIVE, 1518280703",
        "passive, TCP_PASSIVE, 1518280447",
        "so, TCP_SO, 1518280191",
    })
    void readsAndWritesCandidatesOverTcp(String type, IceTransport transport, long any) {
        String line = "candidate:1 1 TCP " + any + " 192.0.2.1 9 typ host tcptype " + type;

        assertThat(CandidateLine.read(line.replace("TCP", "tcp").replace("tcptype", "generation 0 TcpType"))).isInstanceOfSatisfying(
                CandidateLine.OverTcp.class, read -> {
                    assertThat(read.candidate().transport()).isEqualTo(transport);
                    assertThat(CandidateLine.write(read.candidate())).isEqualTo(line);
                });
    }

    @Test
    void candidatesOverTcpComeBehindThoseOverUdp() {
        IceSocket passive = new IceSocket(0, 1, new InetSocketAddress("192.0.2.1", 4_001), IceTransport.TCP_PASSIVE);

        assertThat(CandidateLine.write(IceCandidate.host("t1", passive, 65_535)))
                .isEqualTo("candidate:t1 1 TCP 1520435199 192.0.2.1 4001 typ host tcptype passive");
        assertThat(IceCandidate.host("t1", passive, 65_535).priority())
                .isLessThan(IceCandidate.priority(CandidateType.SERVER_REFLEXIVE, 0, 256))
                .isGreaterThan(IceCandidate.priority(CandidateType.RELAYED, 65_535, 1));
    }

    /** RFC 6544 §4.5: nobody connects to port 9; §4.2: of one address, who connects goes before who is connected to. */
    @Test
    void whatConnectsIsToldWithAPortOfNoUse() {
        IceCandidate active = IceCandidate.host("t1", IceSocket.active(0, 1, new InetSocketAddress("192.0.2.1", 0).getAddress()), 65_535);

        assertThat(CandidateLine.write(active)).isEqualTo("candidate:t1 1 TCP 1524629503 192.0.2.1 9 typ host tcptype active");
        assertThat(active.priority())
                .isGreaterThan(IceCandidate.host("t1", new IceSocket(0, 1, new InetSocketAddress("192.0.2.1", 4_001), IceTransport.TCP_PASSIVE), 65_535).priority())
                .isLessThan(IceCandidate.priority(CandidateType.SERVER_REFLEXIVE, 0, 256));
        assertThatThrownBy(() -> new IceSocket(0, 1, new InetSocketAddress("192.0.2.1", 9), IceTransport.TCP_SO))
                .hasMessage("transport: TCP_SO, which nobody opens here (expected: UDP, TCP_PASSIVE or TCP_ACTIVE)");
    }

    /** The lines of RFC 6544's examples have these kinds. */
    @ParameterizedTest
    @CsvSource({
        "2 1 TCP 2128609279 192.0.2.1 9 typ host tcptype active, false",
        "2 1 TCP 2124414975 192.0.2.1 8998 typ host tcptype passive, true",
        "2 1 TCP 2120220671 192.0.2.1 8999 typ host tcptype so, false",
        "3 1 TCP 1688207359 192.0.2.3 9 typ srflx raddr 10.0.0.1 rport 9 tcptype active, false",
        "3 1 TCP 1684013055 192.0.2.3 45687 typ srflx raddr 10.0.0.1 rport 8998 tcptype passive, true",
        "3 1 TCP 1692401663 192.0.2.3 45687 typ srflx raddr 10.0.0.1 rport 8999 tcptype so, false",
        "4 1 TCP 12591103 192.0.2.9 49152 typ relay raddr 192.0.2.3 rport 9 tcptype passive, true",
        "4 1 TCP 16785407 192.0.2.9 9 typ relay raddr 192.0.2.3 rport 9 tcptype active, false",
        "2 1 UDP 2130706431 192.0.2.1 8998 typ host, true",
        "2 1 UDP 2130706431 1f4712db.local 8998 typ host, false",
    })
    void anAgentIsToldOfWhatCanBeSentOrConnectedTo(String line, boolean told) {
        assertThat(CandidateLine.reachable(line).isPresent()).isEqualTo(told);
    }

    /** Accepted as text, never resolved here. */
    @Test
    void keepsNamesOfMulticastDnsAsNames() {
        String name = "1f4712db-ea17-4bcf-a596-105139dfd8bf.local";

        assertThat(CandidateLine.read("candidate:1 1 udp 2113937151 " + name.toUpperCase() + " 9 typ host"))
                .isEqualTo(new CandidateLine.Hidden(name));
    }

    @Test
    void writesWhatItReads() {
        InetSocketAddress base = new InetSocketAddress("10.0.0.1", 4_000);
        IceCandidate reflexive = new IceCandidate(
                "2", 1, 1694498815, new InetSocketAddress("192.0.2.3", 45664), CandidateType.SERVER_REFLEXIVE, base, base);
        IceCandidate six = IceCandidate.host("1", 2, new InetSocketAddress("2001:db8::1", 4_000));
        IceCandidate hiding = new IceCandidate(
                "3", 1, 5, new InetSocketAddress("192.0.2.9", 5), CandidateType.RELAYED, null, null);

        assertThat(CandidateLine.write(reflexive))
                .isEqualTo("candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 10.0.0.1 rport 4000");
        assertThat(CandidateLine.write(six)).isEqualTo("candidate:1 2 UDP 2130706430 2001:db8::1 4000 typ host");
        assertThat(CandidateLine.write(hiding))
                .isEqualTo("candidate:3 1 UDP 5 192.0.2.9 5 typ relay raddr 0.0.0.0 rport 9");
    }

    @Test
    void readsCredentialsThatTheGrammarAllows() {
        String password = "abcdefghijklmnopqrstuv";

        assertThat(IceCredentials.read("abcd", password)).contains(new IceCredentials("abcd", password));
        assertThat(IceCredentials.read("abc", password)).isEmpty();
        assertThat(IceCredentials.read("a".repeat(257), password)).isEmpty();
        assertThat(IceCredentials.read("abcd", password.substring(1))).isEmpty();
        assertThat(IceCredentials.read("abcd", "a".repeat(257))).isEmpty();
        assertThat(IceCredentials.read("ab=d", password)).isEmpty();
        assertThat(IceCredentials.read("abcd", password + "\uD83D\uDE00")).isEmpty();
    }
}
