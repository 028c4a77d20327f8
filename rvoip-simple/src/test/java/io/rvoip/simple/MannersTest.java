package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.Reliability;
import io.rvoip.session.SessionTimers;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client says about PRACK and session timers on the wire. */
class MannersTest extends PhoneFixture {
    private final Phone alice = phone("alice");
    private ScriptedSipPeer trunk;

    @BeforeEach
    void open() {
        trunk = ScriptedSipPeer.on(time, network.host(), 5060);
    }

    private ReceivedSip invite() {
        alice.connect();
        alice.call("sip:trunk@" + trunk.hostPort(), new Heard());
        ReceivedSip invite = trunk.expect("INVITE");
        trunk.respond(invite, 486, "Busy Here");
        trunk.expect("ACK");
        return invite;
    }

    @Test
    void unlessToldOtherwiseItCan() {
        ReceivedSip invite = invite();
        assertThat(invite.header("Supported")).isEqualTo("100rel, timer");
        assertThat(invite.header("Allow")).contains("PRACK").contains("UPDATE");
        assertThat(invite.text().has("Require")).isFalse();
        assertThat(invite.text().has("Session-Expires")).isFalse();
    }

    @Test
    void aTrunkThatInsistsIsObeyed() {
        alice.builder.withReliability(Reliability.REQUIRED).withSessionTimers(SessionTimers.DEFAULT
                .withPolicy(SessionTimers.Policy.REQUEST).withInterval(Duration.ofMinutes(10)));
        ReceivedSip invite = invite();
        assertThat(invite.header("Require")).isEqualTo("100rel");
        assertThat(invite.header("Session-Expires")).isEqualTo("600");
    }

    @Test
    void bothCanBeSwitchedOff() {
        alice.builder.withReliability(Reliability.OFF)
                .withSessionTimers(SessionTimers.DEFAULT.withPolicy(SessionTimers.Policy.OFF));
        assertThat(invite().text().has("Supported")).isFalse();
    }
}
