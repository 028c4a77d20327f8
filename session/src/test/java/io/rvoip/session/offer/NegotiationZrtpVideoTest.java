package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.VideoFormat;
import io.rvoip.media.VideoWay;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Video on ports of its own beside audio whose keys come from ZRTP: a further stream, or none (RFC 6189 sections 4.4.3 and 8.1). */
class NegotiationZrtpVideoTest {
    private static final SrtpSuite CM = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
    private static final OwnZrtp OURS = new OwnZrtp(new HelloHash("1.10", "ab".repeat(32)), List.of(CM));
    private static final OwnZrtp OF_VIDEO = new OwnZrtp(new HelloHash("1.10", "ba".repeat(32)), List.of(CM));
    private static final HelloHash THEIRS = new HelloHash("1.10", "cd".repeat(32));
    private static final String AUDIO = "m=audio 5000 RTP/AVP 0";
    private static final String AUDIO_HASH = "a=zrtp-hash:1.10 " + "ef".repeat(32);
    private static final List<String> VIDEO = List.of("m=video 5002 RTP/AVP 96", "a=rtpmap:96 VP8/90000");
    private static final String VIDEO_HASH = "a=zrtp-hash:" + THEIRS;
    private static final PassedVideo VP8 = new PassedVideo(
            List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV);

