package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.dns.Resolution;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SipText;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where requests go: of calls, and within them. */
class PathTest extends PeerFixture {
    private Invitation invited(ScriptedSipPeer caller, String... lines) {
        String raw = caller.requestWith(FakeMediaPort.sdp("sendrecv", 1), "INVITE", "sip:alice@" + ourAddress(), lines);
        node.onInvitation = Invitation::accept;
        caller.send(raw, node.address);
        ReceivedSip ok = caller.expect("200 INVITE");
        caller.send(SipText.read(raw).ack(ok.text(), "z9hG4bKp"), node.address);
        time.runReady();
        return node.invitations.get(node.invitations.size() - 1);
    }

    @Test
    void byeGoesToTheContactWhenThatCanBeReached() {
        VirtualHost other = network.host();
        ScriptedSipPeer contact = ScriptedSipPeer.on(time, other, 5090);
        Invitation invitation = invited(peer, SDP, "Contact: <sip:peer@" + contact.hostPort() + ">",
                "Record-Route: <sip:" + contact.hostPort() + ";lr>");
        invitation.session().hangup();
        ReceivedSip bye = contact.expect("BYE");
        assertThat(bye.header("Route")).isEqualTo("<sip:" + contact.hostPort() + ";lr>");
        contact.respond(bye, 200, "OK");
    }

    @Test
    void neighbourBehindANatIsReachedWhereItSendsFrom() {
        Invitation invitation = invited(peer, SDP, "Contact: <sip:peer@192.168.1.7:5060>");
        invitation.session().hangup();
        ReceivedSip bye = peer.expect("BYE");
        assertThat(bye.text().requestUri()).isEqualTo("sip:peer@192.168.1.7:5060");
        peer.respond(bye, 200, "OK");
    }

    @Test
    void contactThatCannotBeResolvedIsReachedWhereItSendsFrom() {
        Invitation invitation = invited(peer, SDP, "Contact: <sip:peer@phone.invalid>");
        invitation.session().hangup();
        peer.respond(peer.expect("BYE"), 200, "OK");
    }

    @Test
    void namedFlowIsKeptForTheWholeCall() {
        Flow flow = Flow.udp(node.address, peer.address());
        Node.Call call = node.call(node.requestTo(SipUri.of("sip:bob@10.99.0.1")).withNextHop(NextHop.over(flow)));
        ReceivedSip invite = peer.expect("INVITE");
        peer.respondWith(answer(), invite, 200, "OK", "Contact: <sip:bob@10.99.0.1>", SDP);
        peer.expect("ACK");
        call.session().hangup();
        peer.respond(peer.expect("BYE"), 200, "OK");
    }

    @Test
    void closedFlowEndsTheCallByName() {
        Flow flow = Flow.udp(new InetSocketAddress(node.address.getAddress(), 9), peer.address());
        Node.Call call = node.call(node.requestTo(target).withNextHop(NextHop.over(flow)));
        assertThat(call.events().end().cause()).isEqualTo(EndCause.TRANSPORT);
        assertThat(call.events().end().text()).contains("closed");
    }

    @Test
    void outboundProxyAndRouteAreUsed() {
        Node.Call call = node.call(node.requestTo(SipUri.of("sip:bob@far.example"))
                .withNextHop(NextHop.to(new Target(io.rvoip.sip.transport.TransportProtocol.UDP, peer.address())))
                .withRoute(List.of(io.rvoip.sip.header.NameAddr.of("<sip:" + peer.hostPort() + ";lr>")))
                .withTo(io.rvoip.sip.header.NameAddr.of("<sip:meant@far.example>"))
                .withMaxForwards(12)
                .withHeader("X-Tenant", "7"));
        ReceivedSip invite = peer.expect("INVITE");
        assertThat(invite.text().requestUri()).isEqualTo("sip:bob@far.example");
        assertThat(invite.header("Route")).isEqualTo("<sip:" + peer.hostPort() + ";lr>");
        assertThat(invite.header("To")).isEqualTo("<sip:meant@far.example>");
        assertThat(invite.header("Max-Forwards")).isEqualTo("12");
        assertThat(invite.header("X-Tenant")).isEqualTo("7");
        peer.respond(invite, 404, "Not Found");
        peer.expect("ACK");
        assertThat(call.events().end().status()).isEqualTo(404);
    }

    @Test
    void aUserAgentCanCallItself() {
        node.onInvitation = Invitation::accept;
        Node.Call call = node.call(node.requestTo(node.uri("alice")));
        time.advance(Duration.ofSeconds(1));
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(node.invitations.get(0).session().state()).isEqualTo(SessionState.CONFIRMED);
        node.invitations.get(0).session().hangup();
        time.advance(Duration.ofSeconds(1));
        assertThat(call.events().end().who()).isEqualTo(EndParty.REMOTE);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:a@192.0.2.1, udp 192.0.2.1:5060",
        "sip:a@192.0.2.1:7000;transport=tcp, tcp 192.0.2.1:7000",
        "sip:a@[2001:db8::1], udp [2001:db8::1]:5060",
        "sip:a@192.0.2.1;transport=tls, tls 192.0.2.1:5061",
        "sip:a@192.0.2.1;transport=WS, ws 192.0.2.1:80",
        "sips:a@192.0.2.1, tls 192.0.2.1:5061",
        "sips:a@192.0.2.1:7000;transport=tcp, tls 192.0.2.1:7000",
        "sips:a@192.0.2.1;transport=ws, wss 192.0.2.1:443",
    })
    void urisBecomeTargets(String uri, String expected) {
        assertThat(resolution(uri)).isInstanceOfSatisfying(Resolution.Found.class,
                found -> assertThat(found.targets()).singleElement().hasToString(expected));
    }

    private static Resolution resolution(String uri) {
        return TargetResolver.addressesOnly().resolve(Uri.of(uri), 0).toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource({
        "tel:+123, not a sip: URI",
        "sips:a@192.0.2.1;transport=udp, sips: does not go by udp",
        "sip:a@192.0.2.1;transport=carrier-pigeon, unknown transport carrier-pigeon",
        "sip:a@host.example, host names are not looked up here",
    })
    void otherUrisAreRefusedByName(String uri, String reason) {
        assertThat(resolution(uri)).isEqualTo(new Resolution.Unusable(reason));
    }

    @Test
    void privateAddressesAreTold() {
        assertThat(List.of("10.1.2.3", "192.168.0.1", "172.16.5.5", "127.0.0.1", "169.254.1.1", "[fd00::1]",
                "[fe80::1]"))
                .allMatch(Hosts::isPrivate);
        assertThat(List.of("192.0.2.1", "[2001:db8::1]", "host.example", "172.32.0.1")).noneMatch(Hosts::isPrivate);
    }

    @Test
    void ownHeadersCannotBeAdded() {
        for (String name : List.of("Via", "v", "From", "CSeq", "Contact", "Authorization", "Content-Length")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> new HeaderLine(name, "x"))
                    .hasMessageContaining(name);
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new HeaderLine("X-A", "a\r\nVia: evil"))
                .hasMessageContaining("line break");
    }

    @Test
    void requestOfAnIncomingCallIsKeptExactly() {
        Invitation invitation = invited(peer, SDP, "X-Odd:  two  spaces");
        SipRequest request = invitation.request();
        assertThat(request.raw("X-Odd")).contains("two  spaces");
        hangUp(invitation.session());
    }
}
