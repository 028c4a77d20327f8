package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of our clients over loopback in each mode of MIKEY, all at the same time: speech is heard at both ends. */
class MikeyCallTest {
    private static final String ALICE = "sip:alice@127.0.0.1";
    private static final String BOB = "sip:bob@127.0.0.1";

    private static final Duration FIRST = Duration.ofMillis(1_500);
    /** What is heard of each call: more than all that is said once, wherever it begins. */
    private static final Duration HEARD = Speech.LENGTH.plus(FIRST).plusSeconds(3);

    @TempDir
    Path dir;

    /** Alice calls Bob. */
    private final class Pair implements AutoCloseable {
        final MikeyMode mode;
        final Softphone alice;
        final Softphone bob;
        final Call calling;
        final Call called;
        final CallRecording heardByAlice;
        final CallRecording heardByBob;

        Pair(MikeyMode mode, SecurityConfig ofAlice, SecurityConfig ofBob) throws InterruptedException {
            this.mode = mode;
            alice = phone(ALICE, ofAlice);
            bob = phone(BOB, ofBob);
            calling = alice.dial("sip:bob@127.0.0.1:" + bob.port() + ";transport=tcp");
            called = bob.nextCall();
            soon(called.answer());
            soon(calling.answered());
            heardByBob = called.record(dir.resolve(mode + "-bob.wav"), RecordingLayout.RECEIVED);
            heardByAlice = calling.record(dir.resolve(mode + "-alice.wav"), RecordingLayout.RECEIVED);
        }

        private Softphone phone(String uri, SecurityConfig security) {
            return Softphone.connect(SimpleVoipClient.create(uri, "").withRegistration(false).withSecurity(security)
                .withTransport(TransportProtocol.TCP), says(uri.equals(ALICE)));
        }

        void assertSpeech() throws Exception {
            assertThat(calling.security().keying()).isEqualTo(mode.keying());
            assertThat(called.security().keying()).isEqualTo(mode.keying());
            assertThat(calling.security().suite()).isEqualTo(called.security().suite()).isNotNull();
            assertThat(calling.security().secured()).isTrue();
            soon(calling.hangup());
            Speech.assertHeardOver(mode + ": bob hears alice", says(true), soon(heardByBob.finished()).file());
            Speech.assertHeardOver(mode + ": alice hears bob", says(false), soon(heardByAlice.finished()).file());
        }

        @Override
        public void close() {
            alice.close();
            bob.close();
        }
    }

    @Test
    void everyModeBringsTheSpeechAcross() throws Exception {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        String authority = Files.readString(all.write(dir, "ca"));
        LocalAuthority.Pair first = all.issue(dir, "alice", new LocalAuthority.Request("alice").uri(ALICE).rsa());
        LocalAuthority.Pair second = all.issue(dir, "bob", new LocalAuthority.Request("bob").uri(BOB).rsa());
        SecurityConfig psk = SecurityConfig.enterprisePsk(Secret.of("a key that both sides hold"));
        List<Pair> pairs = new ArrayList<>();
        try {
            for (MikeyMode mode : MikeyMode.values()) {
                Optional<String> known = mode == MikeyMode.RSA ? Optional.of(Files.readString(second.certificate())) : Optional.empty();
                pairs.add(mode == MikeyMode.PSK ? new Pair(mode, psk, psk)
                    : new Pair(mode, with(first, known).withAuthorities(authority).withMode(mode),
                        with(second, Optional.empty()).withAuthorities(authority)));
            }
            await("speech in all calls, and reports of it").atMost(Speech.LENGTH.plusSeconds(15)).until(() -> pairs.stream().allMatch(pair ->
                pair.calling.duration().compareTo(HEARD) > 0 && pair.calling.security().secured()));
            for (Pair pair : pairs) {
                pair.assertSpeech();
            }
        } finally {
            pairs.forEach(Pair::close);
        }
    }

    /** Over and over, each time after the silence in which a recording may begin. */
    private static AudioClip says(boolean one) {
        return Speech.after(FIRST, one ? Speech.one() : Speech.other());
    }

    private static SecurityConfig.MikeyPke with(LocalAuthority.Pair own, Optional<String> peer) throws IOException {
        return SecurityConfig.enterprisePke(Files.readString(own.certificate()), Secret.of(Files.readString(own.key())), peer);
    }
}
