package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptedSipPeerTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final VirtualHost host = network.host("192.0.2.1", "2001:db8::1");
    private final ScriptedSipPeer alice = ScriptedSipPeer.on(time, host, 5060);
    private final ScriptedSipPeer bob = ScriptedSipPeer.on(time, network.host(), 5060);

    @BeforeEach
    void delay() {
        network.withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
    }

    @Test
    void playsACall() {
        alice.send(alice.request("INVITE", "sip:bob@" + bob.hostPort()), bob.address());
        ReceivedSip invite = bob.expect("INVITE");
        assertThat(invite.from()).isEqualTo(alice.address());
        bob.respond(invite, 180, "Ringing");
        bob.respond(invite, 200, "OK", "Contact: <sip:bob@" + bob.hostPort() + ">");
        ReceivedSip ok = alice.expect("200 INVITE");
        assertThat(alice.count("180")).isEqualTo(1);
        alice.send(invite.text().ack(ok.text(), "z9hG4bKack"), bob.address());
        bob.expectNext("ACK");
        assertThat(alice.expectNext("180").header("Call-ID")).isEqualTo(invite.header("Call-ID"));
    }

    @Test
    void lookedForInVain() {
        bob.send(bob.request("OPTIONS", "sip:a"), alice.address());
        long before = time.nanoTime();
        assertThatThrownBy(() -> alice.expect("INVITE", Duration.ofSeconds(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("OPTIONS sip:a");
        assertThat(time.nanoTime() - before).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThatThrownBy(() -> alice.expectNext("BYE")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> alice.expectNothing(Duration.ZERO)).isInstanceOf(AssertionError.class);
        alice.discard();
        alice.expectNothing(Duration.ofSeconds(1));
    }

    @Test
    void hasHabits() {
        bob.when("OPTIONS", request -> bob.respond(request, 200, "OK"));
        alice.send(alice.request("OPTIONS", "sip:bob@x", "Call-ID: fixed", "Contact:"), bob.address());
        ReceivedSip answer = alice.expect("200 OPTIONS");
        assertThat(answer.header("Call-ID")).isEqualTo("fixed");
        bob.expectNothing(Duration.ofSeconds(1));
        assertThat(bob.received()).singleElement().satisfies(got -> assertThat(got.text().has("Contact")).isFalse());
    }

    @Test
    void countsKeepAlives() {
        alice.send("\r\n\r\n", bob.address());
        bob.expectNothing(Duration.ofSeconds(1));
        assertThat(bob.keepAlives()).isEqualTo(1);
    }

    @Test
    void writesIpv6AddressesInBrackets() {
        ScriptedSipPeer six = ScriptedSipPeer.on(time, host, host.at6(5070));
        assertThat(six.hostPort()).isEqualTo("[2001:db8:0:0:0:0:0:1]:5070");
        assertThat(SipText.read(six.requestWith("hi", "MESSAGE", "sip:x", "Content-Type: text/plain")).body())
                .isEqualTo("hi");
    }

    @Test
    void refusesATakenPort() {
        assertThatThrownBy(() -> ScriptedSipPeer.on(time, host, 5060)).isInstanceOf(IllegalStateException.class);
    }
}
