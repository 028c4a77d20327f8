package io.rvoip.engine.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Network;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.transaction.Precedence;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadControlTest {
    private static final Flow STRANGER = flow("192.0.2.9");
    private static final Flow PEER = flow("10.1.0.7");
    private static final long LONG = Duration.ofMillis(50).toNanos();

    private final ManualTime time = new ManualTime();
    private final TestMetrics metrics = new TestMetrics();
    private final OverloadSettings settings = OverloadSettings.DEFAULT.withShed(true)
            .withEmergency(new EmergencyCalls(List.of("112"))).withPeers(List.of(Network.parse("10.1.0.0/24")));
    private final List<Loop> loops = List.of(time.loop("one"), time.loop("other"));
    private final List<LoadControl> node = LoadControl.of(settings, loops, List.of(new SeededIds(1), new SeededIds(2)), metrics);
    private final LoadControl control = node.get(0);
    private int calls;

    private static Flow flow(String address) {
        return Flow.udp(new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress(address, 5060));
    }

    private SipRequest request(String method, String uri, String to, String via, String... more) {
        String text = method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa" + via
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>" + to + "\r\nCall-ID: call-" + ++calls
                + "\r\nCSeq: 1 " + method + "\r\nContact: <sip:a@192.0.2.9>\r\n" + String.join("", more) + "Content-Length: 0\r\n\r\n";
        return (SipRequest) ((ParseResult.Parsed) new SipParser().parse(text.getBytes(StandardCharsets.US_ASCII))).message();
    }

    private SipRequest invite() {
        return request("INVITE", "sip:bob@rvoip.test", "", "");
    }

    private Precedence of(SipMessage message, Flow flow) {
        return control.precedence(message, flow, time.nanoTime());
    }

    /** Calls of strangers for as long, one each 10 ms, of which every second is turned away. */
    private void halfIsTooMuch(int millis) {
        for (int i = 0; i < millis / 10; i++) {
            time.advance(Duration.ofMillis(10));
            if (i % 2 == 0) {
                control.turnAway(invite(), STRANGER, time.nanoTime());
            } else {
                control.taken(Precedence.CALL, 0, time.nanoTime());
            }
        }
    }

    /** What peers send waits for so long, one each 10 ms. */
    private void peersWait(int millis, long waited) {
        for (int i = 0; i < millis / 10; i++) {
            time.advance(Duration.ofMillis(10));
            control.taken(Precedence.FIRST, waited, time.nanoTime());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BYE,sip:bob@rvoip.test,;tag=2", "INVITE,sip:bob@rvoip.test,;tag=2", "PRACK,sip:bob@rvoip.test,;tag=2", "ACK,sip:bob@rvoip.test,''",
        "CANCEL,sip:bob@rvoip.test,''", "OPTIONS,sip:bob@rvoip.test,''", "INVITE,sip:112@rvoip.test,''", "INVITE,urn:service:sos,''",
    })
    void isNeverTurnedAway(String method, String uri, String to) {
        for (int i = 0; i < 100; i++) {
            assertThat(of(request(method, uri, to, ""), STRANGER)).isEqualTo(Precedence.FIRST);
        }
    }

    @Test
    void responsesAreNeverTurnedAway() {
        assertThat(of(invite().respond(200).toTag("b").build(), STRANGER)).isEqualTo(Precedence.FIRST);
    }

    @ParameterizedTest
    @CsvSource({"INVITE,CALL,CALL_AGAIN", "REGISTER,OTHER,OTHER_AGAIN", "SUBSCRIBE,OTHER,OTHER_AGAIN", "MESSAGE,OTHER,OTHER_AGAIN"})
    void isTurnedAwayInThisOrder(String method, Precedence first, Precedence again) {
        String to = method.equals("REGISTER") ? ";tag=2" : "";
        assertThat(of(request(method, "sip:bob@rvoip.test", to, ""), STRANGER)).isEqualTo(first);
        for (String name : List.of("Authorization", "Proxy-Authorization")) {
            String credentials = name + ": Digest username=\"a\",realm=\"r\",nonce=\"n\",uri=\"sip:b\",response=\"00\"\r\n";
            assertThat(of(request(method, "sip:bob@rvoip.test", to, "", credentials), STRANGER)).isEqualTo(again);
        }
    }

    @Test
    void whoeverClaimsEmergenciesByTheThousandIsTurnedAwayToo() {
        int first = 0;
        for (int i = 0; i < 1000; i++) {
            first += of(request("INVITE", "urn:service:sos", "", ""), STRANGER) == Precedence.FIRST ? 1 : 0;
        }
        assertThat(first).isBetween(200, 250);
    }

    @Test
    void strangersAreToldToComeLaterEachAtAnotherTimePeersAreNot() {
        TreeSet<Long> seconds = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            SipResponse answer = control.turnAway(invite(), STRANGER, time.nanoTime()).build();
            assertThat(answer.status()).isEqualTo(503);
            seconds.add(answer.header(HeaderKind.RETRY_AFTER).orElseThrow().seconds());
        }
        assertThat(seconds).hasSize(26).allMatch(after -> after >= 5 && after <= 30);
        assertThat(control.turnAway(invite(), PEER, time.nanoTime()).build().has(HeaderKind.RETRY_AFTER)).isFalse();
        assertThat(metrics.count("rvoip_admission_rejected_total", "reason", "overload")).isEqualTo(301);
    }

    @Test
    void peersKeepThePartThatStrangersAreRefused() {
        halfIsTooMuch(1000);
        assertThat(control.loss(time.nanoTime())).isBetween(45, 50);
        assertThat(node.get(1).loss(time.nanoTime())).as("all shards tell of the one that has most to do").isBetween(45, 50);
        assertThat(metrics.gaugeValue("rvoip_overload_ratio")).isBetween(0.45, 0.5);
        time.advance(Duration.ofSeconds(2));
        assertThat(control.loss(time.nanoTime())).as("nobody comes any more").isZero();
        assertThat(metrics.gaugeValue("rvoip_overload_ratio")).isLessThan(0.01);
    }

    @Test
    void registrationsThatAreTurnedAwayAreNoMatterOfPeers() {
        for (int i = 0; i < 100; i++) {
            time.advance(Duration.ofMillis(10));
            control.turnAway(request("REGISTER", "sip:rvoip.test", "", ""), STRANGER, time.nanoTime());
        }
        assertThat(control.loss(time.nanoTime())).isZero();
        assertThat(metrics.gaugeValue("rvoip_overload_ratio")).isGreaterThan(0.9);
    }

    @Test
    void peersThatAloneAreTooManyAreAskedToSendLessAndLess() {
        peersWait(300, LONG);
        assertThat(control.loss(time.nanoTime())).isBetween(10, 30);
        peersWait(5000, LONG);
        assertThat(control.loss(time.nanoTime())).as("never all").isEqualTo(98);
        peersWait(500, 0);
        assertThat(control.loss(time.nanoTime())).isBetween(90, 97);
        time.advance(Duration.ofSeconds(4));
        assertThat(control.loss(time.nanoTime())).isZero();
    }

    @Test
    void peersThatKnowOfOurLoadAreNotTurnedAwayAgain() {
        String asking = ";oc;oc-algo=\"loss\"";
        assertThat(of(request("INVITE", "sip:bob@rvoip.test", "", asking), PEER)).isEqualTo(Precedence.FIRST);
        assertThat(of(request("INVITE", "sip:bob@rvoip.test", "", asking), STRANGER)).as("says so").isEqualTo(Precedence.CALL);
        assertThat(of(request("INVITE", "sip:bob@rvoip.test", "", ""), PEER)).as("does not ask").isEqualTo(Precedence.CALL);
    }

    @Test
    void canBeSwitchedOff() {
        LoadControl off = LoadControl.of(settings.withShed(false), loops, List.of(new SeededIds(1), new SeededIds(2)), metrics).get(0);
        assertThat(off.sheds()).isFalse();
        off.turnAway(invite(), STRANGER, time.nanoTime());
        time.advance(Duration.ofMillis(200));
        off.taken(Precedence.CALL, 0, time.nanoTime());
        assertThat(off.loss(time.nanoTime())).isZero();
    }
}
