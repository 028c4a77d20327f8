package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.engine.CallRecord;
import io.rvoip.engine.LegInfo;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys from DTLS (RFC 5763, RFC 5764) with baresip, which takes nothing else: through an office, and with our client. */
@Timeout(60)
class DtlsSrtpTest {
    private static final String PCMU = "PCMU/8000/1";

    @TempDir
    private Path dir;

    @Test
    void overDtlsOnBothSides() throws Exception {
        CallRecord call = talk(SecurityConfig.dtlsSrtp(), alice().shakingHands(), bob().shakingHands());

        assertThat(call.legs()).hasSize(2).allSatisfy(leg -> assertEncrypted(leg, "dtls"));
        assertThat(fingerprint(call.legs().get(0))).isNotEqualTo(fingerprint(call.legs().get(1)));
    }

    @Test
    void overDtlsOnOneSideAndPlainOnTheOther() throws Exception {
        CallRecord call = talk(SecurityConfig.auto(), alice().shakingHands(), bob());

        assertEncrypted(call.legs().get(0), "dtls");
        assertThat(call.legs().get(1).security()).contains(MediaSecurity.PLAIN);
    }

    @Test
    void overDtlsOnOneSideAndWithKeysInTheDescriptionOnTheOther() throws Exception {
        CallRecord call = talk(SecurityConfig.auto(), alice().shakingHands(), bob().encrypting());

        assertEncrypted(call.legs().get(0), "dtls");
        assertEncrypted(call.legs().get(1), "sdes");
    }

    @Test
    void withKeysInTheDescriptionOnOneSideAndOverDtlsOnTheOther() throws Exception {
        CallRecord call = talk(SecurityConfig.auto(), alice().encrypting(), bob().shakingHands());

        assertEncrypted(call.legs().get(0), "sdes");
        assertEncrypted(call.legs().get(1), "dtls");
    }

    @Test
    void plainOnOneSideAndOverDtlsOnTheOther() throws Exception {
        CallRecord call = talk(SecurityConfig.auto(), alice(), bob().shakingHands());

        assertThat(call.legs().get(0).security()).contains(MediaSecurity.PLAIN);
        assertEncrypted(call.legs().get(1), "dtls");
    }

    private static String fingerprint(LegInfo leg) {
        return leg.security().orElseThrow().fingerprint().orElseThrow();
    }

    private static void assertEncrypted(LegInfo leg, String keying) {
        MediaSecurity security = leg.security().orElseThrow();
        assertThat(security.keying()).isEqualTo(keying);
        assertThat(security.suite()).isPresent();
        assertThat(security.fingerprint().isPresent()).isEqualTo(keying.equals("dtls"));
        assertThat(security.secured()).as("both have decrypted: %s", security).isTrue();
    }

    private Baresip.Setup alice() {
        return Baresip.as("alice").speaking(PCMU).playing(Speech.file(Speech.one(), dir, "alice-says"));
    }

    private Baresip.Setup bob() {
        return Baresip.as("bob").speaking(PCMU).playing(Speech.file(Speech.other(), dir, "bob-says")).answering();
    }

    private CallRecord talk(SecurityConfig media, Baresip.Setup caller, Baresip.Setup called) throws Exception {
        try (Office office = Office.open(Office.setup().withListen("udp://127.0.0.1:0").withSecurity(media), "alice", "bob");
             Baresip bob = called.registeredAt(office.port(), Office.password("bob")).start(Office.DOMAIN, dir.resolve("bob"));
             Baresip alice = caller.registeredAt(office.port(), Office.password("alice")).start(Office.DOMAIN, dir.resolve("alice"))) {
            alice.awaitRegistered();
            bob.awaitRegistered();
            alice.dial(Office.uri("bob"));
            alice.await("Call established");
            alice.await("terminated");
            bob.await("terminated");
            Speech.assertHeard("bob hears alice", Speech.one(), bob.heard());
            Speech.assertHeard("alice hears bob", Speech.other(), alice.heard());
            assertThat(office.recordsOnceQuiet()).hasSize(1);
            return office.recordsOnceQuiet().get(0);
        }
    }

    /** We begin the handshake. Who reads the wire hears nothing. */
    @Test
    void baresipCallsOurClientAndTheWireTellsNothing() throws Exception {
        Path pcap = dir.resolve("wire.pcap");
        try (Baresip bob = talkingBob().start("127.0.0.1", dir.resolve("bob"));
             Softphone alice = ourAlice()) {
            int port;
            try (Tool wire = WireCapture.start(dir, pcap)) {
                bob.dial("sip:alice@127.0.0.1:" + alice.port());
                Call call = alice.nextCall();
                CallRecording heard = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
                soon(call.answer());
                port = call.media().orElseThrow().localAddress().getPort();
                talked(call, heard, bob);
            }
            List<byte[]> packets = WireCapture.sentFrom(port, pcap);
            assertThatThrownBy(() -> Speech.assertHeard("the wire", Speech.one(), WireCapture.ulaw(packets)))
                .isInstanceOf(AssertionError.class);
        }
    }

    /** Baresip chooses who begins. */
    @Test
    void ourClientCallsBaresip() throws Exception {
        try (Baresip bob = talkingBob().onOnePort().answering().start("127.0.0.1", dir.resolve("bob"));
             Softphone alice = ourAlice()) {
            Call call = alice.dial("sip:bob@127.0.0.1:" + bob.sipPort());
            CallRecording heard = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
            talked(call, heard, bob);
        }
    }

    private Baresip.Setup talkingBob() {
        Path says = Speech.file(Speech.often(Speech.other(), 3), dir, "bob-says");
        return Baresip.as("bob").speaking(PCMU).playing(says).shakingHands();
    }

    private static Softphone ourAlice() throws Exception {
        return Softphone.connect(SimpleVoipClient.create("alice@127.0.0.1", "").withRegistration(false)
            .withSecurity(SecurityConfig.dtlsSrtp()), Speech.one());
    }

    private static void talked(Call call, CallRecording heard, Baresip bob) throws Exception {
        await("media of one text").atMost(Speech.LENGTH.plusSeconds(10)).until(() ->
            call.duration().compareTo(Speech.LENGTH.plus(Duration.ofSeconds(1))) > 0);
        assertThat(call.security().keying()).isEqualTo("dtls");
        assertThat(call.security().suite()).isNotNull();
        assertThat(call.security().fingerprint()).startsWith("sha-256 ");
        assertThat(call.security().secured()).isTrue();
        soon(call.hangup());
        bob.await("terminated");
        Speech.assertHeard("bob (baresip) hears alice", Speech.one(), bob.heard());
        Speech.assertHeard("alice hears bob (baresip)", Speech.other(), soon(heard.finished()).file());
    }
}
