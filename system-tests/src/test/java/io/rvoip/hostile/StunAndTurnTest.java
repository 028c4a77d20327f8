package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.server.TimeLimitedCredentials;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SECURITY.md 2.6 at a platform that serves STUN, TURN and calls: rows I1, I5, I7 and I9. After each input a user of the relay and a
 * phone are served as if nothing had been. Row I3 is that of the agents: ReceivedChecksTest.
 */
@Timeout(60)
class StunAndTurnTest {
    private static final String SHARED = "shared-with-nobody";
    private static final String DROPPED = "rvoip_turn_dropped_total{reason=\"";
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int FLOOD = 500;
    private static final int BURST = 40;
    private static final int A_SECOND = 20;
    private static final int HEADERS = 28; // of IPv4 and UDP

    private static Target target;
    private static GoodPhone good;
    private static int network;

    private final StunSocket attacker = socket();

    @BeforeAll
    static void lay() {
        target = Target.open("turn: {secret: " + SHARED + ", users: [{name: relay, password: pw-relay}], listen: [\"udp://127.0.0.1:0\"]}\n");
        good = new GoodPhone(target);
    }

    @AfterAll
    static void lift() {
        good.close();
        target.close();
    }

    @AfterEach
    void everybodyElseIsServed() {
        good.assertServed();
        good.assertCanCall();
        try (StunSocket user = socket()) {
            assertThat(user.allocated().code(user.signed(StunMessage.REFRESH, new StunAttribute.Lifetime(0)))).isZero();
        }
        target.assertSound();
        attacker.close();
    }

    /** In a network that nobody was in before: what one does counts for his own. */
    private static StunSocket socket() {
        return socket("relay", "pw-relay");
    }

    private static StunSocket socket(String user, String password) {
        network++;
        return new StunSocket("127.200." + network + ".1", target.turn(), user, password);
    }

    @ParameterizedTest(name = "I1 {0}")
    @CsvSource({
        "nothing, '', malformed",
        "a header cut short, 000100002112a4420000, malformed",
        "a length that is no multiple of four, 000100012112a442000000000000000000000000, malformed",
        "a length beyond the datagram, 000100082112a442000000000000000000000000, malformed",
        "a bad cookie, 000100002112a443000000000000000000000000, malformed",
        "a bad fingerprint, 000100082112a4420000000000000000000000008028000400000000, malformed",
        "an attribute of 65535 bytes, 000100042112a4420000000000000000000000000006ffff, malformed",
        "an ERROR-CODE of no bytes, 000100042112a44200000000000000000000000000090000, malformed",
        "an ERROR-CODE of one byte, 000100082112a4420000000000000000000000000009000100000000, malformed",
        "an ERROR-CODE of three bytes, 000100082112a4420000000000000000000000000009000300000400, malformed",
        "an answer to nobody's question, 010100002112a442000000000000000000000000, unknown",
        "channel data of nobody, 4000000101000000, no-allocation",
    })
    void isDroppedAndCounted(String what, String hex, String reason) {
        double before = target.metric(DROPPED + reason);
        attacker.send(HexFormat.of().parseHex(hex));
        await().atMost(Caller.SOON).until(() -> target.metric(DROPPED + reason) == before + 1);

        good.assertServed();
        assertThat(attacker.next(Duration.ofMillis(20))).isEmpty();
    }

    /** I1: without credentials and with them, and named in the answer. */
    @Test
    void whatMustBeUnderstoodAndIsNotIs420() {
        attacker.send(HexFormat.of().parseHex("000100082112a44200000000000000000000000077770004" + "00000000"));
        StunMessage plain = attacker.next(Caller.SOON).orElseThrow();
        assertThat(StunSocket.codeOf(plain)).isEqualTo(420);
        assertThat(plain.attribute(StunAttribute.UnknownAttributes.class).orElseThrow().types()).containsExactly(0x7777);

        attacker.challenged();
        attacker.send(attacker.signedWithUnknown(0x7777));
        assertThat(StunSocket.codeOf(attacker.next(Caller.SOON).orElseThrow())).isEqualTo(420);
    }

