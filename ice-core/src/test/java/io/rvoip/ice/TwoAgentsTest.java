package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two full agents without a NAT between them. */
class TwoAgentsTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network =
            new VirtualNetwork(time, 1).withDelay(Duration.ofMillis(10), Duration.ofMillis(20));
    private final VirtualHost left = network.host("198.51.100.1");
    private final VirtualHost right = network.host("198.51.100.2");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connect(boolean trickle) {
        IcePeer one = new IcePeer(time, left, IceConfig.FULL, 1).bind(1, 1);
        IcePeer other = new IcePeer(time, right, IceConfig.FULL, 2).bind(1, 1);
        IcePeer.introduce(one, other, trickle ? IcePeer.Signalling.TRICKLE : IcePeer.Signalling.VANILLA);
        one.gather();
        other.gather();
        one.start(IceRole.CONTROLLING);
        other.start(IceRole.CONTROLLED);

        assertThat(time.runUntil(() -> one.isOver() && other.isOver(), Duration.ofSeconds(2))).isTrue();

        assertThat(one.states).endsWith(IceState.CHECKING, IceState.CONNECTED);
        assertThat(other.states).endsWith(IceState.CHECKING, IceState.CONNECTED);
        assertThat(one.selections).hasSize(1);
        assertThat(one.selections.get(0).remote().address()).isEqualTo(other.selections.get(0).local().address());
        one.say("Hello");
        other.say("World");
        time.advance(Duration.ofMillis(50));
        assertThat(other.heard).containsExactly("Hello");
        assertThat(one.heard).containsExactly("World");
    }
}
