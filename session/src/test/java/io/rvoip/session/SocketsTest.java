package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.common.Metrics;
import io.rvoip.sip.Method;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole stacks over real sockets on loopback, with event loops of their own. */
class SocketsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EventLoops eventLoops = EventLoops.create("session-test", 2);
    private final FakeMediaPort media = new FakeMediaPort();
    private final Callee callee = new Callee();
    private final SipStack alice = stack(UserAgentHandler.NONE);
    private final SipStack bob = stack(callee);

    private final class Callee implements UserAgentHandler {
        final BlockingQueue<IncomingRequest> requests = new LinkedBlockingQueue<>();

        @Override
        public Set<Method> methods() {
            return Set.of(Method.REGISTER);
        }

        @Override
        public void onInvitation(Invitation invitation) {
            invitation.withMedia(MediaPlan.open(media, MediaLeg.Events.NONE));
            invitation.ring();
            invitation.accept();
        }

        @Override
        public void onRequest(IncomingRequest request) {
            requests.add(request);
            request.respond(request.response(200)
                    .addRaw("Contact", request.request().raw("Contact").orElseThrow()));
        }
    }

    private SipStack stack(UserAgentHandler handler) {
        List<Loop> loops = List.copyOf(eventLoops.loops());
        return SipStack.on(loops, shards -> SipTransports.builder(shards)
                        .withUdp(UdpBinder.signalling(Metrics.none()), loops.get(0))
                        .withTcp(eventLoops)
                        .build())
                .withHandler(shard -> handler)
                .build();
    }

    private static SipUri listen(SipStack stack, TransportProtocol protocol) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        List<ListenPoint> points = stack.listen(List.of(new ListenAddress(protocol, any)))
                .toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        SipUri uri = SipUri.of("bob", "127.0.0.1", points.get(0).address().getPort());
        return protocol == TransportProtocol.UDP ? uri : uri.withParameter("transport", protocol.uriName());
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        eventLoops.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"UDP", "TCP"})
    void callsAreMadeAndEnded(TransportProtocol protocol) throws Exception {
        SipUri target = listen(bob, protocol);
        SipUri self = listen(alice, protocol);
        BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
        SipShard shard = alice.nextShard();
        InviteRequest request = InviteRequest.of(target, NameAddr.of(self))
                .withMedia(MediaPlan.open(media, MediaLeg.Events.NONE));
        shard.call(agent -> agent.invite(request, (session, event) -> {
            events.add(event);
            if (event instanceof SessionEvent.Confirmed) {
                session.hangup();
            }
        }));
        SessionEvent event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        while (!(event instanceof SessionEvent.Ended)) {
            assertThat(event).as("an end in time").isNotNull();
            event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(((SessionEvent.Ended) event).end().cause()).isEqualTo(EndCause.HANGUP);
    }

    @Test
    void registrationOverAConnectionThatBreaksIsRenewedAtOnce() throws Exception {
        SipUri registrar = listen(bob, TransportProtocol.TCP);
        SipUri self = listen(alice, TransportProtocol.TCP);
        CompletableFuture<Registration> made = new CompletableFuture<>();
        BlockingQueue<RegistrationState> states = new LinkedBlockingQueue<>();
        alice.shards().get(0).call(agent -> made.complete(agent.register(
                RegistrationRequest.of(registrar, NameAddr.of(self)), (one, state) -> states.add(state))));
        awaitRegistered(states);
        Registration registration = made.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        alice.transport().disconnect(registration.flow().orElseThrow(), "the network changed");
        awaitRegistered(states);
        assertThat(callee.requests).hasSize(2);
        assertThat(alice.transport().isOpen(registration.flow().orElseThrow())).isTrue();
    }

    private static void awaitRegistered(BlockingQueue<RegistrationState> states) throws Exception {
        RegistrationState state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        while (!(state instanceof RegistrationState.Registered)) {
            assertThat(state).as("a registration in time").isNotNull();
            state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
