package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.LimitsConfig;
import io.rvoip.builder.RtpEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallState;
import io.rvoip.engine.EngineEvent;
import io.rvoip.media.MediaSecurity;
import io.rvoip.peers.Certificates;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.testing.AudioOffer;
import io.rvoip.testing.SipText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A phone with a password that offers less protection than a profile takes, over TLS, to a phone of the same office: some forty offers at the
 * beginning of calls, and those that are weaker than what a call has in its middle.
 */
@Timeout(90)
class WeakerOffersTest {
    private static final String PASSWORD = "kettle-orbit-52x";
    private static final String TO = "sip:bob@" + Target.DOMAIN;
    private static final List<String> WEAKER = List.of(
        "plain", "secure in name only", "no cipher", "media not encrypted", "DTLS by SHA-1", "DTLS without a certificate");
    private static final Rate MANY = new Rate(1_000, 1_000);

    @TempDir
    private Path dir;
    private final Account account = new Account("alice", PASSWORD);
    private SecureLine line;
    private int dialogs;
    private int sent;

    /** One call of alice's, or what would have become one. */
    private final class Dialog {
        private final String id = "weaker-" + ++dialogs;
        private String to = "<" + TO + ">";
        private String target = TO;
        private int cseq;

        private void send(String method, int number, String body, String... more) throws IOException {
            line.send(method + ' ' + target + " SIP/2.0\r\nVia: SIP/2.0/TLS host.invalid;branch=z9hG4bK" + id + ++sent + ";rport\r\n"
                + "Max-Forwards: 70\r\nFrom: <sip:alice@" + Target.DOMAIN + ">;tag=a\r\nTo: " + to + "\r\nCall-ID: " + id + "\r\nCSeq: "
                + number + ' ' + method + "\r\nContact: <sip:alice@127.0.0.1:" + line.socket().getLocalPort() + ";transport=tls>\r\n"
                + String.join("", more) + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n")
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        }

        private SipText answerTo(String what) throws IOException {
            while (true) {
                SipText head = SipText.read(line.head());
                line.socket().getInputStream().readNBytes(Integer.parseInt(head.maybe("Content-Length").orElse("0").strip()));
                if (!head.isRequest() && head.status() >= 200 && head.header("Call-ID").equals(id) && head.header("CSeq").equals(what)) {
                    return head;
                }
            }
        }

        private SipText invite(AudioOffer offer, String... more) throws IOException {
            send("INVITE", ++cseq, offer.sdp("127.0.0.1", 40_000, cseq), more);
            SipText answer = answerTo(cseq + " INVITE");
            if (answer.status() == 200) {
                to = answer.header("To");
                target = answer.header("Contact").replaceAll(".*<(.*)>.*", "$1");
            }
            send("ACK", cseq, "");
            return answer;
        }

        /** At the beginning, with credentials. */
        SipText call(AudioOffer offer) throws IOException {
            account.challenged(invite(offer).header("Proxy-Authenticate"));
            return invite(offer, "Proxy-Authorization: " + account.answer("INVITE", TO) + "\r\n");
        }

        void hangUp() throws IOException {
            send("BYE", ++cseq, "");
            assertThat(answerTo(cseq + " BYE").status()).isEqualTo(200);
        }
    }

    private VoipPlatform office(SecurityProfile profile, Certificates certificates) throws IOException {
        VoipPlatform.Builder office = VoipPlatform.builder("office").withDomain(Target.DOMAIN).withSecurityProfile(profile)
            .withSipStack(SipStackConfig.custom().withListen("tls://127.0.0.1:0")
                .withTls(tls(profile, certificates).withCertificate(certificates.server().certificate(), certificates.server().key())))
            .withRtpEngine(RtpEngineConfig.basic().withAddress("127.0.0.1"))
            .withAudit(AuditSettings.in(dir.resolve("audit.jsonl")))
            .withLimits(LimitsConfig.ofProfile().withCalls(MANY).withRequests(MANY).withUnauthenticated(MANY))
            .withUser("alice", user("alice")).withUser("bob", user("bob"));
        VoipPlatform built = (profile == SecurityProfile.DEVELOPMENT ? office : office.withAllowWeaker("limits: all offers at once")).build();
        built.start().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
        return built;
    }

    private static TlsPolicy tls(SecurityProfile profile, Certificates certificates) {
        return TlsPolicy.of(profile).withServerCa(certificates.ca());
    }

    private String user(String name) throws IOException {
        return "ref:file:" + Files.writeString(dir.resolve(name), PASSWORD);
    }