    @Test
    void aFloodIsAnsweredAsOftenAsAllowedAndNeverWithMuchMore() {
        byte[] question = HexFormat.of().parseHex("000100002112a442000000000000000000000000");
        long start = System.nanoTime();
        for (int i = 0; i < FLOOD; i++) {
            attacker.send(question);
        }
        good.assertServed();
        int answers = 0;
        int largest = 0;
        for (var next = attacker.next(Duration.ofMillis(100)); next.isPresent(); next = attacker.next(Duration.ofMillis(100))) {
            answers++;
            largest = Math.max(largest, next.get().length());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(answers).isBetween(1, BURST + (int) Math.ceil(seconds * A_SECOND));
        assertThat(2 * (largest + HEADERS)).isLessThanOrEqualTo(3 * (question.length + HEADERS));
    }

    /** I7, ASVS V17.1.1: the disguises are those of PeerRulesTest; here the server of a platform is asked, over its socket. */
    @ParameterizedTest(name = "I7 {0}")
    @CsvSource({
        "private, 0a000001", "loopback, 7f000002", "metadata of clouds, a9fea9fe", "any, 00000000", "broadcast, ffffffff",
        "multicast, e0000001", "mapped, 00000000000000000000ffff7f000001", "NAT64, 0064ff9b0000000000000000a9fea9fe",
        "6to4, 20027f00000100000000000000000001", "unspecified, 00000000000000000000000000000000",
        "loopback of IPv6, 00000000000000000000000000000001", "unique local, fd000000000000000000000000000001",
    })
    void noRelayReaches(String what, String hex) throws UnknownHostException {
        InetSocketAddress peer = new InetSocketAddress(StunSocket.host(hex), 22);
        attacker.allocated();

        assertThat(attacker.code(attacker.signed(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(peer)))).isEqualTo(403);
        assertThat(attacker.code(attacker.signed(StunMessage.CHANNEL_BIND, new StunAttribute.ChannelNumber(0x4000), new StunAttribute.XorPeerAddress(peer))))
            .isEqualTo(403);
    }

    /** Of the host that media is on, media ports alone. */
    @Test
    void norItselfOrItsListener() {
        InetSocketAddress relay = attacker.allocated().relayed();
        for (InetSocketAddress own : new InetSocketAddress[] {relay, target.turn(), target.udp()}) {
            assertThat(attacker.code(attacker.signed(StunMessage.CHANNEL_BIND, new StunAttribute.ChannelNumber(0x4000), new StunAttribute.XorPeerAddress(own))))
                .as("%s", own).isEqualTo(403);
        }
    }

    @ParameterizedTest(name = "I7 CONNECT {0}")
    @ValueSource(ints = {22, 6_379})
    void norByTcp(int port) throws UnknownHostException {
        attacker.challenged();
        assertThat(attacker.code(attacker.signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(TCP)))).isEqualTo(442);
        attacker.allocated();
        assertThat(attacker.code(attacker.signed(StunMessage.CONNECT,
            new StunAttribute.XorPeerAddress(new InetSocketAddress(InetAddress.getByName("5.9.0.2"), port))))).isEqualTo(403);
    }

    @Test
    void credentialsThatAreNotGoodAreChallenged() {
        attacker.challenged();
        attacker.nonce = attacker.nonce.substring(0, attacker.nonce.length() - 4) + "0000";
        assertThat(attacker.code(allocate(attacker))).as("a nonce that is not ours, or has ended").isEqualTo(438);
        attacker.challenged();
        attacker.realm = "elsewhere.example";
        assertThat(attacker.code(allocate(attacker))).as("another realm").isEqualTo(401);
        try (StunSocket stranger = socket("relay", "wrong")) {
            assertThat(stranger.challenged().code(allocate(stranger))).as("a wrong password").isEqualTo(401);
        }
        try (StunSocket stranger = socket("nobody", "pw-relay")) {
            assertThat(stranger.challenged().code(allocate(stranger))).as("nobody").isEqualTo(401);
        }
    }

    /** The clock of who issues them may be ahead by no more than they live. */
    @ParameterizedTest(name = "I9 credentials that ended {0} s ago")
    @CsvSource({"3600, 401", "1, 401", "-30, 0"})
    void timeLimitedOnesEnd(int ago, int code) {
        TimeLimitedCredentials.Issued issued = new TimeLimitedCredentials(Secret.of(SHARED), CryptoProvider.jdk())
            .issue("alice", Instant.now().minusSeconds(ago + 60), Duration.ofSeconds(60));
        try (StunSocket holder = socket(issued.username(), issued.password().reveal())) {
            assertThat(holder.challenged().code(allocate(holder))).isEqualTo(code);
        }
    }

    private static ByteBuf allocate(StunSocket by) {
        return by.signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(UDP));
    }
}
