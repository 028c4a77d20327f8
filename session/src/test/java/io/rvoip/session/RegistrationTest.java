package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A contact kept at a registrar, arrow by arrow. */
class RegistrationTest extends PeerFixture {
    private final List<RegistrationState> states = new ArrayList<>();
    private Registration registration;

    private RegistrationRequest plan() {
        return RegistrationRequest.of(
                        SipUri.of("sip:" + peer.hostPort()), NameAddr.of("<sip:alice@" + peer.hostPort() + ">"))
                .withCredentials(Node.credentials("alice", "secret"))
                .withKeepAlive(KeepAlive.NONE, Duration.ofSeconds(25));
    }

    private ReceivedSip register(RegistrationRequest request) {
        node.stack.shards().get(0).loop().execute(() ->
                registration = node.agent().register(request, (one, state) -> states.add(state)));
        return peer.expect("REGISTER");
    }

    private void grant(ReceivedSip request, int seconds) {
        peer.respond(request, 200, "OK", "Contact: <sip:other@192.0.2.1>;expires=9999",
                "Contact: " + request.header("Contact").replaceFirst("expires=\\d+", "expires=" + seconds));
        time.runReady();
    }

    private RegistrationState state() {
        assertThat(states.get(states.size() - 1)).isEqualTo(registration.state());
        return registration.state();
    }

    @BeforeEach
    void removeWhatIsLeft() {
        node.onRequest = request -> { };
    }

    @AfterEach
    void unregister() {
        peer.discard();
        peer.when("REGISTER", request -> peer.respond(request, 200, "OK"));
        registration.unregister();
        time.runReady();
        assertThat(state()).isInstanceOf(RegistrationState.Unregistered.class);
    }

    @Nested
    class Sending {
        @Test
        void requestIsWhatTheRfcAsksFor() {
            ReceivedSip request = register(plan());
            assertThat(request.text().requestUri()).isEqualTo("sip:" + peer.hostPort());
            assertThat(request.header("To")).isEqualTo("<sip:alice@" + peer.hostPort() + ">");
            assertThat(request.header("Contact")).isEqualTo("<sip:alice@" + ourAddress() + ">;expires=3600");
            assertThat(request.header("Expires")).isEqualTo("3600");
            assertThat(state()).isInstanceOf(RegistrationState.Registering.class);
            grant(request, 600);
            assertThat(state()).isInstanceOfSatisfying(RegistrationState.Registered.class, now -> {
                assertThat(now.seconds()).isEqualTo(600);
                assertThat(now.until()).isEqualTo(time.wallClock().plusSeconds(600));
            });
            assertThat(registration.flow().orElseThrow().remote()).isEqualTo(peer.address());
        }

