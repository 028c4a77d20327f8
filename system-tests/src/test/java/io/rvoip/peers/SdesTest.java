package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.SrtpLibrary;
import io.rvoip.common.Secret;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.LegInfo;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.presets.SmallOffice;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys in the SDP (RFC 4568) with baresip, which takes nothing else: through an office, and with our client. */
@Timeout(60)
class SdesTest {
    private static final String PCMU = "PCMU/8000/1";

    @TempDir
    private Path dir;

    @Test
    void encryptedOnOneSideAndPlainOnTheOther() throws Exception {
        CallRecord call = talk(SecurityConfig.auto(), SrtpLibrary.JITSI, alice().encrypting(), bob());

        assertEncrypted(call.legs().get(0));
        assertThat(call.legs().get(1).security()).contains(MediaSecurity.PLAIN);
    }

    @Test
    void plainOnOneSideAndEncryptedOnTheOther() throws Exception {
        CallRecord call = talk(SecurityConfig.auto(), SrtpLibrary.OWN, alice(), bob().encrypting());

        assertThat(call.legs().get(0).security()).contains(MediaSecurity.PLAIN);
        assertEncrypted(call.legs().get(1));
    }

    @Test
    void encryptedOnBothSides() throws Exception {
        CallRecord call = talk(SecurityConfig.sdes(), SrtpLibrary.OWN, alice().encrypting(), bob().encrypting());

        assertThat(call.legs()).hasSize(2).allSatisfy(SdesTest::assertEncrypted);
    }

    private static void assertEncrypted(LegInfo leg) {
        MediaSecurity security = leg.security().orElseThrow();
        assertThat(security.keying()).isEqualTo("sdes");
        assertThat(security.suite()).isPresent();
        assertThat(security.secured()).as("both have decrypted: %s", security).isTrue();
    }

    private Baresip.Setup alice() {
        return Baresip.as("alice").speaking(PCMU).playing(Speech.file(Speech.one(), dir, "alice-says"));
    }

    private Baresip.Setup bob() {
        return Baresip.as("bob").speaking(PCMU).playing(Speech.file(Speech.other(), dir, "bob-says")).answering();
    }

    private CallRecord talk(SecurityConfig media, SrtpLibrary library, Baresip.Setup caller, Baresip.Setup called) throws Exception {
        SmallOffice setup = Office.setup().withListen("udp://127.0.0.1:0").withSecurity(media).withSrtpLibrary(library);
        try (Office office = Office.open(setup, "alice", "bob");
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

    /** Who reads the wire hears nothing, unless he has the keys of the call. */
    @Test
    void ourClientAndBaresipAndTheWireBetweenThem() throws Exception {
        Path pcap = dir.resolve("wire.pcap");
        Path bobSays = Speech.file(Speech.often(Speech.other(), 3), dir, "bob-says");
        try (Baresip bob = Baresip.as("bob").speaking(PCMU).playing(bobSays).encrypting().start("127.0.0.1", dir.resolve("bob"));
             Softphone alice = Softphone.connect(SimpleVoipClient.create("alice@127.0.0.1", "").withRegistration(false)
                 .withSecurity(SecurityConfig.sdes()), Speech.one())) {
            SrtpMasterKey key;
            InetSocketAddress from;
            try (Tool wire = WireCapture.start(dir, pcap)) {
                bob.dial("sip:alice@127.0.0.1:" + alice.port());
                Call call = alice.nextCall();
                CallRecording heard = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
                soon(call.answer());
                await("media of one text").atMost(Speech.LENGTH.plusSeconds(10)).until(() ->
                    call.duration().compareTo(Speech.LENGTH.plus(Duration.ofSeconds(1))) > 0);
                SrtpMasterKey ours = call.media().orElseThrow().parameters().orElseThrow().keys().sending();
                key = SrtpMasterKey.of(ours.suite(), Secret.of(ours.keyAndSalt().bytes())); // which is wiped with the call
                from = call.media().orElseThrow().localAddress();
                assertThat(call.security().keying()).isEqualTo("sdes");
                assertThat(call.security().secured()).isTrue();
                soon(call.hangup());
                bob.await("terminated");
                Speech.assertHeard("bob (baresip) hears alice", Speech.one(), bob.heard());
                Speech.assertHeard("alice hears bob (baresip)", Speech.other(), soon(heard.finished()).file());
            }
            List<byte[]> packets = WireCapture.sentFrom(from.getPort(), pcap);
            assertThatThrownBy(() -> Speech.assertHeard("the wire", Speech.one(), WireCapture.ulaw(packets)))
                .isInstanceOf(AssertionError.class);
            Speech.assertHeard("the wire, decrypted", Speech.one(), WireCapture.ulaw(WireCapture.decrypted(packets, key)));
        }
    }
}