    private static SimpleVoipClient bob(VoipPlatform office, SecurityProfile profile, Certificates certificates) {
        return SimpleVoipClient.create("bob@" + Target.DOMAIN, PASSWORD)
            .withRegistrar("127.0.0.1:" + office.sipAddresses().get(0).getPort()).withTransport(TransportProtocol.TLS)
            .withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withTls(tls(profile, certificates))
            .withSecurityProfile(profile).withSecurity(SecurityConfig.auto()).withListener(new ClientListener() {
                @Override
                public void onIncomingCall(IncomingCall incoming) {
                    incoming.call().answer();
                }
            }).connect().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEVELOPMENT", "STANDARD", "HIGH_SECURITY"})
    void eachIsTakenOrRefusedInItsWords(SecurityProfile profile) throws Exception {
        Certificates certificates = Certificates.in(dir);
        try (VoipPlatform office = office(profile, certificates); SimpleVoipClient bob = bob(office, profile, certificates);
             SecureLine opened = SecureLine.open(office.sipAddresses().get(0), certificates.forPhones(), "TLSv1.3")) {
            line = opened;
            line.socket().setTcpNoDelay(true);
            SoftAssertions all = new SoftAssertions();
            List<AudioOffer> taken = new ArrayList<>();
            for (AudioOffer offer : AudioOffer.all()) {
                Dialog dialog = new Dialog();
                SipText answer = dialog.call(offer);
                String warning = answer.maybe("Warning").orElse("none");
                all.assertThat(answer.status() + " " + warning).as("%s under %s", offer, profile).isEqualTo(offer.refusal(profile)
                    .map(why -> "488 302 rvoip \"" + why + '"').orElse("200 none"));
                if (answer.status() == 200) {
                    taken.add(offer);
                    dialog.hangUp();
                }
            }
            all.assertAll();
            assertThat(taken).hasSizeGreaterThan(2);
            await().until(() -> office.engine().calls().isEmpty());
            noWayBack(office, profile);
        }
    }

    /** Of a call that has keys: what none of the profiles takes then. */
    private void noWayBack(VoipPlatform office, SecurityProfile profile) throws IOException {
        boolean dtls = profile == SecurityProfile.HIGH_SECURITY;
        AudioOffer good = named(dtls ? "DTLS" : "AES-GCM-128");
        Dialog dialog = new Dialog();
        assertThat(dialog.call(good).status()).isEqualTo(200);
        // The answer is on its way before the loop of the media has taken the keys.
        MediaSecurity before = await().until(() -> security(office), now -> now.keying().equals(dtls ? "dtls" : "sdes"));
        List<EngineEvent.MediaRefused> told = new CopyOnWriteArrayList<>();
        office.events().subscribe(EngineEvent.MediaRefused.class, Runnable::run, (sequence, event) -> told.add(event));
        double counted = refused(office);
        for (String name : WEAKER) {
            SipText refusal = dialog.invite(named(name));
            assertThat(refusal.status()).as("%s in the middle under %s", name, profile).isEqualTo(488);
            assertThat(refusal.header("Warning")).contains(dtls ? named(name).whyWithDtlsOnly() : named(name).why());
            assertThat(security(office)).isEqualTo(before);
        }
        assertThat(dialog.invite(good).status()).as("the same again").isEqualTo(200);
        assertTold(office, told, dtls);
        assertThat(refused(office)).as("counted").isEqualTo(counted + WEAKER.size());
        dialog.hangUp();
    }

    private static double refused(VoipPlatform office) {
        return office.metrics().lines().filter(line -> line.startsWith("rvoip_media_refused_total "))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ')))).sum();
    }

    /** The leg says who offered what, and why it was refused; an event each, and a line for auditors. */
    private void assertTold(VoipPlatform office, List<EngineEvent.MediaRefused> told, boolean dtls) throws IOException {
        List<RefusedMedia> refusals = office.engine().calls().get(0).legs().get(0).refusals();
        assertThat(refusals).extracting(RefusedMedia::offered).containsExactly("RTP/AVP", "RTP/SAVP", "RTP/SAVP, crypto NULL_HMAC_SHA1_80",
            "RTP/SAVP, crypto AEAD_AES_128_GCM", "UDP/TLS/RTP/SAVP, fingerprint sha-1", "UDP/TLS/RTP/SAVP");
        assertThat(refusals).extracting(RefusedMedia::why)
            .containsExactlyElementsOf(WEAKER.stream().map(name -> dtls ? named(name).whyWithDtlsOnly() : named(name).why()).toList());
        await().until(() -> told.size() == WEAKER.size());
        assertThat(told).allSatisfy(event -> assertThat(event.party()).isEqualTo("sip:alice@" + Target.DOMAIN));
        assertThat(told).extracting(EngineEvent.MediaRefused::why).containsExactlyElementsOf(refusals.stream().map(RefusedMedia::why).toList());
        await().untilAsserted(() -> assertThat(Files.readAllLines(dir.resolve("audit.jsonl"))).anyMatch(line ->
            line.contains("call.refused") && line.contains("offered RTP/SAVP, crypto NULL_HMAC_SHA1_80")));
    }

    private static AudioOffer named(String name) {
        return AudioOffer.all().stream().filter(offer -> offer.name().equals(name)).findFirst().orElseThrow();
    }

    private static MediaSecurity security(VoipPlatform office) {
        List<CallInfo> calls = office.engine().calls();
        assertThat(calls).singleElement().matches(call -> call.state() == CallState.ANSWERED);
        return calls.get(0).legs().get(0).security().orElseThrow();
    }
}
