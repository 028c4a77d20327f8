package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RepairUse;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.sip.sdp.SessionDescription;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feedback, what is sent again and what is sent twice, in offers and answers (RFC 4585 §4.2, 5506 §5, 4588 §8, 2198 §5). */
class RepairLinesTest {
    private static final RepairSettings ALL = RepairSettings.DEFAULT.withFeedback(RepairUse.OFFERED).withRedundancy(RepairUse.OFFERED);
    private static final RepairSettings NOTHING = RepairSettings.DEFAULT.withFeedback(RepairUse.OFF).withRedundancy(RepairUse.OFF);

    private static Negotiation side(RepairSettings repair) {
        return Sdp.side(AudioCapabilities.of(AudioFormat.PCMU, AudioFormat.PCMA).withRepair(repair));
    }

    private static Negotiation answered(RepairSettings repair, String... lines) {
        return Sdp.agreed(side(repair).answer(Sdp.of(lines)));
    }

    private static RtpRepair repair(Negotiation of) {
        return Sdp.audio(of).repair();
    }

    private static String text(Negotiation of) {
        return Sdp.sent(of).toString();
    }

    @Test
    void nothingIsOfferedUnlessItIsToBe() {
        assertThat(text(side(RepairSettings.DEFAULT).offer(OfferKind.INITIAL)))
                .contains("m=audio 40000 RTP/AVP 0 8 101").doesNotContain("rtcp-fb", "rsize", "red/", "rtx/");
    }

    @Test
    void everythingIsOfferedWhereItIsToBe() {
        assertThat(text(side(ALL.withRedundant(false, 2, 0.1)).offer(OfferKind.INITIAL))).contains(
                "m=audio 40000 RTP/AVPF 0 8 101 96 97 98\r\n", "a=rtpmap:96 red/8000\r\n", "a=fmtp:96 0/0/0\r\n",
                "a=rtpmap:97 rtx/8000\r\n", "a=fmtp:97 apt=0\r\n", "a=rtpmap:98 rtx/8000\r\n", "a=fmtp:98 apt=8\r\n",
                "a=rtcp-fb:* nack\r\n", "a=rtcp-fb:* trr-int 1000\r\n", "a=rtcp-rsize\r\n");
    }

