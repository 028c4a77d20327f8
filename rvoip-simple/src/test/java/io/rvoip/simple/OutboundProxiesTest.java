package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A softphone that registers through two proxies (RFC 5626 §4.2). */
class OutboundProxiesTest extends PhoneFixture {
    private static final String INSTANCE = "urn:uuid:0c67446f-f1a1-11d9-94d3-000a95a0e128";

    private final ScriptedSipPeer first = ScriptedSipPeer.on(time, network.host(), 5060);
    private final ScriptedSipPeer second = ScriptedSipPeer.on(time, network.host(), 5060);
    private final Phone alice = phone("alice");

    @BeforeEach
    void behindBoth() {
        alice.builder.withRegistration(true).withInstance(INSTANCE)
                .withOutboundProxies(List.of("sip:" + first.hostPort() + ";lr", "sip:" + second.hostPort() + ";lr"));
    }

    private static void grants(ScriptedSipPeer proxy) {
        proxy.when("REGISTER", request -> proxy.respond(request, 200, "OK", "Contact: " + request.header("Contact")));
    }

    private static ReceivedSip last(ScriptedSipPeer proxy) {
        return proxy.received().get(proxy.received().size() - 1);
    }

    @Test
    void registersThroughEachWithANumberOfItsOwn() {
        grants(first);
        grants(second);
        alice.connect();
        assertThat(last(first).header("Contact")).contains("reg-id=1").contains("+sip.instance=\"<" + INSTANCE + ">\"");
        assertThat(last(second).header("Contact")).contains("reg-id=2").contains("+sip.instance=\"<" + INSTANCE + ">\"");
        assertThat(last(second).header("Route")).contains(second.hostPort());
        assertThat(last(first).header("Call-ID")).isNotEqualTo(last(second).header("Call-ID"));
        assertThat(alice.heard.all(ClientEvent.Registered.class)).hasSize(2);
    }

    @Test
    void isConnectedWhileOneIsThereAndCallsThroughThatOne() {
        first.when("REGISTER", request -> first.respond(request, 503, "Service Unavailable"));
        grants(second);
        alice.connect();
        assertThat(alice.client.state()).isEqualTo(ClientState.CONNECTED);
        assertThat(alice.client.registration()).isPresent().get().matches(state -> state.registered());
        assertThat(alice.heard.last(ClientEvent.NetworkError.class).reason()).contains("a flow to the registrar");
        alice.call("sip:bob@elsewhere.test", new Heard());
        ReceivedSip invite = second.expect("INVITE", Duration.ofSeconds(1));
        assertThat(invite.header("Route")).contains(second.hostPort());
        second.respond(invite, 486, "Busy Here");
    }

    @Test
    void failsToConnectOnlyWhenBothRefuse() {
        first.when("REGISTER", request -> first.respond(request, 403, "Forbidden"));
        second.when("REGISTER", request -> second.respond(request, 403, "Forbidden"));
        assertThat(failure(alice.connecting())).isInstanceOf(AuthenticationException.class);
    }
}
