package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.api.ApiServer;
import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Health;
import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import io.rvoip.common.audit.AuditSink;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.engine.CallEngine;
import io.rvoip.engine.EngineConfig;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.EnginePorts;
import io.rvoip.engine.MediaPortDemand;
import io.rvoip.engine.auth.ConfiguredUsers;
import io.rvoip.engine.auth.UserDirectory;
import io.rvoip.engine.push.PushSender;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.IceTrickle;
import io.rvoip.ice.IceUri;
import io.rvoip.ice.turn.transport.TurnConnections;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.MediaLimits;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.media.transport.BlockingIsland;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.transport.SharedPort;
import io.rvoip.rtp.transport.TcpListener;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.SipStun;
import io.rvoip.session.TargetResolver;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.UserAgentSettings;
import io.rvoip.session.media.IceServers;
import io.rvoip.session.media.IceTcp;
import io.rvoip.session.media.IceUse;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.sip.ParseLimits;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.transport.Advertised;
import io.rvoip.sip.transport.HepExporter;
import io.rvoip.sip.transport.InnerTransport;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.TransportLimits;
import io.rvoip.sip.transport.dns.DnsSettings;
import io.rvoip.sip.transport.dns.NettyDnsClient;
import io.rvoip.sip.transport.dns.SipResolver;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsEvent;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns one valid configuration into its parts, each made once, in the order of the fields. */
final class Wiring {
    private static final int LEGS_PER_CALL = 2;
    /** Legs that ring beside the two that talk. */
    private static final int RINGING_LEGS = 10;
    /** Of a socket that many calls share: datagrams taken in at one go, and bytes that may wait on either side. */
    private static final int SHARED_BATCH = 16;
    private static final int SHARED_BUFFER = 4 << 20;

    private final PlatformConfig config;
    private final Map<Class<?>, Object> bindings;
    private final MicrometerMetrics metrics = new MicrometerMetrics();
    private final EventLoops sipLoops;
    private final EventLoops mediaLoops;
    private final List<SharedPort> sharedPorts = new ArrayList<>();
    private final IceInterfaces interfaces = new IceInterfaces(IceInterfaces::ofThisMachine);
    private final Optional<BlockingIsland> looking;
    private final Optional<InterfaceWatch> interfaceWatch;
    private final MediaEngine media;
    private final SipResolver names;
    /** What {@code advertise} says, where it is an address. */
    private final Optional<InetAddress> said;
    private final InnerTransport inner;
    private final CryptoProvider crypto;
    private final TlsAlarms tlsAlarms;
    private final AuditTrail audit;
    private final Optional<AuditCollector> collector;
    private final Optional<WeakerSettings> weaker;
    private final UserDirectory users;
    private final CallEngine engine;
    private final Optional<OwnTls> ownTls;
    private final Optional<OwnDtls> ownDtls;
    private final Optional<OwnZrtp> ownZrtp;
    private final Optional<OwnMikey> ownMikey;
    private final Optional<TurnWiring> turn;
    private final Optional<PublicAddress> publicAddress;
    private final Optional<ApiServer> api;
    private volatile @Nullable SipTransports sockets;
    private volatile @Nullable EventLoops hepLoops;

