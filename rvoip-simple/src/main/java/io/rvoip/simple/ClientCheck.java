package io.rvoip.simple;

import io.netty.util.NetUtil;
import io.rvoip.common.Expect;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.crypto.FipsModule;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.ice4j.Ice4j;
import io.rvoip.media.Capabilities;
import io.rvoip.rtp.zrtp.ZrtpCacheFile;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.RegistrationRequest;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.WebSocketPolicy;
import io.rvoip.sip.transport.tls.Revocation;
import io.rvoip.sip.transport.tls.ServerCheck;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds everything in a configuration that makes no sense or that this build lacks. */
final class ClientCheck {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MOST_PROXIES = 4;
    private static final Duration HOUR = Duration.ofHours(1);

    private final ClientConfig config;
    private final ValidationReport.Collector problems = ValidationReport.collect();

    private ClientCheck(ClientConfig config) {
        this.config = config;
    }

    static ValidationReport of(ClientConfig config) {
        ClientCheck check = new ClientCheck(config);
        check.account();
        check.network();
        check.ice();
        check.iceLibrary();
        check.security();
        check.problems.at("media").include(Capabilities.thisBuild().check(config.media()));
        check.calls();
        check.trace();
        return check.problems.report();
    }

    static void requireCallTimeout(Duration limit) {
        requireRange("callTimeout", limit, SECOND, HOUR);
    }

    private void account() {
        address("sipUri", () -> Account.addressOfRecord(config.sipUri()));
        server("registrar", config.registrar());
        config.outboundProxies().forEach(proxy -> server("outboundProxy", proxy));
        problems.require(config.outboundProxies().size() <= MOST_PROXIES, "outboundProxies",
                config.outboundProxies().size() + " (expected: at most " + MOST_PROXIES + ")", "");
        String instance = config.instance();
        problems.require(instance == null || RegistrationRequest.isInstance(instance), "instance",
                "\"" + instance + "\" (expected: a URN, as in urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6)", "");
        String authUser = config.authUser();
        problems.require(authUser == null || !authUser.isBlank(), "authUser", "blank (expected: a user name)", "");
        problems.require(noLineBreak(config.displayName()), "displayName",
                "contains a line break (expected: one line)", "");
        range("registrationExpiry", config.registrationExpiry(), Duration.ofSeconds(60), Duration.ofHours(24));
        range("keepAliveInterval", config.keepAliveInterval(), Duration.ofSeconds(5), HOUR);
    }

    private static boolean noLineBreak(String text) {
        return text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    }

    private void server(String field, @Nullable String text) {
        if (text != null) {
            address(field, () -> Account.server(text));
        }
    }

    private void network() {
        problems.require(config.localAddress() == null || !config.localAddress().isUnresolved(),
                "localAddress", config.localAddress() + " is a name (expected: an address of this machine)", "");
        String advertise = config.advertise();
        problems.require(advertise == null || NetUtil.createInetAddressFromIpAddressString(advertise) != null,
                "advertise", "\"" + advertise + "\" (expected: an IP address)", "");
        if (!config.networkWatch().isZero()) {
            range("networkWatch", config.networkWatch(), SECOND, HOUR);
        }
        boolean ports = config.firstMediaPort() >= 1024 && config.firstMediaPort() % 2 == 0
                && config.lastMediaPort() <= 65_535 && config.lastMediaPort() % 2 == 1
                && config.lastMediaPort() > config.firstMediaPort();
        problems.require(ports, "mediaPorts", config.firstMediaPort() + "-" + config.lastMediaPort()
                + " (expected: an even port from 1024 on to an odd one up to 65535)", "");
        problems.attempt(() -> WebSocketPolicy.DEFAULT.withPath(config.webSocketPath()));
        TlsPolicy tls = config.tls();
        if (tls != null) {
            problems.at("tls").include(tls.validate());
            problems.require(tls.serverCheck() == ServerCheck.VERIFY || config.securityProfile() == SecurityProfile.DEVELOPMENT,
                    "tls.serverCheck", "warn is weaker than profile " + config.securityProfile().id() + " allows", "use VERIFY");
            Revocation least = TlsPolicy.of(config.securityProfile()).revocation();
            problems.require(tls.revocation().compareTo(least) >= 0, "tls.revocation", tls.revocation().id()
                    + " is weaker than profile " + config.securityProfile().id() + " allows", "use " + least.name());
        }
    }

    /** A client at one address has no use for ICE of the other family. */
    private void ice() {
        IceConfig ice = config.ice();
        InetSocketAddress local = config.localAddress();
        if (ice != null && !ice.addresses().interfaces().isEmpty()) {
            Map<String, Set<InetAddress>> there = IceInterfaces.ofThisMachine();
            List<String> unknown = ice.addresses().interfaces().stream().filter(name -> !there.containsKey(name)).toList();
            problems.require(unknown.isEmpty(), "ice.addresses.interfaces", unknown + " is not there, or not up", "name one of " + there.keySet());
        }
        if (ice != null && local != null && !local.isUnresolved()) {
            problems.require(ice.addresses().has(local.getAddress()), "ice.addresses.families", ice.addresses().families()
                    + ", and localAddress is " + NetUtil.toAddressString(local.getAddress()) + ", so that no call has ICE", "name its family");
        }
    }