    @Test
    void twoOfOursAgreeOnAllOfIt() {
        Negotiation caller = side(ALL).offer(OfferKind.INITIAL);
        Negotiation callee = Sdp.agreed(side(RepairSettings.DEFAULT).answer(Sdp.sent(caller)));
        caller = Sdp.agreed(caller.accept(Sdp.sent(callee)));
        RtpRepair expected = RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1)).withRedundancy(96, 0, 96)
                .withAgain(Map.of(0, 97), Map.of(97, 0));

        assertThat(repair(caller)).isEqualTo(expected);
        assertThat(repair(callee)).isEqualTo(expected);
        assertThat(Sdp.audio(caller).receivable()).as("codecs alone").containsOnlyKeys(0);

        Negotiation again = callee.offer(OfferKind.HOLD);
        assertThat(text(again)).as("what is in force is offered again").contains("RTP/AVPF", "red/8000", "rtx/8000", "* nack", "rsize");
        Negotiation held = Sdp.agreed(caller.answer(Sdp.sent(again)));
        assertThat(repair(held)).isEqualTo(expected);
        assertThat(repair(Sdp.agreed(again.accept(Sdp.sent(held))))).isEqualTo(expected);
    }

    /** What an answer must not have: anything more than the offer, and nothing that we do not do (RFC 4585 section 4.2). */
    @Test
    void anAnswerLeavesWhatWeDoAndAddsNothing() {
        Negotiation callee = answered(RepairSettings.DEFAULT, "m=audio 5000 RTP/AVPF 8 100 102 103", "a=rtpmap:100 red/8000",
                "a=rtpmap:102 rtx/8000", "a=fmtp:102 apt=8", "a=rtpmap:103 opus/48000/2", "a=rtcp-fb:8 nack", "a=rtcp-fb:* nack pli",
                "a=rtcp-fb:* ccm fir", "a=rtcp-fb:* ccm tmmbr", "a=rtcp-fb:* goog-remb", "a=rtcp-fb:* transport-cc", "a=rtcp-fb:8 trr-int 250");

        assertThat(text(callee)).contains("m=audio 40000 RTP/AVPF 8 100 102\r\n", "a=rtpmap:100 red/8000", "a=fmtp:100 8/8\r\n",
                        "a=rtpmap:102 rtx/8000", "a=fmtp:102 apt=8", "a=rtcp-fb:* nack\r\n", "a=rtcp-fb:* trr-int 250\r\n")
                .doesNotContain("pli", "ccm", "remb", "transport-cc", "rsize", "opus");
        assertThat(repair(callee)).isEqualTo(RtpRepair.NOTHING.withFeedback(true, false, Duration.ofMillis(250))
                .withRedundancy(100, 8, 100).withAgain(Map.of(8, 102), Map.of(102, 8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTP/AVPF", "RTP/AVP"})
    void whatIsSwitchedOffIsNotTaken(String protocol) {
        Negotiation callee = answered(NOTHING, "m=audio 5000 " + protocol + " 0 100", "a=rtpmap:100 red/8000", "a=rtcp-fb:* nack", "a=rtcp-rsize");

        assertThat(text(callee)).contains("m=audio 40000 " + protocol + " 0\r\n").doesNotContain("red", "rtcp-fb", "rsize");
        assertThat(repair(callee)).isEqualTo(RtpRepair.NOTHING);
    }

    /** "rtcp-fb" is for profiles with feedback (RFC 4585 section 4.2), reduced size too (RFC 5506 section 4.1); "red" is for any. */
    @Test
    void feedbackNeedsItsProfile() {
        Negotiation callee = answered(RepairSettings.DEFAULT, "m=audio 5000 RTP/AVP 0 100", "a=rtpmap:100 red/8000", "a=rtcp-fb:* nack", "a=rtcp-rsize");

        assertThat(text(callee)).contains("red/8000").doesNotContain("rtcp-fb", "rsize");
        assertThat(repair(callee)).isEqualTo(RtpRepair.NOTHING.withRedundancy(100, 0, 100));
    }

    @Test
    void withoutAHistoryNothingCanBeSentAgain() {
        RepairSettings none = ALL.withResends(Duration.ZERO, 1);
        assertThat(text(side(none).offer(OfferKind.INITIAL))).contains("RTP/AVPF", "trr-int").doesNotContain("nack", "rtx");
        assertThat(repair(answered(none, "m=audio 5000 RTP/AVPF 0", "a=rtcp-fb:* nack"))).isEqualTo(
                RtpRepair.NOTHING.withFeedback(false, false, Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "a=rtcp-fb:0 nack; true; 1000", "a=rtcp-fb:8 nack; false; 1000", "a=rtcp-fb:nack; false; 1000", "a=rtcp-fb:; false; 1000",
        "a=rtcp-fb:* NACK; false; 1000", "a=rtcp-fb:* nackx; false; 1000", "a=rtcp-fb:*  nack; true; 1000",
        "a=rtcp-fb:* trr-int 0; false; 0", "a=rtcp-fb:* trr-int 60000; false; 60000", "a=rtcp-fb:* trr-int 60001; false; 1000",
        "a=rtcp-fb:* trr-int -5; false; 1000", "a=rtcp-fb:* trr-int 99999999999; false; 1000", "a=rtcp-fb:* trr-int 5 5; false; 1000",
        "a=rtcp-fb:128 nack; false; 1000"})
    void linesThatAreNotUnderstoodAreIgnored(String line, boolean nack, long interval) {
        RtpRepair agreed = repair(answered(RepairSettings.DEFAULT, "m=audio 5000 RTP/AVPF 0", line));

        assertThat(agreed.nack()).isEqualTo(nack);
        assertThat(agreed.reportInterval()).isEqualTo(Duration.ofMillis(interval));
    }

    @Test
    void noMoreLinesAreReadThanAnyoneWrites() {
        String[] lines = new String[102];
        lines[0] = "m=audio 5000 RTP/AVPF 0";
        for (int i = 1; i < 101; i++) {
            lines[i] = "a=rtcp-fb:* x" + i;
        }
        lines[101] = "a=rtcp-fb:* nack";
        assertThat(repair(answered(RepairSettings.DEFAULT, lines)).nack()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a=rtpmap:97 rtx/8000", "a=fmtp:97 apt=8", "a=fmtp:97 0"})
    void whatIsSentAgainNeedsToSayWhatItWas(String line) {
        String rtx = line.startsWith("a=rtpmap") ? "a=ptime:20" : "a=rtpmap:97 rtx/8000";
        RtpRepair agreed = repair(answered(RepairSettings.DEFAULT, "m=audio 5000 RTP/AVPF 0 97", rtx, line, "a=rtcp-fb:* nack"));

        assertThat(agreed.nack()).isTrue();
        assertThat(agreed.sendAgain()).isEmpty();
    }

    /** An answer that takes the offer's number of redundancy for something else, or gives it another number. */
    @Test
    void eachSideHasItsOwnNumbers() {
        Negotiation caller = side(ALL).offer(OfferKind.INITIAL);
        SessionDescription answer = Sdp.of("m=audio 5000 RTP/AVPF 8 111 112", "a=rtpmap:111 red/8000", "a=rtpmap:112 rtx/8000",
                "a=fmtp:112 apt=8", "a=rtcp-fb:* nack");

        assertThat(repair(Sdp.agreed(caller.accept(answer)))).isEqualTo(RtpRepair.NOTHING
                .withFeedback(true, false, Duration.ofSeconds(1)).withRedundancy(111, 8, 96).withAgain(Map.of(8, 112), Map.of(98, 8)));
    }
}
