package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.session.KeepAlive;
import io.rvoip.session.RegistrationState;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A client and its registrar, arrow by arrow. */
class ClientStateTest extends PhoneFixture {
    private static final String CHALLENGE = "WWW-Authenticate: Digest realm=\"rvoip.test\", nonce=\"n1\", qop=\"auth\"";

    private final Phone alice = phone("alice");
    private final ScriptedSipPeer registrar = ScriptedSipPeer.on(time, network.host(), 5060);
    private ClientBuilder builder;

    @BeforeEach
    void accountAtTheRegistrar() {
        builder = SimpleVoipClient.create("alice@rvoip.test", "secret")
                .withRegistrar(registrar.hostPort())
                .withLocalAddress(alice.host.at(5060))
                .withSecurityProfile(alice.builder.config().securityProfile())
                .withKeepAlive(KeepAlive.NONE, Duration.ofSeconds(25))
                .withAudio(CallAudio.silent())
                .withListener(alice.heard);
    }

    private CompletableFuture<SimpleVoipClient> connecting() {
        CompletableFuture<SimpleVoipClient> connected = builder.connect(config -> alice.wiring);
        time.runReady();
        return connected;
    }

    private ReceivedSip grant(ReceivedSip register, int seconds) {
        registrar.respond(register, 200, "OK",
                "Contact: " + register.header("Contact").replaceFirst("expires=\\d+", "expires=" + seconds));
        time.runReady();
        return register;
    }

    private ReceivedSip connect() {
        CompletableFuture<SimpleVoipClient> connected = connecting();
        ReceivedSip register = grant(registrar.expect("REGISTER"), 3600);
        alice.client = done(connected);
        registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        return register;
    }

    @Nested
    class Connecting {
        @Test
        void withoutRegistrationItIsConnectedAtOnce() {
            alice.connect();
            assertThat(alice.client.state()).isEqualTo(ClientState.CONNECTED);
            assertThat(alice.heard.states()).containsExactly(ClientState.CONNECTING, ClientState.CONNECTED);
            assertThat(alice.client.registration()).isEmpty();
            assertThat(wire).isEmpty();
        }

        @Test
        void addressThatIsTakenIsNamedAndNothingStays() {
            alice.host.bindNow(alice.host.at(5060), time.loop(), (path, datagram, from) -> datagram.release());
            Throwable failure = failure(connecting());
            assertThat(failure).isInstanceOf(NetworkException.class).hasMessageContaining("5060");
            assertThat(alice.wiring.closed).isTrue();
            assertThat(alice.heard.states())
                    .containsExactly(ClientState.CONNECTING, ClientState.ERROR, ClientState.DISCONNECTED);
        }
    }

    @Nested
    class Registering {
        @Test
        void theDomainIsRegisteredAtTheServerNamed() {
            ReceivedSip register = connect();
            assertThat(register.text().requestUri()).isEqualTo("sip:rvoip.test");
            assertThat(register.header("To")).isEqualTo("<sip:alice@rvoip.test>");
            assertThat(register.header("Contact")).contains("<sip:alice@" + alice.host.address().getHostAddress() + ":5060>");
            assertThat(alice.heard.states())
                    .containsExactly(ClientState.CONNECTING, ClientState.REGISTERING, ClientState.CONNECTED);
            assertThat(alice.heard.last(ClientEvent.Registered.class).until())
                    .isEqualTo(time.wallClock().plusSeconds(3600));
            assertThat(alice.client.registration().orElseThrow()).isInstanceOf(RegistrationState.Registered.class);
        }

        @Test
        void isNotConnectedBeforeTheRegistrarSaidSo() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            ReceivedSip register = registrar.expect("REGISTER");
            advance(300);
            assertThat(connected).isNotDone();
            grant(register, 600);
            alice.client = done(connected);
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        }

        @Test
        void passwordAnswersTheChallengeAsTheAuthUser() {
            builder.withAuthUser("4711");
            CompletableFuture<SimpleVoipClient> connected = connecting();
            registrar.respond(registrar.expect("REGISTER"), 401, "Unauthorized", CHALLENGE);
            ReceivedSip second = registrar.expect("REGISTER");
            assertThat(second.header("Authorization")).contains("username=\"4711\"").contains("realm=\"rvoip.test\"");
            grant(second, 600);
            alice.client = done(connected);
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        }

