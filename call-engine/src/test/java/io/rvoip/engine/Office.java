package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.auth.ConfiguredUsers;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.BindingDecision;
import io.rvoip.engine.registrar.Device;
import io.rvoip.engine.registrar.InMemoryLocationService;
import io.rvoip.engine.registrar.Reach;
import io.rvoip.media.MediaEngine;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.zrtp.MemoryZrtpCache;
import io.rvoip.rtp.zrtp.Zid;
import io.rvoip.rtp.zrtp.ZrtpAlgorithms;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.SipStack;
import io.rvoip.session.StackCounts;
import io.rvoip.session.TargetResolver;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.transport.Advertised;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.InnerTransport;
import io.rvoip.sip.transport.Shards;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.dns.DnsClient;
import io.rvoip.sip.transport.dns.DnsLimits;
import io.rvoip.sip.transport.dns.DnsLookup;
import io.rvoip.sip.transport.dns.ResolverSettings;
import io.rvoip.sip.transport.dns.SipResolver;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** An engine with its users on a virtual network, and phones that are whole stacks of ours. */
public final class Office {
    public static final String DOMAIN = "rvoip.test";
    static final String PASSWORD = "a password";
    private static final List<String> USERS = List.of("alice", "bob", "carol", "dave");

    public final ManualTime time = new ManualTime();
    public final VirtualNetwork network;
    public final List<CapturedDatagram> wire;
    public final TestMetrics metrics = new TestMetrics();
    public final VirtualHost host;
    public final CallEngine engine;
    public InMemoryLocationService location;
    public final List<EngineEvent> events = new ArrayList<>();
    public final MediaEngine media;
    final boolean zrtp;
    private final boolean ipv6;
    private final List<Phone> phones = new ArrayList<>();
    private long nextSeed;

    /** How an office differs from the usual one. */
    public static final class Setup {
        public long seed = 1;
        public boolean ipv6;
        public boolean capture = true;
        /** A second IPv4 address of the host, told to others in place of the first; empty for none. */
        public String advertise = "";
        public int shards = 2;
        public int ports = 1000;
        /** Whether phones are able to speak ZRTP. */
        public boolean zrtp;
        public RtpMediaSettings media = RtpMediaSettings.DEFAULT;
        /** What stands for the loops of the shards. */
        public UnaryOperator<Loop> loops = UnaryOperator.identity();
        public UnaryOperator<EngineConfig.Builder> config = UnaryOperator.identity();
        /** Name servers, on the loop they get; without, only addresses are understood. */
        public Function<Loop, DnsClient> names;
        public UnaryOperator<EnginePorts> adapt = UnaryOperator.identity();
        /** A way in for callers without SIP, whose media have keys by DTLS; null for none. */
        public InnerTransport inner;
    }

    public Office() {
        this(new Setup());
    }

