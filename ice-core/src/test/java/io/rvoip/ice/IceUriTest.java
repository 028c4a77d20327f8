package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7064 and RFC 7065, and what becomes of such servers. */
class IceUriTest {
    @ParameterizedTest
    @CsvSource({
        "stun:example.org, STUN, example.org, 0, UDP, 3478",
        "stun:192.0.2.1:3479, STUN, 192.0.2.1, 3479, UDP, 3479",
        "turn:example.org, TURN, example.org, 0, UDP, 3478",
        "turn:example.org:8000?transport=tcp, TURN, example.org, 8000, TCP, 8000",
        "turn:[2001:db8::1]?transport=udp, TURN, 2001:db8::1, 0, UDP, 3478",
        "turns:Example.org, TURNS, example.org, 0, TLS, 5349",
        "turns:example.org:443?transport=tcp, TURNS, example.org, 443, TLS, 443",
    })
    void isRead(String text, IceUri.Scheme scheme, String host, int port, TurnServer.Transport transport, int usual) {
        IceUri uri = IceUri.parse(text);
        assertThat(uri).isEqualTo(new IceUri(scheme, host, port, transport, text.contains("?")));
        assertThat(uri.usualPort()).isEqualTo(usual);
        assertThat(IceUri.parse(uri.toString())).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stun:", "stun:example.org?transport=udp", "turn://example.org", "turn:example.org:0",
        "turn:example.org:65536", "turn:example.org?transport=sctp", "turns:example.org?transport=udp", "turn:[::1", "turn:[1.2.3.4::x]",
        "turn:user@example.org", "http://example.org", "turn:example.org:80:80"})
    void whatIsNoneIsRefusedByWhatIsExpected(String text) {
        assertThatThrownBy(() -> IceUri.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" (expected: stun:HOST:PORT");
    }

    @Test
    void stunOverTlsIsRefusedWithItsReason() {
        assertThatThrownBy(() -> IceUri.parse("STUNS:example.org")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"STUNS:example.org\" (expected: stun:, over UDP:");
    }

    @ParameterizedTest
    @CsvSource({"turn:example.org, true", "turns:example.org, true", "turn:example.org?transport=udp, false", "turn:example.org:3478, false",
        "turns:example.org?transport=tcp, false", "stun:example.org, false"})
    void leavesTheTransportToNameServersWhereItSaysNone(String text, boolean leaves) {
        assertThat(IceUri.parse(text).leavesTransport()).isEqualTo(leaves);
    }

    @Test
    void anAddressNeedsNoLookUp() {
        assertThat(IceUri.parse("turn:[2001:db8::1]").address()).contains(new InetSocketAddress("2001:db8::1", 3_478));
        assertThat(IceUri.parse("turn:example.org").address()).isEmpty();
    }

    @Test
    void aRelayHasAnAccountAndProvesItsName() {
        IceServer relay = IceServer.turn("turns:example.org", "alice", Secret.of("pw-alice"));
        TurnServer found = relay.at(new InetSocketAddress("192.0.2.1", 5_349));
        assertThat(found.name()).isEqualTo("example.org");
        assertThat(found.transport()).isEqualTo(TurnServer.Transport.TLS);
        assertThat(relay.toString()).doesNotContain("pw-alice");
        assertThatThrownBy(() -> new IceServer(IceUri.parse("turn:example.org"), null, null)).hasMessageContaining("expected: both, for a relay");
        assertThatThrownBy(() -> new IceServer(IceUri.parse("stun:example.org"), "alice", null)).hasMessageContaining("neither");
        assertThatThrownBy(() -> IceServer.stun("stun:example.org").at(new InetSocketAddress("192.0.2.1", 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aConfigurationWithNamesIsForNoAgentYet() {
        IceServer relay = IceServer.turn("turn:example.org", "alice", Secret.of("pw-alice"));
        IceConfig named = IceConfig.FULL.withServers(relay).withPolicy(IcePolicy.RELAY);
        assertThatThrownBy(() -> IceConfig.FULL.withServers(IceServer.stun("stun:example.org")).withPolicy(IcePolicy.RELAY))
                .hasMessageContaining("no relay among the servers");
        assertThatThrownBy(() -> named.resolved(List.of(), List.of())).hasMessageContaining("no relay among the servers");
        TurnServer found = relay.at(new InetSocketAddress("192.0.2.1", 3_478));
        IceConfig resolved = named.resolved(List.of(), List.of(found, found));
        assertThat(resolved.turnServers()).containsExactly(found);
        assertThat(resolved.servers()).isEmpty();
        assertThat(resolved.policy()).isEqualTo(IcePolicy.RELAY);
    }
}
