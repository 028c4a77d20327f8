package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The exchanges of RFC 3264 §10, with addresses in place of host names, which we do not look up. */
class Rfc3264ExamplesTest {
    private static final AudioFormat G723 = new AudioFormat("G723", 8_000, 1);
    private static final AudioFormat G729 = new AudioFormat("G729", 8_000, 1);

    /** §10.1, we are Bob: no video at all here, where the RFC's Bob takes the second stream. */
    @Test
    void bobAnswersTheBasicExchange() {
        SessionDescription offer = description(
                "alice 2890844526 2890844526",
                "m=audio 49170 RTP/AVP 0",
                "a=rtpmap:0 PCMU/8000",
                "m=video 51372 RTP/AVP 31",
                "a=rtpmap:31 H261/90000",
                "m=video 53000 RTP/AVP 32",
                "a=rtpmap:32 MPV/90000");

        Negotiation bob = Sdp.agreed(Sdp.side(AudioFormat.PCMU).answer(offer));

        SessionDescription answer = Sdp.sent(bob);
        assertThat(answer.media()).hasSize(3);
        assertThat(answer.media().get(0).port()).isEqualTo(40_000);
        assertThat(answer.media().get(0).payloadTypes()).containsExactly(0);
        assertThat(answer.media().get(1).toString()).startsWith("m=video 0 RTP/AVP 31");
        assertThat(answer.media().get(2).toString()).startsWith("m=video 0 RTP/AVP 32");
        assertThat(Sdp.audio(bob).remote()).isEqualTo(new InetSocketAddress("198.51.100.9", 49_170));
    }

    /** §10.1, we are Bob and change our mind: all four lines keep their places. */
    @Test
    void bobOffersAgainWithTheSameLines() {
        SessionDescription offer = description(
                "alice 2890844526 2890844526",
                "m=video 51372 RTP/AVP 31",
                "m=audio 49170 RTP/AVP 0",
                "m=video 53000 RTP/AVP 32");
        Negotiation bob = Sdp.agreed(Sdp.side(AudioFormat.PCMU).answer(offer));

        SessionDescription again = Sdp.sent(bob.offer(OfferKind.HOLD));

        assertThat(again.media()).extracting(Media::type).containsExactly("video", "audio", "video");
        assertThat(again.media()).extracting(Media::isDeclined).containsExactly(true, false, true);
        assertThat(again.directionOf(again.media().get(1))).isEqualTo(Direction.SENDONLY);
        assertThat(again.origin()).isEqualTo(Sdp.sent(bob).origin().next());
    }

    /** §10.1, we are Alice: Bob moves his port and adds a line of events alone, which is no use to us. */
    @Test
    void aliceAnswersAnAddedLine() {
        Negotiation alice = Sdp.side(AudioFormat.PCMU).offer(OfferKind.INITIAL);
        alice = Sdp.agreed(
                alice.accept(description("bob 2890844730 2890844730", "m=audio 49920 RTP/AVP 0")));

        alice = Sdp.agreed(alice.answer(description(
                "bob 2890844730 2890844731",
                "m=audio 65422 RTP/AVP 0",
                "a=rtpmap:0 PCMU/8000",
                "m=audio 51434 RTP/AVP 110",
                "a=rtpmap:110 telephone-events/8000",
                "a=recvonly")));

        assertThat(Sdp.audio(alice).remote().getPort()).isEqualTo(65_422);
        assertThat(Sdp.sent(alice).media()).extracting(Media::port).containsExactly(40_000, 0);
        assertThat(Sdp.sent(alice).origin().version()).isEqualTo(2);
    }

    /** §10.2, we are Bob: an inactive offer of three codecs, then a sendrecv one of the chosen. */
    @Test
    void bobLetsAliceLockTheCodec() {
        Negotiation bob = Sdp.agreed(Sdp.side(AudioFormat.PCMU, G723).answer(description(
                "alice 2890844526 2890844526",
                "m=audio 62986 RTP/AVP 0 4 18",
                "a=rtpmap:0 PCMU/8000",
                "a=rtpmap:4 G723/8000",
                "a=rtpmap:18 G729/8000",
                "a=inactive")));
        assertThat(Sdp.audio(bob).direction()).isEqualTo(Direction.INACTIVE);
        assertThat(Sdp.audio(bob).format()).isEqualTo(AudioFormat.PCMU);

        bob = Sdp.agreed(bob.answer(description(
                "alice 2890844526 2890844527", "m=audio 62986 RTP/AVP 4", "a=rtpmap:4 G723/8000", "a=sendrecv")));

        assertThat(Sdp.audio(bob).direction()).isEqualTo(Direction.SENDRECV);
        assertThat(Sdp.audio(bob).format()).isEqualTo(G723);
        assertThat(Sdp.audio(bob).sendPayloadType()).isEqualTo(4);
    }

    /** §10.2, we are Alice: Bob can receive two of our three codecs and may send either. */
    @Test
    void aliceIsReadyForEachCodecBobNames() {
        Negotiation alice = Sdp.side(AudioFormat.PCMU, G723, G729).offer(OfferKind.INITIAL);

        alice = Sdp.agreed(alice.accept(description(
                "bob 2890844730 2890844731",
                "m=audio 54344 RTP/AVP 0 4",
                "a=rtpmap:0 PCMU/8000",
                "a=rtpmap:4 G723/8000",
                "a=inactive")));

        assertThat(Sdp.audio(alice).receivable()).containsOnlyKeys(0, 4).containsEntry(4, G723);
        assertThat(Sdp.audio(alice).direction()).isEqualTo(Direction.INACTIVE);
    }

    private static SessionDescription description(String origin, String... lines) {
        return Sdp.parse("v=0\r\no=" + origin + " IN IP4 198.51.100.9\r\ns=\r\nc=IN IP4 198.51.100.9\r\nt=0 0\r\n"
                + String.join("\r\n", lines) + "\r\n");
    }
}
