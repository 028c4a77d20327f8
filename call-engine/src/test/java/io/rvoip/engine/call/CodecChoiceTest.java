package io.rvoip.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.session.SdpBody;
import io.rvoip.session.offer.AudioFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodecChoiceTest {
    private static final AudioCodec L16 = Codecs.builtIn().find("L16", 16_000, 1).orElseThrow();
    private static final AudioFormat WIDE = new AudioFormat("L16", 16_000, 1);

    private final CodecChoice choice = new CodecChoice(List.of(Codecs.PCMU, Codecs.PCMA, L16));

    private static SdpBody offer(String media) {
        return SdpBody.of("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" + media);
    }

    @Test
    void anOfferIsReadInItsOwnOrder() {
        assertThat(choice.in(offer("m=audio 4000 RTP/AVP 18 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n")))
                .containsExactly(Codecs.PCMA, Codecs.PCMU);
        assertThat(choice.in(offer(
                "m=audio 4000 RTP/AVP 96 97 96\r\na=rtpmap:96 l16/16000\r\na=rtpmap:97 pcmu/8000\r\n")))
                .containsExactly(L16, Codecs.PCMU);
    }

    @Test
    void whatCannotBeSpokenIsNoOffer() {
        assertThat(choice.in(offer("m=audio 4000 RTP/AVP 18\r\n"))).isEmpty();
        assertThat(choice.in(offer("m=audio 0 RTP/AVP 0\r\n"))).isEmpty();
        assertThat(choice.in(offer("m=video 4000 RTP/AVP 34\r\n"))).isEmpty();
        assertThat(choice.in(offer("m=audio 4000 udp 0\r\n"))).isEmpty();
        assertThat(choice.in(SdpBody.of("nonsense"))).isEmpty();
    }

    @Test
    void aDeclinedLineBeforeALiveOneIsPassedOver() {
        assertThat(choice.in(offer("m=audio 0 RTP/AVP 8\r\nm=audio 4000 RTP/AVP 0\r\n"))).containsExactly(Codecs.PCMU);
    }

    @Test
    void phonesAreOfferedTheCallersCodecsFirstAndOnlyWhatCanBeJoined() {
        assertThat(choice.towards(List.of(Codecs.PCMA), List.of())).containsExactly("PCMA/8000", "PCMU/8000");
        assertThat(choice.towards(List.of(L16), List.of())).containsExactly("L16/16000");
        assertThat(choice.towards(List.of(Codecs.PCMA, L16), List.of())).containsExactly("PCMA/8000", "L16/16000", "PCMU/8000");
    }

    @Test
    void aPlaceIsOfferedWhatItMayUseInItsOwnOrder() {
        assertThat(choice.towards(List.of(Codecs.PCMA), List.of("pcmu", "PCMA", "opus")))
                .containsExactly("PCMU/8000", "PCMA/8000");
        assertThat(choice.towards(List.of(L16), List.of("PCMA"))).isEmpty();
    }

    @Test
    void theCallerGetsThePhonesCodecAloneWhereBothHaveIt() {
        assertThat(choice.back(List.of(Codecs.PCMA, Codecs.PCMU), AudioFormat.PCMU)).containsExactly("PCMU/8000");
        assertThat(choice.back(List.of(Codecs.PCMA, L16), AudioFormat.PCMU)).containsExactly("PCMA/8000");
        assertThat(choice.back(List.of(L16), AudioFormat.PCMU)).isEmpty();
    }

    @Test
    void theTwoLawsOfG711CanBeJoinedAndNothingElse() {
        assertThat(choice.canJoin(AudioFormat.PCMA, AudioFormat.PCMU)).isTrue();
        assertThat(choice.canJoin(WIDE, WIDE)).isTrue();
        assertThat(choice.canJoin(WIDE, AudioFormat.PCMU)).isFalse();
        assertThat(choice.canJoin(new AudioFormat("opus", 48_000, 2), AudioFormat.PCMU)).isFalse();
    }
}
