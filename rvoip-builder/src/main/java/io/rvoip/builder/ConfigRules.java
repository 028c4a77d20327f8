package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.api.Scope;
import io.rvoip.common.Feature;
import io.rvoip.common.QosConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.crypto.FipsModule;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.MediaMode;
import io.rvoip.engine.MediaPortDemand;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.IceTcp;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.media.VideoUse;
import io.rvoip.session.offer.EncryptedExtensions;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.Revocation;
import io.rvoip.sip.transport.tls.ServerCheck;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a configuration must fulfil to run on this build; each rule adds its own problems, so that all are seen at once. */
final class ConfigRules {
    /** Read by the JDK when it makes the context of a server. */
    private static final String STAPLING = "jdk.tls.server.enableStatusRequestExtension";

    private final PlatformConfig config;
    private final ValidationReport.Collector problems = ValidationReport.collect();
    private final Floor floor;

    ConfigRules(PlatformConfig config) {
        this.config = config;
        floor = new Floor(config, problems);
    }

    ValidationReport report() {
        Optional<String> fault = FipsModule.found().flatMap(FipsModule::fault);
        if (fault.isPresent()) { // nothing else can be looked at without cryptography
            problems.add("securityProfile", "the FIPS module on the class path " + fault.get(), "use the jars as they were published, and no others of BouncyCastle");
            return problems.report();
        }
        settings();
        problems.include(SecretRules.check(config));
        return problems.report();
    }

    /** What is weaker than the profile, and has a reason. */
    List<WeakerSetting> weaker() {
        settings();
        return floor.weaker();
    }

    private void settings() {
        domain();
        profile();
        listeners();
        tls();
        portClashes();
        media();
        api();
        config.turn().ifPresent(turn -> TurnRules.check(config, turn, problems, floor));
        config.trace().ifPresent(this::trace);
        users();
        trunks();
        audit();
        config.limits().check(config.securityProfile(), floor);
        features();
        floor.requireNeeded();
    }

