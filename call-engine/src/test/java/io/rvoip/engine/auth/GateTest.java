package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.transport.Flow;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private final AuthFixture on = new AuthFixture();
    private FloodLimits limits = FloodLimits.of(SecurityProfile.STANDARD).withRate(new Rate(1, 3));
    private UserLimits perUser = UserLimits.of(SecurityProfile.STANDARD);
    private boolean urgent;
    private Gate gate;

    private static Flow from(String address) {
        return Flow.udp(new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress(address, 5060));
    }

    private Optional<SipResponse.Builder> screen(SipRequest request, String address) {
        if (gate == null) {
            gate = new Gate(
                    on.server(), new FloodGuard(limits, new SeededIds(3), on.time, on.metrics),
                    new UserGuard(perUser, 10, on.time, on.metrics), new SeededIds(4),
                    (message, flow, reason) -> { }, message -> urgent);
        }
        return gate.screen(request, from(address), on.time.nanoTime());
    }

    private int status(SipRequest request, String address) {
        return screen(request, address).map(response -> response.toTag("t").build().status()).orElse(0);
    }

    @Test
    void strangerIsAskedAndNeverPasses() {
        SipRequest invite = AuthFixture.invite();
        assertThat(status(invite, "192.0.2.9")).isEqualTo(407);
        assertThat(gate.knows(invite)).isFalse();
        assertThatThrownBy(() -> gate.sender(invite)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void knownSenderPassesAndIsNamedOnce() {
        SipRequest signed = on.signed(AuthFixture.invite());
        assertThat(status(signed, "192.0.2.9")).isZero();
        assertThat(gate.knows(signed)).isTrue();
        assertThat(gate.knows(AuthFixture.invite())).as("another request").isFalse();
        assertThat(gate.sender(signed).toCompletableFuture().join())
                .isEqualTo(new AuthResult.Authenticated("alice", DigestAlgorithm.SHA_256));
        assertThatThrownBy(() -> gate.sender(signed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void senderIsOfThisVeryRequest() {
        SipRequest signed = on.signed(AuthFixture.invite());
        screen(signed, "192.0.2.9");
        assertThatThrownBy(() -> gate.sender(AuthFixture.invite())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusalIsAnswered() {
        assertThat(status(AuthFixture.withRaw(AuthFixture.invite(), "Digest ="), "192.0.2.9")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "CANCEL"})
    void ackAndCancelPass(String method) {
        SipRequest request = AuthFixture.request(method, "sip:bob@rvoip.test", AuthFixture.ALICE);
        assertThat(status(request, "192.0.2.9")).isZero();
    }

    @Test
    void slowDirectoryLetsTheRequestWait() {
        CompletableFuture<Optional<UserAccount>> found = new CompletableFuture<>();
        on.users = name -> found;
        SipRequest signed = on.signed(AuthFixture.invite());
        assertThat(status(signed, "192.0.2.9")).isZero();
        assertThat(gate.knows(signed)).as("not yet").isFalse();
        CompletableFuture<AuthResult> sender = gate.sender(signed).toCompletableFuture();
        assertThat(sender).isNotDone();
        found.complete(Optional.empty());
        AuthResult.Denied denied = (AuthResult.Denied) sender.join();
        SipResponse.Builder answer = gate.answer(denied, signed, from("192.0.2.9"), on.time.nanoTime());
        assertThat(answer.toTag("t").build().status()).isEqualTo(407);
    }

    @Test
    void floodOfStrangersGetsTheLeastAnswer() {
        for (int i = 0; i < 3; i++) {
            assertThat(status(AuthFixture.invite(), "192.0.2." + i)).isEqualTo(407);
        }
        SipResponse refusal = screen(AuthFixture.invite(), "192.0.2.200").orElseThrow().toTag("t").build();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.header(HeaderKind.RETRY_AFTER).orElseThrow().seconds()).isBetween(5L, 15L);
        assertThat(refusal.encodedLength()).isLessThan(AuthFixture.invite().encodedLength());
        assertThat(on.metrics.count("rvoip_admission_rejected_total", "reason", "flood")).isEqualTo(1);
        assertThat(status(AuthFixture.invite(), "198.51.100.7")).as("another network").isEqualTo(407);
        on.pass(Duration.ofSeconds(1));
        assertThat(status(AuthFixture.invite(), "192.0.2.9")).as("after a second").isEqualTo(407);
    }

    @Test
    void inAFloodWhoCallsForHelpIsStillAskedForCredentials() {
        for (int i = 0; i < 3; i++) {
            status(AuthFixture.invite(), "192.0.2." + i);
        }
        urgent = true;
        assertThat(status(AuthFixture.invite(), "192.0.2.9")).isEqualTo(407);
        urgent = false;
        assertThat(status(AuthFixture.invite(), "192.0.2.9")).isEqualTo(503);
    }

    @Test
    void callsForHelpAreNotHeldToTheCallsOfOneUserButToTheirRequests() {
        perUser = perUser.withCalls(new Rate(1, 1)).withRequests(new Rate(1, 3));
        urgent = true;
        for (int i = 0; i < 3; i++) {
            assertThat(status(on.signed(AuthFixture.invite()), "192.0.2.1")).isZero();
        }
        assertThat(status(on.signed(AuthFixture.invite()), "192.0.2.1")).isEqualTo(503);
    }

    @Test
    void floodDoesNotShutOutThoseWhoKnowTheirPassword() {
        for (int i = 0; i < 10; i++) {
            status(AuthFixture.invite(), "192.0.2.66");
        }
        assertThat(status(on.signed(AuthFixture.invite()), "192.0.2.9")).isZero();
    }

    @Test
    void userWhoAsksForTooMuchIsRefusedWhereverTheyAre() {
        perUser = perUser.withRequests(new Rate(1, 2));
        assertThat(status(on.signed(AuthFixture.register()), "192.0.2.1")).isZero();
        assertThat(status(on.signed(AuthFixture.register()), "198.51.100.1")).isZero();
        SipResponse refusal = screen(on.signed(AuthFixture.register()), "203.0.113.1").orElseThrow().toTag("t").build();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.header(HeaderKind.RETRY_AFTER).orElseThrow().seconds()).isBetween(5L, 15L);
        assertThat(on.metrics.count("rvoip_admission_rejected_total", "reason", "user")).isEqualTo(1);
        on.pass(Duration.ofSeconds(1));
        assertThat(status(on.signed(AuthFixture.register()), "203.0.113.1")).as("after a second").isZero();
    }

    @Test
    void callsHaveARateOfTheirOwn() {
        perUser = perUser.withCalls(new Rate(1, 1));
        assertThat(status(on.signed(AuthFixture.invite()), "192.0.2.1")).isZero();
        assertThat(status(on.signed(AuthFixture.invite()), "192.0.2.1")).isEqualTo(503);
        assertThat(status(on.signed(AuthFixture.register()), "192.0.2.1")).isZero();
    }

    @Test
    void lateAnswerOfTheDirectoryIsHeldToTheLimitsToo() {
        perUser = perUser.withCalls(new Rate(1, 1));
        List<CompletableFuture<Optional<UserAccount>>> asked = new ArrayList<>();
        on.users = name -> {
            asked.add(new CompletableFuture<>());
            return asked.get(asked.size() - 1);
        };
        List<CompletableFuture<AuthResult>> senders = new ArrayList<>();
        SipRequest invite = AuthFixture.invite();
        for (int i = 0; i < 2; i++) {
            invite = on.signed(AuthFixture.invite());
            status(invite, "192.0.2.1");
            senders.add(gate.sender(invite).toCompletableFuture());
        }
        Optional<UserAccount> alice = AuthFixture.users().find("alice").toCompletableFuture().join();
        asked.forEach(answer -> answer.complete(alice));
        assertThat(senders.get(0).join()).isInstanceOf(AuthResult.Authenticated.class);
        AuthResult.Denied denied = (AuthResult.Denied) senders.get(1).join();
        assertThat(denied.reason()).isEqualTo(AuthFailure.OVER_LIMIT);
        assertThat(gate.answer(denied, invite, from("192.0.2.1"), on.time.nanoTime()).toTag("t").build().status()).isEqualTo(503);
    }

    @Test
    void developmentOnlyCounts() {
        limits = FloodLimits.of(SecurityProfile.DEVELOPMENT).withRate(new Rate(1, 3));
        for (int i = 0; i < 10; i++) {
            assertThat(status(AuthFixture.invite(), "192.0.2.66")).isEqualTo(407);
        }
        assertThat(on.metrics.count("rvoip_auth_over_rate_total")).isEqualTo(7);
    }
}
