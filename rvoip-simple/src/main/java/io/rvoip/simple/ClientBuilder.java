package io.rvoip.simple;

import io.rvoip.common.QosConfig;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.ice.IceConfig;
import io.rvoip.media.MediaConfig;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.session.KeepAlive;
import io.rvoip.session.PushTarget;
import io.rvoip.session.Reliability;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.SessionTimers;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.WebSocketPolicy;
import io.rvoip.sip.transport.dns.DnsSettings;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sets a {@link SimpleVoipClient} up. Nothing is opened or refused before {@link #connect}, which names everything
 * that is wrong at once. May be used again for another client. Not thread-safe.
 */
public final class ClientBuilder {
    private final String sipUri;
    private final Secret password;
    private final List<ClientListener> listeners = new ArrayList<>();
    private String displayName = "";
    private @Nullable String authUser;
    private @Nullable String registrar;
    private List<String> outboundProxies = List.of();
    private @Nullable String instance;
    private @Nullable PushTarget push;
    private boolean gruu = true;
    private boolean registration = true;
    private Duration registrationExpiry = Duration.ofHours(1);
    private KeepAlive keepAlive = KeepAlive.CRLF;
    private Duration keepAliveInterval = Duration.ofSeconds(25);
    private @Nullable InetSocketAddress localAddress;
    private @Nullable String advertise;
    private @Nullable IceConfig ice;
    private IceLibrary iceLibrary = IceLibrary.OWN;
    private Duration networkWatch = Duration.ofSeconds(5);
    private TransportProtocol transport = TransportProtocol.UDP;
    private @Nullable TlsPolicy tls;
    private String webSocketPath = WebSocketPolicy.DEFAULT.path();
    private int firstMediaPort = 16_384;
    private int lastMediaPort = 32_767;
    private SecurityConfig security = SecurityConfig.auto();
    private @Nullable Path zrtpCache;
    private DtlsFiles dtls = DtlsFiles.NONE;
    private SecurityProfile securityProfile = SecurityProfile.STANDARD;
    private MediaConfig media = MediaConfig.defaults();
    private CallAudio audio = CallAudio.devices();
    private @Nullable Duration autoAnswer;
    private Duration callTimeout = Duration.ofSeconds(30);
    private int maxCalls = 10;
    private Duration mediaTimeout = Duration.ofSeconds(30);
    private boolean hangupWithoutMedia;
    private QosConfig qos = QosConfig.off();
    private RepairSettings repair = RepairSettings.DEFAULT;
    private int traceBytes;
    private Reliability reliability = Reliability.SUPPORTED;
    private SessionTimers sessionTimers = SessionTimers.DEFAULT;
    private DnsSettings dns = DnsSettings.DEFAULT;

    ClientBuilder(String sipUri, Secret password) {
        this.sipUri = sipUri;
        this.password = password;
    }

    /** The name others see beside our address; empty for none. */
    public ClientBuilder withDisplayName(String name) {
        displayName = name;
        return this;
    }

    /**
     * The host to register with and to reach our own domain through, as {@code pbx.example.com:5070} or a SIP URI;
     * the domain of our address unless set. The domain that is registered is always that of our address.
     */
    public ClientBuilder withRegistrar(String hostOrUri) {
        registrar = hostOrUri;
        return this;
    }

    /**
     * The host that every first request is sent to, whatever its URI says, with all the servers behind that name
     * (RFC 3263). Written as a URI with {@code ;lr} it also stands in the Route of those requests (RFC 3261 §8.1.2).
     */
    public ClientBuilder withOutboundProxy(String hostOrUri) {
        return withOutboundProxies(List.of(hostOrUri));
    }

    /**
     * Up to four of them, the best first: the client registers through each, so that it can be called while one of them
     * lives, and calls through the first that does (RFC 5626 §4.2).
     */
    public ClientBuilder withOutboundProxies(List<String> hostsOrUris) {
        outboundProxies = List.copyOf(hostsOrUris);
        return this;
    }

    /**
     * Names this phone among those of its user, as in {@code urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6} (RFC 5626 §4.1).
     * An application that keeps it over restarts replaces what its last run left at the registrar; by chance unless set.
     */
    public ClientBuilder withInstance(String urn) {
        instance = urn;
        return this;
    }

    /**
     * The push notification that wakes this phone while it sleeps (RFC 8599). When one comes the application calls {@link
     * SimpleVoipClient#refreshRegistration}, and the calls that wait for it follow; {@link SimpleVoipClient#isPushed} tells
     * whether the registrar sends any.
     */
    public ClientBuilder withPush(PushTarget target) {
        push = target;
        return this;
    }

    /**
     * Whether our calls carry the address that the registrar gave this very phone (RFC 5627), so that others reach it again
     * through the registrar, and within a call wherever it has moved; anonymous calls carry one that does not say who we are.
     * True unless set; false for a registrar whose proxy gives such addresses and does not follow them.
     */
    public ClientBuilder withGruu(boolean wanted) {
        gruu = wanted;
        return this;
    }

    /** How host names are looked up; by the name servers of this machine unless set. */
    public ClientBuilder withDns(DnsSettings settings) {
        dns = settings;
        return this;
    }

    /** The user name that goes with the password, where it is not the user part of our address. */
    public ClientBuilder withAuthUser(String user) {
        authUser = user;
        return this;
    }

    /** False for calls without a registrar, directly from address to address. */
    public ClientBuilder withRegistration(boolean wanted) {
        registration = wanted;
        return this;
    }

    /** The lifetime asked of the registrar, 60 s to 24 h, an hour unless set; it is refreshed in time. */
    public ClientBuilder withRegistrationExpiry(Duration lifetime) {
        registrationExpiry = lifetime;
        return this;
    }

    /** How the way to the registrar is kept open, and how often, 5 s to 1 h; CRLF every 25 s unless set. */
    public ClientBuilder withKeepAlive(KeepAlive way, Duration interval) {
        keepAlive = way;
        keepAliveInterval = interval;
        return this;
    }

    /** Where to listen, port 0 for a free one; all addresses of the machine unless set. */
    public ClientBuilder withLocalAddress(InetSocketAddress address) {
        localAddress = address;
        return this;
    }

    /** The IP address that others are told instead of our own: behind a NAT with forwarded ports. */
    public ClientBuilder withAdvertise(String address) {
        advertise = address;
        return this;
    }

    /**
     * Offers ICE with each call (RFC 8839), so that media gets through NATs by itself: host candidates, those that the STUN
     * servers tell us, and those of the relays. Looking for them may hold an offer up for {@link
     * io.rvoip.ice.IceTimes#gathering}. Without it nothing is offered, and offers with ICE are answered with host candidates.
     * {@link IceConfig#withAddresses} chooses which of our addresses are told, and calls of which families have ICE: a call has one
     * address of ours, that of its signalling or of {@link #withLocalAddress}. Interfaces chosen there are looked up by {@link #connect},
     * which refuses a name that is not there, and whenever the network changes.
     * In networks that let no UDP through, {@link IceConfig#withActiveTcp} has it connect to far ends that take connections.
     *
     * @throws IllegalArgumentException for a lite agent, which is one for servers
     */
    public ClientBuilder withIce(IceConfig config) {
        if (config.lite()) {
            throw new IllegalArgumentException("ice: lite (expected: a full agent, as in IceConfig.FULL)");
        }
        ice = config;
        return this;
    }

    /**
     * Whose code does ICE, in calls that offer it and in those that answer it; {@link IceLibrary#OWN} unless set. What {@link
     * IceLibrary#ICE4J} lacks, {@link #connect} refuses by name: servers of STUN and TURN, active TCP, a choice of addresses, and {@link
     * io.rvoip.ice.IceTimes#nomination} and {@link io.rvoip.ice.IceLimits#pairs} other than they are by default.
     */
    public ClientBuilder withIceLibrary(IceLibrary library) {
        iceLibrary = library;
        return this;
    }

    /**
     * How often we look by ourselves whether the address that others reach us at is still one of this machine, 1 s to 1 h, 5 s
     * unless set; {@link Duration#ZERO} for an application that calls {@link SimpleVoipClient#networkChanged} when its operating
     * system says so. A client that was given one address to listen at does not look.
     */
    public ClientBuilder withNetworkWatch(Duration interval) {
        networkWatch = interval;
        return this;
    }

    /** How the first request of a call or registration travels where its URI does not say; UDP unless set. */
    public ClientBuilder withTransport(TransportProtocol protocol) {
        transport = protocol;
        return this;
    }

    /**
     * Our certificate, if any, and which servers are believed; unless set what the security profile asks for:
     * {@link TlsPolicy#of}.
     */
    public ClientBuilder withTls(TlsPolicy policy) {
        tls = policy;
        return this;
    }

    /**
     * Our certificate in DTLS-SRTP, and the authorities that have to vouch for far ends beside their fingerprint; a certificate that we make
     * ourselves, and fingerprints alone, unless set. {@link SecurityProfile#ENTERPRISE} asks for both.
     */
    public ClientBuilder withDtls(DtlsFiles files) {
        dtls = files;
        return this;
    }

    /** What a connection over WebSocket asks its server for, as in {@code /ws}; {@code /} unless set. */
    public ClientBuilder withWebSocketPath(String path) {
        webSocketPath = path;
        return this;
    }

    /** Ports for RTP and RTCP: {@code first} even, {@code last} odd, 1024 to 65535; 16384 to 32767 unless set. */
    public ClientBuilder withMediaPorts(int first, int last) {
        firstMediaPort = first;
        lastMediaPort = last;
        return this;
    }

    /** How media is keyed; {@link SecurityConfig#auto()}, the best this build has, unless set. */
    public ClientBuilder withSecurity(SecurityConfig config) {
        security = config;
        return this;
    }

    /**
     * The file where {@link SecurityConfig#p2p} keeps what it remembers of up to 1,000 far ends, so that whose short
     * authentication string was compared once needs no other comparison (RFC 6189 §4.9). It is made when it is not there,
     * with mode 0600, and belongs to one client at a time. Unless set a client remembers as long as it lives.
     */
    public ClientBuilder withZrtpCache(Path file) {
        zrtpCache = file;
        return this;
    }

    /**
     * What the deployment insists on; {@link SecurityProfile#STANDARD} unless set. Plain signalling and plain RTP
     * happen under {@link SecurityProfile#DEVELOPMENT} only.
     */
    public ClientBuilder withSecurityProfile(SecurityProfile profile) {
        securityProfile = profile;
        return this;
    }

    /** Codecs and audio processing; {@link MediaConfig#defaults()} unless set. */
    public ClientBuilder withMedia(MediaConfig config) {
        media = config;
        return this;
    }

    /** What calls say and who hears them; {@link CallAudio#devices()} unless set. */
    public ClientBuilder withAudio(CallAudio sourceAndSink) {
        audio = sourceAndSink;
        return this;
    }

    /** Whether incoming calls are answered by themselves at once. */
    public ClientBuilder withAutoAnswer(boolean on) {
        autoAnswer = on ? Duration.ZERO : null;
        return this;
    }

    /** Incoming calls are answered by themselves when it has rung for so long; less than the call time-out. */
    public ClientBuilder withAutoAnswer(Duration after) {
        autoAnswer = after;
        return this;
    }

    /** How long it may ring, there when we call and here when we are called; 1 s to 1 h, 30 s unless set. */
    public ClientBuilder withCallTimeout(Duration limit) {
        callTimeout = limit;
        return this;
    }

    /** Calls at the same time, both directions, 1 to 1,000, 10 unless set; who calls beyond that hears busy (486). */
    public ClientBuilder withMaxCalls(int calls) {
        maxCalls = calls;
        return this;
    }

    /** Silence of the far end after which {@link CallEvent.NoInboundMedia} is told, 1 s to 1 h; 30 s unless set. */
    public ClientBuilder withMediaTimeout(Duration silence) {
        mediaTimeout = silence;
        return this;
    }

    /** Whether a call is hung up when nothing came for the media time-out, unless it is on hold. */
    public ClientBuilder withHangupWithoutMedia(boolean hangup) {
        hangupWithoutMedia = hangup;
        return this;
    }

    /** How packets are marked for routers (RFC 2474): SIP and audio, a client has no video; not at all unless set. */
    public ClientBuilder withQos(QosConfig marking) {
        qos = marking;
        return this;
    }

    /**
     * How audio that is lost on the way is made good: asked for and sent again (RFC 4585, RFC 4588), or sent twice (RFC 2198). Where
     * the other side offers it, unless set.
     */
    public ClientBuilder withRepair(RepairSettings settings) {
        repair = settings;
        return this;
    }

    /**
     * Memory for the SIP messages of the latest calls, for {@link Call#trace}: 4,096 bytes to 1 GiB, or 0 for none, as it is
     * unless set. Profiles from {@code enterprise} on allow none.
     */
    public ClientBuilder withTrace(int bytes) {
        traceBytes = bytes;
        return this;
    }

    /** Whether provisional responses are acknowledged with PRACK (RFC 3262); where the far end can, unless set. */
    public ClientBuilder withReliability(Reliability policy) {
        reliability = policy;
        return this;
    }

    /** Whether calls are refreshed, and end when they are not (RFC 4028); when the far end wants it, unless set. */
    public ClientBuilder withSessionTimers(SessionTimers timers) {
        sessionTimers = timers;
        return this;
    }

    /** One listener more; it hears everything from the first state on. */
    public ClientBuilder withListener(ClientListener listener) {
        listeners.add(listener);
        return this;
    }

    /** What has been set so far, and the defaults for the rest. */
    public ClientConfig config() {
        return new ClientConfig(
                sipUri, password, displayName, authUser, registrar, outboundProxies, instance, push, gruu, registration, registrationExpiry,
                keepAlive, keepAliveInterval, localAddress, advertise, networkWatch, transport, tls, webSocketPath, firstMediaPort, lastMediaPort,
                security, zrtpCache, dtls, ice, iceLibrary, securityProfile, media, audio, autoAnswer, callTimeout, maxCalls, mediaTimeout,
                hangupWithoutMedia, qos, repair, traceBytes, reliability, sessionTimers, dns);
    }

    /** Everything that {@link #connect} would refuse, by name of the setting. */
    public ValidationReport check() {
        return ClientCheck.of(config());
    }

    /**
     * Opens sockets, and registers unless told not to.
     *
     * @return the client, connected; fails with an {@link AuthenticationException}, {@link SipRefusedException},
     *     {@link SipTimeoutException} or {@link NetworkException}, and then nothing is left open
     * @throws io.rvoip.common.ConfigurationException with all problems, before anything is opened
     */
    public CompletableFuture<SimpleVoipClient> connect() {
        return connect(SocketWiring::open);
    }

    CompletableFuture<SimpleVoipClient> connect(Function<ClientConfig, Wiring> wirings) {
        ClientConfig config = config();
        ClientCheck.of(config).throwIfInvalid();
        return new ClientCore(config, wirings.apply(config), listeners).start();
    }
}