    Wiring(PlatformConfig config, Map<Class<?>, Object> bindings) {
        this.config = config;
        this.bindings = bindings;
        said = config.advertise().map(NetUtil::createInetAddressFromIpAddressString);
        int cores = Runtime.getRuntime().availableProcessors();
        int shards = Math.max(1, cores / 2);
        sipLoops = EventLoops.create("rvoip-sip", shards, metrics);
        mediaLoops = EventLoops.create("rvoip-media", Math.max(1, cores / 2), metrics);
        tlsAlarms = new TlsAlarms("tls", TimeSource.system(), tlsListener());
        collector = config.audit().flatMap(settings -> settings.collector().map(at ->
            new AuditCollector(at, config.domain(), settings.queue(), this::sipTls, metrics, TimeSource.system())));
        AuditSink besides = bound(AuditSink.class).orElse(AuditSink.NONE);
        audit = new AuditTrail(config, TimeSource.system(), metrics, collector.map(besides::and).orElse(besides));
        weaker = Optional.of(config.weaker()).filter(settings -> !settings.isEmpty())
            .map(settings -> new WeakerSettings(settings, audit, TimeSource.system()));
        names = resolver();
        crypto = bound(CryptoProvider.class).orElseGet(CryptoProvider::jdk);
        ownDtls = Optional.of(config.rtp().dtls()).filter(files -> !files.named().isEmpty())
            .map(files -> new OwnDtls(files, crypto, sipLoops.loops().get(0), tlsListener(), metrics));
        ownZrtp = config.rtp().keying().zrtp().filter(zrtp -> config.rtp().srtp(config.securityProfile()).overZrtp())
            .map(zrtp -> new OwnZrtp(zrtp, config.securityProfile(), crypto, metrics));
        ownMikey = config.rtp().keying().mikey().filter(mikey -> config.rtp().srtp(config.securityProfile()).overMikey())
            .map(mikey -> new OwnMikey(mikey, config.domain(), MikeyRecipients.of(config), crypto, sipLoops.loops().get(0), tlsListener(), metrics));
        List<String> told = config.rtp().ice().config().addresses().interfaces();
        looking = Optional.of(told).filter(chosen -> !chosen.isEmpty()).map(chosen -> BlockingIsland.create("rvoip-interfaces", 1, 1));
        interfaceWatch = looking.map(island -> new InterfaceWatch(interfaces, told, sipLoops.loops().get(0), island, metrics));
        media = openMedia();
        publicAddress = config.advertise().filter(PublicAddress::isAsked).map(this::publicAddress);
        inner = new InnerTransport(ParseLimits.of(config.securityProfile()));
        EngineConfig engineConfig = engineConfig();
        users = bound(UserDirectory.class).orElseGet(() -> configuredUsers(engineConfig));
        engine = new CallEngine(engineConfig, enginePorts());
        tlsAlarms.tell(engine.events());
        audit.listen(engine.events());
        ownTls = config.api().filter(server -> config.apiSecure()).flatMap(ApiServerConfig::tls)
            .map(policy -> new OwnTls(config.apiTls(), sipLoops.loops().get(0), tlsListener(), metrics));
        ownTls.ifPresent(own -> own.alarms().tell(engine.events()));
        ownDtls.ifPresent(own -> own.alarms().tell(engine.events()));
        ownMikey.ifPresent(own -> own.alarms().tell(engine.events()));
        turn = config.turn().map(server -> new TurnWiring(config, server, publicAddress, () -> sipTls().server().orElseThrow(), crypto, metrics));
        api = config.api().map(this::openApi);
    }

    private ApiServer openApi(ApiServerConfig server) {
        ApiServer http = new ApiServer(ApiWiring.settings(config, server), engine, health(), () -> engine.health().isHealthy(), metrics, sipLoops)
            .withAudit(audit, audit.everyDecision(), audit::check)
            .withTurn(user -> turn.flatMap(relays -> relays.grant(user)));
        ApiServer door = config.apiSecure() ? http.withTls(ownTls.map(OwnTls::contexts).orElseGet(this::sipTls)) : http;
        return PhoneWiring.page(config, server, () -> engine.stack().transport().listenPoints(), () -> turn.map(TurnWiring::stunUris).orElse(List.of()))
            .map(door::withPhone).orElse(door);
    }

    private TlsContexts sipTls() {
        return Optional.ofNullable(sockets).flatMap(SipTransports::tlsContexts)
            .orElseThrow(() -> new IllegalStateException("TCP is always built"));
    }

    private TlsEvent.Listener tlsListener() {
        return bound(TlsEvent.Listener.class).orElse(TlsEvent.Listener.NONE);
    }

    private SrtpEngine srtp() {
        boolean idle = config.rtp().security() instanceof SecurityConfig.None && config.rtp().srtpLibrary() == SrtpLibrary.OWN;
        return idle ? SrtpEngine.own(crypto) : config.rtp().srtpLibrary().warmedUp(crypto);
    }

