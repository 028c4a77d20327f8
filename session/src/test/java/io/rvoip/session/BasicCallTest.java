package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two stacks of ours talk to each other over a perfect network. */
class BasicCallTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final VirtualHost hostA = network.host();
    private final VirtualHost hostB = network.host();
    private final Node alice = Node.on(time, hostA, hostA.at(5060), 100);
    private final Node bob = Node.on(time, hostB, hostB.at(5060), 200);

    @Test
    void callIsAnsweredAndHungUpByTheCaller() {
        bob.onInvitation = invitation -> {
            invitation.ring();
            time.after(Duration.ofSeconds(2), invitation::accept);
        };
        Node.Call call = alice.call(alice.requestTo(bob.uri("bob")));
        time.advance(Duration.ofSeconds(3));
        assertThat(call.events().names()).containsExactly("Progress", "Answered", "Confirmed");
        assertThat(bob.incoming.get(0).names()).containsExactly("Answered", "Confirmed");
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);

        call.session().hangup();
        time.advance(Duration.ofSeconds(1));
        assertThat(call.events().end().who()).isEqualTo(EndParty.LOCAL);
        assertThat(call.events().end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(bob.incoming.get(0).end().who()).isEqualTo(EndParty.REMOTE);
        time.settle(Duration.ofMinutes(2));
        assertThat(alice.counts()).isEqualTo(StackCounts.ZERO);
        assertThat(bob.counts()).isEqualTo(StackCounts.ZERO);
        assertThat(alice.media.openLegs() + bob.media.openLegs()).isZero();
    }
}
