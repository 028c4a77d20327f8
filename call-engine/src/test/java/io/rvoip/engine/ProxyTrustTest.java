package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Network;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that a proxy trusts by their addresses, and everybody else (RFC 3325 §2.3, §4, §5). */
class ProxyTrustTest {
    private static final String SAID = "P-Asserted-Identity: \"Grandma\" <sip:grandma@carrier.test>";

    private Office office;
    private ScriptedSipPeer trusted;
    private ScriptedSipPeer other;
    private ScriptedSipPeer bob;

    @BeforeEach
    void open() {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMode(EngineMode.PROXY).withProxy(ProxySettings.DEFAULT
                .withTrusted(List.of(Network.parse("10.0.0.2"), Network.parse("10.0.0.3/32"))));
        office = new Office(setup);
        trusted = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        other = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        assertThat(List.of(trusted.hostPort(), other.hostPort())).containsExactly("10.0.0.2:5060", "10.0.0.3:5060");
        bob = office.scripted("bob");
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private void invite(ScriptedSipPeer from, String uri, String... lines) {
        from.send(from.request("INVITE", uri, lines), office.address());
    }

    private static List<String> asserted(ReceivedSip message) {
        return message.text().headers("P-Asserted-Identity");
    }

    private void end(ScriptedSipPeer phone, ReceivedSip invite, ScriptedSipPeer caller) {
        phone.respond(invite, 486, "Busy Here");
        caller.expect("486");
    }

    @Test
    void whatTheySayIsBelievedAndNobodyAsksThemForCredentials() {
        invite(trusted, "sip:bob@rvoip.test", SAID);
        ReceivedSip invite = bob.expect("INVITE");
        assertThat(asserted(invite)).containsExactly("\"Grandma\" <sip:grandma@carrier.test>");
        end(bob, invite, trusted);
    }

    @Test
    void whoWantsToStayUnknownStaysUnknownToPhones() {
        invite(trusted, "sip:bob@rvoip.test", SAID, "Privacy: id");
        ReceivedSip invite = bob.expect("INVITE");
        assertThat(asserted(invite)).isEmpty();
        end(bob, invite, trusted);
    }

    @Test
    void theyAreToldWhoAnswersWhateverThePhoneSays() {
        invite(trusted, "sip:bob@rvoip.test", SAID);
        ReceivedSip invite = bob.expect("INVITE");
        bob.respond(invite, 180, "Ringing", "P-Asserted-Identity: <sip:boss@rvoip.test>");
        assertThat(asserted(trusted.expect("180"))).containsExactly("<sip:bob@rvoip.test>");
        end(bob, invite, trusted);
    }

    @Test
    void betweenTwoOfThemAllPassesBothWays() {
        invite(trusted, "sip:x@" + other.hostPort(), SAID, "Privacy: id");
        ReceivedSip invite = other.expect("INVITE");
        assertThat(asserted(invite)).hasSize(1);
        assertThat(invite.header("Privacy")).isEqualTo("id");
        other.respond(invite, 183, "Session Progress", "P-Asserted-Identity: <sip:x@carrier.test>");
        assertThat(asserted(trusted.expect("183"))).containsExactly("<sip:x@carrier.test>");
        end(other, invite, trusted);
    }

    @Test
    void theyAreToldWhoOfOursCallsAndTheCallerHearsNothingOfTheirs() {
        Phone alice = office.registered("alice", 500);
        Phone.Talk call = alice.call(SipUri.of("sip:x@" + other.hostPort()), request -> request);
        ReceivedSip invite = other.expect("INVITE");
        assertThat(asserted(invite)).containsExactly("\"The alice\" <sip:alice@rvoip.test>");
        other.respond(invite, 486, "Busy Here", "P-Asserted-Identity: <sip:x@carrier.test>");
        office.advance(1000);
        assertThat(call.end().status()).isEqualTo(486);
        assertThat(office.wire).noneMatch(packet -> packet.to().getAddress().equals(alice.host.address())
                && packet.text().contains("carrier.test>"));
    }

    @Test
    void anybodyElseIsAskedWhoTheyAre() {
        ScriptedSipPeer stranger = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        invite(stranger, "sip:bob@rvoip.test", SAID);
        stranger.expect("407");
        assertThat(bob.received()).isEmpty();
    }
}
