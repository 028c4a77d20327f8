package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Network;
import io.rvoip.common.Problem;
import io.rvoip.common.QosConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.engine.EarlyMedia;
import io.rvoip.engine.EdgeSettings;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.MediaMode;
import io.rvoip.engine.ProxySettings;
import io.rvoip.engine.SilenceRule;
import io.rvoip.engine.registrar.KeepAliveSettings;
import io.rvoip.engine.registrar.RegistrarSettings;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RepairUse;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.session.Reliability;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.SessionTimers;
import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceTimes;
import io.rvoip.ice.IceTrickle;
import io.rvoip.session.media.IcePort;
import io.rvoip.session.media.VideoUse;
import io.rvoip.session.offer.EncryptedExtensions;
import io.rvoip.session.media.IceTcp;
import io.rvoip.session.media.IceUse;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.ServerCheck;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlConfigTest {
    private static final String SMALLEST = """
        domain: rvoip.test
        securityProfile: development
        advertise: 127.0.0.1
        sip:
          listen: ["udp://127.0.0.1:5060", "tcp://127.0.0.1:5060", "udp://[::1]:5060"]
        media: {address: 127.0.0.1, ports: 20000-20999}
        api: {listen: "http://127.0.0.1:8080", keys: [{name: ops, secret: "ref:env:RVOIP_API_KEY", scopes: [admin]}]}
        users: [{name: alice, password: "ref:env:ALICE_PW"}, {name: bob, password: pw-bob}]
        """;

    private static List<String> problemsOf(String yaml) {
        ConfigurationException refused =
            catchThrowableOfType(ConfigurationException.class, () -> YamlConfig.parse(yaml).config().validate().throwIfInvalid());
        return refused == null ? List.of() : refused.report().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void packetsAreMarkedWhereTheSectionIsAndAsItSays() {
        assertThat(YamlConfig.parse(SMALLEST).config().rtp().qos()).isEqualTo(QosConfig.off());
        assertThat(YamlConfig.parse(SMALLEST + "qos: {}\n").config().rtp().qos()).isEqualTo(QosConfig.standard());
        PlatformConfig other = YamlConfig.parse(SMALLEST + "qos: {audio: 34, video: 36, signaling: 26}\n").config();
        assertThat(other.rtp().qos()).isEqualTo(new QosConfig(true, 34, 36, 26));
        assertThat(EffectiveSettings.json(other)).contains("\"dscp\" : 34", "\"videoDscp\" : 36", "\"dscp\" : 26");
        assertThat(EffectiveSettings.json(YamlConfig.parse(SMALLEST + "qos: {}\n").config())).contains("\"videoDscp\" : 34");
        assertThat(YamlConfig.parse(SMALLEST + "qos: {marking: false}\n").config().rtp().qos()).isEqualTo(QosConfig.off());
        assertThat(problemsOf(SMALLEST + "qos: {audio: 64, video: -1}\n")).hasSize(2)
            .anyMatch(problem -> problem.startsWith("qos.audio")).anyMatch(problem -> problem.startsWith("qos.video"));
    }

    @Nested
    class TheContractsSample {
        private final PlatformConfig config = YamlConfig.parse(SMALLEST).config();

        @Test
        void isWithoutProblems() {
            assertThat(config.validate().problems()).isEmpty();
        }

        @Test
        void reachesEveryValue() {
            assertThat(config.domain()).isEqualTo("rvoip.test");
            assertThat(config.securityProfile()).isEqualTo(SecurityProfile.DEVELOPMENT);
            assertThat(config.advertise()).contains("127.0.0.1");
            assertThat(config.listeners()).containsExactly(
                new ListenUri(TransportProtocol.UDP, "127.0.0.1", 5060), new ListenUri(TransportProtocol.TCP, "127.0.0.1", 5060),
                new ListenUri(TransportProtocol.UDP, "::1", 5060));
            assertThat(config.rtp().ports()).isEqualTo(new PortRange(20000, 20999));
            assertThat(config.apiAddress()).contains(new HostAndPort("127.0.0.1", 8080));
            assertThat(config.users()).extracting(UserConfig::name).containsExactly("alice", "bob");
        }

        @Test
        void isTheSameWhenBuiltByHand() {
            PlatformConfig built = VoipPlatform.builder("rvoip")
                .withDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT).withAdvertise("127.0.0.1")
                .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:5060").withListen("tcp://127.0.0.1:5060").withListen("udp://[::1]:5060"))
                .withRtpEngine(RtpEngineConfig.basic().withAddress("127.0.0.1").withPorts(20000, 20999))
                .withApiServer(ApiServerConfig.restAndWebsocket().withListen("http://127.0.0.1:8080").withKey("ops", "ref:env:RVOIP_API_KEY", "admin"))
                .withUser("alice", "ref:env:ALICE_PW").withUser("bob", "pw-bob").config();
            assertThat(config).isEqualTo(built);
        }

        @Test
        void showsNoSecret() {
            assertThat(config.toString() + config.effective()).doesNotContain("pw-bob");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "domian: x | domian: is unknown; did you mean domain?",
        "zzz: x | zzz: is unknown; known here: advertise",
        "sip: {listen: ['sctp://127.0.0.1:5060']} | sip.listen[0]: \"sctp://127.0.0.1:5060\"",
        "sip: {listen: ['udp://127.0.0.1:70000']} | sip.listen[0].port: 70000 (expected: 0-65535)",
        "sip: {listen: ['wss://127.0.0.1:5443']} | sip.tls.certificate: is missing, and secure listeners need one",
        "sip: {origins: [phone.example.com]} | sip.origins[0]: \"phone.example.com\" (expected: as in https://phone",
        "sip: {listen: ['tls://127.0.0.1:5061']} | sip.tls.certificate: is missing, and secure listeners need one",
        "sip: {tls: {certificate: nowhere.pem}} | sip.tls.key: is missing",
        "sip: {tls: {clientCertificate: always}} | sip.tls.clientCertificate: \"always\" (expected: none, optional, required)",
        "sip: {tls: {versions: ['1.1']}} | sip.tls.versions[0]: \"1.1\" (expected: 1.2 or 1.3)",
        "sip: {tls: {suites: [TLS_NULL]}} | sip.tls.suites[0]: \"TLS_NULL\" is unknown to this JDK",
        "sip: {tls: {cert: a.pem}} | sip.tls.cert",
        "sip: {listen: ['udp://localhost:5060']} | sip.listen[0]: \"localhost\" is no IP address",
        "media: {ports: 2000} | media.ports: \"2000\" (expected",
        "media: {ports: 10-5} | media.ports: 10-5 (expected",
        "features: [telepathy] | features[0]: telepathy (expected",
        "media: {ports: 20000-20003} | media.ports: 4 ports",
        "users: [{name: alice}] | users[0].password: is missing",
        "users: [{name: 'a b', password: x}] | users[0].name",
        "users: alice | users: is no list",
        "capacity: {maxCalls: 0} | capacity.maxCalls: 0 (expected: 1-1000000)",
        "features: [conferencing] | features: conferencing is not supported by this build",
        "media: {video: sfu} | media.video: sfu (expected: forward or off)",
        "media: {encryptedExtensions: required} | media.encryptedExtensions: required (expected: off, answered or offered)",
        "limits: {user: {calls: {burst: 3}}} | limits.user.calls.perSecond: is missing",
        "limits: {user: {calls: {perSecond: 0}}} | limits.user.calls.perSecond: 0.0 (expected: 0.001-1000000.0)",
        "limits: {user: {maxCalls: 0}} | limits.user.maxCalls: 0 (expected: 1-1000000)",
        "limits: {source: 3} | limits.source: is unknown",
        "trunks: {} | trunks: is no list",
        "calls: {recording: true} | calls.recording: is not supported by this build",
        "calls: {reliableProvisional: maybe} | calls.reliableProvisional: \"maybe\" (expected: off, supported or required)",
        "calls: {sessionTimers: {policy: maybe}} | calls.sessionTimers.policy: \"maybe\" (expected: off, accept or request)",
        "calls: {sessionTimers: {minimum: 30s}} | calls.sessionTimers.minimum: PT30S (expected: 90 s to 24 h",
        "calls: {sessionTimers: {interval: 25h}} | calls.sessionTimers.interval: PT25H (expected: 90 s to 24 h",
        "calls: {sessionTimers: {often: true}} | calls.sessionTimers.often",
        "api: {listen: 'https://127.0.0.1:8080'} | api.tls.certificate: is missing, and https needs one",
        "api: {listen: 'ftp://127.0.0.1:8080'} | api.listen: \"ftp://127.0.0.1:8080\" (expected: https://HOST:PORT)",
        "api: {hosts: ['a b']} | api.hosts: \"a b\" is no host name",
        "api: {origins: ['studio.example.com']} | api.origins: \"studio.example.com\" is the origin of no page",
        "api: {tls: {clientCertificate: required}} | api.tls: has no effect on http",
        "api: {listen: 'https://127.0.0.1', tls: {serverCa: x.pem}} | api.tls.serverCa: is unknown",
        "api: {listen: 'https://127.0.0.1', tls: {certificate: nowhere.pem}} | api.tls.key: is missing",
        "api: {keys: [{name: a, secret: 'two words', scopes: [admin]}]} | api.keys[0].secret: holds characters that Authorization: Bearer cannot",
        "audit: {maxFiles: 3} | audit.file: is missing",
        "audit: {file: a.jsonl, maxFileSize: 1KiB} | audit.maxFileSize: 1024 (expected",
        "audit: {file: a.jsonl, queue: 1} | audit.queue",
        "audit: {file: a.jsonl, sync: false} | audit.sync: is unknown",
        "audit: {file: nowhere/a.jsonl} | audit.file: \"nowhere/a.jsonl\" is not in a directory that exists",
        "sip: {listen: ['udp://0.0.0.0:5060']} | sip.listen[0]: 0.0.0.0 is reachable from other machines",
        "securityProfile: loose | securityProfile: loose (expected: one of development",
    })
    void namesTheFieldAndTheFix(String line, String expected) {
        assertThat(problemsOf("securityProfile: development\n".repeat(line.startsWith("securityProfile") ? 0 : 1) + line))
            .anySatisfy(problem -> assertThat(problem).startsWith(expected.strip()));
    }

    @Test
    void trunkManners() {
        CallEngineConfig calls = YamlConfig.parse("""
            securityProfile: development
            calls: {reliableProvisional: required, sessionTimers: {policy: accept, interval: 10m, minimum: 2m}}
            """).config().calls();
        assertThat(calls.reliableProvisional()).isEqualTo(Reliability.REQUIRED);
        assertThat(calls.sessionTimers()).isEqualTo(new SessionTimers(
            SessionTimers.Policy.ACCEPT, Duration.ofMinutes(10), Duration.ofMinutes(2)));
        CallEngineConfig off = YamlConfig.parse("""
            securityProfile: development
            calls: {reliableProvisional: off, sessionTimers: {policy: off}}
            """).config().calls(); // YAML reads off as false
        assertThat(off.reliableProvisional()).isEqualTo(Reliability.OFF);
        assertThat(off.sessionTimers().policy()).isEqualTo(SessionTimers.Policy.OFF);
        assertThat(CallEngineConfig.basic().withReliableProvisional(Reliability.REQUIRED)
            .withSessionTimers(calls.sessionTimers()).sessionTimers()).isEqualTo(calls.sessionTimers());
    }

    @Test
    void tlsFilesAreFoundBesideTheFileAndReachEveryValue(@TempDir Path directory) throws IOException {
        LocalAuthority authority = new LocalAuthority("CA");
        authority.write(directory, "ca");
        authority.issue(directory, "cert", new LocalAuthority.Request("rvoip.test"));
        Path file = Files.writeString(directory.resolve("rvoip.yaml"), """
            domain: rvoip.test
            securityProfile: development
            sip:
              listen: ["tls://127.0.0.1:0"]
              tls: {certificate: cert.pem, key: cert.key, clientCa: ca.pem, serverCa: ca.pem, versions: ["1.3"],
                    suites: [TLS_AES_256_GCM_SHA384], serverCheck: verify}
            """);

        PlatformConfig config = PlatformConfig.fromYaml(file);

        assertThat(config.validate().problems()).isEmpty();
        assertThat(config.tls()).isEqualTo(TlsPolicy.DEFAULT
            .withCertificate(directory.resolve("cert.pem"), directory.resolve("cert.key"))
            .withClientCertificate(ClientCertificate.OPTIONAL, directory.resolve("ca.pem"))
            .withServerCa(directory.resolve("ca.pem")).withVersions(TlsVersion.TLS_1_3)
            .withSuites("TLS_AES_256_GCM_SHA384"));
        assertThat(config.effective()).contains("\"clientCertificate\" : \"optional\"");
    }

    @Test
    void withoutAWordTheProfileSaysWhoIsBelieved() {
        assertThat(YamlConfig.parse("securityProfile: development").config().tls().serverCheck()).isEqualTo(ServerCheck.WARN);
        assertThat(YamlConfig.parse("securityProfile: standard").config().tls().serverCheck()).isEqualTo(ServerCheck.VERIFY);
        assertThat(problemsOf("securityProfile: standard\nsip: {tls: {serverCheck: warn}, listen: ['tcp://0.0.0.0:5060']}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("sip.tls.serverCheck: warn is weaker than profile standard"))
            .anySatisfy(problem -> assertThat(problem).startsWith("sip.listen[0]: tcp is weaker than profile standard"));
    }

    /** jitsi-srtp is not on the class path of this module. */
    @Test
    void anSrtpLibraryThatIsNotThereIsRefused() {
        assertThat(YamlConfig.parse("media: {srtpLibrary: own}").config().rtp().srtpLibrary()).isEqualTo(SrtpLibrary.OWN);
        assertThat(problemsOf("securityProfile: development\nmedia: {srtpLibrary: jitsi}")).singleElement()
            .isEqualTo("media.srtpLibrary: jitsi-srtp is not on the class path, or not whole;"
                + " use own, or add org.jitsi:jitsi-srtp and what it depends on");
        assertThat(problemsOf("securityProfile: development\nmedia: {srtpLibrary: jdk}")).isEmpty();
        assertThat(problemsOf("securityProfile: development\nmedia: {srtpLibrary: openssl}"))
            .isEqualTo(SrtpEngine.openSslFault(CryptoProvider.jdk())
                .map(fault -> List.of("media.srtpLibrary: " + fault + "; use own, which takes OpenSSL where it can")).orElse(List.of()));
        assertThat(problemsOf("securityProfile: government\nmedia: {srtpLibrary: openssl}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.srtpLibrary: openssl has other ciphers"));
        assertThat(problemsOf("securityProfile: government\nmedia: {srtpLibrary: jitsi}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.srtpLibrary: jitsi has other ciphers"));
        assertThat(problemsOf("media: {srtpLibrary: libsrtp}"))
            .anySatisfy(problem -> assertThat(problem).contains("libsrtp (expected: own, jdk, openssl or jitsi)"));
    }

    /** RFC 6904: taken where nobody says otherwise; what cannot be is refused by name. */
    @Test
    void headerExtensionsAreEncryptedAsTheFileSays() {
        assertThat(extensions("securityProfile: standard")).isEqualTo(EncryptedExtensions.ANSWERED);
        assertThat(extensions("media: {encryptedExtensions: offered}")).isEqualTo(EncryptedExtensions.OFFERED);
        assertThat(extensions("media: {encryptedExtensions: off}")).isEqualTo(EncryptedExtensions.OFF);
        assertThat(extensions("media: {security: none}")).isEqualTo(EncryptedExtensions.OFF);
        assertThat(extensions("media: {srtpLibrary: jitsi}")).isEqualTo(EncryptedExtensions.OFF);
        for (String word : List.of("answered", "offered")) {
            assertThat(problemsOf("securityProfile: development\nmedia: {srtpLibrary: jitsi, encryptedExtensions: " + word + "}"))
                .contains("media.encryptedExtensions: jitsi does not encrypt header extensions by themselves; use srtpLibrary: own, or off");
        }
        for (String without : List.of("media: {security: none, encryptedExtensions: offered}",
                "calls: {media: direct}\nmedia: {encryptedExtensions: offered}", "calls: {mode: proxy}\nmedia: {encryptedExtensions: offered}")) {
            assertThat(problemsOf("securityProfile: development\n" + without))
                .anySatisfy(problem -> assertThat(problem).startsWith("media.encryptedExtensions: offered needs descriptions and keys of ours;"));
        }
        assertThat(problemsOf("securityProfile: development\nmedia: {video: off, encryptedExtensions: offered}"))
            .contains("media.encryptedExtensions: offered is for lines of video, and media.video is off; use answered or off, or media.video: forward");
        assertThat(problemsOf("securityProfile: development\nmedia: {encryptedExtensions: offered}")).isEmpty();
    }

    private static EncryptedExtensions extensions(String yaml) {
        PlatformConfig config = YamlConfig.parse(yaml).config();
        return config.rtp().srtp(config.securityProfile()).extensions();
    }

    @Test
    void mediaIsKeyedAsTheFileSays() {
        assertThat(YamlConfig.parse("media: {security: sdes}").config().rtp().security()).isEqualTo(SecurityConfig.sdes());
        assertThat(YamlConfig.parse("media: {security: none}").config().rtp().security()).isEqualTo(SecurityConfig.none());
        assertThat(YamlConfig.parse("media: {security: dtls}").config().rtp().security()).isEqualTo(SecurityConfig.dtlsSrtp());
        assertThat(problemsOf("securityProfile: development\nmedia: {security: zrtp}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.security: zrtp is for the phones at both ends"));
        assertThat(problemsOf("securityProfile: development\nmedia: {security: mikey}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.security: mikey has a section of its own (expected: auto, with media.mikey)"));
        assertThat(problemsOf("media: {security: rot13}"))
            .anySatisfy(problem -> assertThat(problem).contains("rot13 (expected: none, auto, sdes or dtls)"));
        assertThat(problemsOf("securityProfile: standard\nmedia: {security: none}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.security: none is weaker than profile standard"));
        assertThat(problemsOf("securityProfile: development\nmedia: {security: sdes}\ncalls: {media: direct}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.security: sdes cannot be insisted on"));
        assertThat(problemsOf("securityProfile: development\nmedia: {security: dtls}\ncalls: {media: direct}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.security: dtls cannot be insisted on"));
    }

    @Test
    void iceIsSaidInWordsAndAddresses() {
        IceUse ice = YamlConfig.parse("media: {ice: {offer: always, agent: full}}")
            .config().rtp().ice();
        assertThat(ice.offer()).isEqualTo(IceUse.Offer.ALWAYS);
        assertThat(ice.agent()).isEqualTo(IceUse.Kind.FULL);
        assertThat(problemsOf("media: {ice: {offer: sometimes}}"))
            .anySatisfy(problem -> assertThat(problem).contains("\"sometimes\" (expected: one of auto, always, never)"));
        assertThat(problemsOf("media: {ice: {trickle: true}}")).anySatisfy(problem -> assertThat(problem)
            .contains("media.ice.trickle: \"true\" (expected: one of off, known, always)"));
        PlatformConfig always = YamlConfig.parse("media: {ice: {trickle: always}}").config();
        assertThat(always.rtp().ice().config().trickle()).isEqualTo(IceTrickle.ALWAYS);
        assertThat(always.effective()).contains("\"trickle\" : \"always\"");
        assertThat(YamlConfig.parse("media: {video: off}").config().rtp().video()).isEqualTo(VideoUse.OFF);
        assertThat(YamlConfig.parse("media: {ice: {trickle: off}}").config().rtp().ice().config().trickle()).isEqualTo(IceTrickle.OFF);
    }

    @Test
    void howLongIceTakesIsSaidInDurations() {
        PlatformConfig config = YamlConfig.parse("media: {ice: {times: {pace: 60ms, gathering: 2s, nomination: 0s, patience: 3s, most: 9s}}}").config();
        assertThat(config.rtp().ice().config().times()).isEqualTo(new IceTimes(
            Duration.ofMillis(60), Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(3), Duration.ofSeconds(9)));
        assertThat(config.effective()).contains("\"gathering\" : \"2000ms\"", "\"nomination\" : \"0ms\"", "\"most\" : \"9000ms\"");
        assertThat(YamlConfig.parse("media: {ice: {times: {gathering: 2s}}}").config().rtp().ice().config().times())
            .isEqualTo(IceTimes.DEFAULT.withGathering(Duration.ofSeconds(2)));
        assertThat(YamlConfig.parse("media: {ice: {agent: lite, times: {patience: 2s, most: 5s}}}").config().rtp().ice().config().times().most())
            .as("until a lite agent gives up").isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whichAddressesCandidatesTellIsSaidInFamiliesAndNetworks() {
        PlatformConfig config = YamlConfig.parse("media: {ice: {addresses: {families: ipv4, only: [127.0.0.0/8], without: [127.9.0.0/16, 127.8.0.1]}}}").config();
        assertThat(config.rtp().ice().config().addresses()).isEqualTo(IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV4)
            .withOnly(IceAddresses.network("127.0.0.0/8")).withWithout(IceAddresses.network("127.9.0.0/16"), IceAddresses.network("127.8.0.1")));
        assertThat(config.effective()).contains("\"families\" : \"ipv4\"", "\"only\" : [ \"127.0.0.0/8\" ]", "\"without\" : [ \"127.9.0.0/16\", \"127.8.0.1\" ]");
        PlatformConfig asking = YamlConfig.parse("{iceServers: [{urls: ['stun:192.0.2.1']}], media: {ice: {addresses: {without: [127.0.0.0/8]}}}}").config();
        assertThat(asking.rtp().ice().config().addresses().only()).isEmpty();
        assertThat(asking.rtp().ice().config().addresses().choosesNetworks()).isTrue();
    }

    @Test
    void legsWithIceShareAPortUnlessItIsSaidOtherwise() {
        assertThat(icePort("{}")).isEqualTo(IcePort.SHARED);
        assertThat(icePort("{port: shared, portFor: known}")).isEqualTo(IcePort.SHARED.withKnown(true));
        assertThat(icePort("{port: own}")).isEqualTo(IcePort.OWN);
        assertThat(icePort("{port: 3480}")).isEqualTo(IcePort.at(3_480));
        assertThat(icePort("{port: 3480, tcp: passive}")).isEqualTo(IcePort.at(3_480).withTcp(IceTcp.PASSIVE));
        assertThat(icePort("{tcp: off}")).isEqualTo(IcePort.SHARED);
        assertThat(YamlConfig.parse("media: {ice: {port: 3480}}").config().effective())
            .contains("\"port\" : \"3480\"", "\"portFor\" : \"ice\"", "\"tcp\" : \"off\"");
        assertThat(YamlConfig.parse("media: {ice: {tcp: passive}}").config().effective()).contains("\"tcp\" : \"passive\"");
    }

    @Test
    void serversOfIceAreNamedAndRelaysHaveAnAccount() {
        PlatformConfig config = YamlConfig.parse("media: {ice: {policy: relay}}\niceServers: [{urls: ['stun:stun.example.org', 'stun:192.0.2.1']},"
            + " {urls: ['turns:turn.example.org:443'], username: phones, credential: 'ref:env:TURN_PW'}]").config();
        IceConfig ice = config.rtp().ice().config();
        assertThat(ice.policy()).isEqualTo(IcePolicy.RELAY);
        assertThat(ice.servers()).extracting(server -> server.uri().toString()).containsExactly("stun:stun.example.org", "stun:192.0.2.1", "turns:turn.example.org:443");
        assertThat(ice.servers().get(2).username()).isEqualTo("phones");
        assertThat(config.rtp().ice().sharesPort()).as("a relay over TLS has a connection of its own").isTrue();
        assertThat(config.effective()).contains("turns:turn.example.org:443").contains("\"policy\" : \"relay\"").doesNotContain("TURN_PW");
        PlatformConfig overUdp = YamlConfig.parse("iceServers: [{urls: ['turn:192.0.2.1'], username: a, credential: 'ref:env:P'}]").config();
        assertThat(overUdp.rtp().ice().sharesPort()).as("one client for each of our ports").isFalse();
        assertThat(overUdp.effective()).contains("\"port\" : \"own\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "iceServers: [{urls: ['turn:turn.example.org']}] | iceServers[0].turn:turn.example.org: without username or password",
        "iceServers: [{urls: ['http://example.org']}] | iceServers[0].urls[0]: \"http://example.org\" (expected: stun:HOST:PORT",
        "iceServers: [{username: a}] | iceServers[0].urls: is missing",
        "iceServers: [{urls: 'stun:example.org'}] | iceServers[0].urls: is no list",
        "media: {ice: {policy: relay}} | media.ice.policy: RELAY, and no relay among the servers",
        "media: {ice: {agent: lite, trickle: always}} | media.ice.trickle: ALWAYS, with agent LITE",
        "media: {ice: {times: {pace: 5ms}}} | media.ice.times.pace: PT0.005S (expected: 50-1000 ms)",
        "media: {ice: {times: {most: 5s}}} | media.ice.times.most: PT5S (expected: 8000-120000 ms)",
        "media: {ice: {times: {gathering: long}}} | media.ice.times.gathering: ",
        "media: {ice: {times: {consent: 5s}}} | media.ice.times.consent: is unknown",
        "media: {ice: {agent: lite, times: {nomination: 0s}}} | media.ice.times: pace, gathering or nomination, with agent LITE",
        "{securityProfile: development, media: {ice: {addresses: {families: ipv6}}}} | media.ice.addresses.families: IPV6, and media is at 127.0.0.1, so that no leg has ICE",
        "media: {ice: {addresses: {families: both}}} | media.ice.addresses.families: \"both\" (expected: one of all, ipv4, ipv6)",
        "{securityProfile: development, media: {ice: {addresses: {only: [10.0.0.0/8]}}}} | media.ice.addresses: 127.0.0.1 is not told, and no servers are named",
        "media: {ice: {addresses: {without: [eth0]}}} | media.ice.addresses.without[0]: \"eth0\" (expected: as in 10.0.0.0/8",
        "media: {ice: {addresses: {without: ['10.0.0.1:5000']}}} | media.ice.addresses.without[0]: 10.0.0.1:5000 (expected: without ports)",
        "media: {ice: {addresses: {families: ipv4, only: ['::/0']}}} | media.ice.addresses.only: ::/0, with families IPV4",
        "media: {ice: {agent: lite, addresses: {families: ipv4}}} | media.ice.addresses: with agent LITE",
        "{iceServers: [{urls: ['turns:192.0.2.1'], username: a, credential: 'ref:env:P'}], media: {ice: {policy: relay, addresses: {only: [127.0.0.0/8]}}}} | media.ice.addresses: networks, with policy RELAY",
        "media: {ice: {policy: some}} | media.ice.policy: \"some\" (expected: one of all, relay)",
        "{iceServers: [{urls: ['stun:stun.example.org']}], media: {ice: {agent: lite}}} | media.ice.agent: LITE, with servers",
        "{iceServers: [{urls: ['turn:turn.example.org'], username: a, credential: b}], media: {ice: {port: 3480}}} | media.ice.port: shared, with relays over UDP",
        "iceServers: [{urls: ['turns:turn.example.org'], username: a, credential: b}] | iceServers: the credential of turns:turn.example.org: is written in the configuration",
    })
    void whatIceCannotDoIsRefused(String yaml, String problem) {
        assertThat(problemsOf(yaml)).anySatisfy(found -> assertThat(found).startsWith(problem));
    }

    private static IcePort icePort(String section) {
        return YamlConfig.parse("media: {ice: " + section + "}").config().rtp().ice().port();
    }

    /** Whoever else is on that port would get packets of calls, and calls would get his. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "media: {ice: {port: 70000}} | media.ice.port: \"70000\" (expected: 1-65535, shared or own)",
        "media: {ice: {port: any}} | media.ice.port: \"any\" (expected: 1-65535, shared or own)",
        "media: {ice: {portFor: all}} | media.ice.portFor: \"all\" (expected: ice or known)",
        "media: {ice: {port: own, portFor: known}} | media.ice.port: own, with a number or for others",
        "media: {ice: {tcp: active}} | media.ice.tcp: \"active\" (expected: off or passive",
        "media: {ice: {port: own, tcp: passive}} | media.ice.tcp: passive, with port own",
        "media: {ice: {port: 65535, tcp: passive}} | media.ice.tcp: passive, with port 65535",
        "{iceServers: [{urls: ['turn:turn.example.org'], username: a, credential: b}], media: {ice: {tcp: passive}}} | media.ice.tcp: passive, with relays over UDP",
        "{sip: {listen: ['tcp://127.0.0.1:5060']}, media: {ice: {port: 5059, tcp: passive}}} | media.ice.tcp: 127.0.0.1:5060 is taken by sip.listen[0] already",
        "media: {ports: 20000-20999, ice: {port: 20010}} | media.ice.port: 20010 is within media.ports 20000-20999",
        "media: {ice: {port: 5060}} | media.ice.port: 127.0.0.1:5060 is taken by sip.listen[0] already",
        "{media: {ice: {port: 3478}}, turn: {users: [{name: a, password: pw}]}} | media.ice.port: 127.0.0.1:3478 is taken by turn.listen[0] already",
        "{media: {ice: {port: 50001}}, turn: {ports: 50000-50999, users: [{name: a, password: pw}]}} | media.ice.port: 50001 is within turn.ports 50000-50999",
    })
    void aSharedPortIsNobodyElses(String yaml, String problem) {
        String all = yaml.startsWith("{") ? yaml.replace("{media", "{securityProfile: development, media") : "securityProfile: development\n" + yaml;
        assertThat(problemsOf(all)).anySatisfy(found -> assertThat(found).startsWith(problem));
    }

    @Test
    void whatIsLostIsMadeGoodAsTheFileSays() {
        RepairSettings repair = YamlConfig.parse("media: {feedback: {use: offered, reportInterval: 2s, reducedSize: false, history: 300ms, "
            + "resends: 10}, redundancy: {use: \"off\", always: true, packets: 2, lossPercent: 10}}").config().rtp().repair();
        assertThat(repair).isEqualTo(new RepairSettings(RepairUse.OFFERED, Duration.ofSeconds(2), Duration.ofMillis(300), 10, false,
            RepairUse.OFF, true, 2, 0.1));
        assertThat(YamlConfig.parse("media: {feedback: {resends: 50}}").config().rtp().repair())
            .isEqualTo(RepairSettings.DEFAULT.withResends(Duration.ofMillis(500), 50));
        assertThat(problemsOf("media: {feedback: {use: always}}"))
            .anySatisfy(problem -> assertThat(problem).contains("\"always\" (expected: one of off, answered, offered)"));
        assertThat(problemsOf("media: {feedback: {history: 3s}}")).anySatisfy(problem -> assertThat(problem).contains("history: 3000 ms (expected: 0-2000 ms)"));
        assertThat(problemsOf("media: {redundancy: {packets: 3}}")).anySatisfy(problem -> assertThat(problem).contains("packets: 3 (expected: 1-2)"));
        assertThat(problemsOf("media: {redundancy: {lost: 3}}")).anySatisfy(problem -> assertThat(problem).startsWith("media.redundancy.lost"));
    }

    @Test
    void certificatesOfMediaAreFiles() {
        DtlsFiles files = YamlConfig.parse("media: {dtls: {certificate: own.pem, key: own.key, authorities: ca.pem}}").config().rtp().dtls();
        assertThat(files).isEqualTo(new DtlsFiles(Path.of("own.pem"), Path.of("own.key"), Path.of("ca.pem")));
        assertThat(problemsOf("securityProfile: development\nmedia: {dtls: {certificate: nowhere.pem}}"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.dtls.key: is missing"))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.dtls.certificate: nowhere.pem cannot be read"));
        assertThat(problemsOf("media: {dtls: {cert: x}}")).anySatisfy(problem -> assertThat(problem).startsWith("media.dtls.cert"));
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThat(problemsOf("domian: x\nsip: {listne: []}\nmedia: {ports: x}\nusers: [{nam: a}]")).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void saysWhereTheYamlIsBroken() {
        assertThat(problemsOf("domain: [")).first().asString().contains("line");
        assertThat(problemsOf("domain: a\ndomain: b")).first().asString().containsIgnoringCase("duplicate");
    }

    @Test
    void neverRunsCodeFromTags() {
        assertThat(problemsOf("domain: !!javax.script.ScriptEngineManager [x]")).isNotEmpty();
    }

    @Test
    void refusesInlineSecretsOutsideDevelopment() {
        assertThat(problemsOf("securityProfile: standard\nusers: [{name: a, password: inline}]"))
            .anySatisfy(problem -> assertThat(problem).startsWith("users[0].password: is written in the configuration"));
    }

    @Test
    void namesEveryControlTheProfileNeedsAndThisBuildLacks() {
        assertThat(problemsOf("securityProfile: government")).filteredOn(problem -> problem.startsWith("securityProfile: government needs"))
            .hasSize(4).anySatisfy(problem -> assertThat(problem).contains("a FIPS-validated module in approved mode"));
        assertThat(problemsOf("securityProfile: enterprise\napi: {keys: []}")).anySatisfy(problem -> assertThat(problem)
            .startsWith("securityProfile: enterprise needs HTTPS with OIDC for the API, which this build lacks"));
    }

    @Test
    void settingsFromTheCommandLineWin() {
        PlatformConfig config = YamlConfig.parse(SMALLEST).withSetting("media.ports", "30000-30999").withSetting("calls.media", "direct").config();
        assertThat(config.rtp().ports()).isEqualTo(new PortRange(30000, 30999));
        assertThat(config.calls().media()).isEqualTo(MediaMode.DIRECT);
    }

    @Nested
    class CallsAndRegistrar {
        private static final String LAB = "securityProfile: development\n";

        @Test
        void readsEveryKey() {
            CallEngineConfig calls = YamlConfig.parse(LAB + """
                calls: {earlyMedia: none, silence: {timeout: 10s, hangUp: true}}
                registrar:
                  minExpires: 2m
                  maxExpires: 10m
                  defaultExpires: 5m
                  maxContacts: 3
                  flowTimer: 90s
                  wakeTimeout: 30s
                  keepAlive: {kind: options, interval: 60s, everybody: true, tries: 5, removeUnreachable: true}
                """).config().calls();

            assertThat(calls.earlyMedia()).isEqualTo(EarlyMedia.NONE);
            assertThat(calls.silence()).isEqualTo(new SilenceRule(Duration.ofSeconds(10), true));
            assertThat(calls.registrar()).isEqualTo(RegistrarSettings.DEFAULT
                .withExpires(Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofMinutes(5)).withMaxContacts(3)
                .withFlowTimer(Duration.ofSeconds(90)).withWakeTimeout(Duration.ofSeconds(30)));
            assertThat(calls.keepAlive()).isEqualTo(
                new KeepAliveSettings(KeepAliveSettings.Kind.OPTIONS, Duration.ofMinutes(1), true, 5, true));
        }

        @Test
        void readsHowCallsAreProxied() {
            CallEngineConfig calls = YamlConfig.parse(LAB + """
                calls: {mode: proxy, proxy: {timerC: 5m, recordRoute: false}}
                media: {ports: 20000-20009}
                """).config().calls();

            assertThat(calls).isEqualTo(CallEngineConfig.basic().withMode(EngineMode.PROXY)
                .withProxy(ProxySettings.DEFAULT.withTimerC(Duration.ofMinutes(5)).withRecordRoute(false)));
        }

        @Test
        void readsWhomAProxyTrustsAndWhetherItFollows() {
            CallEngineConfig calls = YamlConfig.parse(LAB + """
                calls: {mode: proxy, proxy: {followRedirects: true, trusted: [10.0.0.0/8, "2001:db8::1"]}}
                media: {ports: 20000-20009}
                """).config().calls();

            assertThat(calls.proxy()).isEqualTo(ProxySettings.DEFAULT.withRedirectsFollowed(true)
                .withTrusted(List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8::1"))));
        }

        @Test
        void readsForWhomAProxyIsTheEdge() {
            CallEngineConfig calls = YamlConfig.parse(LAB + """
                calls: {mode: proxy, proxy: {edge: {domains: [Home.test, other.test], core: "sip:10.0.0.9:5070"}}}
                media: {ports: 20000-20009}
                """).config().calls();

            assertThat(calls.proxy().edge()).isEqualTo(
                EdgeSettings.NONE.withDomains(List.of("home.test", "other.test")).withCore("sip:10.0.0.9:5070"));
        }

        @Test
        void readsWhatIsToldOfIdentities() {
            CallEngineConfig calls = YamlConfig.parse(LAB + """
                calls: {identity: {assertToPhones: false, historyToPhones: true, internalHeaders: [X-Auth, "y"]}}
                media: {ports: 20000-20009}
                """).config().calls();

            assertThat(calls).isEqualTo(CallEngineConfig.basic()
                .withIdentity(new IdentitySettings(false, true, List.of("X-Auth", "Identity"))));
        }

        @Test
        void saysNothingLeavesTheDefaults() {
            assertThat(YamlConfig.parse(LAB).config().calls()).isEqualTo(CallEngineConfig.basic());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "calls: {earlyMedia: loud} | calls.earlyMedia",
            "calls: {mode: router} | calls.mode",
            "calls: {mode: proxy, media: direct} | calls.media",
            "calls: {mode: proxy, proxy: {timerC: 180s}} | calls.proxy.timerC",
            "calls: {proxy: {recordRoute: false}} | calls.proxy",
            "calls: {mode: proxy, proxy: {recordRoute: false, edge: {domains: [a.test]}}} | calls.proxy.recordRoute",
            "calls: {mode: proxy, proxy: {edge: {domains: [a.test, 'b c']}}} | calls.proxy.edge.domains[1]",
            "calls: {mode: proxy, proxy: {edge: {domains: [a.test], core: 'tel:1'}}} | calls.proxy.edge.core",
            "calls: {mode: proxy, proxy: {edge: {core: 'sip:a.test'}}} | calls.proxy.edge.core",
            "calls: {mode: proxy, proxy: {trusted: [10.0.0.1, carrier.test]}} | calls.proxy.trusted[1]",
            "calls: {mode: proxy, proxy: {followRedirects: maybe}} | calls.proxy.followRedirects",
            "calls: {silence: {timeout: 2h}} | calls.silence.timeout",
            "calls: {identity: {internalHeaders: [X-Ok, Via]}} | calls.identity.internalHeaders[1]",
            "calls: {identity: {assertToAll: true}} | calls.identity.assertToAll",
            "calls: {silence: {after: 2s}} | calls.silence.after",
            "registrar: {minExpires: 2h} | registrar.minExpires",
            "registrar: {maxContacts: 0} | registrar.maxContacts",
            "registrar: {flowTimer: 2s} | registrar.flowTimer",
            "registrar: {wakeTimeout: 2m} | registrar.wakeTimeout",
            "registrar: {keepAlive: {kind: stun}} | registrar.keepAlive.kind",
            "registrar: {keepAlive: {interval: 1s}} | registrar.keepAlive.interval"})
        void namesWhatIsWrong(String yaml, String field) {
            assertThat(problemsOf(LAB + yaml)).singleElement().asString().startsWith(field + ":");
        }
    }
}
