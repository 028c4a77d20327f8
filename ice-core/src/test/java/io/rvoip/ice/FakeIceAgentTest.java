package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import io.rvoip.common.Loop;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** The fake keeps the contract of the port, so that what is tested with it holds with a real agent. */
class FakeIceAgentTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 4_000);
    private static final IceCandidate HOST = IceCandidate.host("1", 1, LOCAL);
    private static final IceCandidate REMOTE =
            IceCandidate.remote("9", 1, 7, new InetSocketAddress("198.51.100.7", 5_000), CandidateType.HOST);

    private final SeededIds ids = new SeededIds(1);
    private final IceEvents events = mock(IceEvents.class);
    private final IceAgent agent = new FakeIceAgent(LOCAL, ids, events);

    @Test
    void gathersChecksAndConnects() {
        agent.gather(0);
        agent.remote(IceCredentials.random(ids), 0);
        agent.remoteCandidate(REMOTE, 0);
        agent.remoteCandidatesEnd(0);
        agent.start(IceRole.CONTROLLING, 10);
        assertThat(agent.nextDeadline()).isEqualTo(10 + FakeIceAgent.CHECK_NANOS);
        agent.onDeadline(agent.nextDeadline() - 1);
        verify(events, never()).selected(new IcePair(HOST, REMOTE));
        agent.onDeadline(agent.nextDeadline());

        InOrder order = inOrder(events);
        order.verify(events).candidate(HOST);
        order.verify(events).state(IceState.READY);
        order.verify(events).gathered();
        order.verify(events).state(IceState.CHECKING);
        order.verify(events).valid(new IcePair(HOST, REMOTE));
        order.verify(events).selected(new IcePair(HOST, REMOTE));
        order.verify(events).state(IceState.CONNECTED);
    }

    @Test
    void failsWithoutCandidates() {
        agent.gather(0);
        agent.start(IceRole.CONTROLLED, 0);
        agent.onDeadline(agent.nextDeadline());

        assertThat(agent.state()).isEqualTo(IceState.FAILED);
    }

    @Test
    void aRestartChangesTheCredentials() {
        IceCredentials before = agent.credentials();

        agent.restart(0);

        assertThat(agent.credentials()).isNotEqualTo(before);
        assertThat(agent.state()).isEqualTo(IceState.NEW);
    }

    @Test
    void isSilentOnceClosed() {
        agent.close();
        agent.onDeadline(Long.MAX_VALUE);

        verifyNoMoreInteractions(events);
        assertThat(agent.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        assertThatThrownBy(() -> agent.gather(0)).hasMessage("state: CLOSED (expected: NEW)");
    }
}
