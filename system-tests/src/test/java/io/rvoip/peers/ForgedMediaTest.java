package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.engine.CallRecord;
import io.rvoip.engine.LegInfo;
import io.rvoip.media.AudioCodecId;
import io.rvoip.media.MediaConfig;
import io.rvoip.media.MediaSession;
import io.rvoip.media.MediaStatistics;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.media.file.WavFile;
import io.rvoip.presets.SmallOffice;
import io.rvoip.session.EndCause;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SECURITY.md P15 and P16, R7: forged packets at 5,000 a second beside an encrypted call through an office, to all four of its
 * ports, from a third party and in the name of the real sender: changed SRTP, and noise in clear. The call is whole. They are
 * 20,000, or as many as {@code rvoip.forged.packets} says: 100,000 by {@code ./test --long forged}.
 */
@Timeout(90)
class ForgedMediaTest {
    private static final int PACKETS = Integer.getInteger("rvoip.forged.packets", 20_000);
    private static final int PER_SECOND = 5_000;
    private static final int STREAMS = 4;
    private static final double MOST_LOST = 0.001;
    /** The noise is as loud as µ-law can be; speech is not for this long. */
    private static final int LOUD = 30_000;
    /** Of what was heard, the first and the last that is compared: longer than the text, wherever in it that begins. */
    private static final Duration COMPARED = Speech.LENGTH.plusSeconds(1);
    private static final Duration LOUD_FOR = Duration.ofMillis(10);
    private static final String DROPPED = "rvoip_rtp_packets_dropped_total";

    @TempDir
    private Path dir;

    @Test
    void aCallStaysWholeBesideForgedPackets() throws Exception {
        Tool.require("python3", "python3");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can send in the name of others");
        SmallOffice setup = Office.setup().withListen("udp://127.0.0.1:0").withSecurity(SecurityConfig.sdes());
        try (Office office = Office.open(setup, "alice", "bob");
             Softphone alice = phone(office, "alice", Speech.one());
             Softphone bob = phone(office, "bob", Speech.other())) {
            office.awaitRegistered("alice");
            office.awaitRegistered("bob");
            Call calling = alice.dial(Office.uri("bob"));
            Call called = bob.nextCall();
            soon(called.answer());
            MediaSession ofAlice = talking(calling);
            MediaSession ofBob = talking(called);
            CallRecording atAlice = calling.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
            CallRecording atBob = called.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
            double before = dropped(office);
            long heardFrom = System.nanoTime();

            forge(ofAlice, ofBob);

            await("all drops counted").atMost(Duration.ofSeconds(5)).untilAsserted(() ->
                assertThat(dropped(office) - before).as("dropped by the office").isGreaterThanOrEqualTo(0.999 * PACKETS / 2));
            for (MediaSession end : List.of(ofAlice, ofBob)) {
                MediaStatistics heard = soon(end.measure().toCompletableFuture());
                System.out.println("a phone beside forged media: " + heard);
                assertThat(heard.refused()).as("refused by a phone").isGreaterThanOrEqualTo((long) (0.999 * PACKETS / STREAMS));
                assertThat(heard.lost()).as("lost of %s", heard).isLessThanOrEqualTo((long) (MOST_LOST * heard.received()));
            }
            assertThat(calling.security().secured() && called.security().secured()).isTrue();
            await("all of the text").atMost(COMPARED.plusSeconds(1))
                .until(() -> System.nanoTime() - heardFrom > COMPARED.plusMillis(500).toNanos());
            soon(calling.hangup());
            assertWhole("bob beside forged media", Speech.one(), soon(atBob.finished()).file());
            assertWhole("alice beside forged media", Speech.other(), soon(atAlice.finished()).file());
            List<CallRecord> records = office.recordsOnceQuiet();
            assertThat(records).hasSize(1);
            assertThat(records.get(0).end().cause()).isEqualTo(EndCause.HANGUP);
            assertThat(records.get(0).legs()).hasSize(2).allSatisfy(leg -> assertWhole(leg, records.get(0).duration()));
        }
    }

    private static Softphone phone(Office office, String user, AudioClip says) {
        return Softphone.connect(SimpleVoipClient.create(user + "@" + Office.DOMAIN, Office.password(user))
            .withRegistrar("127.0.0.1:" + office.port())
            .withMedia(MediaConfig.defaults().withAudioCodecs(AudioCodecId.G711U))
            .withSecurity(SecurityConfig.sdes()), says);
    }

    private static MediaSession talking(Call call) {
        await("both ways").atMost(Softphone.SOON).until(() -> Softphone.received(call) > 10 && Softphone.sent(call) > 10);
        assertThat(call.security().keying()).isEqualTo("sdes");
        return call.media().orElseThrow();
    }

    private void forge(MediaSession... phones) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3",
            Path.of(ForgedMediaTest.class.getResource("forger.py").toURI()).toString(), "" + PACKETS, "" + PER_SECOND));
        for (MediaSession phone : phones) {
            int own = phone.localAddress().getPort();
            int office = phone.parameters().orElseThrow().remote().getPort();
            command.add(own + ":" + office);
            command.add(office + ":" + own);
        }
        assertThat(command).hasSize(4 + STREAMS);
        try (Tool forger = Tool.start("forger", dir, command)) {
            System.out.println("forged: " + forger.await("SENT " + PACKETS, Duration.ofSeconds(60)));
            assertThat(forger.await("BACK", Softphone.SOON)).as("sent to the third party").endsWith("BACK 0");
        }
    }

    private static double dropped(Office office) {
        return office.pbx().platform().metrics().lines().filter(line -> line.startsWith(DROPPED))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** No forged packet is among those received: not more came than one every 20 ms. */
    private static void assertWhole(LegInfo leg, Duration duration) {
        System.out.println("a leg of " + duration + " beside forged media: " + leg.statistics());
        var counted = leg.statistics().orElseThrow();
        assertThat(counted.packetsReceived()).isLessThanOrEqualTo(duration.plusSeconds(1).toMillis() / 20);
        assertThat(counted.packetsLost()).isLessThanOrEqualTo((long) (MOST_LOST * counted.packetsReceived()));
        assertThat(counted.packetsRefused()).isGreaterThanOrEqualTo((long) (0.999 * PACKETS / STREAMS));
    }

    private static void assertWhole(String who, AudioClip said, Path recording) {
        AudioClip heard = WavFile.read(recording).clip();
        AudioClip over = Speech.often(said, 3);
        assertThat(heard.duration()).isGreaterThan(Duration.ofMillis(PACKETS * 1_000L / PER_SECOND)).isGreaterThan(COMPARED);
        // What was heard begins anywhere in the text: all of it is looked for in what was said over and over.
        Speech.assertHeard(who + ", first", heard.slice(Duration.ZERO, COMPARED), over);
        Speech.assertHeard(who + ", last", heard.slice(heard.duration().minus(COMPARED), COMPARED), over);
        int loud = 0;
        for (short sample : heard.onlyChannel(0).samples()) {
            loud = Math.abs(sample) > LOUD ? loud + 1 : 0;
            assertThat(loud).as("samples of noise heard by " + who)
                .isLessThan((int) (LOUD_FOR.toMillis() * heard.sampleRate() / 1_000));
        }
    }
}