        @Test
        void wrongPasswordIsNamedAndNothingStays() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            registrar.respond(registrar.expect("REGISTER"), 401, "Unauthorized", CHALLENGE);
            registrar.respond(registrar.expect("REGISTER"), 403, "Forbidden");
            assertThat(failure(connected)).isInstanceOfSatisfying(
                    AuthenticationException.class, refused -> assertThat(refused.status()).isEqualTo(403));
            assertThat(alice.heard.last(ClientEvent.RegistrationFailed.class).retryAt()).isEmpty();
            assertThat(alice.host.openSockets()).isZero();
        }

        @Test
        void refusalIsNamed() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            registrar.respond(registrar.expect("REGISTER"), 404, "Not Found");
            assertThat(failure(connected)).isInstanceOfSatisfying(
                    SipRefusedException.class, refused -> assertThat(refused.status()).isEqualTo(404));
        }

        @Test
        void silenceIsATimeout() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            time.advance(Duration.ofSeconds(33));
            registrar.discard();
            assertThat(failure(connected)).isInstanceOf(SipTimeoutException.class);
            assertThat(alice.heard.last(ClientEvent.NetworkError.class).reason()).contains("no response");
        }

        @Test
        void proxyIsAskedWhenThereIsOne() {
            ScriptedSipPeer proxy = ScriptedSipPeer.on(time, network.host(), 5080);
            builder.withOutboundProxy("sip:" + proxy.hostPort());
            CompletableFuture<SimpleVoipClient> connected = connecting();
            ReceivedSip register = proxy.expect("REGISTER");
            proxy.respond(register, 200, "OK", "Contact: " + register.header("Contact"));
            alice.client = done(connected);
            proxy.when("REGISTER", request -> proxy.respond(request, 200, "OK"));
            Call call = done(alice.client.makeCall("sip:bob@192.0.2.99"));
            ReceivedSip invite = proxy.expect("INVITE");
            assertThat(invite.text().requestUri()).isEqualTo("sip:bob@192.0.2.99");
            proxy.respond(invite, 486, "Busy Here");
            done(call.ended());
        }
    }

    @Nested
    class Connected {
        @Test
        void callsOfOurDomainGoThroughTheRegistrar() {
            connect();
            Call call = done(alice.client.makeCall("bob"));
            ReceivedSip invite = registrar.expect("INVITE");
            assertThat(invite.text().requestUri()).isEqualTo("sip:bob@rvoip.test");
            assertThat(invite.header("To")).isEqualTo("<sip:bob@rvoip.test>");
            assertThat(invite.header("From")).startsWith("<sip:alice@rvoip.test>;tag=");
            registrar.respond(invite, 486, "Busy Here");
            done(call.ended());
        }

        @Test
        void callsElsewhereGoThere() {
            connect();
            ScriptedSipPeer other = ScriptedSipPeer.on(time, network.host(), 5070);
            Call call = done(alice.client.makeCall("sip:carol@" + other.hostPort()));
            other.respond(other.expect("INVITE"), 486, "Busy Here");
            done(call.ended());
        }

        @Test
        void registrationIsRefreshedInTime() {
            builder.withRegistrationExpiry(Duration.ofSeconds(120));
            CompletableFuture<SimpleVoipClient> connected = connecting();
            ReceivedSip first = grant(registrar.expect("REGISTER"), 120);
            assertThat(first.header("Expires")).isEqualTo("120");
            alice.client = done(connected);
            grant(registrar.expect("REGISTER", Duration.ofSeconds(61)), 120);
            assertThat(alice.heard.all(ClientEvent.Registered.class)).hasSize(2);
            assertThat(alice.client.state()).isEqualTo(ClientState.CONNECTED);
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        }

        @Test
        void refreshOnDemand() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            grant(registrar.expect("REGISTER"), 3600);
            alice.client = done(connected);
            alice.client.refreshRegistration();
            grant(registrar.expect("REGISTER"), 3600);
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        }

        @Test
        void wayToTheRegistrarIsKeptOpen() {
            builder.withKeepAlive(KeepAlive.CRLF, Duration.ofSeconds(10));
            connect();
            time.advance(Duration.ofSeconds(31));
            assertThat(registrar.keepAlives()).isBetween(3, 4);
        }

        @Test
        void advertisedAddressIsTold() {
            builder.withAdvertise("203.0.113.9");
            ReceivedSip register = connect();
            assertThat(register.header("Contact")).contains("<sip:alice@203.0.113.9:5060>");
            Call call = done(alice.client.makeCall("bob"));
            ReceivedSip invite = registrar.expect("INVITE");
            assertThat(invite.text().body()).contains("c=IN IP4 203.0.113.9");
            registrar.respond(invite, 486, "Busy Here");
            done(call.ended());
        }
    }

    /** RFC 3608, and RFC 3261 §8.1.2 for a proxy of our own. */
    @Nested
    class Routes {
        private final ScriptedSipPeer edge = ScriptedSipPeer.on(time, network.host(), 5060);
        private final String serviceRoute = "<sip:" + edge.hostPort() + ";lr>";

        private ReceivedSip connectWithServiceRoute() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            ReceivedSip register = registrar.expect("REGISTER");
            registrar.respond(register, 200, "OK", "Contact: " + register.header("Contact"),
                    "Service-Route: " + serviceRoute + ", <sip:home.rvoip.test;lr>");
            alice.client = done(connected);
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
            return register;
        }

        private ReceivedSip calledAt(ScriptedSipPeer where) {
            Call call = done(alice.client.makeCall("bob"));
            ReceivedSip invite = where.expect("INVITE");
            where.respond(invite, 486, "Busy Here");
            done(call.ended());
            return invite;
        }

        @Test
        void callsGoWhereTheRegistrarAskedForIt() {
            assertThat(connectWithServiceRoute().text().has("Route")).isFalse();
            ReceivedSip invite = calledAt(edge);
            assertThat(String.join(", ", invite.text().headers("Route"))).isEqualTo(serviceRoute + ", <sip:home.rvoip.test;lr>");
            assertThat(invite.text().requestUri()).isEqualTo("sip:bob@rvoip.test");
        }

        @Test
        void aLooseProxyOfOursStandsBeforeThemAndGetsEverything() {
            builder.withOutboundProxy("sip:" + registrar.hostPort() + ";lr");
            String proxy = "<sip:" + registrar.hostPort() + ";lr>";
            assertThat(connectWithServiceRoute().header("Route")).isEqualTo(proxy);
            ReceivedSip invite = calledAt(registrar);
            assertThat(String.join(", ", invite.text().headers("Route"))).isEqualTo(proxy + ", " + serviceRoute + ", <sip:home.rvoip.test;lr>");
        }

        @Test
        void aProxyOfOursThatIsNotWrittenAsLooseGetsEverythingWithoutBeingInRoute() {
            builder.withOutboundProxy("sip:" + registrar.hostPort());
            assertThat(connectWithServiceRoute().text().has("Route")).isFalse();
            assertThat(String.join(", ", calledAt(registrar).text().headers("Route"))).isEqualTo(serviceRoute + ", <sip:home.rvoip.test;lr>");
        }
    }

    @Nested
    class Failing {
        private void loseTheRegistrar() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            grant(registrar.expect("REGISTER"), 120);
            alice.client = done(connected);
            registrar.respond(registrar.expect("REGISTER", Duration.ofSeconds(61)), 503, "Service Unavailable",
                    "Retry-After: 40");
            time.runReady();
        }

        @Test
        void lossIsToldWithTheNextAttempt() {
            loseTheRegistrar();
            assertThat(alice.client.state()).isEqualTo(ClientState.ERROR);
            ClientEvent.RegistrationFailed failed = alice.heard.last(ClientEvent.RegistrationFailed.class);
            assertThat(failed.status()).isEqualTo(503);
            assertThat(failed.retryAt().orElseThrow()).isAfterOrEqualTo(time.wallClock().plusSeconds(40));
            assertThat(alice.heard.last(ClientEvent.StateChanged.class).reason()).contains("503");
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        }

        @Test
        void itIsTriedAgainByItself() {
            loseTheRegistrar();
            ReceivedSip again = registrar.expect("REGISTER", Duration.ofMinutes(2));
            assertThat(alice.client.state()).isEqualTo(ClientState.REGISTERING);
            grant(again, 3600);
            assertThat(alice.client.state()).isEqualTo(ClientState.CONNECTED);
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        }

        @Test
        void directCallsStillWork() {
            loseTheRegistrar();
            ScriptedSipPeer other = ScriptedSipPeer.on(time, network.host(), 5070);
            Call call = done(alice.client.makeCall("sip:carol@" + other.hostPort()));
            other.respond(other.expect("INVITE"), 486, "Busy Here");
            done(call.ended());
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK"));
        }
    }

    @Nested
    class Disconnected {
        @Test
        void contactIsRemoved() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            grant(registrar.expect("REGISTER"), 3600);
            alice.client = done(connected);
            CompletableFuture<Void> left = alice.client.disconnect();
            ReceivedSip removal = registrar.expect("REGISTER");
            assertThat(removal.header("Contact")).contains("expires=0");
            advance(100);
            assertThat(left).isNotDone();
            registrar.respond(removal, 200, "OK");
            done(left);
            assertThat(alice.heard.last(ClientEvent.Unregistered.class).confirmed()).isTrue();
            assertThat(alice.client.state()).isEqualTo(ClientState.DISCONNECTED);
            assertThat(alice.host.openSockets()).isZero();
        }

        @Test
        void deadRegistrarIsWaitedForFiveSeconds() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            grant(registrar.expect("REGISTER"), 3600);
            alice.client = done(connected);
            CompletableFuture<Void> left = alice.client.disconnect();
            advance(4_900);
            assertThat(left).isNotDone();
            advance(200);
            assertThat(left).isDone();
            registrar.discard();
        }

        @Test
        void nothingCanBeAskedOfIt() {
            alice.connect();
            done(alice.client.disconnect());
            assertThatThrownBy(() -> alice.client.makeCall("bob@192.0.2.1"))
                    .isInstanceOfSatisfying(NotConnectedException.class,
                            refused -> assertThat(refused.state()).isEqualTo(ClientState.DISCONNECTED));
            assertThat(done(alice.client.disconnect())).isNull();
        }

        @Test
        void callsThatComeWhileLeavingAreRefused() {
            CompletableFuture<SimpleVoipClient> connected = connecting();
            grant(registrar.expect("REGISTER"), 3600);
            alice.client = done(connected);
            alice.client.disconnect();
            registrar.expect("REGISTER");
            registrar.send(registrar.request("INVITE", "sip:alice@" + alice.host.address().getHostAddress()),
                    alice.host.at(5060));
            registrar.expect("503");
            assertThat(alice.heard.all(IncomingCall.class)).isEmpty();
        }
    }
}
