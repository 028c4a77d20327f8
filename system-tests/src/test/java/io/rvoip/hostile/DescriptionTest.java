package io.rvoip.hostile;

import static io.rvoip.hostile.Attack.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.testing.ReceivedSip;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SECURITY.md 2.4: session descriptions that are none, or ask too much, and answers that do not fit their offer. */
class DescriptionTest extends Siege {
    private static final String ECHO = Target.uri("echo");
    private static final String STATEFUL = "rvoip_sip_transactions_total{side=\"server\"";
    private static final String KEY = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    private static final String GOOD = TalkingCall.sdp(9);
    private static final String AUDIO = "m=audio 9 RTP/AVP 0 101\r\n";

    static Stream<Attack> offers() {
        return Stream.of(
            offer("S1", "no v=", GOOD.replace("v=0\r\n", ""), 400, 488),
            offer("S1", "v=1", GOOD.replace("v=0", "v=1"), 400, 488),
            offer("S1", "no o=", GOOD.replaceFirst("o=[^\r]*\r\n", ""), 400, 488, 200),
            offer("S1", "no c=", GOOD.replaceFirst("c=[^\r]*\r\n", ""), 400, 488),
            offer("S1", "junk", "\0\1\2\3 this is none", 400, 488),
            offer("S1", "junk lines", GOOD + "junk\r\n=\r\nx\r\n", 400, 488),
            offer("S1", "empty lines", GOOD + "\r\n\r\n", 200, 400, 488),
            offer("S1", "NUL in fmtp", GOOD + "a=fmtp\0:101 0-15\r\n", 200, 400, 488),
            offer("S1", "dynamic type without rtpmap", GOOD.replace(" 0 101", " 96").replaceAll("a=rtpmap[^\r]*\r\n", ""), 488),
            offer("S1", "rtpmap twice", GOOD + "a=rtpmap:0 PCMA/8000\r\n", 200, 400, 488),
            offer("S1", "payload type 128", audio("m=audio 9 RTP/AVP 128"), 400, 488),
            offer("S1", "payload type -1", audio("m=audio 9 RTP/AVP -1"), 400, 488),
            offer("S1", "rate 0", GOOD.replace("PCMU/8000", "PCMU/0"), 200, 400, 488),
            offer("S1", "rate 2^31", GOOD.replace("PCMU/8000", "PCMU/2147483648"), 200, 400, 488),
            offer("S1", "rate of 30 digits", GOOD.replace("PCMU/8000", "PCMU/" + "9".repeat(30)), 200, 400, 488),
            offer("S1", "port 65536", audio("m=audio 65536 RTP/AVP 0"), 400, 488),
            offer("S1", "port -1", audio("m=audio -1 RTP/AVP 0"), 400, 488),
            offer("S1", "65535 ports", audio("m=audio 9/65535 RTP/AVP 0"), 200, 400, 488),
            offer("S1", "no formats", audio("m=audio 9 RTP/AVP"), 400, 488),
            offer("S1", "256 formats", audio("m=audio 9 RTP/AVP" + " 0".repeat(256)), 200, 400, 488),
            offer("S1", "ptime 0", GOOD + "a=ptime:0\r\n", 200, 400, 488),
            offer("S1", "ptime 2^40", GOOD + "a=ptime:1099511627776\r\n", 200, 400, 488),
            offer("S1", "multicast", GOOD.replace("IN IP4 127.0.0.1\r\nt", "IN IP4 224.2.1.1/127\r\nt"), 400, 488),
            offer("S1", "broadcast", GOOD.replace("IN IP4 127.0.0.1\r\nt", "IN IP4 255.255.255.255\r\nt"), 400, 488),
            offer("S1", "a name", GOOD.replace("IN IP4 127.0.0.1\r\nt", "IN IP4 example.org\r\nt"), 400, 488, 200),
            offer("S1", "no address", GOOD.replace("IN IP4 127.0.0.1\r\nt", "IN IP4 999.1.1.1\r\nt"), 400, 488),
            offer("S1", "only video", GOOD.replace("audio", "video"), 488),
            offer("S1", "SRTP without keys", GOOD.replace("RTP/AVP", "RTP/SAVP"), 488),
            offer("S7", "keys with nothing encrypted", keyed(KEY + " UNENCRYPTED_SRTP"), 488),
            offer("S7", "a short key", keyed("AAAA"), 488),
            offer("S7", "an MKI of 129 octets", keyed(KEY + "|1:129"), 488),
            offer("S7", "a lifetime of 2^48+1", keyed(KEY + "|281474976710657"), 488),
            offer("S1", "another transport", GOOD.replace("RTP/AVP", "TCP/MSRP"), 488),
            offer("S3", "200 m-lines", GOOD + AUDIO.repeat(200), 200, 400, 488, 513),
            offer("S3", "9 m-lines", GOOD + AUDIO.repeat(8), 400, 488, 513),
            offer("S3", "1,000 candidates", GOOD + "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n".repeat(1000), 200, 400,
                488, 513),
            offer("S3", "5,000 attributes", GOOD + "a=x:1\r\n".repeat(5000), 200, 400, 488, 513),
            offer("S3", "a line of 50 KiB", GOOD + "a=" + "x".repeat(50_000) + "\r\n", 200, 400, 488, 513));
    }

