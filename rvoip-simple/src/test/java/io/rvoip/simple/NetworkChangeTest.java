package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import io.rvoip.ice.IceConfig;
import io.rvoip.media.MediaConfig;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A softphone whose network changes, alone, in a call, and registered. */
class NetworkChangeTest extends PhoneFixture {
    private final Phone alice = phone("alice");
    private final Phone bob = otherPhone("bob");
    private final Heard near = new Heard();

    @ParameterizedTest
    @CsvSource({"10.0.0.2, 10.9.9.9, 0, false", "fd00::2, fd00::99, 65536, false", "10.0.0.2, 10.9.9.9, 0, true", "fd00::2, fd00::99, 0, true"})
    void aCallGoesOnFromTheNewAddressAndBothAreHeard(String bobsAddress, String next, int traceBytes, boolean ice) {
        alice.builder.withLocalAddress(null).withTrace(traceBytes).withMedia(MediaConfig.mobile());
        if (ice) {
            alice.builder.withIce(IceConfig.FULL);
        }
        alice.connect();
        boolean ipv6 = next.indexOf(':') >= 0;
        if (ipv6) {
            alice.wiring.own = alice.host.at6(5060).getAddress();
            bob.builder.withLocalAddress(bob.host.at6(5060));
        }
        bob.connect();
        Call call = alice.call("sip:bob@" + (ipv6 ? "[" + bobsAddress + "]" : bobsAddress), near);
        bob.incoming().answer();
        advance(1000);
        alice.host.move(next);
        alice.wiring.own = alice.host.address();
        advance(500);
        long before = bob.ear.heardMillis();
        long beforeThere = alice.ear.heardMillis();
        alice.client.networkChanged();
        advance(2000);
        if (ice) {
            assertThat(fragments("INVITE ")).as("ICE begins anew").hasSize(2);
            assertThat(fragments("SIP/2.0 200 ")).as("on the other side too").hasSize(2);
        }
        assertThat(near.all(CallEvent.Reconnected.class)).hasSize(1);
        assertThat(alice.heard.states()).contains(ClientState.RECONNECTING);
        assertThat(alice.client.state()).isEqualTo(ClientState.CONNECTED);
        assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        assertThat(bob.ear.heardMillis() - before).as("bob hears alice after the change").isGreaterThan(1500);
        assertThat(alice.ear.heardMillis() - beforeThere).as("alice hears bob after the change").isGreaterThan(1500);
        done(call.hangup());
        assertThat(bob.client.calls()).as("the BYE finds its way too").isEmpty();
    }

    /** Names of ICE in messages that begin like this. */
    private Set<String> fragments(String start) {
        return wire.stream().map(CapturedDatagram::text).filter(text -> text.startsWith(start)).flatMap(String::lines)
                .filter(line -> line.startsWith("a=ice-ufrag:")).collect(Collectors.toSet());
    }

    @Test
    void aLiteAgentIsOneForServers() {
        assertThatThrownBy(() -> alice.builder.withIce(IceConfig.LITE)).hasMessageStartingWith("ice: lite (expected: a full agent");
    }

    @Test
    void theRegistrarIsToldFirst() {
        ScriptedSipPeer registrar = ScriptedSipPeer.on(time, network.host(), 5060);
        registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK", "Contact: " + request.header("Contact")));
        alice.builder.withLocalAddress(null).withRegistration(true).withRegistrar(registrar.hostPort());
        alice.connect();
        alice.host.move("10.9.9.9");
        alice.wiring.own = alice.host.address();
        alice.client.networkChanged();
        time.runReady();
        assertThat(alice.client.state()).isEqualTo(ClientState.CONNECTED);
        ReceivedSip last = registrar.received().get(registrar.received().size() - 1);
        assertThat(last.header("Contact")).contains("@10.9.9.9:");
        assertThat(last.from().getAddress().getHostAddress()).isEqualTo("10.9.9.9");
    }

    /** A client that looks by itself. */
    @Nested
    class Watching {
        private final ScriptedSipPeer registrar = ScriptedSipPeer.on(time, network.host(), 5060);

        private void connect(Duration interval) {
            registrar.when("REGISTER", request -> registrar.respond(request, 200, "OK", "Contact: " + request.header("Contact")));
            alice.builder.withLocalAddress(null).withRegistration(true).withRegistrar(registrar.hostPort()).withNetworkWatch(interval);
            alice.connect();
        }

        private void seconds(int seconds) {
            time.advance(Duration.ofSeconds(seconds));
        }

        private Set<InetAddress> addresses(String... texts) {
            return Stream.of(texts).map(NetUtil::createInetAddressFromIpAddressString).collect(Collectors.toSet());
        }

        private void moveTo(String address) {
            alice.host.move(address);
            alice.wiring.own = alice.host.address();
        }

        @Test
        void registersAnewWithinTwoLooksAfterItsAddressIsGone() {
            connect(Duration.ofSeconds(5));
            moveTo("10.9.9.9");
            seconds(11);
            ReceivedSip last = registrar.received().get(registrar.received().size() - 1);
            assertThat(last.header("Contact")).contains("@10.9.9.9:");
            assertThat(registrar.count("REGISTER")).isEqualTo(2);
            seconds(60);
            assertThat(registrar.count("REGISTER")).as("one change, one registration").isEqualTo(2);
            assertThat(alice.client.state()).isEqualTo(ClientState.CONNECTED);
        }

        @Test
        void waitsWhileThereIsNoNetworkAndGoesOnWhereItComesBack() {
            connect(Duration.ofSeconds(5));
            alice.wiring.addresses = Set.of();
            seconds(300);
            assertThat(registrar.count("REGISTER")).isEqualTo(1);
            alice.wiring.addresses = null;
            seconds(20);
            assertThat(registrar.count("REGISTER")).as("the same as before").isEqualTo(1);
            alice.wiring.addresses = Set.of();
            seconds(20);
            alice.wiring.addresses = null;
            moveTo("10.9.9.9");
            seconds(11);
            assertThat(registrar.count("REGISTER")).isEqualTo(2);
        }

        @Test
        void addressesThatAreNotOursMayComeAndGo() {
            connect(Duration.ofSeconds(5));
            String own = alice.host.address().getHostAddress();
            alice.wiring.addresses = addresses(own, "172.17.0.1");
            seconds(20);
            alice.wiring.addresses = addresses(own);
            seconds(20);
            assertThat(registrar.count("REGISTER")).isEqualTo(1);
        }

        @Test
        void aChangeThatWasToldIsNotSeenAgain() {
            connect(Duration.ofSeconds(5));
            moveTo("10.9.9.9");
            alice.client.networkChanged();
            seconds(60);
            assertThat(registrar.count("REGISTER")).isEqualTo(2);
        }

        @Test
        void nobodyLooksWhereTheApplicationDoes() {
            connect(Duration.ZERO);
            moveTo("10.9.9.9");
            seconds(60);
            assertThat(registrar.count("REGISTER")).isEqualTo(1);
        }

        @Test
        void intervalsOutOfRangeAreRefused() {
            assertThat(alice.builder.withNetworkWatch(Duration.ofMillis(10)).check().isValid()).isFalse();
        }
    }
}
