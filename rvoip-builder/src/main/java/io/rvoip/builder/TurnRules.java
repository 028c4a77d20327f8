package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.ice.server.transport.TurnListener;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the section {@code turn} must fulfil. */
final class TurnRules {
    private final PlatformConfig config;
    private final TurnConfig turn;
    private final ValidationReport.Collector problems;
    private final Floor floor;

    private TurnRules(PlatformConfig config, TurnConfig turn, ValidationReport.Collector problems, Floor floor) {
        this.config = config;
        this.turn = turn;
        this.problems = problems;
        this.floor = floor;
    }

    static void check(PlatformConfig config, TurnConfig turn, ValidationReport.Collector problems, Floor floor) {
        TurnRules rules = new TurnRules(config, turn, problems, floor);
        rules.credentials();
        rules.listeners();
        rules.relays();
    }

    /** What the profile allows credentials to last. */
    static Duration longestLife(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> Duration.ofHours(24);
            case STANDARD -> Duration.ofHours(1);
            case HIGH_SECURITY, ENTERPRISE, GOVERNMENT -> Duration.ofMinutes(10);
        };
    }

    private void credentials() {
        SecurityProfile profile = config.securityProfile();
        problems.require(turn.secret().isPresent() || !turn.users().isEmpty(), "turn.secret",
            "is missing, so that nobody could use the server", "refer to one: ref:env:NAME or ref:file:PATH");
        floor.requireSentence(turn.users().isEmpty() || profile == SecurityProfile.DEVELOPMENT, "turn.users",
            "have passwords that last, which is weaker than profile " + profile.id() + " allows", "use turn.secret and the API");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < turn.users().size(); i++) {
            String name = turn.users().get(i).name();
            problems.require(names.add(name), "turn.users[" + i + "].name", "\"" + name + "\" is given twice", "rename one");
        }
        Duration longest = longestLife(profile);
        floor.requireSentence(turn.credentialLife().filter(life -> life.compareTo(longest) > 0).isEmpty(), "turn.credentialLife",
            "is longer than profile " + profile.id() + " allows", "at most " + longest.toMinutes() + "m");
    }

    private void listeners() {
        List<TurnListenUri> listeners = config.turnListeners(turn);
        problems.require(!listeners.isEmpty(), "turn.listen", "is empty, and the profile allows TLS alone, which needs a certificate",
            "name the PEM files of certificate and key in sip.tls");
        for (int i = 0; i < listeners.size(); i++) {
            String field = "turn.listen[" + i + "]";
            TurnListenUri listener = listeners.get(i);
            boolean tls = listener.protocol() == TurnListener.Protocol.TLS;
            problems.require(address(listener.host()), field, "\"" + listener.host() + "\" is no IP address",
                "write an IP address of this machine, IPv6 in brackets");
            problems.require(!tls || config.tls().hasCertificate(), field, "needs a certificate", "name its PEM files in sip.tls");
            floor.require(tls || config.securityProfile().compareTo(SecurityProfile.ENTERPRISE) < 0, field, listener.protocol().id(), "use tls://");
            loopback(field, listener.host());
        }
    }

    private void relays() {
        String local = config.turnAddress(turn);
        if (!address(local)) {
            problems.add("turn.address", "\"" + local + "\" is no IP address", "write an IP address of this machine");
            return;
        }
        loopback("turn.address", local);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(local);
        problems.require(!address.isAnyLocalAddress() || advertises(address), "turn.address",
            local + " tells nobody where relays are", "name one address of this machine, or say advertise of its family");
        PortRange media = config.rtp().ports();
        boolean shared = local.equals(config.mediaAddress()) && turn.ports().first() <= media.last() && media.first() <= turn.ports().last();
        problems.require(!shared, "turn.ports", turn.ports() + " overlaps media.ports " + media, "move one of them");
        for (TurnListenUri listener : config.turnListeners(turn)) {
            boolean udp = listener.protocol() == TurnListener.Protocol.UDP && listener.port() > 0;
            problems.require(!udp || !listener.host().equals(local) || listener.port() < turn.ports().first()
                || listener.port() > turn.ports().last(), "turn.ports", turn.ports() + " contains " + listener, "move one of them");
        }
    }

    /** Who is asked says an address of the family of media. */
    private boolean advertises(InetAddress local) {
        return config.advertise().map(said -> PublicAddress.isAsked(said) ? config.mediaAddress() : said)
            .filter(TurnRules::address).map(NetUtil::createInetAddressFromIpAddressString)
            .filter(told -> told.getClass() == local.getClass()).isPresent();
    }

    private void loopback(String field, String host) {
        boolean open = address(host) && !NetUtil.createInetAddressFromIpAddressString(host).isLoopbackAddress();
        problems.require(!open || config.insecureBind() || config.securityProfile() != SecurityProfile.DEVELOPMENT, field,
            host + " is reachable from other machines, and the profile development is open",
            "listen on 127.0.0.1 or [::1], or allow it with insecureBind (--insecure-bind)");
    }

    private static boolean address(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
