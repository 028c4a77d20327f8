package io.rvoip.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.EdgeSettings;
import io.rvoip.engine.ProxySettings;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The edge between phones and the registrar of their domain (RFC 5626 §5). */
class EdgeTest {
    private static final String PHONE = "sip:alice@df7jal23ls0d.invalid";
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final Relay relay = new Relay(config -> config.withProxy(
            ProxySettings.DEFAULT.withEdge(EdgeSettings.NONE.withDomains(List.of("home.test")))));
    private final ScriptedSipPeer home = relay.peer();
    private final ScriptedSipPeer alice = relay.peer();
    private final ScriptedSipPeer stranger = relay.peer();

    EdgeTest() {
        relay.name("home.test", home);
    }

    @AfterEach
    void nothingIsLeft() {
        relay.findNothing();
    }

    private ReceivedSip registered(ScriptedSipPeer from, String... lines) {
        from.send(from.request("REGISTER", "sip:home.test", lines), relay.at());
        return home.expect("REGISTER");
    }

    /** The value of Path that the edge gave the registrar for alice. */
    private String path() {
        ReceivedSip register = registered(alice);
        home.respond(register, 200, "OK");
        alice.expect("200");
        return register.header("Path");
    }

    private ReceivedSip sent(ScriptedSipPeer from, String method, String uri, String... lines) {
        from.send(from.request(method, uri, lines), relay.at());
        return from.equals(home) ? alice.expect(method) : home.expect(method);
    }

    private int refused(String route) {
        stranger.send(stranger.request("MESSAGE", PHONE, "Route: " + route), relay.at());
        relay.advance(SHORT);
        List<ReceivedSip> answers = stranger.received();
        return Integer.parseInt(answers.get(answers.size() - 1).text().startLine().split(" ")[1]);
    }

    @Nested
    class Registering {
        @Test
        void goesToTheRegistrarOfTheDomainWithTheFlowInPath() {
            ReceivedSip register = registered(alice, "Contact: <" + PHONE + ">;reg-id=1", "Authorization: Digest realm=\"home.test\"");
            assertThat(register.header("Path")).matches("<sip:~[A-Za-z0-9_-]{40,}@" + relay.at().getAddress().getHostAddress()
                    + ":5060;lr;ob>");
            assertThat(register.header("Authorization")).as("the registrar asks who it is").contains("home.test");
            assertThat(register.header("Contact")).isEqualTo("<" + PHONE + ">;reg-id=1");
            home.respond(register, 200, "OK", "Require: outbound");
            assertThat(alice.expect("200").text().headers("Flow-Timer")).as("over UDP nobody is asked for signs of life").isEmpty();
        }

        @Test
        void twiceFromTheSameFlowGivesTheSameToken() {
            assertThat(path()).isEqualTo(path());
        }

        @Test
        void throughAnotherProxyGetsAPathWithoutFlow() {
            ReceivedSip register = registered(alice, "Via: SIP/2.0/UDP " + alice.hostPort() + ";branch=z9hG4bKouter;rport",
                    "Via: SIP/2.0/UDP 10.9.9.9;branch=z9hG4bKinner", "Path: <sip:other.test;lr;ob>");
            assertThat(register.text().headers("Path")).containsExactly(
                    "<sip:" + relay.at().getAddress().getHostAddress() + ":5060;lr>", "<sip:other.test;lr;ob>");
            home.respond(register, 200, "OK");
            alice.expect("200");
        }

        @Test
        void atOurOwnDomainIsStillOurs() {
            alice.send(alice.request("REGISTER", "sip:" + Relay.DOMAIN), relay.at());
            relay.advance(SHORT);
            assertThat(home.received()).isEmpty();
        }
    }

    @Nested
    class ComingBack {
        @Test
        void withThePathGoesOverThatFlowWhateverItsUri() {
            String path = path();
            ReceivedSip invite = sent(home, "INVITE", PHONE, "Route: " + path);
            assertThat(invite.text().requestUri()).isEqualTo(PHONE);
            assertThat(invite.text().headers("Route")).isEmpty();
            assertThat(invite.text().headers("Record-Route")).hasSize(2).allMatch(value -> value.contains(";lr;r2"))
                    .as("what faces the phone names its flow, without ob")
                    .satisfies(values -> assertThat(values.get(0)).contains("~").doesNotContain(";ob"))
                    .satisfies(values -> assertThat(values.get(1)).doesNotContain("~"));
            alice.respond(invite, 486, "Busy Here");
            home.expect("486");
        }