        @Test
        void challengeIsAnsweredAndRemembered() {
            ReceivedSip first = register(plan());
            peer.respond(first, 401, "Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
            ReceivedSip second = peer.expect("REGISTER");
            assertThat(second.header("Authorization")).contains("username=\"alice\"");
            grant(second, 120);
            ReceivedSip refresh = peer.expect("REGISTER", Duration.ofSeconds(61));
            assertThat(refresh.header("Authorization")).contains("nc=00000002");
            assertThat(refresh.header("Call-ID")).isEqualTo(first.header("Call-ID"));
            grant(refresh, 120);
        }

        @Test
        void wrongPasswordIsAStateAndStopsThere() {
            String challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
            peer.respond(register(plan()), 401, "Unauthorized", challenge);
            peer.respond(peer.expect("REGISTER"), 401, "Unauthorized", challenge);
            time.runReady();
            assertThat(state()).isInstanceOfSatisfying(RegistrationState.Rejected.class,
                    now -> assertThat(now.status()).isEqualTo(401));
            peer.expectNothing(Duration.ofHours(1));
        }

        @Test
        void intervalTooBriefIsTakenUp() {
            ReceivedSip first = register(plan().withExpires(Duration.ofSeconds(60)));
            peer.respond(first, 423, "Interval Too Brief", "Min-Expires: 1800");
            ReceivedSip second = peer.expect("REGISTER");
            assertThat(second.header("Expires")).isEqualTo("1800");
            grant(second, 1800);
            assertThat(registration.state().registered()).isTrue();
        }

        @Test
        void intervalTooBriefWithoutReasonDoesNotLoop() {
            ReceivedSip first = register(plan().withExpires(Duration.ofSeconds(60)));
            peer.respond(first, 423, "Interval Too Brief", "Min-Expires: 30");
            time.runReady();
            assertThat(state()).isInstanceOf(RegistrationState.Rejected.class);
            assertThat(peer.count("REGISTER")).isEqualTo(1);
        }

        @Test
        void forbiddenIsAState() {
            peer.respond(register(plan()), 403, "Forbidden");
            time.runReady();
            assertThat(state()).isEqualTo(new RegistrationState.Rejected(403, "Forbidden"));
            registration.refresh();
            grant(peer.expect("REGISTER"), 600);
            assertThat(registration.state().registered()).isTrue();
        }

        @Test
        void contactRewrittenByTheRegistrarCountsWithTheShortestLifetime() {
            peer.respond(register(plan()), 200, "OK", "Contact: <sip:alice@203.0.113.5:1024>;expires=900",
                    "Contact: <sip:alice@203.0.113.6>;expires=70");
            time.runReady();
            assertThat(state()).isInstanceOfSatisfying(RegistrationState.Registered.class,
                    now -> assertThat(now.seconds()).isEqualTo(70));
        }

        @Test
        void noTimeGrantedIsNoRegistration() {
            peer.respond(register(plan()), 200, "OK", "Expires: 0");
            time.runReady();
            assertThat(state()).isInstanceOf(RegistrationState.Rejected.class);
        }

        @Test
        void contactMayBeListedWithMoreParameters() {
            peer.respond(register(plan()), 200, "OK",
                    "Contact: <sip:alice@" + ourAddress() + ";transport=udp;received=nat>;expires=77");
            time.runReady();
            assertThat(state()).isInstanceOfSatisfying(RegistrationState.Registered.class,
                    now -> assertThat(now.seconds()).isEqualTo(77));
        }

        @Test
        void expiresCountsWhereNoContactIsListed() {
            peer.respond(register(plan()), 200, "OK", "Expires: 300");
            time.runReady();
            assertThat(state()).isInstanceOfSatisfying(RegistrationState.Registered.class,
                    now -> assertThat(now.seconds()).isEqualTo(300));
        }

        @Test
        void unregisteringMeanwhileWaitsForTheAnswer() {
            ReceivedSip first = register(plan());
            registration.unregister();
            grant(first, 600);
            ReceivedSip second = peer.expect("REGISTER");
            assertThat(second.header("Expires")).isEqualTo("0");
            peer.respond(second, 200, "OK");
            time.runReady();
            assertThat(state()).isEqualTo(new RegistrationState.Unregistered(true));
        }
    }

    @Nested
    class Waiting {
        private Duration waited(ReceivedSip from) {
            ReceivedSip next = peer.expect("REGISTER", Duration.ofMinutes(40));
            peer.respond(next, 503, "Service Unavailable");
            time.runReady();
            return Duration.ofNanos(next.atNanos() - from.atNanos());
        }

        @Test
        void waitsDoubleAndAreBounded() {
            ReceivedSip first = register(plan());
            peer.respond(first, 503, "Service Unavailable");
            time.runReady();
            assertThat(state()).isInstanceOf(RegistrationState.Waiting.class);
            assertThat(waited(first)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
            for (int i = 0; i < 8; i++) {
                peer.respond(peer.expect("REGISTER", Duration.ofMinutes(31)), 503, "Service Unavailable");
            }
            time.runReady();
            long at = time.nanoTime();
            ReceivedSip late = peer.expect("REGISTER", Duration.ofMinutes(31));
            assertThat(Duration.ofNanos(late.atNanos() - at)).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(30));
            grant(late, 600);
            assertThat(registration.state().registered()).isTrue();
        }

