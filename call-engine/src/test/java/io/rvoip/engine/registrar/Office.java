package io.rvoip.engine.registrar;

import io.rvoip.common.Loop;
import io.rvoip.common.Rate;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.auth.AuthResult;
import io.rvoip.engine.auth.AuthSettings;
import io.rvoip.engine.auth.ConfiguredUsers;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.auth.FloodGuard;
import io.rvoip.engine.auth.FloodLimits;
import io.rvoip.engine.auth.Gate;
import io.rvoip.engine.auth.LockoutLimits;
import io.rvoip.engine.auth.ServerAuthenticator;
import io.rvoip.engine.auth.UserGuard;
import io.rvoip.engine.auth.UserLimits;
import io.rvoip.session.IncomingRequest;
import io.rvoip.session.Invitation;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.UserAgentSettings;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A whole registrar on a virtual network: stack, gate, registrar, store and keep-alives, as a server puts them together. */
final class Office {
    static final int SHARDS = 2;

    final ManualTime time;
    final TestMetrics metrics = new TestMetrics();
    final InetSocketAddress address;
    final Domains domains;
    final InMemoryLocationService location;
    final Registrar registrar;
    final KeepAlives keepAlives;
    final SipStack stack;
    final List<String> callers = new ArrayList<>();
    final List<LocationEvent> events = new ArrayList<>();
    private final ServerAuthenticator authenticator;
    private final FloodGuard guard;
    private final UserGuard perUser;
    private long seed = 1000;

    Office(ManualTime time, VirtualHost host, AuthSettings auth, KeepAliveSettings keepAlive) {
        this.time = time;
        address = host.at(5060);
        domains = Domains.of("rvoip.test").withAlias(SentBy.of(address).host()).withPort(address.getPort());
        List<Loop> loops = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            loops.add(time.loop("shard " + i));
        }
        ConfiguredUsers users = ConfiguredUsers.builder(domains.realm(), auth.algorithms(), CryptoProvider.jdk())
                .withUser("alice", Secret.of("wonderland")).withUser("bob", Secret.of("builder")).build();
        authenticator = new ServerAuthenticator(
                domains, users, auth, LockoutLimits.of(SecurityProfile.DEVELOPMENT), CryptoProvider.jdk(), ids(), time,
                metrics);
        guard = new FloodGuard(
                FloodLimits.of(SecurityProfile.STANDARD).withRate(new Rate(1000, 1000)), ids(), time, metrics);
        perUser = new UserGuard(UserLimits.of(SecurityProfile.DEVELOPMENT), 10, time, metrics);
        location = new InMemoryLocationService(loops, 10_000, metrics);
        location.listen(events::add);
        registrar = new Registrar(domains, RegistrarSettings.DEFAULT, location, ids(), time, Set.of(), null);
        stack = SipStack.on(loops, shards -> SipTransports.builder(shards).withUdp(host, time.loop("sockets")).build())
                .withSettings(UserAgentSettings.DEFAULT)
                .withIds(this::ids)
                .withHandler(Front::new)
                .build();
        keepAlives = new KeepAlives(
                keepAlive, loops.get(0), ids(), location, new StackKeepAlives(stack, domains, ids()));
        location.listen(keepAlives);
        stack.listen(List.of(ListenAddress.udp(address)));
        time.runReady();
    }

    private SeededIds ids() {
        return new SeededIds(seed++);
    }

    List<Binding> bindings(String user) {
        return location.current(domains.addressOfRecord(user), time.nanoTime());
    }

    /** What comes in at one shard. */
    private final class Front implements UserAgentHandler {
        private final SipShard shard;
        private final Gate gate = new Gate(authenticator, guard, perUser, ids());

        Front(SipShard shard) {
            this.shard = shard;
        }

        @Override
        public Set<Method> methods() {
            return Set.of(Method.REGISTER, Method.MESSAGE);
        }

        @Override
        public Optional<SipResponse.Builder> screen(SipRequest request, Flow flow) {
            return gate.screen(request, flow, shard.loop().now());
        }

        @Override
        public void onRequest(IncomingRequest request) {
            AuthResult sender = gate.sender(request.request()).toCompletableFuture().join();
            if (request.request().method().equals(Method.REGISTER)) {
                registrar.answer(request, ((AuthResult.Authenticated) sender).user(), shard.loop());
            } else {
                request.respond(200);
            }
        }

        @Override
        public void onInvitation(Invitation invitation) {
            AuthResult sender = gate.sender(invitation.request()).toCompletableFuture().join();
            callers.add(((AuthResult.Authenticated) sender).user());
            invitation.reject(480);
        }
    }
}