    public Office(Setup setup) {
        network = new VirtualNetwork(time, setup.seed);
        wire = setup.capture ? network.capture() : List.of();
        nextSeed = setup.seed * 1_000_003;
        ipv6 = setup.ipv6;
        zrtp = setup.zrtp;
        host = setup.advertise.isEmpty() ? network.host() : network.host("10.77.0.1", setup.advertise, "fd77::1");
        List<Loop> mediaLoops = List.of(time.loop("media 0"), time.loop("media 1"));
        MediaEngine.Builder building = MediaEngine.on(mediaLoops, this::ids)
                .withPorts(ports(host, host.address(), setup.ports))
                .withIpv6Ports(ports(host, host.at6(1).getAddress(), setup.ports))
                .withMetrics(metrics);
        if (setup.media.srtp().overZrtp()) {
            building.withZrtp(new ZrtpEngine(Zid.random(ids()), new MemoryZrtpCache(9), ZrtpAlgorithms.ALL, CryptoProvider.jdk(),
                    time.loop("arithmetic of the office")::execute, time, metrics));
        }
        media = setup.inner == null ? building.build()
                : building.withDtls(new DtlsEngine(DtlsSettings.DEFAULT, null, CryptoProvider.jdk(), time, metrics)).build();
        ConfiguredUsers.Builder users = ConfiguredUsers.builder(
                DOMAIN, List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5), CryptoProvider.jdk());
        USERS.forEach(name -> users.withUser(name, Secret.of(PASSWORD)));
        List<Loop> loops = new ArrayList<>();
        for (int i = 0; i < setup.shards; i++) {
            loops.add(setup.loops.apply(time.loop("shard " + i)));
        }
        Loop sockets = time.loop("sockets");
        Optional<DnsLookup> lookup = Optional.ofNullable(setup.names)
                .map(names -> new DnsLookup(names.apply(sockets), sockets, DnsLimits.DEFAULT));
        EnginePorts parts = EnginePorts.of(
                        (settings, handlers) -> SipStack.on(
                                        loops, shards -> transports(shards, sockets, setup))
                                .withSettings(settings)
                                .withResolver(lookup.map(found -> TargetResolver.dns(
                                        new SipResolver(found, ResolverSettings.DEFAULT), sockets))
                                        .orElseGet(TargetResolver::addressesOnly))
                                .withIds(this::ids)
                                .withHandler(handlers)
                                .withMetrics(metrics)
                                .withTrace(TraceSettings.DEFAULT)
                                .build(),
                        users.build())
                .withMedia(media, setup.media)
                .withMetrics(metrics)
                .withIds(this::ids)
                .withLocation(all -> location = new InMemoryLocationService(all, 10_000, metrics))
                .withListen(listen(setup.advertise));
        EnginePorts reached = setup.inner == null ? parts : parts.withInner(setup.inner);
        EnginePorts named = lookup.map(found -> reached.withNames(found, sockets)).orElse(reached);
        engine = new CallEngine(
                setup.config.apply(EngineConfig.builder(DOMAIN)).build(), setup.adapt.apply(named));
        engine.events().subscribe(EngineEvent.class, Runnable::run, (sequence, event) -> events.add(event));
        engine.start();
        time.runReady();
    }

    private SipTransport transports(Shards shards, Loop sockets, Setup setup) {
        SipTransports.Builder builder = SipTransports.builder(shards).withUdp(host, sockets);
        SipTransports outer = (setup.advertise.isEmpty() ? builder
                : builder.withAdvertise(Advertised.parse(setup.advertise))).build();
        return setup.inner == null ? outer : setup.inner.around(shards, outer);
    }

    private List<ListenAddress> listen(String advertise) {
        List<ListenAddress> all = new ArrayList<>(List.of(ListenAddress.udp(host.at(5060)), ListenAddress.udp(host.at6(5060))));
        if (!advertise.isEmpty()) {
            all.add(ListenAddress.udp(new InetSocketAddress(advertise, 5060)));
        }
        return all;
    }

    SeededIds ids() {
        return new SeededIds(nextSeed++);
    }

    static MediaPorts ports(VirtualHost host, InetAddress address, int count) {
        return new MediaPorts(
                MediaPortSettings.of(address, 20_000, 20_000 + count - 1), host, new SeededIds(1), Metrics.none());
    }

    /** Where the engine hears SIP. */
    public InetSocketAddress address() {
        return address(ipv6);
    }

    InetSocketAddress address(boolean overIpv6) {
        return overIpv6 ? host.at6(5060) : host.at(5060);
    }

    /** A phone with an account, not registered yet. */
    public Phone phone(String user, int hertz) {
        return phone(user, hertz, ipv6);
    }

    /** A phone in one of the two address families. */
    public Phone phone(String user, int hertz, boolean overIpv6) {
        Phone phone = new Phone(this, user, hertz, overIpv6);
        phones.add(phone);
        return phone;
    }

    /** A phone that is registered. */
    public Phone registered(String user, int hertz) {
        Phone phone = phone(user, hertz);
        phone.register();
        return phone;
    }

    /** A phone that is a script: bound without having registered. */
    public ScriptedSipPeer scripted(String user) {
        ScriptedSipPeer peer = ScriptedSipPeer.on(time, network.host(), 5060);
        bind(user, "sip:" + user + "@" + peer.hostPort(), peer.address());
        return peer;
    }

    /** Binds a user to a contact without any REGISTER, over the flow to that address. */
    public void bind(String user, String contact, InetSocketAddress remote) {
        bind(new Binding(
                "sip:" + user + "@" + DOMAIN, SipUri.of(contact), 1.0, Flow.udp(host.at(5060), remote), Reach.FLOW,
                "script", 1, time.nanoTime() + Duration.ofMinutes(30).toNanos(), "", time.wallClock().toEpochMilli(),
                true));
    }

    /** Binds one of the flows of a user's phone, with the proxies before it. */
    public void bindFlow(String user, String contact, InetSocketAddress remote, int regId, String... path) {
        bind(new Binding(
                "sip:" + user + "@" + DOMAIN, SipUri.of(contact), 1.0, Flow.udp(host.at(5060), remote), Reach.FLOW,
                "script " + regId, 1, time.nanoTime() + Duration.ofMinutes(30).toNanos(), "", time.wallClock().toEpochMilli(),
                true, Stream.of(path).map(NameAddr::of).toList(), new Device("<urn:phone of " + user + ">", regId, false)));
    }

    private void bind(Binding binding) {
        location.update(binding.aor(), current -> {
            List<Binding> all = new ArrayList<>(current);
            all.add(binding);
            return new BindingDecision.Store(all, List.of());
        }, time.nanoTime());
        time.runReady();
    }

    public void advance(int millis) {
        time.advance(Duration.ofMillis(millis));
    }

    public <T extends EngineEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The record of the only call. */
    public CallRecord record() {
        List<EngineEvent.CallEnded> ended = events(EngineEvent.CallEnded.class);
        assertThat(ended).hasSize(1);
        return ended.get(0).record();
    }

    /** The record of the only call that ended so far, if one did. */
    public Optional<CallRecord> endedCall() {
        return events(EngineEvent.CallEnded.class).stream().map(EngineEvent.CallEnded::record).findFirst();
    }

    /** The types of what was told about calls. */
    public List<String> told() {
        return events(EngineEvent.OfCall.class).stream().map(EngineEvent::type).toList();
    }

    /** Ends the registrations of all phones. */
    void unregisterAll() {
        phones.forEach(Phone::unregister);
        time.runReady();
    }

    /** Ends registrations, lets all timers run out, and finds what was forgotten. */
    public void closeAndFindNothing() {
        unregisterAll();
        time.settle(Duration.ofHours(3));
        assertThat(engine.counts()).isEqualTo(new EngineCounts(0, 0, 0, 0, 0, 0, 0, 0));
        StackCounts left = StackCounts.ZERO;
        var counted = engine.stack().counts().toCompletableFuture();
        time.runReady();
        assertThat(counted.join()).isEqualTo(left);
        assertThat(media.counts().bridges()).isZero();
        assertThat(media.counts().ticking()).isZero();
        phones.forEach(Phone::expectNothingLeft);
        assertThat(engine.calls()).isEmpty();
    }
}
