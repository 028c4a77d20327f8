package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SessionDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers to our offers: rows S5 of SECURITY.md, and forks. */
class NegotiationAcceptTest {
    private final Negotiation offered =
            Sdp.side(AudioFormat.PCMU, AudioFormat.PCMA).offer(OfferKind.INITIAL);

    @Test
    void theAnswerersFirstCodecIsUsed() {
        NegotiatedAudio audio = Sdp.audio(accept(offered, "m=audio 5000 RTP/AVP 8 0 101"));

        assertThat(audio.format()).isEqualTo(AudioFormat.PCMA);
        assertThat(audio.receivable()).containsOnlyKeys(0, 8);
    }

    @Test
    void eachSideKeepsItsNumbers() {
        Negotiation side = Sdp.side(Sdp.L16).offer(OfferKind.INITIAL);

        NegotiatedAudio audio = Sdp.audio(accept(
                side,
                "m=audio 5000 RTP/AVP 120 121",
                "a=rtpmap:120 L16/16000",
                "a=rtpmap:121 telephone-event/16000"));

        assertThat(audio.sendPayloadType()).isEqualTo(120);
        assertThat(audio.receivePayloadType()).isEqualTo(96);
        assertThat(audio.sendEventType()).isEqualTo(121);
        assertThat(audio.receiveEventType()).isEqualTo(97);
    }

    @Test
    void aNumberWithoutRtpmapMeansWhatTheOfferSaid() {
        NegotiatedAudio audio = Sdp.audio(accept(offered, "m=audio 5000 RTP/AVP 0 101"));

        assertThat(audio.sendEventType()).isEqualTo(101);
    }

    @Test
    void codecsThatWereNotOfferedAreIgnored() {
        NegotiatedAudio audio =
                Sdp.audio(accept(offered, "m=audio 5000 RTP/AVP 9 97 0", "a=rtpmap:97 opus/48000/2"));

        assertThat(audio.format()).isEqualTo(AudioFormat.PCMU);
        assertThat(audio.sendsEvents()).isFalse();
    }

    @Test
    void audioMayBeDeclined() {
        Negotiation next = accept(offered, "m=audio 0 RTP/AVP 0");

        assertThat(next.audio()).isEmpty();
        assertThat(next.exchange().agreement()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "m=audio 5000 RTP/AVP 0|m=video 5002 RTP/AVP 31; 399; 2 media lines in answer to 1",
                "; 399; 0 media lines in answer to 1",
                "m=video 5000 RTP/AVP 31; 399; video in answer to audio in line 0",
                "m=audio 5000 RTP/SAVP 0; 302; RTP/SAVP in answer to RTP/AVP",
                "m=audio 5000 RTP/AVP 97; 305; none of the offered codecs, but [97]",
                "m=audio 5000 RTP/AVP 18; 305; none of the offered codecs, but [18]",
                "m=audio 5000 RTP/AVP 101; 305; none of the offered codecs, but [101]",
                "m=audio 5000 RTP/AVP 0|a=rtpmap:0 G729/8000; 305; none of the offered codecs, but [0]",
                "m=audio 5000 RTP/AVP 0|c=IN IP6 2001:db8::1; 301; cannot send to 2001:db8::1",
                "m=audio 5000 RTP/AVP 0|c=IN IP4 239.1.1.1/1; 330; multicast address 239.1.1.1",
            })
    void refusesAnAnswerThatDoesNotFit(String lines, int warning, String text) {
        SessionDescription answer = lines == null ? Sdp.of() : Sdp.of(lines.split("\\|"));

        Refusal refusal = Sdp.refused(offered.accept(answer));

        assertThat(refusal).isEqualTo(new Refusal(488, warning, text));
    }

    @Test
    void refusesLinesInAnotherOrder() {
        Negotiation side = Sdp.agreed(Sdp.side(AudioFormat.PCMU)
                .answer(Sdp.of("m=audio 5000 RTP/AVP 0", "m=video 5002 RTP/AVP 31")));

        Refusal refusal = Sdp.refused(side.offer(OfferKind.HOLD)
                .accept(Sdp.of("m=video 0 RTP/AVP 31", "m=audio 5000 RTP/AVP 0")));

        assertThat(refusal.text()).isEqualTo("video in answer to audio in line 0");
    }

