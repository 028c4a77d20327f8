package io.rvoip.builder;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Environment;
import io.rvoip.common.Feature;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.engine.overload.OverloadSettings;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.WebSocketPolicy;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a platform is told, whether by a builder, a preset or a file: the same values in each form. Immutable.
 *
 * @param name of the platform, for people
 * @param environment what it is for
 * @param tags free labels, shown in the effective settings
 * @param domain the SIP domain it serves
 * @param securityProfile the floor of its security
 * @param insecureBind whether the development profile may listen beyond loopback
 * @param advertise the address others see, where it differs from the local one, or {@code stun:HOST:PORT}, who is asked for it
 * @param sip where SIP is spoken
 * @param rtp where media flows
 * @param calls how calls are handled
 * @param api the HTTP interface, if any
 * @param turn the STUN and TURN server, if any
 * @param trace what is remembered of the messages of calls, if anything
 * @param audit where it is written down who did what, if anywhere
 * @param users who may register
 * @param trunking the ways to the telephone network
 * @param capacity the size it is declared for
 * @param limits what strangers and single users may ask for
 * @param overload what is done when there is more than it can serve
 * @param features what it may offer
 * @param requiredFeatures those of them the caller named, which are refused where this build lacks them
 * @param allowWeaker why settings may be weaker than the profile: {@code REASON}, or {@code FIELD: REASON} for one of them
 */