    private static Attack offer(String id, String name, String sdp, Integer... answers) {
        return of(id, name, c -> c.signedWith(sdp, "INVITE", ECHO, "Content-Type: application/sdp"), STATEFUL, answers);
    }

    private static String keyed(String key) {
        return GOOD.replace("RTP/AVP", "RTP/SAVP") + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key + "\r\n";
    }

    private static String audio(String line) {
        return GOOD.replaceFirst("m=audio[^\r]*", line);
    }

    @AfterEach
    void nothingIsLeft() {
        await().atMost(Caller.SOON).untilAsserted(() -> {
            assertThat(target.counts().calls()).as("calls").isZero();
            assertThat(target.counts().mediaPorts()).as("media ports").isZero();
        });
        target.assertSound();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offers")
    void takesNoHarm(Attack attack) {
        endure(attack, attacker());
    }

    @Test
    void s3descriptionOfOneMebibyteIsNotEvenRead() {
        try (Caller caller = Caller.tcp(target, "alice")) {
            String raw = caller.withBody("", "INVITE", ECHO, "Content-Type: application/sdp", "Content-Length: 1048576");
            caller.send(raw);
            caller.next(Caller.SOON).ifPresent(answer -> assertThat(answer.status()).isIn(413, 513, 400));
            good.assertServed();
        }
    }

    @Test
    void s3tenThousandCandidatesAreRefused() {
        try (Caller caller = Caller.tcp(target, "alice")) {
            String sdp = GOOD + "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n".repeat(10_000);
            caller.send(caller.signedWith(sdp, "INVITE", ECHO, "Content-Type: application/sdp"));
            caller.next(Caller.SOON).ifPresent(answer -> assertThat(answer.status()).isIn(400, 413, 488, 513));
            good.assertServed();
        }
    }

    static Stream<Arguments> answers() {
        return Stream.of(
            Arguments.of("S5 another line more", GOOD + "m=video 9 RTP/AVP 31\r\n"),
            Arguments.of("S5 other kinds", GOOD.replace("audio", "video")),
            Arguments.of("S5 unknown type", GOOD.replace(" 0 101", " 18").replaceAll("a=rtpmap[^\r]*\r\n", "")),
            Arguments.of("S5 no line", GOOD.substring(0, GOOD.indexOf("m="))),
            Arguments.of("S5 refused", GOOD.replace("m=audio 9", "m=audio 0")),
            Arguments.of("S5 junk", "junk"),
            Arguments.of("S5 broadcast", GOOD.replace("IN IP4 127.0.0.1\r\nt", "IN IP4 255.255.255.255\r\nt")),
            Arguments.of("S5 other protocol", GOOD.replace("RTP/AVP", "RTP/SAVPF")));
    }

    /** The office made the offer in its 200; the ACK brings an answer that does not fit. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void callWithoutACommonAnswerIsEnded(String name, String sdp) {
        try (Caller caller = attacker()) {
            String invite = caller.signed("INVITE", ECHO);
            ReceivedSip ok = caller.ask(invite);
            assertThat(ok.status()).isEqualTo(200);
            TalkingCall.accepted(caller, invite, ok, sdp);
            ReceivedSip bye = caller.expect("BYE");
            caller.send(bye.text().response(200, "OK"));
            good.assertServed();
        }
    }

    /** The called phone answers so: the caller hears an end, and the phone is not left talking to nobody. */
    @ParameterizedTest(name = "{0} by the called phone")
    @MethodSource("answers")
    void phoneThatAnswersBadlyIsEnded(String name, String sdp) {
        try (Caller alice = attacker(); Caller bob = Caller.udp(target, "bob")) {
            bob.register();
            String invite = alice.signedWith(GOOD, "INVITE", Target.uri("bob"), "Content-Type: application/sdp");
            alice.send(invite);
            ReceivedSip heard = bob.expect("INVITE");
            bob.send(heard.text().responseWith(sdp, 200, "OK", bob.contact(), "Content-Type: application/sdp"));
            bob.expect("ACK");
            bob.send(bob.expect("BYE").text().response(200, "OK"));
            assertThat(alice.finalAnswer(invite).status()).isGreaterThanOrEqualTo(400);
            bob.unregister();
            good.assertServed();
        }
    }
}