    private void domain() {
        problems.require(!config.name().isBlank(), "name", "is empty", "give the platform a name");
        problems.require(config.domain().matches("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\]"), "domain",
            "\"" + config.domain() + "\" is no domain name", "write the part behind the @ of your users' addresses, as in rvoip.test");
        config.advertise().filter(address -> !PublicAddress.isAsked(address)).ifPresent(address -> problems.require(
            NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address), "advertise",
            "\"" + address + "\" is no IP address", "give the address others see, as in 203.0.113.7, or who says it, as in stun:stun.example.org, or " + CloudSource.FORMS));
        PublicAddress.check(config, problems);
    }

    private void profile() {
        for (String control : BuiltParts.missingControls(config)) {
            problems.add("securityProfile", config.securityProfile().id() + " needs " + control + ", which this build lacks",
                "use the profile development on loopback until it exists");
        }
        if (config.securityProfile() == SecurityProfile.DEVELOPMENT && !config.insecureBind()) {
            List<ListenUri> listeners = config.listeners();
            for (int i = 0; i < listeners.size(); i++) {
                loopback("sip.listen[" + i + "]", listeners.get(i).host());
            }
            loopback("media.address", config.mediaAddress());
            config.apiAddress().ifPresent(api -> loopback("api.listen", api.host()));
        }
    }

    private void loopback(String field, String host) {
        InetAddress address = address(host);
        problems.require(address == null || address.isLoopbackAddress(), field,
            host + " is reachable from other machines, and the profile development is open",
            "listen on 127.0.0.1 or [::1], or allow it with insecureBind (--insecure-bind)");
    }

    private void listeners() {
        List<ListenUri> listeners = config.listeners();
        for (int i = 0; i < listeners.size(); i++) {
            ListenUri listener = listeners.get(i);
            String field = "sip.listen[" + i + "]";
            floor.require(listener.protocol().secure() || config.securityProfile() == SecurityProfile.DEVELOPMENT, field,
                listener.protocol().uriName(), "use tls:// or wss://");
            problems.require(address(listener.host()) != null, field, "\"" + listener.host() + "\" is no IP address",
                "write an IP address of this machine, IPv6 in brackets");
        }
    }

    private void tls() {
        TlsPolicy tls = config.tls();
        SecurityProfile profile = config.securityProfile();
        problems.at("sip.tls").include(tls.validate());
        problems.require(tls.hasCertificate() || config.listeners().stream().noneMatch(listener -> listener.protocol().secure()),
            "sip.tls.certificate", "is missing, and secure listeners need one", "name the PEM files of certificate and key");
        floor.require(tls.serverCheck() == ServerCheck.VERIFY || profile == SecurityProfile.DEVELOPMENT, "sip.tls.serverCheck", "warn", "use verify");
        boolean mutual = profile == SecurityProfile.ENTERPRISE || profile == SecurityProfile.GOVERNMENT;
        floor.require(!mutual || tls.clientCertificate() == ClientCertificate.REQUIRED, "sip.tls.clientCertificate",
            id(tls.clientCertificate()), "make it required, with clientCa");
        suites("sip.tls.suites", tls);
        revocation("sip.tls.revocation", tls);
        if (mutual) {
            floor.require(tls.serverCa() != null, "sip.tls.serverCa", "every authority of the JDK", "name the organisation's own");
            floor.requireSentence(Boolean.getBoolean(STAPLING) || FipsModule.found().isPresent(), "sip.tls", "staples no OCSP answer, which is weaker than profile " + profile.id() + " allows",
                "run the JVM with -D" + STAPLING + "=true");
        }
    }

    private void revocation(String field, TlsPolicy tls) {
        Revocation least = TlsPolicy.of(config.securityProfile()).revocation();
        floor.require(tls.revocation().compareTo(least) >= 0, field, tls.revocation().id(), "use " + least.id());
    }

    private void suites(String field, TlsPolicy tls) {
        SecurityProfile profile = config.securityProfile();
        Set<String> allowed = Set.copyOf(TlsPolicy.of(profile).suites());
        tls.suites().forEach(suite ->
            floor.require(profile == SecurityProfile.DEVELOPMENT || allowed.contains(suite), field, suite, "leave it out"));
    }

    private static String id(ClientCertificate wish) {
        return wish.name().toLowerCase(Locale.ROOT);
    }

    private void portClashes() {
        Map<String, String> taken = new HashMap<>();
        List<ListenUri> listeners = config.listeners();
        for (int i = 0; i < listeners.size(); i++) {
            ListenUri listener = listeners.get(i);
            claim(taken, listener.protocol() == TransportProtocol.UDP, listener.host(), listener.port(), "sip.listen[" + i + "]");
        }
        config.apiAddress().ifPresent(api -> claim(taken, false, api.host(), api.port(), "api.listen"));
        config.turn().map(config::turnListeners).ifPresent(turn -> {
            for (int i = 0; i < turn.size(); i++) {
                boolean udp = turn.get(i).protocol() == TurnListener.Protocol.UDP;
                String field = "turn.listen[" + i + "]";
                claim(taken, udp, turn.get(i).host(), turn.get(i).port(), field);
                if (udp) {
                    apartFromMedia(turn.get(i).host(), turn.get(i).port(), field);
                }
            }
        });
        sharedPort(taken);
        for (int i = 0; i < listeners.size(); i++) {
            ListenUri listener = listeners.get(i);
            if (listener.protocol() == TransportProtocol.UDP) {
                apartFromMedia(listener.host(), listener.port(), "sip.listen[" + i + "]");
            }
        }
    }

    /** Where legs share a port of their own, nobody else has it. */
    private void sharedPort(Map<String, String> taken) {
        problems.require(!config.rtp().ice().config().activeTcp(), "media.ice.tcp", "active: a server is connected to, and connects to nobody",
            "take IceTcp.PASSIVE, and leave active TCP to its clients");
        IceRules.check(config, problems);
        int port = config.rtp().ice().port().number();
        PortRange media = config.rtp().ports();
        problems.require(port < media.first() || port > media.last(), "media.ice.port",
            port + " is within media.ports " + media + ", where other legs are", "move it out of the range, or write shared: the first of the range that is free");
        config.turn().ifPresent(turn -> problems.require(port < turn.ports().first() || port > turn.ports().last()
            || !config.turnAddress(turn).equals(config.mediaAddress()), "media.ice.port", port + " is within turn.ports " + turn.ports(), "move one of them"));
        claim(taken, true, config.mediaAddress(), port, "media.ice.port");
        if (config.rtp().ice().port().tcp() == IceTcp.PASSIVE && port != 0) {
            claim(taken, false, config.mediaAddress(), port + 1, "media.ice.tcp");
        }
    }

    private void apartFromMedia(String host, int port, String field) {
        PortRange media = config.rtp().ports();
        problems.require(port < media.first() || port > media.last() || !host.equals(config.mediaAddress()),
            "media.ports", media + " contains port " + port + " of " + field, "move one of them");
    }

    private void claim(Map<String, String> taken, boolean udp, String host, int port, String field) {
        if (port == 0) {
            return;
        }
        String key = (udp ? "udp " : "tcp ") + new HostAndPort(host, port);
        String other = taken.putIfAbsent(key, field);
        problems.require(other == null, field, new HostAndPort(host, port) + " is taken by " + other + " already",
            "give one of the two another port");
    }

    private void media() {
        SecurityConfig security = config.rtp().security();
        problems.require(!security.id().equals("mikey"), "media.security", "mikey needs keys of the platform itself",
            "use auto, with media.mikey (RtpEngineConfig.withMikey)");
        config.rtp().keying().zrtp().ifPresent(zrtp -> OwnZrtp.check(config, zrtp, problems, floor));
        config.rtp().keying().mikey().ifPresent(mikey -> MikeyRules.check(config, mikey, problems, floor));
        MikeyRecipients.of(config).check(config.rtp().keying().mikey(), problems);
        problems.require(!(security instanceof SecurityConfig.Zrtp), "media.security",
            "zrtp is for the phones at both ends, and passes through a platform between two of them", "use auto, or none under the profile development");
        boolean strict = config.securityProfile().compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
        floor.require(!(security instanceof SecurityConfig.None) || config.securityProfile() == SecurityProfile.DEVELOPMENT,
            "media.security", "none", strict ? "use auto or dtls" : "use auto, sdes or dtls");
        floor.require(!(security instanceof SecurityConfig.Sdes) || !strict, "media.security", "sdes", "use auto or dtls");
        problems.at("media.dtls").include(config.rtp().dtls().validate());
        if (config.securityProfile().compareTo(SecurityProfile.ENTERPRISE) >= 0) {
            floor.require(config.rtp().dtls().certificate() != null, "media.dtls.certificate", "one that we make ourselves", "name one of an authority");
            floor.require(config.rtp().dtls().authorities() != null, "media.dtls.authorities", "a fingerprint alone", "name who vouches for far ends");
        }
        srtpLibrary(config.rtp().srtpLibrary());
        pastUs();
        boolean anchored = config.calls().mode() == EngineMode.B2BUA && config.calls().media() == MediaMode.ANCHORED;
        boolean insisted = security instanceof SecurityConfig.Sdes || security instanceof SecurityConfig.DtlsSrtp;
        problems.require(anchored || !insisted, "media.security",
            security.id() + " cannot be insisted on where media does not pass through the platform", "anchor the media of bridged calls, or use auto");
        problems.require(anchored || config.rtp().video() == VideoUse.FORWARD, "media.video",
            "off cannot be had where descriptions pass untouched", "anchor the media of bridged calls, or leave it at forward");
        problems.require(config.rtp().video() == VideoUse.FORWARD || config.rtp().qos().video() == QosConfig.standard().video(), "qos.video",
            "marks packets that media.video: off keeps from coming", "leave it out, or use media.video: forward");
        boolean offered = config.rtp().extensions().filter(EncryptedExtensions.OFFERED::equals).isPresent();
        problems.require(!offered || anchored && !(security instanceof SecurityConfig.None), "media.encryptedExtensions",
            "offered needs descriptions and keys of ours", "anchor the media of bridged calls, with another media.security than none, or use answered");
        problems.require(!offered || config.rtp().video() == VideoUse.FORWARD, "media.encryptedExtensions",
            "offered is for lines of video, and media.video is off", "use answered or off, or media.video: forward");
        problems.require(address(config.mediaAddress()) != null, "media.address",
            "\"" + config.mediaAddress() + "\" is no IP address", "write an IP address of this machine");
        if (config.calls().mode() == EngineMode.B2BUA) {
            problems.include(MediaPortDemand.check(config.capacity().withMaxCalls(config.maxCalls()), config.calls().media(),
                false, config.rtp().ports().count()));
        }
    }

    /** What a profile wants of media is held against descriptions of ours: those that pass untouched may say anything. */
    private void pastUs() {
        boolean open = config.securityProfile() == SecurityProfile.DEVELOPMENT;
        boolean proxy = config.calls().mode() == EngineMode.PROXY;
        String weaker = " leaves it to phones whether media is encrypted, which is weaker than profile " + config.securityProfile().id() + " allows";
        floor.requireSentence(open || !proxy, "calls.mode", "proxy" + weaker, "use b2bua");
        floor.requireSentence(open || proxy || config.calls().media() == MediaMode.ANCHORED, "calls.media", "direct" + weaker, "use anchored");
    }

    private void srtpLibrary(SrtpLibrary library) {
        if (library == SrtpLibrary.OWN || library == SrtpLibrary.JDK) {
            return;
        }
        library.fault().ifPresent(fault -> problems.add("media.srtpLibrary", fault, library.remedy()));
        problems.require(library != SrtpLibrary.JITSI || config.rtp().extensions().orElse(library.extensions()) == library.extensions(), "media.encryptedExtensions",
            "jitsi does not encrypt header extensions by themselves", "use srtpLibrary: own, or off");
        problems.require(config.securityProfile() != SecurityProfile.GOVERNMENT, "media.srtpLibrary",
            library.name().toLowerCase(Locale.ROOT) + " has other ciphers than the module that profile government wants", "use own");
    }

    private void api() {
        config.api().ifPresent(api -> {
            problems.require(address(config.apiAddress().orElseThrow().host()) != null, "api.listen",
                "\"" + api.listen().orElse("") + "\" holds no IP address", "write an IP address of this machine");
            apiTls(api);
            PhoneRules.check(config, api, problems);
            api.hosts().stream().sorted().forEach(host -> problems.require(host.matches("[A-Za-z0-9.-]+"), "api.hosts",
                "\"" + host + "\" is no host name", "write names without port, as in pbx.example.com"));
            api.origins().stream().sorted().forEach(page -> problems.require(page.matches("https?://[a-z0-9.:\\[\\]-]+"), "api.origins",
                "\"" + page + "\" is the origin of no page", "write them as in https://studio.example.com, in lower case"));
            Set<String> names = new HashSet<>();
            for (int i = 0; i < api.keys().size(); i++) {
                ApiServerConfig.Key key = api.keys().get(i);
                problems.require(names.add(key.name()), "api.keys[" + i + "].name", "\"" + key.name() + "\" is given twice", "rename one");
                problems.require(!key.scopes().isEmpty(), "api.keys[" + i + "].scopes", "is empty", "name what the key may do, as in [admin]");
                key.scopes().stream().sorted().forEach(scopeOf("api.keys[" + i + "].scopes"));
            }
        });
    }

    private void apiTls(ApiServerConfig api) {
        SecurityProfile profile = config.securityProfile();
        if (!config.apiSecure()) {
            floor.require(profile == SecurityProfile.DEVELOPMENT, "api.listen", "http", "use https://");
            problems.require(api.tls().isEmpty(), "api.tls", "has no effect on http", "use https://, or leave it out");
            return;
        }
        problems.require(config.apiTls().hasCertificate(), "api.tls.certificate", "is missing, and https needs one",
            "name the PEM files of certificate and key here or in sip.tls");
        api.tls().ifPresent(policy -> {
            problems.at("api.tls").include(policy.validate());
            suites("api.tls.suites", policy);
            revocation("api.tls.revocation", policy);
        });
        boolean mutual = profile == SecurityProfile.HIGH_SECURITY || profile == SecurityProfile.GOVERNMENT;
        floor.require(!mutual || config.apiTls().clientCertificate() == ClientCertificate.REQUIRED, "api.tls.clientCertificate",
            id(config.apiTls().clientCertificate()), "make it required, with clientCa");
    }

    private Consumer<String> scopeOf(String field) {
        return scope -> {
            try {
                Scope.of(scope);
            } catch (IllegalArgumentException unknown) {
                problems.add(field, String.valueOf(unknown.getMessage()), "");
            }
        };
    }

    private void audit() {
        SecurityProfile profile = config.securityProfile();
        problems.require(config.audit().isPresent() || profile == SecurityProfile.DEVELOPMENT, "audit.file",
            "is missing, and the profile " + profile.id() + " writes an audit log", "name the file to append to");
        floor.requireSentence(config.audit().isEmpty() || profile.compareTo(SecurityProfile.ENTERPRISE) < 0
            || config.audit().flatMap(AuditSettings::collector).isPresent(), "audit.collector",
            "is missing, and the profile " + profile.id() + " sends its audit log to another machine too", "name a collector: tls://HOST");
        config.audit().map(AuditSettings::file).ifPresent(file -> {
            Path directory = file.toAbsolutePath().getParent();
            problems.require(directory != null && Files.isDirectory(directory) && !Files.isDirectory(file), "audit.file",
                "\"" + file + "\" is not in a directory that exists", "name a file, and make its directory");
        });
    }

    private void trace(TraceConfig trace) {
        SecurityProfile profile = config.securityProfile();
        Redaction least = Redaction.of(profile);
        problems.require(least != Redaction.EVERYTHING, "trace", "profile " + profile.id() + " allows none without break-glass, which this build lacks", "leave it out");
        trace.redaction().ifPresent(shown -> floor.require(shown.compareTo(least) >= 0, "trace.redaction",
            YamlTrace.word(shown), "use " + YamlTrace.word(least)));
    }

    private void users() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < config.users().size(); i++) {
            UserConfig user = config.users().get(i);
            problems.require(names.add(user.name()), "users[" + i + "].name", "\"" + user.name() + "\" is given twice", "rename one");
        }
        problems.require(config.users().size() <= config.capacity().maxUsers(), "users", config.users().size()
            + " users are more than capacity.maxUsers " + config.capacity().maxUsers(), "raise capacity.maxUsers");
    }

    private void trunks() {
        SecurityConfig security = config.rtp().security();
        SrtpPolicy phones = security instanceof SecurityConfig.Zrtp ? SrtpPolicy.OFF : config.rtp().srtp(config.securityProfile());
        problems.include(config.trunking().validate(config.calls().mode(), config.calls().media(),
            RtpMediaSettings.DEFAULT.codecs().stream().map(AudioCodec::name).toList(), phones));
        for (int i = 0; i < config.trunking().trunks().size(); i++) {
            String field = "trunks[" + i + "]";
            TrunkConfig trunk = config.trunking().trunks().get(i);
            SecurityProfile profile = config.securityProfile();
            floor.requireSentence(trunk.overTls() || profile == SecurityProfile.DEVELOPMENT, field + ".address",
                "does not go by TLS, which is weaker than profile " + profile.id() + " allows",
                "use sips: or ;transport=tls");
            boolean strict = profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
            floor.require(!strict || trunk.srtp() == SrtpUse.REQUIRED, field + ".srtp", YamlTrunks.word(trunk.srtp()), "use required");
            floor.requireSentence(!strict || trunk.inbound().isEmpty() || config.tls().clientCertificate() != ClientCertificate.NONE, field + ".inbound",
                "comes from whoever sends from the carrier's address, which is weaker than profile " + profile.id() + " allows",
                "ask for the carrier's certificate: sip.tls.clientCa");
        }
    }

    private void features() {
        List<Feature> lacking = new ArrayList<>(config.requiredFeatures());
        lacking.removeAll(BuiltParts.features(config));
        lacking.remove(Feature.PUSH_NOTIFICATIONS); // there where somebody is bound who sends them
        lacking.sort(null);
        for (Feature feature : lacking) {
            boolean off = feature == Feature.VIDEO;
            problems.add("features", feature.id() + (off ? " needs media.video: forward" : " is not supported by this build"),
                off ? "leave media.video out" : "leave it out");
        }
        for (Feature always : BuiltParts.FEATURES) {
            problems.require(config.features().has(always), "features", always.id() + " cannot be switched off in this build", "add it");
        }
        problems.require(config.calls().recording() != Wish.REQUIRED, "calls.recording", "is not supported by this build", "leave it out");
    }

    private static @Nullable InetAddress address(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host) ? NetUtil.createInetAddressFromIpAddressString(host) : null;
    }
}
