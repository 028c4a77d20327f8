package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.LegInfo;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.NetworkException;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls whose signalling is encrypted all the way: phones of ours and of others through an office of ours. */
@Timeout(60)
class TlsTest {
    @TempDir
    private Path dir;

    private Certificates certificates;
    private Office office;

    @BeforeEach
    void open() {
        certificates = Certificates.in(dir);
        office = Office.open(Office.setup().withListen("tls://127.0.0.1:0").withTls(certificates.forServer()), "alice", "bob");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private ClientBuilder phone(String user, TlsPolicy policy) {
        return SimpleVoipClient.create(user + "@" + Office.DOMAIN, Office.password(user))
            .withRegistrar("127.0.0.1:" + office.port()).withTransport(TransportProtocol.TLS).withTls(policy);
    }

    @Test
    void baresipAndOurClientHearEachOther() throws Exception {
        Path aliceSays = Speech.file(Speech.one(), dir, "alice-says");
        try (Softphone bob = Softphone.connect(phone("bob", certificates.forPhones()), Speech.other());
             Baresip alice = Baresip.as("alice").registeredAt(office.port(), Office.password("alice"))
                 .overTls(certificates.ca()).speaking("PCMU/8000/1").playing(aliceSays).start(Office.DOMAIN, dir.resolve("alice"))) {
            alice.awaitRegistered();
            alice.dial(Office.uri("bob"));
            Call called = bob.nextCall();
            CallRecording bobHears = called.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
            soon(called.answer());
            alice.await("Call established");
            assertThat(called.security().tls().version()).isEqualTo("TLSv1.3");
            alice.await("terminated");
            soon(called.ended());
            Speech.assertHeard("bob hears alice", Speech.one(), soon(bobHears.finished()).file());
            Speech.assertHeard("alice hears bob", Speech.other(), alice.heard());
            CallRecord record = office.recordsOnceQuiet().get(0);
            assertThat(record.legs()).extracting(LegInfo::transport).containsExactly("tls", "tls");
        }
    }

    @Test
    void aSecureUriIsCalledOverTlsOnBothLegs() throws Exception {
        try (Softphone alice = Softphone.connect(phone("alice", certificates.forPhones()), Speech.one());
             Softphone bob = Softphone.connect(phone("bob", certificates.forPhones()), Speech.other())) {
            Call calling = alice.dial("sips:bob@" + Office.DOMAIN);
            Call called = bob.nextCall();
            soon(called.answer());
            soon(calling.answered());
            assertThat(calling.security().signallingEncrypted()).isTrue();
            assertThat(calling.security().tls().peerNames()).contains("127.0.0.1", Office.DOMAIN);
            soon(called.hangup());
            soon(calling.ended());
        }
    }

    @Test
    void aSecureUriRingsNoPhoneThatIsReachedInPlain() {
        try (Office both = Office.open(Office.setup().withListen("tls://127.0.0.1:0").withListen("udp://127.0.0.1:0")
                 .withTls(certificates.forServer()), "alice", "bob");
             Softphone bob = Softphone.connect(SimpleVoipClient.create("bob@" + Office.DOMAIN, Office.password("bob"))
                 .withRegistrar("127.0.0.1:" + both.port(TransportProtocol.UDP)), Speech.other());
             Softphone alice = Softphone.connect(SimpleVoipClient.create("alice@" + Office.DOMAIN, Office.password("alice"))
                 .withRegistrar("127.0.0.1:" + both.port(TransportProtocol.TLS)).withTransport(TransportProtocol.TLS)
                 .withTls(certificates.forPhones()), Speech.one())) {
            assertThat(soon(alice.dial("sips:bob@" + Office.DOMAIN).ended()).status()).isEqualTo(480);
            assertThat(bob.client().calls()).isEmpty();
            Call plain = alice.dial("sip:bob@" + Office.DOMAIN);
            await().atMost(Duration.ofSeconds(5)).until(() -> bob.client().calls().size() == 1);
            soon(plain.hangup());
        }
    }

    @Test
    void callsGoOnWhileTheCertificateChanges() throws Exception {
        try (Softphone alice = Softphone.connect(phone("alice", certificates.forPhones()), Speech.one());
             Softphone bob = Softphone.connect(phone("bob", certificates.forPhones()), Speech.other())) {
            Call calling = alice.dial("bob");
            soon(bob.nextCall().answer());
            soon(calling.answered());
            certificates.authority().issue(dir, "office", new LocalAuthority.Request("renewed").ip("127.0.0.1"));
            assertThat(office.pbx().platform().reloadTls().toCompletableFuture().join()).isInstanceOf(TlsEvent.Reloaded.class);
            soon(calling.hold());
            soon(calling.resume());
            try (Softphone again = Softphone.connect(phone("bob", certificates.forPhones()), Speech.other())) {
                Call second = alice.dial("bob");
                Call forked = again.nextCall();
                soon(forked.answer());
                soon(second.answered());
                soon(second.hangup());
            }
            soon(calling.hangup());
            await().atMost(Duration.ofSeconds(5)).until(() -> office.counts().calls() == 0);
        }
    }

    @Test
    void aPhoneThatBelievesSomebodyElseDoesNotRegister() {
        TlsPolicy other = TlsPolicy.DEFAULT.withServerCa(new LocalAuthority("Somebody else").write(dir, "other"));

        assertThatThrownBy(() -> Softphone.connect(phone("alice", other), Speech.one()))
            .hasCauseInstanceOf(NetworkException.class).hasMessageContaining("certificate-untrusted");
        assertThat(office.pbx().registrations()).isEmpty();
    }
}