    private MediaEngine openMedia() {
        UdpBinder binder = UdpBinder.media(metrics).withDscp(config.rtp().qos().audioDscp());
        MediaEngine.Builder builder = MediaEngine.on(mediaLoops.loops(), SecureIds::new)
            .withMetrics(metrics)
            .withVideoSockets(binder.withDscp(config.rtp().qos().videoDscp()))
            .withCrypto(crypto)
            .withSrtp(srtp())
            .withInterfaces(interfaces)
            .withRelayConnections(new TurnConnections(() -> sipTls().client()))
            .withLimits(MediaLimits.DEFAULT.withMaxSessions(config.maxCalls() * LEGS_PER_CALL + RINGING_LEGS)
                .withMaxVideo(MediaPortDemand.legsWithVideo(config.maxCalls(), config.rtp().ports().count())));
        if (config.rtp().srtp(config.securityProfile()).overDtls()) {
            builder.withDtls(ownDtls.map(OwnDtls::engine)
                .orElseGet(() -> new DtlsEngine(DtlsSettings.DEFAULT, null, crypto, TimeSource.system(), metrics)));
        }
        ownZrtp.map(OwnZrtp::engine).ifPresent(builder::withZrtp);
        boolean ipv4 = false;
        boolean ipv6 = false;
        for (InetAddress address : mediaAddresses()) {
            MediaPorts ports = new MediaPorts(
                MediaPortSettings.of(address, config.rtp().ports().firstRtp(), config.rtp().ports().lastRtcp()), binder, new SecureIds(), metrics);
            if (address instanceof Inet6Address && !ipv6) {
                share(builder.withIpv6Ports(ports), StandardProtocolFamily.INET6, address, ports);
                ipv6 = true;
            } else if (!(address instanceof Inet6Address) && !ipv4) {
                share(builder.withPorts(ports), StandardProtocolFamily.INET, address, ports);
                ipv4 = true;
            }
        }
        return builder.build();
    }

    /** A platform that is a proxy has no legs. */
    private void share(MediaEngine.Builder builder, ProtocolFamily family, InetAddress address, MediaPorts range) {
        IceUse ice = config.rtp().ice();
        if (!ice.sharesPort() || config.calls().mode() == EngineMode.PROXY) {
            return;
        }
        UdpBinder binder = UdpBinder.media(metrics).withDscp(config.rtp().qos().audioDscp())
            .withBatch(SHARED_BATCH).withReceiveBuffer(SHARED_BUFFER).withSendQueue(SHARED_BUFFER);
        Loop loop = mediaLoops.loops().get(0);
        int legs = config.maxCalls() * LEGS_PER_CALL + RINGING_LEGS;
        SharedPort port = ice.port().number() == 0
            ? SharedPort.among(range, binder, loop, legs, metrics)
            : SharedPort.at(new InetSocketAddress(address, ice.port().number()), binder, loop, legs, metrics);
        builder.withSharedPort(family, ice.port().tcp() == IceTcp.PASSIVE ? port.withConnections(new TcpListener()) : port);
        sharedPorts.add(port);
    }

    /** What is bound for media before there are calls; empty where each leg has ports of its own. */
    Optional<SharedMediaPorts> sharedMediaPorts() {
        return sharedPorts.isEmpty() ? Optional.empty() : Optional.of(new SharedMediaPorts(sharedPorts));
    }

    /** The address of the media section first, then those of the listeners, so that each family spoken has media. */
    private List<InetAddress> mediaAddresses() {
        List<InetAddress> all = new ArrayList<>();
        all.add(NetUtil.createInetAddressFromIpAddressString(config.mediaAddress()));
        config.listeners().forEach(listener -> all.add(NetUtil.createInetAddressFromIpAddressString(listener.host())));
        return all;
    }

    private EngineConfig engineConfig() {
        return EngineConfig.builder(config.domain())
            .withSecurityProfile(config.securityProfile())
            .withFlood(config.limits().flood(config.securityProfile()))
            .withPerUser(config.limits().perUser(config.securityProfile()))
            .withOverload(config.overload())
            .withCapacity(config.capacity().withMaxCalls(config.maxCalls()))
            .withMode(config.calls().mode())
            .withProxy(config.calls().proxy())
            .withMediaMode(config.calls().media())
            .withRingTimeout(config.calls().callTimeout())
            .withEarlyMedia(config.calls().earlyMedia())
            .withSilence(config.calls().silence())
            .withIdentity(config.calls().identity())
            .withRegistrar(config.calls().registrar())
            .withKeepAlive(config.calls().keepAlive())
            .withReliability(config.calls().reliableProvisional())
            .withSessionTimers(config.calls().sessionTimers())
            .withTrunking(config.trunking().withCertified(config.carriersCertified()))
            .build();
    }

