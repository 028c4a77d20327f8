package io.rvoip.ice.server;

import static io.rvoip.ice.server.RelayFixture.CRYPTO;
import static io.rvoip.ice.server.RelayFixture.REALM;
import static io.rvoip.ice.server.RelayFixture.SHARED;
import static io.rvoip.ice.server.RelayFixture.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Rate;
import io.rvoip.common.Secret;
import io.rvoip.ice.stun.SecurityFeatures;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a relay and who does not (RFC 8489 §9.2.4), and how many of them. */
class TurnCredentialsTest {
    private final RelayFixture net = new RelayFixture();
    private final RelayFixture.Client client = net.client();

    private static RelayFixture limited(UnaryOperator<RelaySettings> change) {
        return new RelayFixture(change, TurnUsers.of(REALM, CRYPTO).withTimeLimited(new TimeLimitedCredentials(SHARED, CRYPTO)));
    }

    private static RelayFixture.Client as(RelayFixture net, TimeLimitedCredentials.Issued issued) {
        RelayFixture.Client client = net.client();
        client.user = issued.username();
        client.password = issued.password().reveal();
        return client.challenged();
    }

    private static TimeLimitedCredentials.Issued issue(RelayFixture net, String user, int seconds) {
        return new TimeLimitedCredentials(SHARED, CRYPTO).issue(user, net.time.wallClock(), Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothPasswordAlgorithmsAndTheSumThatBelongsToEach(boolean sha256) {
        client.sha256 = sha256;
        client.challenged();

        StunMessage answer = client.allocate();

        assertThat(code(answer)).isZero();
        assertThat(answer.attribute(StunAttribute.MessageIntegritySha256.class).isPresent()).isEqualTo(sha256);
        assertThat(answer.attribute(StunAttribute.MessageIntegrity.class).isPresent()).isEqualTo(!sha256);
        StunKey key = sha256 ? StunKey.longTermSha256("alice", REALM, "pw-alice", CRYPTO)
                : StunKey.longTerm("alice", REALM, "pw-alice", CRYPTO);
        assertThat(answer.verifies(key, CRYPTO)).isEqualTo(StunMessage.Integrity.VALID);
    }

    @Test
    void theChallengeSaysWhatTheServerCan() {
        client.challenged();

        StunMessage challenge = client.answers.get(0);
        assertThat(challenge.attribute(StunAttribute.PasswordAlgorithms.class))
                .contains(new StunAttribute.PasswordAlgorithms(List.of(2, 1)));
        assertThat(SecurityFeatures.of(client.nonce)).isEqualTo(new SecurityFeatures(true, true));
        assertThat(limited(settings -> settings).client().challenged().nonce)
                .satisfies(nonce -> assertThat(SecurityFeatures.of(nonce).usernameAnonymity()).isFalse());
    }

    @Test
    void namesMayBeHidden() {
        client.challenged();
        StunMessage request = client.builder(StunMessage.ALLOCATE).add(new StunAttribute.RequestedTransport(17))
                .add(StunKey.userHash("alice", REALM, CRYPTO)).add(new StunAttribute.Realm(REALM))
                .add(new StunAttribute.Nonce(client.nonce)).add(new StunAttribute.PasswordAlgorithms(List.of(2, 1)))
                .add(new StunAttribute.PasswordAlgorithm(2))
                .integritySha256(StunKey.longTermSha256("alice", REALM, "pw-alice", CRYPTO), CRYPTO).build();

        assertThat(code(client.ask(request))).isZero();
    }

    @Test
    void wrongOnesAreChallengedAgain() {
        client.challenged();
        client.password = "wrong";
        assertThat(code(client.allocate())).isEqualTo(401);
        client.user = "nobody";
        assertThat(code(client.allocate())).isEqualTo(401);
        client.user = "alice";
        client.password = "pw-alice";
        client.realm = "elsewhere.example";
        assertThat(code(client.allocate())).as("another realm").isEqualTo(401);
        assertThat(client.answers.get(0).attribute(StunAttribute.Nonce.class)).isPresent();
    }

    @Test
    void incompleteOnesAreBadRequests() {
        client.challenged();
        StunKey key = StunKey.longTerm("alice", REALM, "pw-alice", CRYPTO);
        StunMessage nameless = client.builder(StunMessage.ALLOCATE).add(new StunAttribute.Realm(REALM))
                .add(new StunAttribute.Nonce(client.nonce)).integrity(key, CRYPTO).build();
        StunMessage other = client.builder(StunMessage.ALLOCATE).add(new StunAttribute.Username("alice"))
                .add(new StunAttribute.Realm(REALM)).add(new StunAttribute.Nonce(client.nonce))
                .add(new StunAttribute.PasswordAlgorithms(List.of(1))).add(new StunAttribute.PasswordAlgorithm(1))
                .integrity(key, CRYPTO).build();

        assertThat(code(client.ask(nameless))).isEqualTo(400);
        assertThat(code(client.ask(other))).as("a list that was not offered: somebody took the stronger out").isEqualTo(400);
    }

    @Test
    void noncesEndAndBelongToOneAddress() {
        client.challenged();
        RelayFixture.Client other = net.client();
        other.nonce = client.nonce;
        assertThat(code(other.allocate())).as("another port").isEqualTo(438);

        net.time.advance(Duration.ofSeconds(601));
        assertThat(code(client.allocate())).isEqualTo(438);
        client.learn(client.answers.get(0));
        assertThat(code(client.allocate())).isZero();
        client.nonce = client.nonce.substring(0, client.nonce.length() - 1) + (client.nonce.endsWith("0") ? "1" : "0");
        assertThat(client.refusal(StunMessage.REFRESH)).as("forged").isEqualTo(438);
        client.nonce = "";
        assertThat(client.refusal(StunMessage.REFRESH)).as("not ours").isEqualTo(438);
    }

    @Test
    void withoutMd5OnlyTheStrongerCounts() {
        RelayFixture strict = new RelayFixture(settings -> settings.withMd5(false));
        RelayFixture.Client weak = strict.client().challenged();
        assertThat(code(weak.allocate())).isEqualTo(401);
        assertThat(weak.answers.get(0).attribute(StunAttribute.PasswordAlgorithms.class))
                .contains(new StunAttribute.PasswordAlgorithms(List.of(2)));
    }

    @Test
    void timeLimitedOnesCountUntilTheyEnd() {
        RelayFixture limited = limited(settings -> settings);
        TimeLimitedCredentials.Issued issued = issue(limited, "alice", 60);
        assertThat(issued.username()).isEqualTo(issued.expires().getEpochSecond() + ":alice");
        RelayFixture.Client caller = as(limited, issued);
        assertThat(code(caller.allocate())).isZero();

        limited.time.advance(Duration.ofSeconds(61));

        assertThat(caller.refusal(StunMessage.REFRESH)).as("a call outlasts them").isZero();
        assertThat(code(as(limited, issued).allocate())).as("a new one does not").isEqualTo(401);
        RelayFixture.Client forged = as(limited, issued);
        forged.user = (issued.expires().getEpochSecond() + 3_600) + ":alice";
        assertThat(code(forged.allocate())).as("another end than was signed").isEqualTo(401);
        forged.user = "alice";
        assertThat(code(forged.allocate())).as("no end").isEqualTo(401);
    }

    /** Values from {@code printf 1700000000:alice | openssl dgst -sha1 -hmac topsecret -binary | base64}. */
    @Test
    void theirFormIsTheUsualOne() {
        TimeLimitedCredentials.Issued issued = new TimeLimitedCredentials(Secret.of("topsecret"), CRYPTO)
                .issue("alice", Instant.ofEpochSecond(1_699_999_940), Duration.ofSeconds(60));

        assertThat(issued.username()).isEqualTo("1700000000:alice");
        assertThat(issued.password().reveal()).isEqualTo("ffEWpTeo0FiPymnDORcgko9gQy8=");
        assertThatThrownBy(() -> new TimeLimitedCredentials(Secret.of("x"), CRYPTO)
                .issue("a\nb", Instant.EPOCH, Duration.ofSeconds(60))).hasMessageContaining("user");
    }

    @Test
    void quotasOfUsersAndOfAll() {
        RelayFixture small = limited(settings -> settings.withQuotas(settings.quotas().withAllocations(3, 2)));
        RelayFixture.Client first = as(small, issue(small, "alice", 60));
        assertThat(code(first.allocate())).isZero();
        assertThat(code(as(small, issue(small, "alice", 61)).allocate())).isZero();
        assertThat(code(as(small, issue(small, "alice", 62)).allocate())).as("one user, however named").isEqualTo(486);
        assertThat(code(as(small, issue(small, "bob", 60)).allocate())).isZero();
        assertThat(code(as(small, issue(small, "carol", 60)).allocate())).as("full").isEqualTo(508);

        assertThat(first.refusal(StunMessage.REFRESH, new StunAttribute.Lifetime(0))).isZero();
        assertThat(code(as(small, issue(small, "alice", 60)).allocate())).as("one has ended").isZero();
    }

    @Test
    void portsRunOut() {
        RelayFixture small = new RelayFixture(settings -> settings.withPorts(50_000, 50_001));
        assertThat(code(small.client().challenged().allocate())).isZero();
        assertThat(code(small.client().challenged().allocate())).isZero();
        assertThat(code(small.client().challenged().allocate())).isEqualTo(508);
        small.server.close();
        small.time.advance(Duration.ofMillis(1));
        assertThat(code(small.client().challenged().allocate())).as("they come back").isZero();
    }

    @Test
    void peersOfOneAllocationAreBounded() {
        RelayFixture small = new RelayFixture(settings -> settings.withQuotas(settings.quotas().withPeers(2)));
        RelayFixture.Client caller = small.client().allocated();
        caller.permitted(RelayFixture.address("5.9.1.1", 1)).permitted(RelayFixture.address("5.9.1.2", 1));
        assertThat(caller.refusal(StunMessage.CREATE_PERMISSION,
                new StunAttribute.XorPeerAddress(RelayFixture.address("5.9.1.3", 1)))).isEqualTo(508);
        small.time.advance(Duration.ofSeconds(302));
        caller.permitted(RelayFixture.address("5.9.1.3", 1));
    }

    /** What has ended is swept now and then only; a full table does not wait for it. */
    @Test
    void whatHasEndedMakesRoomAtOnce() {
        RelayFixture small = new RelayFixture(settings -> settings.withQuotas(settings.quotas().withPeers(2)));
        RelayFixture.Client caller = small.client().allocated(new StunAttribute.Lifetime(3_600));
        small.time.advance(Duration.ofSeconds(8));
        caller.permitted(RelayFixture.address("5.9.1.1", 1)).bound(0x4000, RelayFixture.address("5.9.1.2", 1));
        small.time.advance(Duration.ofSeconds(301));
        caller.permitted(RelayFixture.address("5.9.1.3", 1)).bound(0x4001, RelayFixture.address("5.9.1.4", 1));
        assertThat(caller.refusal(StunMessage.CREATE_PERMISSION,
                new StunAttribute.XorPeerAddress(RelayFixture.address("5.9.1.5", 1)))).isEqualTo(508);
    }

    @Test
    void bandwidthIsCapped() {
        RelayFixture small = new RelayFixture(settings -> settings.withQuotas(settings.quotas().withBandwidth(1_000, 1_500)));
        RelayFixture.Client caller = small.client().allocated().permitted(small.peerHost.at(7_000));
        String half = "x".repeat(500);
        for (int i = 0; i < 4; i++) {
            caller.indicate(small.peerHost.at(7_000), half);
        }
        assertThat(small.atPeer).hasSize(2);
        assertThat(small.dropped("bandwidth")).isEqualTo(2);

        RelayFixture.Client second = small.client().allocated().permitted(small.peerHost.at(7_000));
        second.indicate(small.peerHost.at(7_000), half);
        second.indicate(small.peerHost.at(7_000), half);
        assertThat(small.atPeer).as("of all together 1,500").hasSize(3);

        small.time.advance(Duration.ofSeconds(1));
        caller.indicate(small.peerHost.at(7_000), half);
        assertThat(small.atPeer).hasSize(4);
    }

    @Test
    void strangersAreAnsweredSoOften() {
        RelayFixture quiet = new RelayFixture(settings -> settings.withQuotas(settings.quotas().withStrangers(new Rate(1, 3))));
        RelayFixture.Client caller = quiet.client();
        for (int i = 0; i < 10; i++) {
            caller.send(caller.builder(StunMessage.ALLOCATE).build().encode());
            caller.send(StunMessage.bindingRequest(caller.builder(1).build().transactionId()).build().encode());
        }
        assertThat(caller.answers).hasSize(3);
        assertThat(quiet.dropped("rate")).isEqualTo(17);
    }
}
