package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Secret;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IcePeer;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.testing.CapturedDatagram;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent whose relay is reached over a connection, and one that is reached as it comes. */
class RelayedOverStreamTest {
    private final RelayFixture net = new RelayFixture();
    private final List<Connection> opened = new ArrayList<>();
    private final TurnServer account =
            new TurnServer(net.serverHost.at(3_478), "alice", Secret.of("pw-alice"), TurnServer.Transport.TCP);

    /** Frames pass at once, and whole. */
    private final class Connection extends ClientLink implements TurnConnection {
        final TurnServer server;
        final Events events;
        boolean closed;

        Connection(TurnServer server, Events events) {
            super(net.clientHost.at(40_000 + opened.size()));
            this.server = server;
            this.events = events;
            opened.add(this);
        }

        @Override
        public void send(ByteBuf frame, InetSocketAddress to) {
            assertThat(to).isEqualTo(server.address());
            net.loop.execute(() -> {
                net.server.received(this, frame);
                if (frame.refCnt() > 0) {
                    frame.release(frame.refCnt());
                }
            });
        }

        @Override
        protected boolean send(ByteBuf frame) {
            assertThat(frame.readableBytes() % 4).as("padded").isZero();
            net.loop.execute(() -> {
                if (!closed) {
                    events.received(frame, server.address());
                }
                frame.release();
            });
            return true;
        }

        @Override
        public void close() {
            closed = true;
            net.loop.execute(() -> net.server.closed(this));
        }

        @Override
        protected boolean stream() {
            return true;
        }

        @Override
        protected void released() {}
    }

    private IcePeer relayed(IcePolicy policy) {
        return new IcePeer(net.time, net.clientHost, IceConfig.FULL.withTurnServers(account).withPolicy(policy), 4)
                .connecting((server, loop, events) -> new Connection(server, events)).bind(1, 1);
    }

    private IcePeer other() {
        return new IcePeer(net.time, net.peerHost, IceConfig.FULL, 5).bind(1, 1);
    }

    private void connect(IcePeer one, IcePeer another) {
        IcePeer.introduce(one, another, IcePeer.Signalling.VANILLA);
        one.gather();
        another.gather();
        net.time.advance(Duration.ofMillis(200));
        one.start(IceRole.CONTROLLING);
        another.start(IceRole.CONTROLLED);
        net.time.advance(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(IcePolicy.class)
    void findsAWay(IcePolicy policy) {
        IcePeer shy = relayed(policy);
        IcePeer open = other();
        List<CapturedDatagram> seen = net.network.capture();
        connect(shy, open);
        shy.say("Hello");
        open.say("World");
        net.time.advance(Duration.ofSeconds(1));

        assertThat(open.heard).containsExactly("Hello");
        assertThat(shy.heard).containsExactly("World");
        assertThat(shy.candidates.stream().filter(candidate -> candidate.type() == CandidateType.SERVER_REFLEXIVE))
                .as("what the server sees of the connection is no address of a socket").isEmpty();
        if (policy == IcePolicy.RELAY) {
            assertThat(shy.candidates).extracting(IceCandidate::type).containsOnly(CandidateType.RELAYED);
            assertThat(seen).as("all went over the connection").noneMatch(
                    sent -> net.clientHost.addresses().contains(sent.from().getAddress()));
            assertThat(shy.connections()).isEqualTo(1);
            net.time.advance(Duration.ofMinutes(20));
            open.say("Still");
            net.time.advance(Duration.ofSeconds(1));
            assertThat(shy.heard).as("kept alive").contains("Still");
        } else {
            assertThat(shy.connections()).as("a relay that is not needed is given back").isZero();
            assertThat(opened).allMatch(connection -> connection.closed);
        }
    }

    @Test
    void aConnectionThatBreaksIsNoRelay() {
        IcePeer shy = relayed(IcePolicy.RELAY).connecting((server, loop, events) -> {
            loop.execute(() -> events.broken("refused"));
            return new TurnConnection() {
                @Override
                public void send(ByteBuf frame, InetSocketAddress to) {
                    frame.release();
                }

                @Override
                public void close() {}
            };
        });
        IcePeer.introduce(shy, other(), IcePeer.Signalling.VANILLA);
        shy.gather();
        net.time.advance(Duration.ofMillis(100));
        assertThat(shy.gathered).as("at once, without waiting for the time of gathering").isTrue();
        assertThat(shy.candidates).isEmpty();
        assertThat(shy.connections()).isZero();
        shy.start(IceRole.CONTROLLING);
        net.time.advance(Duration.ofSeconds(20));
        assertThat(shy.failures).extracting(IceFailure::reason).containsExactly(IceFailure.Reason.NO_LOCAL_CANDIDATE);
    }

    @Test
    void closingGivesTheRelayBackAndEndsTheConnection() {
        IcePeer shy = relayed(IcePolicy.RELAY);
        connect(shy, other());
        assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isEqualTo(1);
        shy.agent.close();
        net.time.advance(Duration.ofSeconds(1));
        assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isZero();
        assertThat(opened).allMatch(connection -> connection.closed);
        assertThat(shy.connections()).isZero();
    }
}
