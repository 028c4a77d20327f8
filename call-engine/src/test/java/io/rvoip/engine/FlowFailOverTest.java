package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One phone that registered over two edge proxies, and which of its flows is used (RFC 5626 §7). */
class FlowFailOverTest {
    private static final String CONTACT = "sip:bob@df7jal23ls0d.invalid";

    private Office office;
    private Phone alice;
    private ScriptedSipPeer older;
    private ScriptedSipPeer newer;

    @BeforeEach
    void bridged() {
        open(EngineMode.B2BUA);
    }

    private void open(EngineMode mode) {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMode(mode);
        office = new Office(setup);
        alice = office.registered("alice", 500);
        older = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        newer = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        office.bindFlow("bob", CONTACT, older.address(), 1, "<sip:old@edge1.test;lr;ob>");
        office.bindFlow("bob", CONTACT, newer.address(), 2, "<sip:new@edge2.test;lr;ob>", "<sip:inner.test;lr>");
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void onePhoneIsCalledOnceByItsNewestFlowAndTheProxiesInPath(EngineMode mode) {
        open(mode);
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = newer.expect("INVITE");
        assertThat(invite.text().requestUri()).isEqualTo(CONTACT);
        assertThat(String.join(", ", invite.text().headers("Route")))
                .isEqualTo("<sip:new@edge2.test;lr;ob>, <sip:inner.test;lr>");
        newer.respond(invite, 486, "Busy Here");
        office.advance(2000);
        assertThat(call.end().status()).as("the phone has spoken").isEqualTo(486);
        assertThat(older.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {430, 408})
    void aFlowThatFailedIsReplacedByTheOther(int status) {
        Phone.Talk call = alice.call("bob");
        newer.respond(newer.expect("INVITE"), status, "Gone");
        ReceivedSip again = older.expect("INVITE");
        assertThat(again.header("Route")).isEqualTo("<sip:old@edge1.test;lr;ob>");
        older.respond(again, 486, "Busy Here");
        office.advance(1000);
        assertThat(call.end().status()).isEqualTo(486);

        alice.call("bob");
        older.respond(older.expect("INVITE"), 486, "Busy Here");
        office.advance(1000);
        assertThat(newer.count("INVITE")).as("until the phone registers anew").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void aFlowThatIsSilentIsReplacedByTheOther(EngineMode mode) {
        open(mode);
        Phone.Talk call = alice.call("bob");
        newer.expect("INVITE");
        ReceivedSip again = older.expect("INVITE", Duration.ofSeconds(40));
        older.respond(again, 486, "Busy Here");
        office.advance(1000);
        assertThat(call.end().status()).isEqualTo(486);
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void whenAllFlowsFailedThePhoneIsNotThere(EngineMode mode) {
        open(mode);
        Phone.Talk call = alice.call("bob");
        newer.respond(newer.expect("INVITE"), 430, "Flow Failed");
        older.respond(older.expect("INVITE"), 430, "Flow Failed");
        office.advance(1000);
        assertThat(call.end().status()).isEqualTo(480);
    }

    @Test
    void whoGivesUpIsNotTakenToAnotherFlow() {
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = newer.expect("INVITE");
        newer.respond(invite, 180, "Ringing");
        office.advance(100);
        alice.act(() -> call.session.hangup());
        newer.respond(newer.expect("CANCEL"), 200, "OK");
        newer.respond(invite, 430, "Flow Failed");
        office.advance(1000);
        assertThat(older.received()).isEmpty();
    }
}
