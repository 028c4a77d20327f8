package io.rvoip.sip.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {
    @Test
    void drawsACall() {
        List<String> lines = Ladder.draw(List.of(
                Traced.out(1_000, "INVITE sip:b@h SIP/2.0", "~v=0"),
                Traced.in(1_020, "SIP/2.0 180 Ringing"),
                Traced.out(3_500, "BYE sip:b@h SIP/2.0", "CSeq: 2 BYE")));
        assertThat(lines).containsExactly(
                "         192.0.2.1:5060 (udp)                            192.0.2.2:5070",
                "   0.000 |---------------- INVITE (body) --------------->|",
                "   0.020 |<------------ 180 Ringing INVITE --------------|",
                "   2.500 |--------------------- BYE -------------------->|");
    }

    @Test
    void hasAPostForEachFarEnd() {
        List<String> lines = Ladder.draw(List.of(
                Traced.out(0, "INVITE sip:b@h SIP/2.0"), Traced.inFromOthers(1, "SIP/2.0 200 OK")));
        assertThat(lines.get(0)).contains("192.0.2.2:5070").endsWith("[2001:db8:0:0:0:0:0:3]:5080");
        assertThat(lines.get(1)).hasSameSizeAs(lines.get(2)).endsWith(" |");
        assertThat(lines.get(2)).startsWith("   0.001 |<-").contains(" 200 OK INVITE ").endsWith("-|");
    }

    @Test
    void whoeverCalledUsStandsBeforeUsAndWhomWeCallAfter() {
        List<String> lines = Ladder.draw(List.of(
                Traced.in(0, "INVITE sip:b@h SIP/2.0", "~v=0"),
                Traced.outToOthers(20, "INVITE sip:b@there SIP/2.0"),
                Traced.inFromOthers(30, "SIP/2.0 180 Ringing"),
                Traced.out(40, "SIP/2.0 180 Ringing")));
        String gap = " ".repeat(47);
        assertThat(lines.get(0)).containsSubsequence("192.0.2.2:5070", "192.0.2.1:5060 (udp)", "[2001:db8:0:0:0:0:0:3]:5080");
        assertThat(lines.subList(1, 5)).containsExactly(
                "   0.000 |---------------- INVITE (body) --------------->|" + gap + "|",
                "   0.020 |" + gap + "|------------------- INVITE ------------------->|",
                "   0.030 |" + gap + "|<------------ 180 Ringing INVITE --------------|",
                "   0.040 |<------------ 180 Ringing INVITE --------------|" + gap + "|");
    }

    @Test
    void whatStrangersWroteStaysOnItsLine() {
        String line = Ladder.draw(List.of(Traced.in(0, "SIP/2.0 486 \u001b[2J\u0007" + "long ".repeat(20)))).get(1);
        assertThat(line).doesNotContain("\u001b", "\u0007").hasSize(9 + 49).contains("486 ?[2J?");
    }

    @Test
    void nothingIsNothing() {
        assertThat(Ladder.draw(List.of())).isEmpty();
    }
}