    private UserDirectory configuredUsers(EngineConfig engineConfig) {
        ConfiguredUsers.Builder directory =
            ConfiguredUsers.builder(config.domain(), engineConfig.authentication().algorithms(), crypto);
        config.users().forEach(user -> directory.withUser(user.name(), user.password().resolve()));
        return directory.build();
    }

    private SrtpPolicy keyed(SrtpPolicy policy) {
        return ownMikey.map(own -> policy.withMikey(own.endpoint())).orElse(policy);
    }

    private EnginePorts enginePorts() {
        EnginePorts ports = EnginePorts.of(this::stack, users)
            .withListen(config.listeners().stream().map(Wiring::listen).toList())
            .withMedia(media, RtpMediaSettings.DEFAULT.withAdvertise(this::advertised)
                .withSession(MediaSessionSettings.of(config.securityProfile()).withRepair(config.rtp().repair()))
                .withSrtp(keyed(config.rtp().srtp(config.securityProfile())))
                .withIce(fetched(config.rtp().ice()))
                .withVideo(config.rtp().video()))
            .withMetrics(metrics)
            .withNames(names.lookup(), sipLoops.loops().get(0))
            .withInner(inner)
            .withCrypto(crypto)
            .withIds(SecureIds::new);
        EnginePorts pushing = bound(PushSender.class).map(ports::withPush).orElse(ports);
        Optional<LocationService> location = bound(LocationService.class);
        return location.isEmpty() ? pushing : pushing.withLocation(loops -> location.get());
    }

    /** One for all shards, on the first loop, so that they share what name servers say. */
    private SipResolver resolver() {
        DnsSettings dns = config.sip().dns();
        NettyLoop loop = sipLoops.loops().get(0);
        return dns.resolver(NettyDnsClient.on(loop, dns.servers()), loop);
    }

    private SipStack stack(UserAgentSettings settings, Function<SipShard, UserAgentHandler> handlers) {
        SipStack.Builder stack = SipStack.on(List.<Loop>copyOf(sipLoops.loops()), shards -> {
            SipTransports.Builder transports = SipTransports.builder(shards)
                .withUdp(UdpBinder.signalling(metrics).withDscp(config.rtp().qos().signalingDscp()), sipLoops.loops().get(0))
                .withStun(new SipStun(sipLoops.loops().get(0), new SecureIds(), metrics))
                .withTcp(sipLoops)
                .withTls(config.tls())
                .withSecureOnly(config.secureOnly())
                .withWebSocket(config.webSocket())
                .withParseLimits(ParseLimits.of(config.securityProfile()))
                .withLimits(TransportLimits.DEFAULT
                    .withConnections(config.sip().maxConnections(), Math.min(config.sip().maxConnections(),
                        TransportLimits.DEFAULT.maxConnectionsPerSource()))
                    .withConnectTimeout(config.sip().connectionTimeout()))
                .withMetrics(metrics);
            transports.withTlsListener(tlsAlarms).withDscp(config.rtp().qos().signalingDscp());
            said.map(address -> new Advertised(NetUtil.toAddressString(address), 0)).ifPresent(transports::withAdvertise);
            publicAddress.ifPresent(found -> transports.withAdvertise(found::names));
            SipTransports built = transports.build();
            sockets = built;
            return inner.around(shards, built);
        }).withSettings(settings.withTrickle(config.rtp().ice().config().trickle() != IceTrickle.OFF)).withResolver(TargetResolver.dns(names, sipLoops.loops().get(0))).withHandler(handlers).withMetrics(metrics);
        config.trace().ifPresent(trace -> traced(stack, trace));
        return stack.build();
    }

    private void traced(SipStack.Builder stack, TraceConfig trace) {
        TraceSettings settings = trace.settings(config.securityProfile());
        stack.withTrace(settings);
        trace.hep().ifPresent(hep -> {
            EventLoops own = EventLoops.create("rvoip-hep", 1, metrics);
            hepLoops = own;
            stack.withTraceSink(new HepExporter(hep, settings.redaction(), own.loops().get(0), UdpBinder.signalling(metrics), metrics));
        });
    }

    /** Reads the TLS files again, and tells the worse of what came of it; fails before there is a stack. */
    CompletionStage<TlsEvent> reloadTls() {
        SipTransports open = sockets;
        if (open == null) {
            return CompletableFuture.failedStage(new IllegalStateException("platform: not built yet"));
        }
        CompletionStage<TlsEvent> all = open.reloadTls();
        all = ownTls.isEmpty() ? all : all.thenCombine(ownTls.get().reload(), Wiring::worse);
        all = ownDtls.isEmpty() ? all : all.thenCombine(ownDtls.get().reloadNow(), Wiring::worse);
        return ownMikey.isEmpty() ? all : all.thenCombine(ownMikey.get().reloadNow(), Wiring::worse);
    }

