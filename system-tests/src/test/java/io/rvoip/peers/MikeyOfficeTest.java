package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.MikeyConfig;
import io.rvoip.builder.SecretSource;
import io.rvoip.builder.UserConfig;
import io.rvoip.common.Network;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.LegInfo;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.presets.SmallOffice;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MIKEY on the legs of offices: in each mode, and joined with plain media, SDES and DTLS-SRTP. All calls talk at the same time. */
@Timeout(120)
class MikeyOfficeTest {
    private static final String KEY = "a key that all phones hold";
    private static final String NUMBER = "+493099";
    private static final Duration FIRST = Duration.ofMillis(1_500);
    /** What is heard of each call: more than all that is said once, wherever it begins. */
    private static final Duration HEARD = Speech.LENGTH.plus(FIRST).plusSeconds(3);

    @TempDir
    Path dir;

    private final Map<String, Softphone> phones = new LinkedHashMap<>();

    /** One says the first text, the other one the second. */
    private final class Talk {
        final String name;
        final Call calling;
        final Call called;
        final CallRecording heardByCaller;
        final CallRecording heardByCalled;

        Talk(String caller, String called) throws InterruptedException {
            name = caller + " to " + called;
            calling = phones.get(caller).dial(Office.uri(called));
            this.called = answered(phones.get(called), caller.equals("plain") ? 4 : 1);
            soon(calling.answered());
            heardByCalled = this.called.record(dir.resolve(name + " called.wav"), RecordingLayout.RECEIVED);
            heardByCaller = calling.record(dir.resolve(name + " caller.wav"), RecordingLayout.RECEIVED);
        }

        boolean isDone() {
            return calling.duration().compareTo(HEARD) > 0
                && secured(calling) && secured(called);
        }

        private boolean secured(Call call) {
            return call.security().secured() || call.security().keying().equals("none");
        }

        void assertSpeech(boolean callerSaysOne) throws Exception {
            soon(calling.hangup());
            Speech.assertHeardOver(name + ", at the called side", says(callerSaysOne), soon(heardByCalled.finished()).file());
            Speech.assertHeardOver(name + ", at the caller's", says(!callerSaysOne), soon(heardByCaller.finished()).file());
        }
    }

    /** Over and over, each time after the silence in which a recording may begin. */
    private static AudioClip says(boolean one) {
        return Speech.after(FIRST, one ? Speech.one() : Speech.other());
    }

    /** A phone that cannot have what it is offered says so when it is answered, and is called again for each other way. */
    private static Call answered(Softphone phone, int offers) throws InterruptedException {
        for (int i = 1; i < offers; i++) {
            assertThatThrownBy(() -> soon(phone.nextCall().answer())).hasMessageContaining("488");
        }
        Call call = phone.nextCall();
        soon(call.answer());
        return call;
    }

    private void phone(Office office, String user, SecurityConfig security, boolean saysOne) {
        phones.put(user, Softphone.connect(SimpleVoipClient.create(user + "@" + Office.DOMAIN, Office.password(user))
            .withRegistrar("127.0.0.1:" + office.port()).withTransport(TransportProtocol.TCP).withSecurity(security),
            says(saysOne)));
    }

    private static Office office(MikeyConfig mikey, String... users) {
        return Office.open(Office.setup().withListen("tcp://127.0.0.1:0").withMikey(mikey), users);
    }

    private static String keying(LegInfo leg) {
        MediaSecurity security = leg.security().orElseThrow();
        assertThat(security.secured()).as("%s", leg).isEqualTo(!security.keying().equals("none"));
        return security.keying();
    }

    private static List<String> keyings(Office office) {
        List<CallRecord> records = office.recordsOnceQuiet();
        return records.stream().map(call -> keying(call.legs().get(0)) + " to " + keying(call.legs().get(1))).toList();
    }

