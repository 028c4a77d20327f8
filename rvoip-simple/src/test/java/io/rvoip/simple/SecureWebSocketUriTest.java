package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A softphone over secure WebSocket writes {@code transport=ws} (RFC 7118 §5.2) and opens secure connections all the same. */
class SecureWebSocketUriTest extends PhoneFixture {
    private final ScriptedSipPeer far = ScriptedSipPeer.on(time, network.host(), 5060);
    private final Phone alice = phone("alice");
    private final List<TransportProtocol> opened = new ArrayList<>();

    @BeforeEach
    void overSecureWebSocket() {
        alice.builder.withTransport(TransportProtocol.WSS).withLocalAddress(null);
        alice.wiring.around = this::carriedByDatagrams;
    }

    /** The virtual network has datagrams only: they carry what is sent over whatever connection was asked for. */
    private SipTransport carriedByDatagrams(SipTransport sockets) {
        sockets.listen(TransportProtocol.UDP, alice.host.at(5060));
        return (SipTransport) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SipTransport.class}, (self, method, given) -> {
            if (given != null && given[0] instanceof Target target) {
                opened.add(target.protocol());
                given[0] = target.withProtocol(TransportProtocol.UDP);
            }
            return method.invoke(sockets, given);
        });
    }

    private ReceivedSip invite(String target) {
        alice.call(target, new Heard());
        ReceivedSip invite = far.expect("INVITE", Duration.ofSeconds(1));
        far.respond(invite, 486, "Busy Here");
        time.runReady();
        return invite;
    }

    @Test
    void whereTheAddressSaysNothing() {
        alice.connect();
        ReceivedSip invite = invite("sip:bob@" + far.hostPort());
        assertThat(invite.text().requestUri()).isEqualTo("sip:bob@" + far.hostPort() + ";transport=ws");
        assertThat(opened).isNotEmpty().containsOnly(TransportProtocol.WSS);
    }

    @Test
    void whereTheAddressSaysWss() {
        alice.connect();
        ReceivedSip invite = invite("sip:bob@" + far.hostPort() + ";transport=wss");
        assertThat(invite.text().requestUri()).isEqualTo("sip:bob@" + far.hostPort() + ";transport=ws");
        assertThat(opened).isNotEmpty().containsOnly(TransportProtocol.WSS);
    }

    @Test
    void inTheRouteThroughAProxy() {
        alice.builder.withRegistration(true).withOutboundProxies(List.of("sip:" + far.hostPort() + ";transport=wss;lr"));
        far.when("REGISTER", request -> far.respond(request, 200, "OK", "Contact: " + request.header("Contact")));
        alice.connect();
        assertThat(far.received().get(0).header("Route")).isEqualTo("<sip:" + far.hostPort() + ";lr;transport=ws>");
        ReceivedSip invite = invite("sip:bob@elsewhere.test");
        assertThat(invite.text().requestUri()).isEqualTo("sip:bob@elsewhere.test");
        assertThat(invite.header("Route")).isEqualTo("<sip:" + far.hostPort() + ";lr;transport=ws>");
        assertThat(opened).isNotEmpty().containsOnly(TransportProtocol.WSS);
    }
}
