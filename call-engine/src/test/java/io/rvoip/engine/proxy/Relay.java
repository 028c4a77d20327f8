package io.rvoip.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.Admission;
import io.rvoip.engine.EngineConfig;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.auth.ConfiguredUsers;
import io.rvoip.engine.call.Router;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.BindingDecision;
import io.rvoip.engine.registrar.Gruus;
import io.rvoip.engine.registrar.InMemoryLocationService;
import io.rvoip.engine.registrar.Reach;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.engine.trunk.Trunks;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.StackCounts;
import io.rvoip.session.TargetResolver;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.UserAgentSettings;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.dns.Resolution;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import io.rvoip.transaction.OverloadPolicy;
import io.rvoip.transaction.RequestHandler;
import io.rvoip.transaction.ServerTransaction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A proxy between scripted peers, in virtual time, with both address families; everybody may pass. */
final class Relay {
    static final String DOMAIN = "rvoip.test";

    final ManualTime time = new ManualTime();
    final VirtualNetwork network = new VirtualNetwork(time, 1);
    final VirtualHost host = network.host();
    final InMemoryLocationService location;
    final Admission admission;
    final SipStack stack;
    final Proxy proxy;
    /** "status places" of every INVITE that began a call. */
    final List<String> outcomes = new ArrayList<>();
    /** Where host names lead. */
    final Map<String, List<Target>> names = new HashMap<>();
    private long seed = 7;
    private int bound;

    Relay() {
        this(config -> config);
    }

    Relay(UnaryOperator<EngineConfig.Builder> change) {
        EngineConfig config = change.apply(EngineConfig.builder(DOMAIN).withMode(EngineMode.PROXY)).build();
        Desk desk = new Desk();
        stack = SipStack.on(List.of(time.loop("shard")), shards ->
                        SipTransports.builder(shards).withUdp(host, time.loop("sockets")).build())
                .withSettings(UserAgentSettings.DEFAULT)
                .withIds(this::ids)
                .withHandler(shard -> desk)
                .withResolver((uri, draw) -> uri instanceof SipUri sip && names.containsKey(sip.host())
                        ? CompletableFuture.completedStage(new Resolution.Found(names.get(sip.host())))
                        : TargetResolver.addressesOnly().resolve(uri, draw))
                .build();
        SipShard shard = stack.shards().get(0);
        location = new InMemoryLocationService(List.of(shard.loop()), 100, Metrics.none());
        admission = new Admission(config.capacity(), Metrics.none(), 0);
        ConfiguredUsers.Builder users = ConfiguredUsers.builder(
                DOMAIN, List.of(DigestAlgorithm.MD5), CryptoProvider.jdk());
        List.of("alice", "bob", "carol").forEach(name -> users.withUser(name, Secret.of("a password")));
        Trunks none = new Trunks(Trunking.NONE, null, Metrics.none(), 0);
        Router router = new Router(config.domains(), users.build(), location, new Gruus(config.domains(), CryptoProvider.jdk()), none);
        proxy = new Proxy(new ProxyContext(
                config, config.domains(), shard.loop(), ids(), CryptoProvider.jdk(), new byte[32], stack.transport(),
                stack.resolver(), router, admission, Doorkeeper.OPEN,
                (invite, status, places, nanos) -> outcomes.add(status + " " + places)),
                desk.agent, shard.transactions(), 42);
        desk.proxy = proxy;
        stack.listen(List.of(ListenAddress.udp(host.at(5060)), ListenAddress.udp(host.at6(5060))));
        time.runReady();
    }

    private IdSource ids() {
        return new SeededIds(seed++);
    }

    /** Hands everything to the proxy. */
    private static final class Desk implements UserAgentHandler, RequestHandler {
        private RequestHandler agent;
        private Proxy proxy;

        @Override
        public RequestHandler inFrontOf(RequestHandler userAgent) {
            agent = userAgent;
            return this;
        }

        @Override
        public void onRequest(ServerTransaction transaction, SipRequest request) {
            proxy.onRequest(transaction, request);
        }

        @Override
        public void onAck(SipRequest ack, Flow flow) {
            proxy.onAck(ack, flow);
        }

        @Override
        public OverloadPolicy overload() {
            return OverloadPolicy.NONE;
        }

        @Override
        public void onCancel(ServerTransaction invite, SipRequest cancel) {
            proxy.onCancel(invite, cancel);
        }

        @Override
        public boolean takesMerged() {
            return proxy.takesMerged();
        }
    }

    InetSocketAddress at() {
        return host.at(5060);
    }

    InetSocketAddress at6() {
        return host.at6(5060);
    }

    ScriptedSipPeer peer() {
        return ScriptedSipPeer.on(time, network.host(), 5060);
    }

    /** A host name that leads to these, the first of them first. */
    void name(String host, ScriptedSipPeer... peers) {
        names.put(host, Stream.of(peers).map(peer -> new Target(TransportProtocol.UDP, peer.address(), host)).toList());
    }

    ScriptedSipPeer peer6() {
        VirtualHost other = network.host();
        return ScriptedSipPeer.on(time, other, other.at6(5060));
    }

    /** A phone of a user. */
    ScriptedSipPeer phone(String user, double q) {
        ScriptedSipPeer peer = peer();
        bind(user, "sip:" + user + "@" + peer.hostPort(), Flow.udp(at(), peer.address()), q);
        return peer;
    }

    void bind(String user, String contact, Flow flow, double q) {
        Binding binding = new Binding(
                "sip:" + user + "@" + DOMAIN, SipUri.of(contact), q, flow, Reach.FLOW, "script", ++bound,
                time.nanoTime() + Duration.ofHours(10).toNanos(), "", 0, true);
        location.update(binding.aor(), current -> {
            List<Binding> all = new ArrayList<>(current);
            all.add(binding);
            return new BindingDecision.Store(all, List.of());
        }, time.nanoTime());
        time.runReady();
    }

    void advance(Duration duration) {
        time.advance(duration);
    }

    /** Sends an INVITE from a peer to a user. */
    void invite(ScriptedSipPeer from, String user, String... lines) {
        from.send(from.request("INVITE", "sip:" + user + "@" + DOMAIN, lines), at());
    }

    /** The second and later values of a header that is on lines of its own. */
    static String first(ReceivedSip message, String name) {
        return message.text().headers(name).get(0);
    }

    /** Lets all timers run out, and finds what was forgotten. */
    void findNothing() {
        time.advance(Duration.ofSeconds(400));
        assertThat(proxy.counts()).isEqualTo(ProxyCounts.ZERO);
        var counted = stack.counts().toCompletableFuture();
        time.runReady();
        assertThat(counted.join()).isEqualTo(StackCounts.ZERO);
        assertThat(admission.active()).isZero();
    }
}