    private static Negotiation side(SrtpUse use, boolean named) {
        List<SrtpMasterKey> keys = named ? List.of(SrtpMasterKey.random(CM, new SeededIds(1))) : List.of();
        List<SrtpMasterKey> ofVideo = named ? List.of(SrtpMasterKey.random(CM, new SeededIds(2))) : List.of();
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000,
                        new OwnKeys(use, keys, null, null, OURS))
                .withOwnVideo(new OwnVideo(LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_010)), new OwnKeys(use, ofVideo, null, null, OF_VIDEO)))
                .withVideo(VP8);
    }

    private static SessionDescription far(String... more) {
        return Sdp.of(Stream.of(Stream.of(AUDIO), Stream.of(more)).flatMap(lines -> lines).toArray(String[]::new));
    }

    /** @param hash of the line of video; "": it says none */
    private static SessionDescription with(String audioHash, String hash) {
        return Sdp.of(Stream.of(Stream.of(AUDIO, audioHash), VIDEO.stream(), Stream.of(hash)).flatMap(lines -> lines)
                .filter(line -> !line.isEmpty()).toArray(String[]::new));
    }

    private static Media line(Negotiation side) {
        return sent(side).media().get(1);
    }

    private static VideoWay way(Negotiation side) {
        return side.video().orElseThrow().way();
    }

    private static void assertIsAFurtherStream(Negotiation side) {
        assertThat(line(side).port()).isEqualTo(40_010);
        assertThat(line(side).protocol()).isEqualTo("RTP/AVP");
        assertThat(line(side).attributes().all("zrtp-hash")).as("its own").containsExactly(OF_VIDEO.hello().toString());
        assertThat(sent(side).media().get(0).attributes().all("zrtp-hash")).containsExactly(OURS.hello().toString());
        assertThat(way(side).zrtp().hello()).contains(THEIRS);
        assertThat(way(side).zrtp().required()).as("whatever audio may be without").isTrue();
        assertThat(way(side).keys()).isNull();
    }

    private static void assertDeclined(Negotiation side) {
        assertThat(side.audio()).isPresent();
        assertThat(side.video()).isEmpty();
        assertThat(line(side).isDeclined()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = SrtpUse.class, names = {"REQUIRED", "PREFERRED", "ACCEPTED"})
    void anOfferIsAnsweredWithAHelloOfItsOwn(SrtpUse use) {
        assertIsAFurtherStream(agreed(side(use, false).answer(with(AUDIO_HASH, VIDEO_HASH))));
    }

    @ParameterizedTest
    @CsvSource({"REQUIRED, false", "PREFERRED, false", "PREFERRED, true"})
    void ourOfferHasOneAndTheAnswerTakesIt(SrtpUse use, boolean named) {
        Negotiation offer = side(use, named).offer(OfferKind.INITIAL);
        assertThat(line(offer).attributes().all("zrtp-hash")).containsExactly(OF_VIDEO.hello().toString());
        assertThat(line(offer).hasAttribute("crypto")).isEqualTo(named);
        Negotiation agreed = agreed(offer.accept(with(AUDIO_HASH, VIDEO_HASH)));

        assertThat(way(agreed).zrtp().hello()).contains(THEIRS);
        assertThat(way(agreed).keys()).isNull();
        assertIsAFurtherStream(agreed.offer(OfferKind.HOLD));
    }

    /** Whoever names a Hello for audio names one for video, or does not have it there. */
    @Test
    void withoutAHashOfItsOwnItIsDeclined() {
        assertDeclined(agreed(side(SrtpUse.REQUIRED, false).answer(with(AUDIO_HASH, ""))));
        assertThat(agreed(side(SrtpUse.REQUIRED, false).offer(OfferKind.INITIAL).accept(with(AUDIO_HASH, ""))).video()).isEmpty();
        assertThat(agreed(side(SrtpUse.PREFERRED, false).offer(OfferKind.INITIAL).accept(with(AUDIO_HASH, ""))).video()).isEmpty();
    }

    /** Some phones can write nothing into descriptions: the media path tells, for both. */
    @Test
    void whoNamesNoneAtAllIsTriedWhereWeInsist() {
        Negotiation answered = agreed(side(SrtpUse.REQUIRED, false).answer(with("", "")));
        Negotiation offered = agreed(side(SrtpUse.REQUIRED, false).offer(OfferKind.INITIAL).accept(with("", "")));

        assertThat(way(answered).zrtp().hello()).isEmpty();
        assertThat(way(offered).zrtp().hello()).isEmpty();
        assertThat(way(offered).zrtp().required()).isTrue();
    }

    @Test
    void withoutZrtpOnAudioItIsAsAudioIs() {
        Negotiation plain = agreed(side(SrtpUse.PREFERRED, false).offer(OfferKind.INITIAL).accept(with("", VIDEO_HASH)));
        assertThat(audio(plain).zrtp()).isNull();
        assertThat(way(plain).zrtp()).isNull();
        assertThat(way(plain).keys()).isNull();

        Negotiation offer = side(SrtpUse.PREFERRED, true).offer(OfferKind.INITIAL);
        String[] keys = {"a=crypto:1 " + CM + " inline:" + "A".repeat(40), "a=crypto:1 " + CM + " inline:" + "B".repeat(40)};
        Negotiation named = agreed(offer.accept(far(keys[0], VIDEO.get(0), VIDEO.get(1), keys[1], VIDEO_HASH)));
        assertThat(audio(named).zrtp()).isNull();
        assertThat(way(named).zrtp()).isNull();
        assertThat(way(named).keys()).isNotNull();
    }

    /** RFC 8643 has no such thing as video in the clear beside audio that is not: nor in the middle of a call, whatever audio says then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void plainVideoIsNotAddedToACallWithIt(boolean said) {
        Negotiation call = agreed(side(SrtpUse.ACCEPTED, false).answer(far(AUDIO_HASH)));
        assertThat(audio(call).zrtp()).isNotNull();

        assertDeclined(agreed(call.answer(with(said ? AUDIO_HASH : "", ""))));
    }

    @Test
    void itIsAddedAsAFurtherStream() {
        Negotiation call = agreed(side(SrtpUse.REQUIRED, false).withVideo(PassedVideo.NONE).answer(far(AUDIO_HASH)));
        assertIsAFurtherStream(agreed(call.withVideo(VP8).answer(with(AUDIO_HASH, VIDEO_HASH))));

        Negotiation offer = call.withVideo(VP8).offer(OfferKind.REFRESH);
        assertThat(offer.offersOwnVideo()).isTrue();
        assertThat(way(agreed(offer.accept(with(AUDIO_HASH, VIDEO_HASH)))).zrtp()).isNotNull();
    }

    /** A stream is for as long as its line: somebody else does not come in, and the call goes on without video. */
    @Test
    void anotherHelloInTheMiddleIsDeclined() {
        String other = "a=zrtp-hash:1.10 " + "12".repeat(32);
        Negotiation call = agreed(side(SrtpUse.REQUIRED, false).answer(with(AUDIO_HASH, VIDEO_HASH)));

        assertDeclined(agreed(call.answer(with(AUDIO_HASH, other))));
        assertThat(agreed(call.offer(OfferKind.REFRESH).accept(with(AUDIO_HASH, other))).video()).isEmpty();
        assertIsAFurtherStream(agreed(call.answer(with(AUDIO_HASH, VIDEO_HASH))));
        assertThat(agreed(agreed(call.answer(far(AUDIO_HASH, "m=video 0 RTP/AVP 96"))).answer(with(AUDIO_HASH, other))).video())
                .as("after its end it may be anybody who has the keys").isPresent();
    }

    /** Over these profiles there is no ZRTP that we know of. */
    @ParameterizedTest
    @ValueSource(strings = {"RTP/SAVP", "UDP/TLS/RTP/SAVP"})
    void otherTransportsAreDeclined(String protocol) {
        assertDeclined(agreed(side(SrtpUse.REQUIRED, false).answer(
                far(AUDIO_HASH, "m=video 5002 " + protocol + " 96", VIDEO.get(1), VIDEO_HASH))));
    }

    /** What an end behind us says of its Hello is about audio alone: nothing of ours stands beside it. */
    @Test
    void whereItPassesVideoHasNoneOfOurs() {
        Negotiation passing = side(SrtpUse.ACCEPTED, false).withoutZrtp().withHello(PassedHello.of(far(AUDIO_HASH)));
        assertThat(line(passing.offer(OfferKind.INITIAL)).hasAttribute("zrtp-hash")).isFalse();
        assertThat(line(agreed(passing.answer(with(AUDIO_HASH, VIDEO_HASH)))).hasAttribute("zrtp-hash")).isFalse();
    }
}