    @Test
    void everyModeOfOneLegAndEveryOtherWayOfTheOther() throws Exception {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        Path authority = all.write(dir, "ca");
        LocalAuthority.Pair own = all.issue(dir, "pbx", new LocalAuthority.Request("pbx").uri("sip:" + Office.DOMAIN).rsa());
        try (Office shared = office(MikeyConfig.preshared(SecretSource.of(KEY)), "psk", "bob", "sdes", "dtls", "plain");
             Office certified = office(MikeyConfig.certified(own.certificate(), own.key(), authority), "rsa", "rsa-r", "dh", "carol")) {
            SecurityConfig psk = SecurityConfig.enterprisePsk(Secret.of(KEY));
            phone(shared, "psk", psk, true);
            phone(shared, "bob", psk, false);
            phone(shared, "sdes", SecurityConfig.sdes(), false);
            phone(shared, "dtls", SecurityConfig.dtlsSrtp(), false);
            phone(shared, "plain", SecurityConfig.none(), false);
            for (MikeyMode mode : List.of(MikeyMode.RSA, MikeyMode.RSA_R, MikeyMode.DH)) {
                Optional<String> known = mode == MikeyMode.RSA ? Optional.of(Files.readString(own.certificate())) : Optional.empty();
                phone(certified, word(mode), with(all, word(mode), known, authority).withMode(mode), true);
            }
            phone(certified, "carol", with(all, "carol", Optional.empty(), authority), false);
            List<Talk> talks = new ArrayList<>();
            for (String called : List.of("bob", "sdes", "dtls", "plain")) {
                talks.add(new Talk("psk", called));
            }
            for (String caller : List.of("sdes", "dtls", "plain")) {
                talks.add(new Talk(caller, "psk"));
            }
            for (String caller : List.of("rsa", "rsa-r", "dh")) {
                talks.add(new Talk(caller, "carol"));
            }
            await("speech in all calls, and reports of it").atMost(Speech.LENGTH.plusSeconds(25)).until(
                () -> talks.stream().allMatch(Talk::isDone) && shared.hasSecured() && certified.hasSecured());
            for (int i = 0; i < talks.size(); i++) {
                talks.get(i).assertSpeech(i < 4 || i > 6);
            }

            assertThat(keyings(shared)).containsExactlyInAnyOrder("mikey-psk to mikey-psk", "mikey-psk to sdes", "mikey-psk to dtls",
                "mikey-psk to none", "sdes to mikey-psk", "dtls to mikey-psk", "none to mikey-psk");
            assertThat(keyings(certified)).containsExactlyInAnyOrder("mikey-rsa to mikey-rsa-r", "mikey-rsa-r to mikey-rsa-r", "mikey-dh to mikey-rsa-r");
        } finally {
            phones.values().forEach(Softphone::close);
        }
    }

    private void certified(String user, String domain, int registrar, LocalAuthority.Pair own, Path authority, Optional<String> known, boolean saysOne)
            throws IOException {
        SecurityConfig security = SecurityConfig.enterprisePke(Files.readString(own.certificate()), Secret.of(Files.readString(own.key())), known)
            .withAuthorities(Files.readString(authority)).withMode(known.isPresent() ? MikeyMode.RSA : MikeyMode.RSA_R);
        var client = SimpleVoipClient.create(user + "@" + domain, registrar > 0 ? Office.password(user) : "").withTransport(TransportProtocol.TCP)
            .withSecurity(security);
        phones.put(user, Softphone.connect(registrar > 0 ? client.withRegistrar("127.0.0.1:" + registrar) : client.withRegistration(false),
            says(saysOne)));
    }

