package io.rvoip.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.engine.EngineLimits;
import io.rvoip.engine.ProxySettings;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redirects of users that the proxy follows itself (RFC 3261 §16.7 step 4). */
class RecursionTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private Relay relay = new Relay(config -> config.withProxy(ProxySettings.DEFAULT.withRedirectsFollowed(true)));
    private ScriptedSipPeer alice = relay.peer();
    private ScriptedSipPeer bob = relay.phone("bob", 1.0);

    @AfterEach
    void nothingIsLeft() {
        relay.findNothing();
    }

    private void redirected(String... contacts) {
        relay.invite(alice, "bob");
        redirect(bob, contacts);
    }

    private void redirect(ScriptedSipPeer phone, String... contacts) {
        phone.respond(phone.expect("INVITE"), 302, "Moved Temporarily", "Contact: " + String.join(", ", contacts));
        phone.expect("ACK");
    }

    private static String at(ScriptedSipPeer peer) {
        return "<sip:desk@" + peer.hostPort() + ">";
    }

    @Test
    void unlessWantedTheyArePassedOn() {
        relay = new Relay();
        alice = relay.peer();
        bob = relay.phone("bob", 1.0);
        redirected("<sip:desk@10.1.1.1>");
        assertThat(alice.expect("302").header("Contact")).isEqualTo("<sip:desk@10.1.1.1>");
    }

    @Test
    void theCallGoesToTheContactAndTheCallerHearsNothingOfIt() {
        ScriptedSipPeer desk = relay.peer();
        redirected(at(desk));
        ReceivedSip invite = desk.expect("INVITE");
        assertThat(invite.text().requestUri()).isEqualTo("sip:desk@" + desk.hostPort());
        desk.respond(invite, 200, "OK", "Contact: " + at(desk));
        alice.expect("200 INVITE");
        assertThat(alice.count("302")).isZero();
        assertThat(relay.outcomes).containsExactly("200 2");
    }

    @Test
    void theBestComesFirstAndTheBestAnswerIsTold() {
        ScriptedSipPeer first = relay.peer();
        ScriptedSipPeer second = relay.peer();
        redirected(at(second) + ";q=0.2", at(first) + ";q=0.9");
        ReceivedSip invite = first.expect("INVITE");
        assertThat(second.received()).isEmpty();
        first.respond(invite, 486, "Busy Here");
        second.respond(second.expect("INVITE"), 404, "Not Found");
        assertThat(alice.expect("486").text().startLine()).contains("486");
    }

    @Test
    void aUserOfOursIsRungWhereTheyAreRegistered() {
        ScriptedSipPeer carol = relay.phone("carol", 1.0);
        redirected("<sip:carol@" + Relay.DOMAIN + ">");
        ReceivedSip invite = carol.expect("INVITE");
        assertThat(invite.text().requestUri()).isEqualTo("sip:carol@" + carol.hostPort());
        carol.respond(invite, 486, "Busy Here");
        alice.expect("486");
    }

    @Test
    void whoSendEachOtherRoundInCirclesAreRungOnce() {
        ScriptedSipPeer carol = relay.phone("carol", 1.0);
        redirected("<sip:carol@" + Relay.DOMAIN + ">");
        redirect(carol, "<sip:bob@" + Relay.DOMAIN + ">", "<sip:bob@" + bob.hostPort() + ">");
        assertThat(alice.expect("480").text().startLine()).contains("480");
        assertThat(bob.count("INVITE")).isEqualTo(1);
    }

    @Test
    void aUserWhoIsNotThereIsNobody() {
        redirected("<sip:carol@" + Relay.DOMAIN + ">");
        alice.expect("480");
    }

    @Test
    void whatCannotBeFollowedIsLeftToTheCaller() {
        ScriptedSipPeer desk = relay.peer();
        redirected(at(desk), "<mailto:bob@example.com>");
        desk.respond(desk.expect("INVITE"), 486, "Busy Here");
        assertThat(alice.expect("302").header("Contact")).isEqualTo("<mailto:bob@example.com>");
    }

    @Test
    void noMoreContactsAreTriedThanARequestMayHavePlaces() {
        relay = new Relay(config -> config.withProxy(ProxySettings.DEFAULT.withRedirectsFollowed(true))
                .withLimits(EngineLimits.DEFAULT.withMaxPlaces(3)));
        alice = relay.peer();
        bob = relay.phone("bob", 1.0);
        ScriptedSipPeer desk = relay.peer();
        desk.when("INVITE", invite -> desk.respond(invite, 486, "Busy Here"));
        redirected(IntStream.range(0, 20).mapToObj(i -> "<sip:desk" + i + "@" + desk.hostPort() + ">")
                .collect(Collectors.joining(", ")));
        relay.advance(SHORT);
        assertThat(desk.received().stream().filter(message -> message.text().is("INVITE"))).hasSize(3);
    }

    @Test
    void whoeverGivesUpStopsThem() {
        ScriptedSipPeer desk = relay.peer();
        ScriptedSipPeer next = relay.peer();
        relay.invite(alice, "bob");
        ReceivedSip first = bob.expect("INVITE");
        bob.respond(first, 302, "Moved Temporarily", "Contact: " + at(desk) + ", " + at(next) + ";q=0.1");
        ReceivedSip invite = desk.expect("INVITE");
        desk.respond(invite, 180, "Ringing");
        ReceivedSip ringing = alice.expect("180");
        alice.send(alice.request("CANCEL", "sip:bob@" + Relay.DOMAIN, "Call-ID: " + ringing.header("Call-ID"),
                "From: " + ringing.header("From"), "CSeq: " + ringing.header("CSeq").replace("INVITE", "CANCEL"),
                "Via: " + ringing.header("Via").replaceAll(";(received|rport)=[^;]*", ";rport")), relay.at());
        desk.respond(desk.expect("CANCEL"), 200, "OK");
        desk.respond(invite, 487, "Request Terminated");
        alice.expect("487");
        relay.advance(SHORT);
        assertThat(next.received()).isEmpty();
    }

    @Test
    void withinACallTheyAreNotFollowed() {
        relay.invite(alice, "bob");
        ReceivedSip invite = bob.expect("INVITE");
        bob.respond(invite, 200, "OK", "Contact: <sip:bob@" + Relay.DOMAIN + ">", "Record-Route: " + invite.header("Record-Route"));
        ReceivedSip ok = alice.expect("200 INVITE");
        alice.send(alice.request("INFO", "sip:bob@" + Relay.DOMAIN, "Route: " + ok.header("Record-Route"),
                "Call-ID: " + ok.header("Call-ID"), "To: " + ok.header("To")), relay.at());
        bob.respond(bob.expect("INFO"), 302, "Moved Temporarily", "Contact: <sip:x@10.1.1.1>");
        alice.expect("302");
    }
}
