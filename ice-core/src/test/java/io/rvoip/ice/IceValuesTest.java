package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IceValuesTest {
    private static final String PASSWORD = "abcdefghijklmnopqrstuv";
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 4_000);

    /** RFC 8445 §5.1.2.1, with its recommended preferences. */
    @ParameterizedTest
    @CsvSource({
        "HOST, 65535, 1, 2130706431",
        "HOST, 65535, 2, 2130706430",
        "PEER_REFLEXIVE, 65535, 1, 1862270975",
        "SERVER_REFLEXIVE, 65535, 1, 1694498815",
        "RELAYED, 65535, 1, 16777215",
        "RELAYED, 0, 255, 1",
    })
    void computesPriorities(CandidateType type, int local, int component, long expected) {
        assertThat(IceCandidate.priority(type, local, component)).isEqualTo(expected);
    }

    @Test
    void hostCandidatesAreTheirOwnBase() {
        assertThat(IceCandidate.host("1", 1, ADDRESS).knownBase()).contains(ADDRESS);
        assertThat(IceCandidate.remote("1", 1, 1, ADDRESS, CandidateType.RELAYED).knownBase()).isEmpty();
    }

    /** Row S9 of SECURITY.md. */
    @Test
    void refusesWhatTheGrammarDoes() {
        assertThatThrownBy(() -> new IceCredentials("abc", PASSWORD)).hasMessageContaining("fragment: 3");
        assertThatThrownBy(() -> new IceCredentials("a".repeat(257), PASSWORD)).hasMessageContaining("257");
        assertThatThrownBy(() -> new IceCredentials("abc=", PASSWORD)).hasMessageContaining("ice-chars");
        assertThatThrownBy(() -> new IceCredentials("abcd", "a".repeat(21))).hasMessageContaining("password: 21");
        assertThatThrownBy(() -> new IceCredentials("abcd", "a".repeat(257))).hasMessageContaining("257");
        assertThatThrownBy(() -> new IceCredentials("abcd", PASSWORD + "\uD83D\uDE00")).hasMessageContaining("ice-chars");
        assertThatThrownBy(() -> IceCandidate.host("f".repeat(33), 1, ADDRESS)).hasMessageContaining("foundation");
        assertThatThrownBy(() -> IceCandidate.host("", 1, ADDRESS)).hasMessageContaining("foundation");
        assertThatThrownBy(() -> IceCandidate.host("1", 257, ADDRESS)).hasMessageContaining("component: 257");
        assertThatThrownBy(() -> IceCandidate.host("1", 1, new InetSocketAddress("192.0.2.1", 0)))
                .hasMessageContaining("port 1-65535");
        assertThatThrownBy(() -> IceCandidate.host("1", 1, InetSocketAddress.createUnresolved("a.example", 9)))
                .hasMessageContaining("numeric");
        assertThatThrownBy(() -> IceCandidate.remote("1", 1, 0, ADDRESS, CandidateType.HOST))
                .hasMessageContaining("priority: 0");
        assertThatThrownBy(() -> new IcePair(
                        IceCandidate.host("1", 1, ADDRESS), IceCandidate.host("1", 2, ADDRESS)))
                .hasMessageContaining("component 2 (expected: 1)");
    }

    @Test
    void makesCredentialsThatDifferAndHidesThePassword() {
        SeededIds ids = new SeededIds(3);
        IceCredentials one = IceCredentials.random(ids);

        assertThat(one).isNotEqualTo(IceCredentials.random(ids));
        assertThat(one.password().length()).isBetween(22, 256);
        assertThat(one.toString()).contains(one.fragment()).doesNotContain(one.password());
    }

    @Test
    void rolesAreOpposites() {
        assertThat(IceRole.CONTROLLING.other()).isEqualTo(IceRole.CONTROLLED);
        assertThat(IceRole.CONTROLLED.other()).isEqualTo(IceRole.CONTROLLING);
    }
}
