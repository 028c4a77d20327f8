package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rvoip.builder.ZrtpConfig;
import io.rvoip.command.Rvoip;
import io.rvoip.engine.CallRecord;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ZRTP (RFC 6189), with linphonec and through an office: what both ends show people is the same, and speech arrives both ways. */
@Timeout(120)
class ZrtpTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** The first texts begin before there are keys, so the second ones are heard whole. */
    private static final Duration TALK = Speech.LENGTH.multipliedBy(2).plusMillis(1_500);
    /** Until there are keys nothing is heard. */
    private static final Duration KEYS = Duration.ofMillis(3_000);
    private static final String TOKEN = "fully encrypted and auth token is ";

    @TempDir
    private Path dir;

    private static String sas(String line, String before) {
        Matcher found = Pattern.compile(Pattern.quote(before) + "([a-z0-9]{4})").matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return found.group(1);
    }

    private static JsonNode result(Tool call) throws Exception {
        List<String> lines = call.output().lines().filter(line -> line.startsWith("{")).toList();
        assertThat(lines).as(call.output()).hasSize(1);
        return new ObjectMapper().readTree(lines.get(0));
    }

    /** The office is in between, and cannot be. */
    @Test
    void twoPhonesOfAnOfficeAgreeWithEachOther() throws Exception {
        try (Office office = Office.open(Office.setup().withListen("udp://127.0.0.1:0").withSecurity(SecurityConfig.auto()), "alice", "bob");
             Softphone alice = phone(office, "alice", Speech.one());
             Softphone bob = phone(office, "bob", Speech.other())) {
            Call out = alice.dial(Office.uri("bob"));
            Call in = bob.nextCall();
            soon(in.answer());
            await("media both ways").atMost(Duration.ofSeconds(20)).until(() -> Softphone.received(out) > 50 && Softphone.received(in) > 50);

            assertThat(out.security().sas()).isNotNull().isEqualTo(in.security().sas());
            assertThat(hashes(out, true)).hasSize(1).isEqualTo(hashes(in, false)).isNotEqualTo(hashes(in, true));
            assertThat(hashes(in, true)).hasSize(1).isEqualTo(hashes(out, false));
            soon(out.hangup());
            assertThat(office.recordsOnceQuiet().get(0).legs()).hasSize(2)
                .allSatisfy(leg -> assertThat(leg.security()).contains(MediaSecurity.PLAIN));
        }
    }

    /** What a phone said of its Hello, or what it was told of that of the other. */
    private static List<String> hashes(Call call, boolean said) {
        return soon(call.trace()).stream().filter(one -> one.outgoing() == said)
            .flatMap(one -> new String(one.message().body(), StandardCharsets.UTF_8).lines())
            .filter(line -> line.startsWith("a=zrtp-hash:")).distinct().toList();
    }

    private static Softphone phone(Office office, String user, AudioClip says) {
        return phone(office, user, SecurityConfig.p2p(), says);
    }

    private static Softphone phone(Office office, String user, SecurityConfig security, AudioClip says) {
        return Softphone.connect(SimpleVoipClient.create(user + "@" + Office.DOMAIN, Office.password(user))
            .withRegistrar("127.0.0.1:" + office.port()).withSecurity(security).withTrace(64 * 1024), says);
    }

    /** Where the other phone has none, and nowhere else: what a phone shows its owner stands in the record. */
    @Test
    void anOfficeIsTheOtherEndForWhoCallsSomebodyWithout() throws Exception {
        try (Office office = Office.open(Office.setup().withListen("udp://127.0.0.1:0").withZrtp(ZrtpConfig.TERMINATED), "alice", "bob", "carol");
             Softphone alice = phone(office, "alice", Speech.after(KEYS, Speech.one()));
             Softphone bob = phone(office, "bob", Speech.other());
             Softphone carol = phone(office, "carol", SecurityConfig.none(), Speech.after(KEYS, Speech.other()))) {
            Call toCarol = alice.dial(Office.uri("carol"));
            Call ofAlice = carol.nextCall();
            soon(ofAlice.answer());
            CallRecording heardByCarol = ofAlice.record(dir.resolve("carol.wav"), RecordingLayout.RECEIVED);
            CallRecording heardByAlice = toCarol.record(dir.resolve("alice.wav"), RecordingLayout.RECEIVED);
            carol.dial(Office.uri("bob"));
            Call ofCarol = bob.nextCall();
            soon(ofCarol.answer());
            await("keys").atMost(Duration.ofSeconds(10)).until(() -> toCarol.security().sas() != null && ofCarol.security().sas() != null);
            await("speech, and reports of it").atMost(Speech.LENGTH.multipliedBy(2).plusSeconds(10)).until(() ->
                toCarol.security().secured() && ofCarol.security().secured() && toCarol.duration().compareTo(Speech.LENGTH.plus(KEYS).plusSeconds(1)) > 0);

            String shownToAlice = toCarol.security().sas();
            String shownToBob = ofCarol.security().sas();
            soon(toCarol.hangup());
            soon(ofCarol.hangup());
            Speech.assertHeard("carol hears alice", Speech.one(), soon(heardByCarol.finished()).file());
            Speech.assertHeard("alice hears carol", Speech.other(), soon(heardByAlice.finished()).file());

            Call between = alice.dial(Office.uri("bob"));
            Call ofThem = bob.nextCall();
            soon(ofThem.answer());
            await("keys of the two").atMost(Duration.ofSeconds(10)).until(() -> between.security().sas() != null && ofThem.security().sas() != null);
            assertThat(between.security().sas()).isEqualTo(ofThem.security().sas());
            soon(between.hangup());

            List<CallRecord> records = office.recordsOnceQuiet();
            assertThat(legs(records, "alice", "carol")).containsExactly("zrtp " + shownToAlice, "none");
            assertThat(legs(records, "carol", "bob")).containsExactly("none", "zrtp " + shownToBob);
            assertThat(legs(records, "alice", "bob")).as("not for the office to read").containsExactly("none", "none");
        }
    }

    private static List<String> legs(List<CallRecord> records, String from, String to) {
        CallRecord one = records.stream().filter(call -> call.caller().contains(from) && call.called().contains(to)).findFirst().orElseThrow();
        return one.legs().stream().map(leg -> leg.security().orElseThrow()).peek(media -> media.sas().ifPresent(sas -> {
            assertThat(sas.verified()).as("nobody here has compared anything").isFalse();
            assertThat(media.secured()).isTrue();
        })).map(media -> media.keying() + media.sas().map(sas -> " " + sas.sas()).orElse("")).toList();
    }

    @Test
    void bothShowTheSameStringAndHearEachOther() throws Exception {
        Path weHear = dir.resolve("we-hear.wav");
        Path bobSays = Speech.file(Speech.other(), dir, "other");
        int port = Tool.freePort();
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Linphone bob = Linphone.startAlone(network, "bob", port, bobSays, dir.resolve("bob"));
             Tool call = Tool.start("rvoip-call", dir, network.inside(Rvoip.commandLine("call", "sip:bob@" + PrivateNetwork.ADDRESS + ":" + port,
                 "--listen", PrivateNetwork.ADDRESS + ":0", "--security", "zrtp", "--zrtp-cache", dir.resolve("zrtp").toString(),
                 "--play", Speech.file(Speech.often(Speech.one(), 2), dir, "one").toString(), "--record", weHear.toString(),
                 "--seconds", String.valueOf(TALK.toSeconds()))))) {
            call.await("ringing", START);
            bob.say("answer");
            String ours = sas(call.await("SAS ", START), "SAS ");
            assertThat(sas(bob.await(TOKEN), TOKEN)).isEqualTo(ours);
            call.say("y");
            bob.say("zrtp-set-verified");
            call.awaitEnd(TALK.plusSeconds(15));
            bob.await("ended (No error)");
            bob.quit();

            JsonNode result = result(call);
            assertThat(result.get("keying").textValue()).isEqualTo("zrtp");
            assertThat(result.get("suite").textValue()).isEqualTo("AES_CM_128_HMAC_SHA1_80");
            assertThat(result.get("sas").textValue()).isEqualTo(ours);
            Speech.assertHeard("bob (linphonec) hears us", Speech.one(), bob.heard());
            Speech.assertHeard("we hear bob (linphonec)", Speech.other(), weHear);
            assertThat(dir.resolve("zrtp")).content().containsPattern("peer [0-9a-f]{24} [0-9a-f]{64} - verified -");
        }
    }
}