    @Test
    void refusesAPortForALineWeDeclined() {
        Negotiation side = Sdp.agreed(Sdp.side(AudioFormat.PCMU)
                .answer(Sdp.of("m=audio 5000 RTP/AVP 0", "m=audio 5002 RTP/SAVP 0")));

        Refusal refusal = Sdp.refused(side.offer(OfferKind.HOLD)
                .accept(Sdp.of("m=audio 5000 RTP/AVP 0", "a=recvonly", "m=audio 5002 RTP/SAVP 0")));

        assertThat(refusal.text()).isEqualTo("a port for media line 1, which was not offered");
    }

    @ParameterizedTest
    @CsvSource({
        "false, sendrecv, SENDRECV",
        "false, sendonly, RECVONLY",
        "false, recvonly, SENDONLY",
        "false, inactive, INACTIVE",
        "true, recvonly, SENDONLY",
        "true, inactive, INACTIVE",
    })
    void takesEachDirectionThatWasOffered(boolean held, String answered, Direction ours) {
        assertThat(Sdp.audio(accept(reoffer(held), "m=audio 5000 RTP/AVP 0", "a=" + answered)).direction())
                .isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({"sendrecv", "sendonly"})
    void refusesADirectionThatWasNotOffered(String answered) {
        Refusal refusal =
                Sdp.refused(reoffer(true).accept(Sdp.of("m=audio 5000 RTP/AVP 0", "a=" + answered)));

        assertThat(refusal.text()).isEqualTo(answered + " in answer to sendonly");
    }

    @Test
    void aRefusedAnswerLeavesTheOfferOpen() {
        Sdp.refused(offered.accept(Sdp.of("m=audio 5000 RTP/AVP 18")));

        assertThat(offered.exchange().state()).isEqualTo(OfferAnswer.State.OFFER_SENT);
        assertThat(accept(offered, "m=audio 5000 RTP/AVP 0").audio()).isPresent();
    }

    @Test
    void theNewestBranchWinsAndTheSameAnswerChangesNothing() {
        Negotiation first = accept(offered, "m=audio 5000 RTP/AVP 0");

        assertThat(Sdp.agreed(first.accept(Sdp.of("m=audio 5000 RTP/AVP 0")))).isSameAs(first);

        Negotiation second = accept(first, "m=audio 6000 RTP/AVP 8");
        assertThat(Sdp.audio(second).remote().getPort()).isEqualTo(6_000);
        assertThat(Sdp.audio(second).format()).isEqualTo(AudioFormat.PCMA);
    }

    @Test
    void anAnswerIsHeldAgainstTheOfferThatWasSentNotAgainstLaterWishes() {
        Negotiation changed = offered.withCapabilities(AudioCapabilities.of(Sdp.L16)).withHeld(true);

        NegotiatedAudio audio = Sdp.audio(accept(changed, "m=audio 5000 RTP/AVP 0"));

        assertThat(audio.format()).isEqualTo(AudioFormat.PCMU);
        assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
    }

    @Test
    void refusesAnswersOutOfTurn() {
        SessionDescription sdp = Sdp.of("m=audio 5000 RTP/AVP 0");
        Negotiation theirs = Sdp.agreed(Sdp.side(AudioFormat.PCMU).answer(sdp));

        assertThatThrownBy(() -> Sdp.side(AudioFormat.PCMU).accept(sdp)).isInstanceOf(OfferAnswerException.class);
        assertThatThrownBy(() -> theirs.accept(sdp)).isInstanceOf(OfferAnswerException.class);
    }

    private Negotiation reoffer(boolean held) {
        return accept(offered, "m=audio 5000 RTP/AVP 0").offer(held ? OfferKind.HOLD : OfferKind.REFRESH);
    }

    private static Negotiation accept(Negotiation side, String... answer) {
        return Sdp.agreed(side.accept(Sdp.of(answer)));
    }
}