        @Test
        void withinItsDialogTooAndFromThePhoneToTheOtherSide() {
            String path = path();
            ReceivedSip invite = sent(home, "INVITE", PHONE, "Route: " + path);
            List<String> routes = invite.text().headers("Record-Route");
            alice.respond(invite, 200, "OK", "Contact: <" + PHONE + ">", "Record-Route: " + String.join(", ", routes));
            ReceivedSip ok = home.expect("200 INVITE");
            String call = "Call-ID: " + ok.header("Call-ID");
            String back = "Route: " + routes.get(1) + ", " + routes.get(0);
            assertThat(sent(home, "ACK", PHONE, back, call, "To: " + ok.header("To")).text().headers("Route")).isEmpty();
            ReceivedSip bye = sent(home, "BYE", PHONE, back, call, "To: " + ok.header("To"));
            alice.respond(bye, 200, "OK");
            home.expect("200 BYE");
            ReceivedSip info = sent(alice, "INFO", "sip:core@" + home.hostPort(), "Route: " + String.join(", ", routes), call,
                    "To: " + ok.header("To"));
            assertThat(info.text().headers("Route")).isEmpty();
            home.respond(info, 200, "OK");
            alice.expect("200 INFO");
        }

        @Test
        void tamperedIsForbidden() {
            String path = path();
            int at = path.indexOf('@') - 4;
            char other = path.charAt(at) == 'A' ? 'B' : 'A';
            assertThat(refused(path.substring(0, at) + other + path.substring(at + 1))).isEqualTo(403);
            assertThat(refused("<sip:~@" + relay.at().getAddress().getHostAddress() + ":5060;lr;ob>")).isEqualTo(403);
            assertThat(alice.received()).as("nothing gets to the phone").allMatch(message -> message.text().is("200"));
        }

        @Test
        void overAFlowThatIsGoneHasFailed() {
            String host = "@" + relay.at().getAddress().getHostAddress() + ":5060;lr;ob>";
            Flow closed = new Flow(TransportProtocol.TCP, relay.at(), new InetSocketAddress("198.51.100.7", 4711), 9);
            assertThat(refused("<sip:~" + new FlowTokens(CryptoProvider.jdk(), new byte[32]).of(closed) + host)).isEqualTo(430);
            byte[] before = {1};
            assertThat(refused("<sip:~" + new FlowTokens(CryptoProvider.jdk(), before).of(closed) + host))
                    .as("a token from before a restart").isEqualTo(430);
        }

        @Test
        void anAckOrARequestWithAForgedOneGetsNobodyAnywhere() {
            String path = path();
            stranger.send(stranger.request("ACK", PHONE, "Route: " + path.replace("~", "~AAAA"), "To: <sip:x@y>;tag=1"), relay.at());
            relay.advance(SHORT);
            assertThat(alice.count("ACK")).isZero();
        }
    }

    @Nested
    class Outgoing {
        @Test
        void toTheDomainPassesAndTheCallKeepsToTheFlow() {
            ReceivedSip invite = sent(alice, "INVITE", "sip:bob@home.test", "Contact: <" + PHONE + ";ob>");
            List<String> routes = invite.text().headers("Record-Route");
            assertThat(routes).hasSize(2);
            assertThat(routes.get(0)).as("what faces the domain").doesNotContain("~");
            assertThat(routes.get(1)).as("what faces the phone").contains("~");
            home.respond(invite, 200, "OK", "Contact: <sip:bob@" + home.hostPort() + ">", "Record-Route: " + String.join(", ", routes));
            ReceivedSip ok = alice.expect("200 INVITE");
            ReceivedSip bye = sent(home, "BYE", PHONE, "Route: " + String.join(", ", routes), "Call-ID: " + ok.header("Call-ID"),
                    "To: " + ok.header("From"));
            assertThat(bye.text().requestUri()).isEqualTo(PHONE);
            alice.respond(bye, 200, "OK");
            home.expect("200 BYE");
        }

        @Test
        void byItsOwnPathGoesToTheDomainAndNotBack() {
            String path = path();
            ReceivedSip options = sent(alice, "OPTIONS", "sip:bob@home.test", "Route: " + path);
            home.respond(options, 200, "OK");
            alice.expect("200 OPTIONS");
        }
    }
}