        @Test
        void retryAfterIsHonoured() {
            ReceivedSip first = register(plan());
            peer.respond(first, 503, "Service Unavailable", "Retry-After: 120 (maintenance)");
            assertThat(waited(first)).isEqualTo(Duration.ofSeconds(120));
        }

        @Test
        void silenceIsAWaitToo() {
            register(plan());
            time.advance(Duration.ofSeconds(33));
            assertThat(state()).isInstanceOfSatisfying(RegistrationState.Waiting.class,
                    now -> assertThat(now.status()).isEqualTo(408));
            peer.discard();
            grant(peer.expect("REGISTER", Duration.ofSeconds(31)), 600);
            assertThat(registration.state().registered()).isTrue();
        }

        @Test
        void refreshTriesAtOnce() {
            peer.respond(register(plan()), 503, "Service Unavailable");
            time.runReady();
            registration.refresh();
            grant(peer.expect("REGISTER", Duration.ofMillis(1)), 600);
        }

        @Test
        void unregisteringBeforeAnythingWasGrantedSendsNothing() {
            peer.respond(register(plan()), 503, "Service Unavailable");
            time.runReady();
            registration.unregister();
            assertThat(state()).isEqualTo(new RegistrationState.Unregistered(false));
            peer.expectNothing(Duration.ofMinutes(2));
        }
    }

    @Nested
    class Standing {
        @Test
        void isRefreshedBeforeItExpires() {
            ReceivedSip first = register(plan());
            grant(first, 3600);
            long granted = time.nanoTime();
            ReceivedSip second = peer.expect("REGISTER", Duration.ofSeconds(3600));
            assertThat(Duration.ofNanos(second.atNanos() - granted))
                    .isBetween(Duration.ofSeconds(3180), Duration.ofSeconds(3540));
            grant(second, 3600);
            assertThat(states.stream().filter(RegistrationState::registered)).hasSize(2);
            assertThat(states).filteredOn(RegistrationState.Registering.class::isInstance).hasSize(1);
        }

        @Test
        void unregisters() {
            grant(register(plan()), 600);
            registration.unregister();
            ReceivedSip removal = peer.expect("REGISTER");
            assertThat(removal.header("Contact")).endsWith("expires=0");
            assertThat(state()).isInstanceOf(RegistrationState.Unregistering.class);
            peer.respond(removal, 200, "OK");
            time.runReady();
            assertThat(state()).isEqualTo(new RegistrationState.Unregistered(true));
        }

        @Test
        void removalWithoutAnswerIsSaidSo() {
            grant(register(plan()), 600);
            registration.unregister();
            time.advance(Duration.ofSeconds(33));
            assertThat(state()).isEqualTo(new RegistrationState.Unregistered(false));
        }

        @Test
        void keepsItsWayOpenWithCrlf() {
            grant(register(plan().withKeepAlive(KeepAlive.CRLF, Duration.ofSeconds(20))), 600);
            time.advance(Duration.ofSeconds(100));
            assertThat(peer.keepAlives()).isBetween(5, 6);
        }

        @Test
        void deadWayIsNoticedByOptions() {
            grant(register(plan().withKeepAlive(KeepAlive.OPTIONS, Duration.ofSeconds(20))), 3600);
            peer.respond(peer.expect("OPTIONS", Duration.ofSeconds(21)), 404, "Not Found");
            peer.expect("OPTIONS", Duration.ofSeconds(21));
            ReceivedSip again = peer.expect("REGISTER", Duration.ofSeconds(40));
            grant(again, 3600);
            assertThat(registration.state().registered()).isTrue();
        }
    }

    @Test
    void requestChecksItself() {
        grant(register(plan()), 600);
        assertThatThrownBy(() -> plan().withExpires(Duration.ofSeconds(59))).hasMessageContaining("60 s");
        assertThatThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofHours(1))).hasMessageContaining("1 s to 1 h");
        assertThatThrownBy(() -> new BackOff(Duration.ofHours(1), Duration.ofMinutes(1))).hasMessageContaining("base");
    }
}
