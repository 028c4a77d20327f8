package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A call needs some media to begin with; later all of it may be switched off (RFC 3264 §8.2). */
class LegMediaTest {
    private final MediaLeg leg = mock(MediaLeg.class);
    private final LegMedia media = new LegMedia(leg);
    private final SdpBody declined = SdpBody.of(description().toString().getBytes());

    private static SessionDescription description() {
        return SdpParser.parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                + "m=audio 0 RTP/AVP 0\r\n").description().orElseThrow();
    }

    private void agreed(boolean audio) {
        when(leg.negotiated()).thenReturn(audio ? Optional.of(mock(NegotiatedAudio.class)) : Optional.empty());
        when(leg.accept(any())).thenReturn(Optional.empty());
    }

    @Test
    void answerThatDeclinesEverythingIsNoCall() {
        agreed(false);
        assertThat(media.accept(declined)).map(Refusal::warning).contains(Refusal.MEDIA_NOT_AVAILABLE);
    }

    @Test
    void withinACallEverythingMayBeSwitchedOff() {
        agreed(true);
        assertThat(media.accept(declined)).isEmpty();
        agreed(false);
        assertThat(media.accept(declined)).isEmpty();
    }

    @Test
    void theSameWhenTheFarEndMadeTheFirstOffer() {
        agreed(true);
        when(leg.answer(any())).thenReturn(CompletableFuture.completedStage(new AnswerResult.Accepted(description())));
        media.answer(declined);
        agreed(false);
        assertThat(media.accept(declined)).isEmpty();
    }

    @Test
    void refusalOfTheLegStands() {
        Refusal why = Refusal.notAcceptable(Refusal.INCOMPATIBLE_FORMAT, "no codec");
        when(leg.accept(any())).thenReturn(Optional.of(why));
        assertThat(media.accept(declined)).contains(why);
    }
}
