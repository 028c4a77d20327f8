package io.rvoip.hostile;

import static io.rvoip.hostile.Attack.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.MikeyConfig;
import io.rvoip.builder.SecretSource;
import io.rvoip.builder.ZrtpConfig;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.presets.SmallOffice;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.mikey.MikeyTerms;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.ReceivedSip;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SECURITY.md 2.7 on the legs of an office that speaks MIKEY and ZRTP: messages that are none, are old, or come again. */
class KeyAgreementTest extends Siege {
    private static final String ECHO = Target.uri("echo");
    private static final String KEY = "a key that all phones hold";
    private static final String STATEFUL = "rvoip_sip_transactions_total{side=\"server\"";
    private static final int TIME_STAMP = 5;
    private static final int STAMP = 10;
    private static final int HEADER = 10;
    private static final int OF_EACH_STREAM = 9;
    private static final List<String> HELLOS = List.of("1.10 " + "ab".repeat(32), "1.10 " + "cd".repeat(32));

    @BeforeAll
    static void withKeys() {
        good.close();
        target.close();
        target = Target.open(SmallOffice.forDomain(Target.DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withListen("udp://127.0.0.1:0").withListen("tcp://127.0.0.1:0")
            .withMikey(MikeyConfig.preshared(SecretSource.of(KEY))).withZrtp(ZrtpConfig.TERMINATED));
        good = new GoodPhone(target);
    }

    private static byte[] message(String key, Duration late) {
        TimeSource clock = new TimeSource() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Instant wallClock() {
                return Instant.now().minus(late);
            }
        };
        return new MikeyEndpoint(MikeySettings.psk("sip:alice@" + Target.DOMAIN, Secret.of(key)), CryptoProvider.jdk(), clock)
            .offer(MikeyTerms.of(List.of(SrtpSuite.AEAD_AES_128_GCM), 7)).message().toArray();
    }

    private static byte[] good() {
        return message(KEY, Duration.ZERO);
    }

    private static String managed(String attribute) {
        return TalkingCall.sdp(9).replace("RTP/AVP", "RTP/SAVP") + "a=key-mgmt:" + attribute + "\r\n";
    }

    private static String sdp(byte[] message) {
        return managed("mikey " + Base64.getEncoder().encodeToString(message));
    }

    private static byte[] changed(UnaryOperator<byte[]> change) {
        return change.apply(good());
    }

    private static byte[] with(byte[] message, int at, int value) {
        message[at] = (byte) value;
        return message;
    }

    private static int stampAt(byte[] message) {
        return HEADER + OF_EACH_STREAM * message[8];
    }

    /** The same time stamp over and over, each saying that another follows. */
    private static byte[] endless(byte[] message) {
        int first = stampAt(message);
        byte[] stamp = Arrays.copyOfRange(message, first, first + STAMP);
        stamp[0] = TIME_STAMP;
        byte[] all = Arrays.copyOf(message, first + 200 * STAMP);
        for (int at = first; at < all.length; at += STAMP) {
            System.arraycopy(stamp, 0, all, at, STAMP);
        }
        return all;
    }

    static Stream<Attack> mikey() {
        return Stream.of(
            counted("a good one", sdp(good()), "rvoip_mikey_offers_total", 200),
            refused("version 2", sdp(changed(m -> with(m, 0, 2))), "unreadable"),
            refused("a kind that is no offer", sdp(changed(m -> with(m, 1, 1))), "data_type"),
            refused("a payload that nobody knows", sdp(changed(m -> with(m, 2, 99))), "unreadable"),
            refused("255 streams", sdp(changed(m -> with(m, 8, 255))), "unreadable"),
            refused("a chain of 200 payloads without end", sdp(changed(KeyAgreementTest::endless)), "unreadable"),
            refused("the first 20 octets", sdp(changed(m -> Arrays.copyOf(m, 20))), "unreadable"),
            offer("nothing", managed("mikey "), 488),
            refused("another bundle than was proven", sdp(changed(m -> with(m, 5, m[5] + 1))), "authentication"),
            refused("another time than was proven", sdp(changed(m -> with(m, stampAt(m) + STAMP - 1, m[stampAt(m) + STAMP - 1] + 1))), "authentication"),
            refused("ten minutes old", sdp(message(KEY, Duration.ofMinutes(10))), "timestamp"),
            refused("ten minutes early", sdp(message(KEY, Duration.ofMinutes(-10))), "timestamp"),
            refused("another key", sdp(message("a key that nobody else holds", Duration.ZERO)), "authentication"),
            offer("no base64", managed("mikey !!!!"), 488),
            offer("30,000 characters", managed("mikey " + "A".repeat(30_000)), 488),
            offer("another protocol alone", managed("sesame AAAA"), 488),
            refused("another protocol put before it", managed("sesame AAAA\r\na=key-mgmt:mikey " + Base64.getEncoder().encodeToString(good())), "unspecified"),
            refused("false, and a certificate beside", sdp(message("a key that nobody else holds", Duration.ZERO))
                + "a=setup:actpass\r\na=fingerprint:sha-256 " + "AB:".repeat(31) + "AB\r\n", "authentication"));
    }

