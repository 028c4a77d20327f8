package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.Candidate;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.NominationStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Our agents against ice4j over the loopback: in both roles, in the same role, and lite. ice4j is
 * kept to the loopback; its search for mapped addresses in clouds is off.
 */
@Timeout(20)
class Ice4jTest {
    private static final Logger LOG = Logger.getLogger("org");
    private final LoopbackHarvester harvester = new LoopbackHarvester();
    private Agent theirs;
    private IceMediaStream stream;
    private Component component;

    @BeforeEach
    void openIce4j() throws IOException {
        LOG.setLevel(Level.WARNING);
        System.setProperty("ice4j.harvest.mapping.aws.enabled", "false");
        System.setProperty("ice4j.harvest.udp.use-dynamic-ports", "false");
        theirs = new Agent();
        theirs.addCandidateHarvester(harvester);
        stream = theirs.createMediaStream("audio");
        component = theirs.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
    }

    @AfterEach
    void closeIce4j() {
        theirs.free();
        harvester.close();
    }

    @ParameterizedTest
    @EnumSource(IceRole.class)
    void connectInEitherRole(IceRole ours) throws IOException {
        try (SocketPeer peer = new SocketPeer(IceConfig.FULL)) {
            theirs.setControlling(ours == IceRole.CONTROLLED);
            introduce(peer);

            connect(peer, ours);

            assertThat(peer.agent.role()).isEqualTo(ours);
            hearEachOther(peer);
        }
    }

    @ParameterizedTest
    @EnumSource(IceRole.class)
    void settleWhoControls(IceRole both) throws IOException {
        try (SocketPeer peer = new SocketPeer(IceConfig.FULL)) {
            theirs.setControlling(both == IceRole.CONTROLLING);
            introduce(peer);

            connect(peer, both);

            // Who is told of the conflict changes its role in a thread of its own, which a busy machine may run later.
            assertThat(peer.run(() -> theirs.isControlling() == (peer.agent.role() == IceRole.CONTROLLED), 5))
                    .as("%s, and theirs controls: %s", peer.agent.role(), theirs.isControlling()).isTrue();
            hearEachOther(peer);
        }
    }

    @ParameterizedTest
    @EnumSource(value = NominationStrategy.class, names = {"NOMINATE_FIRST_VALID", "NOMINATE_HIGHEST_PRIO"})
    void takeWhatItNominates(NominationStrategy strategy) throws IOException {
        try (SocketPeer peer = new SocketPeer(IceConfig.FULL)) {
            theirs.setControlling(true);
            theirs.setNominationStrategy(strategy);
            introduce(peer);

            connect(peer, IceRole.CONTROLLED);

            hearEachOther(peer);
        }
    }

    @Test
    void connectWhenWeAreLite() throws IOException {
        try (SocketPeer peer = new SocketPeer(IceConfig.LITE)) {
            theirs.setControlling(true);
            introduce(peer);

            connect(peer, IceRole.CONTROLLED);

            hearEachOther(peer);
        }
    }

    @Test
    void failWithAnotherPassword() throws IOException {
        IceConfig hasty = IceConfig.FULL.withTimes(IceTimes.DEFAULT
                .withPatience(Duration.ofMillis(300))
                .withMost(Duration.ofSeconds(2)));
        try (SocketPeer peer = new SocketPeer(hasty)) {
            theirs.setControlling(false);
            introduce(peer);
            stream.setRemotePassword("another0another0another0");
            theirs.startConnectivityEstablishment();
            peer.agent.remote(
                    0, new IceCredentials(theirs.getLocalUfrag(), "another0another0another0"), peer.now());
            nameTheirs(peer);
            peer.agent.start(IceRole.CONTROLLING, peer.now());

            assertThat(peer.run(() -> peer.agent.state() == IceState.FAILED, 4)).isTrue();
            assertThat(peer.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.CHECKS_FAILED);
        }
    }

    private void introduce(SocketPeer peer) {
        stream.setRemoteUfrag(peer.agent.credentials().fragment());
        stream.setRemotePassword(peer.agent.credentials().password());
        for (IceCandidate candidate : peer.candidates) {
            InetSocketAddress address = candidate.address();
            component.addRemoteCandidate(new RemoteCandidate(
                    new TransportAddress(address, Transport.UDP),
                    component,
                    org.ice4j.ice.CandidateType.HOST_CANDIDATE,
                    candidate.foundation(),
                    candidate.priority(),
                    null));
        }
    }

    private void nameTheirs(SocketPeer peer) {
        for (Candidate<?> candidate : component.getLocalCandidates()) {
            // The line that ice4j itself would write.
            String line = "candidate:" + candidate.getFoundation() + " 1 udp " + candidate.getPriority() + " "
                    + candidate.getTransportAddress().getHostAddress() + " "
                    + candidate.getTransportAddress().getPort() + " typ host";
            peer.agent.remoteCandidate(
                    0, ((CandidateLine.Usable) CandidateLine.read(line)).candidate(), peer.now());
        }
        peer.agent.remoteCandidatesEnd(peer.now());
    }

    private void connect(SocketPeer peer, IceRole ours) throws IOException {
        peer.agent.remote(0, new IceCredentials(theirs.getLocalUfrag(), theirs.getLocalPassword()), peer.now());
        nameTheirs(peer);
        theirs.startConnectivityEstablishment();
        peer.agent.start(ours, peer.now());

        assertThat(peer.run(() -> peer.agent.state() == IceState.CONNECTED && component.getSelectedPair() != null, 10))
                .as("%s %s", peer.agent.state(), theirs.getState())
                .isTrue();
    }

    private void hearEachOther(SocketPeer peer) throws IOException {
        harvester.say("Theirs", component.getSelectedPair().getRemoteCandidate().getTransportAddress());
        assertThat(peer.run(() -> peer.heard.contains("Theirs"), 5)).isTrue();
        peer.say("Ours");
        assertThat(harvester.hear()).isEqualTo("Ours");
    }
}