    /**
     * Certificates of both ends of each leg are known beforehand: keys are encrypted for whoever is called, a user or a carrier, and
     * for the caller when the office has something to say later.
     */
    @Test
    void publicKeysOfBothSidesOfAnOfficeAndOfItsCarrier() throws Exception {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        Path authority = all.write(dir, "ca");
        LocalAuthority.Pair own = all.issue(dir, "pbx", new LocalAuthority.Request("pbx").uri("sip:" + Office.DOMAIN).rsa());
        LocalAuthority.Pair alice = all.issue(dir, "alice", new LocalAuthority.Request("alice").uri(Office.uri("alice")).rsa());
        LocalAuthority.Pair bob = all.issue(dir, "bob", new LocalAuthority.Request("bob").uri(Office.uri("bob")).rsa());
        LocalAuthority.Pair blue = all.issue(dir, "blue", new LocalAuthority.Request("blue").uri("sip:" + NUMBER + "@127.0.0.1").rsa());
        Optional<String> known = Optional.of(Files.readString(own.certificate()));
        certified(NUMBER, "127.0.0.1", 0, blue, authority, Optional.empty(), false);
        SmallOffice setup = Office.setup().withListen("tcp://127.0.0.1:0")
            .withMikey(MikeyConfig.certified(own.certificate(), own.key(), authority).withMode(MikeyMode.RSA).withAlone(true))
            .withUser(UserConfig.of("alice", Office.password("alice")).withCertificate(alice.certificate()))
            .withUser(UserConfig.of("bob", Office.password("bob")).withCertificate(bob.certificate()))
            .withTrunk(TrunkConfig.of("blue", "sip:127.0.0.1:" + phones.get(NUMBER).port() + ";transport=tcp").withSrtp(SrtpUse.REQUIRED)
                .withCallerNumber("+493012345").withCertificate(blue.certificate()));
        try (Office office = Office.open(setup)) {
            certified("alice", Office.DOMAIN, office.port(), alice, authority, known, true);
            certified("bob", Office.DOMAIN, office.port(), bob, authority, Optional.empty(), false);
            List<Talk> talks = List.of(new Talk("alice", "bob"), new Talk("alice", NUMBER));
            await("speech in both calls, and reports of it").atMost(Speech.LENGTH.plusSeconds(25)).until(
                () -> talks.stream().allMatch(Talk::isDone) && office.hasSecured());
            for (Talk talk : talks) {
                talk.assertSpeech(true);
            }
            Talk held = new Talk("alice", "bob");
            await("media and reports both ways").atMost(Duration.ofSeconds(20)).until(() -> held.secured(held.calling) && held.secured(held.called));
            soon(held.called.hold());
            soon(held.called.resume());
            await("both ways again").atMost(Duration.ofSeconds(20)).until(
                () -> held.secured(held.calling) && held.secured(held.called) && office.hasSecured());
            assertThat(held.calling.security().keying()).as("what the office has offered last, for the key of the caller").isEqualTo("mikey-rsa");
            soon(held.calling.hangup());

            assertThat(office.recordsOnceQuiet()).hasSize(3).allSatisfy(call -> assertThat(keying(call.legs().get(0))).isEqualTo("mikey-rsa"));
            assertThat(keyings(office)).containsExactlyInAnyOrder("mikey-rsa to mikey-rsa", "mikey-rsa to mikey-rsa", "mikey-rsa to mikey-rsa-r");
        } finally {
            phones.values().forEach(Softphone::close);
        }
    }

    /** The other way: a carrier encrypts its keys for the certificate of the office, and is known by its own. */
    @Test
    void aCarrierCallsByPublicKeys() throws Exception {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        Path authority = all.write(dir, "ca");
        LocalAuthority.Pair own = all.issue(dir, "pbx", new LocalAuthority.Request("pbx").uri("sip:" + Office.DOMAIN).rsa());
        LocalAuthority.Pair bob = all.issue(dir, "bob", new LocalAuthority.Request("bob").uri(Office.uri("bob")).rsa());
        LocalAuthority.Pair blue = all.issue(dir, "blue", new LocalAuthority.Request("blue").uri("sip:" + NUMBER + "@127.0.0.7").rsa());
        SecurityConfig security = SecurityConfig.enterprisePke(Files.readString(blue.certificate()), Secret.of(Files.readString(blue.key())),
            Optional.of(Files.readString(own.certificate()))).withAuthorities(Files.readString(authority)).withMode(MikeyMode.RSA);
        try (SimpleVoipClient carrier = soon(SimpleVoipClient.create(NUMBER + "@127.0.0.7", "").withRegistration(false).withTransport(TransportProtocol.TCP)
                .withLocalAddress(new InetSocketAddress("127.0.0.7", 0)).withSecurityProfile(SecurityProfile.DEVELOPMENT).withSecurity(security)
                .withAudio(CallAudio.from(() -> ClipSource.looping(Speech.after(FIRST, Speech.one())))).connect());
             Office office = Office.open(Office.setup().withListen("tcp://127.0.0.1:0")
                .withMikey(MikeyConfig.certified(own.certificate(), own.key(), authority).withMode(MikeyMode.RSA).withAlone(true))
                .withUser(UserConfig.of("bob", Office.password("bob")).withCertificate(bob.certificate()))
                .withTrunk(TrunkConfig.of("blue", "sip:127.0.0.7:" + carrier.stack().transport().listenPoints().get(0).address().getPort() + ";transport=tcp")
                    .withNetworks(List.of(Network.parse("127.0.0.7/32"))).withSrtp(SrtpUse.REQUIRED).withCallerNumber("+493012345")
                    .withInbound("+493012345", "bob").withCertificate(blue.certificate())))) {
            certified("bob", Office.DOMAIN, office.port(), bob, authority, Optional.empty(), false);
            Call out = soon(carrier.makeCall("sip:+493012345@127.0.0.1:" + office.port() + ";transport=tcp"));
            Call in = phones.get("bob").nextCall();
            soon(in.answer());
            soon(out.answered());
            CallRecording bobHears = in.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
            CallRecording carrierHears = out.record(dir.resolve("carrier-hears.wav"), RecordingLayout.RECEIVED);
            await("speech, and reports of it").atMost(Speech.LENGTH.plusSeconds(25)).until(() -> out.security().secured() && in.security().secured() && office.hasSecured()
                && out.duration().compareTo(Speech.LENGTH.plus(FIRST).plusSeconds(1)) > 0);
            soon(out.hangup());

            Speech.assertHeard("bob hears the carrier's", Speech.one(), soon(bobHears.finished()).file());
            Speech.assertHeard("the carrier's hears bob", Speech.other(), soon(carrierHears.finished()).file());
            assertThat(keyings(office)).containsExactly("mikey-rsa to mikey-rsa");
        } finally {
            phones.values().forEach(Softphone::close);
        }
    }

