package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.SecretSource;
import io.rvoip.engine.TrunkInfo;
import io.rvoip.engine.trunk.NumberPlan;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.TrunkLogin;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.presets.SmallOffice;
import io.rvoip.session.EndCause;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An office of ours behind a carrier that is a Kamailio: it registers there, calls out and is called in. */
@Timeout(60)
class TrunkTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CARRIER = "127.0.0.2";
    private static final String OURS = "+493012340";

    @TempDir
    private Path dir;

    @Test
    void aRegisteredTrunkCarriesCallsBothWaysWithSpeech() throws Exception {
        try (Kamailio kamailio = Kamailio.at(CARRIER, dir, Certificates.in(dir));
             Softphone grandma = outside("+493099", kamailio);
             Softphone grandpa = outside("+493098", kamailio);
             Office office = Office.open(office(kamailio), "alice", "bob");
             Baresip alice = Baresip.as("alice").registeredAt(office.port(), Office.password("alice"))
                 .playing(Speech.file(Speech.often(Speech.one(), 3), dir, "alice-says")).start(Office.DOMAIN, dir.resolve("alice"));
             Softphone bob = Softphone.at(office, "bob", Speech.one())) {
            alice.awaitRegistered();
            await("the trunk").atMost(SOON).until(() -> trunk(office).registration().equals("registered")
                && trunk(office).state().equals("up"));
            alice.dial(Office.uri("03099"));
            Call atGrandma = grandma.nextCall();
            assertThat(atGrandma.remoteParty()).as("the number of the trunk").contains(OURS);
            Call in = grandpa.dial("sip:" + OURS + "@kam.test");
            Call atBob = bob.nextCall();
            assertThat(atBob.remoteParty()).as("as it is dialled back").contains("+493098");
            CallRecording bobHears = atBob.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
            CallRecording grandpaHears = in.record(dir.resolve("grandpa-hears.wav"), RecordingLayout.RECEIVED);
            CallRecording grandmaHears = atGrandma.record(dir.resolve("grandma-hears.wav"), RecordingLayout.RECEIVED);
            soon(atBob.answer());
            soon(atGrandma.answer());
            soon(in.answered());
            alice.await("Call established");
            assertThat(trunk(office).calls()).isEqualTo(2);
            await("media of one text").atMost(Speech.LENGTH.plus(SOON)).until(() ->
                in.duration().compareTo(Speech.LENGTH.plusMillis(500)) > 0);
            soon(in.hangup());
            assertThat(soon(atBob.ended()).cause()).isEqualTo(EndCause.HANGUP);
            soon(atGrandma.hangup());
            alice.await("terminated");
            Speech.assertHeard("grandma hears alice", Speech.one(), soon(grandmaHears.finished()).file());
            Speech.assertHeard("alice hears grandma", Speech.other(), alice.heard());
            Speech.assertHeard("grandpa hears bob", Speech.one(), soon(grandpaHears.finished()).file());
            Speech.assertHeard("bob hears grandpa", Speech.other(), soon(bobHears.finished()).file());
            assertThat(office.recordsOnceQuiet()).hasSize(2);
            assertThat(trunk(office).calls()).isZero();
        }
    }

    private static Softphone outside(String number, Kamailio kamailio) {
        return Softphone.connect(
            SimpleVoipClient.create(number + "@kam.test", "secret").withRegistrar(at(kamailio)), Speech.other());
    }

    private static String at(Kamailio kamailio) {
        return CARRIER + ":" + kamailio.port(TransportProtocol.UDP);
    }

    private static SmallOffice office(Kamailio kamailio) {
        return Office.setup().withListen("udp://127.0.0.1:0").withNumbers(new NumberPlan("49", "0", "00"))
            .withTrunk(TrunkConfig.of("kam", "sip:" + at(kamailio)).withDomain("kam.test")
                .withLogin(new TrunkLogin(OURS, SecretSource.of("secret"))).withInbound(OURS, "bob"));
    }

    private static TrunkInfo trunk(Office office) {
        return office.pbx().trunks().get(0);
    }
}