public record PlatformConfig(
        String name, Environment environment, Map<String, String> tags, String domain, SecurityProfile securityProfile,
        boolean insecureBind, Optional<String> advertise, SipStackConfig sip, RtpEngineConfig rtp, CallEngineConfig calls,
        Optional<ApiServerConfig> api, Optional<TurnConfig> turn, Optional<TraceConfig> trace, Optional<AuditSettings> audit,
        List<UserConfig> users, Trunking trunking,
        CapacityConfig capacity, LimitsConfig limits, OverloadSettings overload, FeatureSet features,
        Set<Feature> requiredFeatures, List<String> allowWeaker) {
    /** Where browsers find SIP unless told otherwise; the ports of HTTP are the API's. */
    private static final int WS_PORT = 5066;
    private static final int WSS_PORT = 7443;

    /** Copies the collections. */
    public PlatformConfig {
        tags = Map.copyOf(tags);
        users = List.copyOf(users);
        requiredFeatures = Set.copyOf(requiredFeatures);
        allowWeaker = List.copyOf(allowWeaker);
    }

    /**
     * Reads the file of the command line's contract.
     *
     * @throws io.rvoip.common.ConfigurationException with all problems the file itself shows, by field path
     */
    public static PlatformConfig fromYaml(Path file) {
        return YamlConfig.read(file).config();
    }

    /**
     * Everything that keeps this configuration from running on this build, with field paths and fixes. Reads files and
     * secrets where it can; a secret that cannot be had is refused only at the start.
     */
    public ValidationReport validate() {
        return new ConfigRules(this).report();
    }

    /** What the profile, the features and the factories want and this build lacks; never a silent omission. */
    public List<String> missing() {
        return BuiltParts.missing(this);
    }

    /** The settings below the floor of the profile that run all the same, because {@link #allowWeaker} says why. */
    public List<WeakerSetting> weaker() {
        return new ConfigRules(this).weaker();
    }

    /** What it comes to once defaults and profile have spoken, as JSON; what is missing stands under {@code missing}. */
    public String effective() {
        return EffectiveSettings.json(this);
    }

    /** A builder that starts from this configuration. */
    public VoipPlatform.Builder toBuilder() {
        return new VoipPlatform.Builder(this);
    }

    /** The listeners with the profile's address filled in, and its default listeners where none are given. */
    List<ListenUri> listeners() {
        List<ListenUri> given = sip.listen().isEmpty() ? defaultListeners() : sip.listen();
        return given.stream().map(listener -> listener.orOn(defaultHost())).toList();
    }

    /** How TLS is spoken. */
    TlsPolicy tls() {
        return sip.tls().orElseGet(() -> TlsPolicy.of(securityProfile)).atLeast(securityProfile);
    }

    /** Whether calls of carriers need their certificate: where the profile wants it, unless {@code allowWeaker} says that none is asked for. */
    boolean carriersCertified() {
        return securityProfile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0 && tls().clientCertificate() != ClientCertificate.NONE;
    }

    /** Whether plain transports are not spoken at all, not even to somebody whose Contact asks for one. */
    boolean secureOnly() {
        return securityProfile != SecurityProfile.DEVELOPMENT
            && listeners().stream().allMatch(listener -> listener.protocol().secure())
            && trunking.trunks().stream().allMatch(TrunkConfig::overTls);
    }

    /** Which web pages may connect. */
    WebSocketPolicy webSocket() {
        WebSocketPolicy bySelf = securityProfile == SecurityProfile.DEVELOPMENT
            ? WebSocketPolicy.DEFAULT.withOrigins("http://127.0.0.1:*", "http://localhost:*", "https://127.0.0.1:*", "https://localhost:*")
            : WebSocketPolicy.DEFAULT;
        WebSocketPolicy policy = sip.webSocket().orElse(bySelf);
        if (!servesPhone()) {
            return policy;
        }
        List<String> origins = new ArrayList<>(policy.origins());
        PhoneWiring.origins(this, api.orElseThrow()).stream().filter(origin -> !origins.contains(origin)).forEach(origins::add);
        return policy.withOrigins(origins.toArray(String[]::new));
    }

    /** The local address of media sockets. */
    String mediaAddress() {
        return rtp.address().orElseGet(() -> listeners().get(0).host());
    }

    /** Where HTTP listens, if it does. */
    Optional<HostAndPort> apiAddress() {
        return api.map(server -> server.address(securityProfile)).map(given ->
            new HostAndPort(given.host().isEmpty() ? defaultHost() : given.host(), given.port()));
    }

    /** Where STUN and TURN are served: as the configuration says, or as the profile does. */
    List<TurnListenUri> turnListeners(TurnConfig server) {
        if (!server.listen().isEmpty()) {
            return server.listen().stream().map(listener -> listener.orOn(defaultHost())).toList();
        }
        boolean tlsOnly = securityProfile.compareTo(SecurityProfile.ENTERPRISE) >= 0;
        return Arrays.stream(TurnListener.Protocol.values())
            .filter(protocol -> protocol == TurnListener.Protocol.TLS ? tls().hasCertificate() : !tlsOnly)
            .map(protocol -> new TurnListenUri(protocol, defaultHost(), protocol.defaultPort())).toList();
    }

    /** The local address of relays. */
    String turnAddress(TurnConfig server) {
        return server.address().orElseGet(this::mediaAddress);
    }

    /** Whether HTTP goes by TLS. */
    boolean apiSecure() {
        return api.filter(server -> server.secure(securityProfile)).isPresent();
    }

    /** How TLS is spoken there. */
    TlsPolicy apiTls() {
        return api.flatMap(ApiServerConfig::tls).map(policy -> policy.atLeast(securityProfile)).orElseGet(this::tls);
    }

    /** The lower of the two limits of calls. */
    int maxCalls() {
        return Math.min(calls.maxCalls(), capacity.maxCalls());
    }

    /** Whether the page for browsers is wanted. */
    boolean servesPhone() {
        return api.filter(server -> server.phone().wanted()).isPresent();
    }

    private List<ListenUri> defaultListeners() {
        boolean open = securityProfile == SecurityProfile.DEVELOPMENT;
        List<ListenUri> all = new ArrayList<>(open ? SipStackConfig.basic().listen()
                : List.of(ListenUri.of(TransportProtocol.TLS, TransportProtocol.TLS.defaultPort())));
        boolean page = servesPhone() && api.flatMap(server -> server.phone().server()).isEmpty();
        if (page && open) {
            all.add(ListenUri.of(TransportProtocol.WS, WS_PORT));
        }
        if (page && (!open || tls().hasCertificate())) {
            all.add(ListenUri.of(TransportProtocol.WSS, WSS_PORT));
        }
        return all;
    }

    private String defaultHost() {
        return securityProfile == SecurityProfile.DEVELOPMENT ? "127.0.0.1" : "0.0.0.0";
    }
}