    /** An office that offers by Diffie-Hellman, called by who offers so too; new files are in use from the next call on. */
    @Test
    void offersByDiffieHellmanAndTheCertificateIsReadAgain() throws Exception {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        Path authority = all.write(dir, "ca");
        LocalAuthority.Request request = new LocalAuthority.Request("pbx").uri("sip:" + Office.DOMAIN).rsa();
        LocalAuthority.Pair own = all.issue(dir, "pbx", request);
        try (Office office = office(MikeyConfig.certified(own.certificate(), own.key(), authority).withMode(MikeyMode.DH), "alice", "bob")) {
            phone(office, "alice", with(all, "alice", Optional.empty(), authority).withMode(MikeyMode.DH), true);
            phone(office, "bob", with(all, "bob", Optional.empty(), authority), false);
            List<String> before = shownInACall();
            all.issue(dir, "pbx", request);
            assertThat(soon(office.pbx().platform().reloadTls().toCompletableFuture())).isInstanceOf(TlsEvent.Reloaded.class);
            List<String> after = shownInACall();

            assertThat(before).as("one certificate for both phones").hasSize(2).containsOnly(before.get(0));
            assertThat(after).containsOnly(after.get(0)).doesNotContain(before.get(0));
            assertThat(office.recordsOnceQuiet()).hasSize(2).allSatisfy(call -> assertThat(call.legs())
                .extracting(leg -> leg.security().orElseThrow().keying()).containsExactly("mikey-dh", "mikey-dh"));
        } finally {
            phones.values().forEach(Softphone::close);
        }
    }

    /** The fingerprints of the office at both ends of a call that is secure in both directions. */
    private List<String> shownInACall() throws Exception {
        Call out = phones.get("alice").dial(Office.uri("bob"));
        Call in = phones.get("bob").nextCall();
        soon(in.answer());
        await("media and reports both ways").atMost(Duration.ofSeconds(20)).until(() -> out.security().secured() && in.security().secured());
        List<String> shown = List.of(String.valueOf(out.security().fingerprint()), String.valueOf(in.security().fingerprint()));
        soon(out.hangup());
        return shown;
    }

    private static String word(MikeyMode mode) {
        return mode.keying().substring("mikey-".length());
    }

    private SecurityConfig.MikeyPke with(LocalAuthority all, String user, Optional<String> peer, Path authority) throws IOException {
        LocalAuthority.Pair own = all.issue(dir, user, new LocalAuthority.Request(user).uri(Office.uri(user)).rsa());
        return SecurityConfig.enterprisePke(Files.readString(own.certificate()), Secret.of(Files.readString(own.key())), peer)
            .withAuthorities(Files.readString(authority));
    }
}