    private static TlsEvent worse(TlsEvent one, TlsEvent other) {
        return one instanceof TlsEvent.ReloadFailed ? one : other;
    }

    private List<InetAddress> advertised() {
        return publicAddress.flatMap(PublicAddress::address).or(() -> said).map(List::of).orElse(List.of());
    }

    private PublicAddress publicAddress(String asked) {
        NettyLoop loop = sipLoops.loops().get(0);
        InetAddress local = NetUtil.createInetAddressFromIpAddressString(config.mediaAddress());
        AddressSource source = PublicAddress.isCloud(asked) ? new CloudSource(CloudSource.Cloud.of(asked), CloudSource.METADATA, loop)
            : new StunSource(IceUri.parse(asked), local, IceServers.dns(names.lookup(), loop, metrics), loop, UdpBinder.signalling(metrics), new SecureIds());
        return new PublicAddress(source, local, loop, Wiring::isOurs, metrics);
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    Optional<InterfaceWatch> interfaceWatch() {
        return interfaceWatch;
    }

    Optional<PublicAddress> publicAddress() {
        return publicAddress;
    }

    private static ListenAddress listen(ListenUri listener) {
        return new ListenAddress(listener.protocol(),
            new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(listener.host()), listener.port()));
    }

    private <T> Optional<T> bound(Class<T> port) {
        return Optional.ofNullable(bindings.get(port)).map(port::cast);
    }

    /** What stands behind each port where nothing was bound. */
    Map<Class<?>, Object> defaults() {
        Map<Class<?>, Object> parts = new LinkedHashMap<>();
        parts.put(CryptoProvider.class, crypto);
        parts.put(UserDirectory.class, users);
        return parts;
    }

    /** What looks after the certificates, where there are any. */
    List<TlsAlarms> tlsAlarms() {
        return Stream.of(Stream.of(tlsAlarms).filter(alarms -> config.tls().hasCertificate()), ownTls.stream().map(OwnTls::alarms),
            ownDtls.stream().map(OwnDtls::alarms), ownMikey.stream().map(OwnMikey::alarms)).flatMap(alarms -> alarms).toList();
    }

    /** What is not a component and has to end; after the components. */
    void stop() {
        ownTls.ifPresent(OwnTls::stop);
        ownDtls.ifPresent(OwnDtls::stop);
        ownZrtp.ifPresent(OwnZrtp::stop);
        ownMikey.ifPresent(OwnMikey::stop);
        looking.ifPresent(BlockingIsland::close);
    }

    private static IceUse fetched(IceUse ice) {
        return ice.withConfig(ice.config().withServers(ice.config().servers().stream().map(IceServer::fetched).toArray(IceServer[]::new)));
    }

    private Supplier<Health> health() {
        return () -> Health.of(config.name(), Stream.of(Stream.of(engine.health(), audit.health()),
            tlsAlarms().stream().map(TlsAlarms::health), weaker.stream().map(WeakerSettings::health), publicAddress.stream().map(PublicAddress::health),
            interfaceWatch.stream().map(InterfaceWatch::health), collector.stream().map(AuditCollector::health)).flatMap(parts -> parts).toList());
    }

    /** Those that only some configurations have. */
    List<EventLoops> otherLoops() {
        EventLoops hep = hepLoops;
        return Stream.concat(Stream.ofNullable(hep), turn.stream().map(TurnWiring::loops)).toList();
    }

    Optional<TurnWiring> turn() {
        return turn;
    }

    Optional<AuditCollector> collector() {
        return collector;
    }

    Optional<WeakerSettings> weaker() {
        return weaker;
    }

    AuditTrail audit() {
        return audit;
    }

    EventLoops sipLoops() {
        return sipLoops;
    }

    EventLoops mediaLoops() {
        return mediaLoops;
    }

    MediaEngine media() {
        return media;
    }

    MicrometerMetrics metrics() {
        return metrics;
    }

    CallEngine engine() {
        return engine;
    }

    Optional<ApiServer> api() {
        return api;
    }
}