    private void iceLibrary() {
        if (config.iceLibrary() == IceLibrary.OWN) {
            return;
        }
        config.iceLibrary().fault().ifPresent(fault -> problems.add("iceLibrary", fault, "use OWN, or add org.jitsi:ice4j and what it depends on"));
        Ice4j.refusal(config.ice() == null ? IceConfig.FULL : config.ice())
                .ifPresent(what -> problems.add("ice", "not with iceLibrary ICE4J: " + what, "use IceLibrary.OWN"));
        problems.require(config.securityProfile() != SecurityProfile.GOVERNMENT, "iceLibrary",
                "ICE4J has other sums than the module that profile government wants", "use OWN");
    }

    /** A security control is never left out silently: what a profile wants and this build lacks is refused. */
    private void security() {
        SecurityConfig security = config.security();
        SecurityProfile profile = config.securityProfile();
        problems.at("dtls").include(config.dtls().validate());
        Path cache = config.zrtpCache();
        if (cache != null) {
            address("zrtpCache", () -> ZrtpCacheFile.check(cache));
        }
        if (security instanceof SecurityConfig.MikeyPke pke) {
            problems.require(FipsModule.found().isEmpty(), "security",
                    "MIKEY with certificates signs by SHA-1 (RFC 3830 section 4.2.1), which a FIPS module refuses", "use SecurityConfig.dtlsSrtp()");
            problems.at("security").attempt(() -> pke.settings(config.sipUri()));
        }
        if (profile == SecurityProfile.DEVELOPMENT) {
            return;
        }
        problems.require(!(security instanceof SecurityConfig.None), "security",
                "none is weaker than profile " + profile.id() + " allows", "use SecurityConfig.auto()");
        boolean strict = profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
        problems.require(!strict || !(security instanceof SecurityConfig.Sdes), "security",
                "sdes is weaker than profile " + profile.id() + " allows", "use SecurityConfig.auto()");
        problems.require(profile != SecurityProfile.GOVERNMENT || FipsModule.found().isPresent(), "securityProfile",
                "government needs a FIPS-validated module in approved mode, which this build lacks", "use ENTERPRISE");
        problems.require(profile != SecurityProfile.GOVERNMENT, "securityProfile",
                "government needs policies of certificates (policy OIDs), which this build lacks", "use ENTERPRISE");
        if (profile.compareTo(SecurityProfile.ENTERPRISE) >= 0) {
            certificates(profile);
        }
        problems.require(config.transport().secure(), "transport",
                config.transport() + " is weaker than profile " + profile.id() + " allows", "use TLS or WSS");
    }

    private void certificates(SecurityProfile profile) {
        String wanted = "is missing, which is weaker than profile " + profile.id() + " allows";
        TlsPolicy tls = config.tlsPolicy();
        problems.require(tls.hasCertificate(), "tls.certificate", wanted, "withTls: name the certificate of this phone and its key");
        problems.require(tls.serverCa() != null, "tls.serverCa", wanted, "withTls: name the organisation's authority");
        problems.require(config.dtls().certificate() != null, "dtls.certificate", wanted, "withDtls: name the certificate of this phone and its key");
        problems.require(config.dtls().authorities() != null, "dtls.authorities", wanted, "withDtls: name who vouches for far ends");
    }

    private void trace() {
        int bytes = config.traceBytes();
        problems.require(bytes == 0 || bytes >= 4_096 && bytes <= 1 << 30, "trace", bytes + " (expected: 0, or 4096-1073741824 bytes)", "");
        problems.require(bytes == 0 || Redaction.of(config.securityProfile()) != Redaction.EVERYTHING, "trace",
                "profile " + config.securityProfile().id() + " allows no trace", "leave it out");
    }

    private void calls() {
        range("callTimeout", config.callTimeout(), SECOND, HOUR);
        range("mediaTimeout", config.mediaTimeout(), SECOND, HOUR);
        problems.attempt(() -> Expect.inRange("maxCalls", config.maxCalls(), 1, 1000));
        Duration autoAnswer = config.autoAnswer();
        if (autoAnswer != null) {
            problems.require(!autoAnswer.isNegative() && autoAnswer.compareTo(config.callTimeout()) < 0, "autoAnswer",
                    autoAnswer + " (expected: zero to less than callTimeout, " + config.callTimeout() + ")", "");
        }
    }

    private void range(String field, Duration value, Duration lowest, Duration highest) {
        problems.attempt(() -> {
            requireRange(field, value, lowest, highest);
            return value;
        });
    }

    private static void requireRange(String field, Duration value, Duration lowest, Duration highest) {
        if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + lowest.toSeconds() + " s to "
                    + highest.toSeconds() + " s)");
        }
    }

    /** Makes the value of a field; what the reader calls it does not matter to people. */
    private void address(String field, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException refused) {
            problems.add(field, String.valueOf(refused.getMessage()).replaceFirst("^uri: ", ""), "");
        }
    }
}