    private static Attack offer(String name, String sdp, Integer... answers) {
        return counted(name, sdp, STATEFUL, answers);
    }

    /** @param error what the office counts it as */
    private static Attack refused(String name, String sdp, String error) {
        return counted(name, sdp, "rvoip_mikey_offers_refused_total{error=\"" + error + '"', 488);
    }

    private static Attack counted(String name, String sdp, String counter, Integer... answers) {
        return of("K1", name, c -> c.signedWith(sdp, "INVITE", ECHO, "Content-Type: application/sdp"), counter, answers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mikey")
    void takesNoHarm(Attack attack) {
        endure(attack, attacker());
    }

    /** Whoever has overheard an offer cannot use it, not even from elsewhere and in another call. */
    @Test
    void k1aMessageThatWasTakenIsNotTakenAgain() {
        String offer = sdp(good());
        try (Caller first = attacker(); Caller second = attacker()) {
            String invite = first.signedWith(offer, "INVITE", ECHO, "Content-Type: application/sdp");
            TalkingCall call = TalkingCall.accepted(first, invite, first.ask(invite));

            ReceivedSip again = second.ask(second.signedWith(offer, "INVITE", ECHO, "Content-Type: application/sdp"));
            assertThat(again.status()).isEqualTo(488);
            assertThat(again.header("Warning")).startsWith("306 ").contains("replay");
            call.end();
            good.assertServed();
        }
    }

    private static String greeting(int hello, int port) {
        return TalkingCall.sdp(port) + "a=zrtp-hash:" + HELLOS.get(hello) + "\r\n";
    }

    private static TalkingCall greet(Caller caller, int port) {
        String invite = caller.signedWith(greeting(0, port), "INVITE", ECHO, "Content-Type: application/sdp");
        ReceivedSip answer = caller.ask(invite);
        assertThat(answer.text().body()).contains("a=zrtp-hash:1.10 ");
        return TalkingCall.accepted(caller, invite, answer);
    }

    /** Somebody else does not get into a call that was begun with another Hello. */
    @Test
    void anotherHelloInTheMiddleOfACallIsRefusedAndTheCallGoesOn() {
        try (Caller caller = attacker()) {
            TalkingCall call = greet(caller, 9);

            ReceivedSip refused = caller.ask(call.within(greeting(1, 9), "INVITE", new String[] {"Content-Type: application/sdp"}));
            assertThat(refused.status()).isEqualTo(488);
            assertThat(refused.header("Warning")).contains("another a=zrtp-hash in the middle of a call");

            caller.send(call.within("OPTIONS"));
            assertThat(caller.expect("200 OPTIONS").status()).isEqualTo(200);
            call.end();
            good.assertServed();
        }
    }

    /** Z1: what has the cookie of ZRTP and is no message of it. */
    @Test
    void z1brokenMessagesAreDropped() throws IOException {
        try (Caller caller = attacker(); DatagramSocket phone = new DatagramSocket(0, caller.address().getAddress())) {
            String sdp = greeting(0, phone.getLocalPort()).replace("c=IN IP4 127.0.0.1", "c=IN IP4 " + caller.address().getAddress().getHostAddress());
            String invite = caller.signedWith(sdp, "INVITE", ECHO, "Content-Type: application/sdp");
            TalkingCall call = TalkingCall.accepted(caller, invite, caller.ask(invite));
            double before = target.metric("rvoip_zrtp_dropped_total");
            for (byte[] packet : broken()) {
                phone.send(new DatagramPacket(packet, packet.length, call.media(target)));
            }
            await().atMost(Caller.SOON).untilAsserted(() ->
                assertThat(target.metric("rvoip_zrtp_dropped_total")).isGreaterThanOrEqualTo(before + broken().size()));
            call.end();
            good.assertServed();
            target.assertSound();
        }
    }

    /** A wrong checksum, a length that is none, a Hello with 15 of everything, and one that is cut off. */
    private static List<byte[]> broken() {
        byte[] hello = new byte[112];
        hello[0] = 0x10;
        System.arraycopy("ZRTP".getBytes(StandardCharsets.US_ASCII), 0, hello, 4, 4);
        hello[12] = 0x50;
        hello[13] = 0x5A;
        hello[15] = 24;
        System.arraycopy("Hello   1.10".getBytes(StandardCharsets.US_ASCII), 0, hello, 16, 12);
        byte[] crowded = hello.clone();
        Arrays.fill(crowded, 84, 88, (byte) 0xFF);
        byte[] long16 = hello.clone();
        long16[14] = (byte) 0xFF;
        return List.of(hello, crowded, long16, Arrays.copyOf(hello, 20));
    }
}
