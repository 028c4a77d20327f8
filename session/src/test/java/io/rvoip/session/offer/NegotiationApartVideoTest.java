package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.VideoFormat;
import io.rvoip.media.VideoWay;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Video of telephones: a line by itself, with a port and keys of its own (RFC 3264, RFC 4568). */
class NegotiationApartVideoTest {
    private static final SrtpSuite CM = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
    private static final String AUDIO_KEY = "a=crypto:1 " + CM + " inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    private static final String VIDEO_KEY = "a=crypto:3 " + CM + " inline:" + "B".repeat(40);
    private static final VideoFormat VP8 = new VideoFormat("VP8", 90_000, "");
    private static final VideoFormat H264 = new VideoFormat("H264", 90_000, "packetization-mode=1;profile-level-id=42e01f");
    private static final LocalAudio PLACE = LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_010));
    private static final String FINGERPRINT =
            "a=fingerprint:" + CertificateFingerprint.of("sha-256", new byte[] {1}, CryptoProvider.jdk());
    private static final DtlsCertificate OURS =
            DtlsCertificate.ephemeral(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30), CryptoProvider.jdk());

    private static PassedVideo passed(VideoFormat... formats) {
        List<PassedVideo.Numbered> numbered = new ArrayList<>();
        for (VideoFormat format : formats) {
            numbered.add(new PassedVideo.Numbered(format, 96 + numbered.size()));
        }
        return new PassedVideo(numbered, Direction.SENDRECV);
    }

    private static OwnKeys keys(SrtpUse use, int seed) {
        return use == SrtpUse.OFF ? OwnKeys.NONE : OwnKeys.of(use, List.of(SrtpMasterKey.random(CM, new SeededIds(seed))));
    }

    private static Negotiation side(SrtpUse use, VideoFormat... formats) {
        return side(keys(use, 1)).withOwnVideo(new OwnVideo(PLACE, keys(use, 2))).withVideo(passed(formats));
    }

    private static Negotiation side(OwnKeys keys) {
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)),
                4_000, keys);
    }

    private static List<String> audio(String protocol) {
        return keyed(protocol, "m=audio 5000 " + protocol + " 0", AUDIO_KEY);
    }

    private static List<String> video(String protocol, String... more) {
        List<String> first = keyed(protocol, "m=video 5002 " + protocol + " 96 97", VIDEO_KEY);
        return Stream.of(first.stream(), Stream.of("a=rtpmap:96 VP8/90000", "a=rtpmap:97 H264/90000",
                "a=fmtp:97 profile-level-id=42e01f;packetization-mode=1"), Stream.of(more)).flatMap(lines -> lines).toList();
    }

    private static List<String> keyed(String protocol, String line, String key) {
        return protocol.startsWith("RTP/S") ? List.of(line, key) : List.of(line);
    }

    private static SessionDescription description(List<String> audio, List<String> video) {
        return Sdp.of(Stream.concat(audio.stream(), video.stream()).toArray(String[]::new));
    }

    private static NegotiatedVideo agreedOn(Negotiation negotiation) {
        return negotiation.video().orElseThrow();
    }

    private static VideoWay way(Negotiation negotiation) {
        return agreedOn(negotiation).way();
    }

    @ParameterizedTest
    @CsvSource({"OFF, RTP/AVP", "OFF, RTP/AVPF", "ACCEPTED, RTP/SAVP", "REQUIRED, RTP/SAVPF"})
    void aLineIsAnsweredOverItsProfileWithAPortAndAKeyOfOurOwn(SrtpUse use, String protocol) {
        Negotiation answered = agreed(side(use, VP8).answer(description(audio(protocol), video(protocol))));
        Media line = sent(answered).media().get(1);

        assertThat(line.port()).isEqualTo(40_010);
        assertThat(line.protocol()).isEqualTo(protocol);
        assertThat(line.formats()).as("H.264 is not what the other side has").containsExactly("96");
        assertThat(sent(answered).groups()).isEmpty();
        assertThat(way(answered).remote()).isEqualTo(new InetSocketAddress("198.51.100.7", 5_002));
        assertThat(way(answered).remoteRtcp()).isEqualTo(new InetSocketAddress("198.51.100.7", 5_003));
        assertThat(agreedOn(answered).received()).containsOnlyKeys(96);
        if (use == SrtpUse.OFF) {
            assertThat(line.hasAttribute("crypto")).isFalse();
            assertThat(way(answered).keys()).isNull();
        } else {
            assertThat(line.attributes().all("crypto")).singleElement().asString().startsWith("3 " + CM);
            assertThat(way(answered).keys().sending()).isNotEqualTo(answered.audio().orElseThrow().keys().sending());
            assertThat(way(answered).keys().receiving()).isNotEqualTo(answered.audio().orElseThrow().keys().receiving());
        }
    }

    /** Telephones name feedback in any profile; what they do not name is not sent. */
    @Test
    void feedbackIsWhatTheLineSays() {
        Negotiation silent = agreed(side(SrtpUse.OFF, VP8).answer(description(audio("RTP/AVP"), video("RTP/AVP"))));
        assertThat(agreedOn(silent).feedback()).isEqualTo(new RtpFeedback(false, false, false));
        assertThat(agreedOn(silent).repair()).isEqualTo(RtpRepair.NOTHING);
        assertThat(sent(silent).media().get(1).hasAttribute("rtcp-fb")).isFalse();

        Negotiation said = agreed(side(SrtpUse.OFF, VP8).answer(
                description(audio("RTP/AVP"), video("RTP/AVP", "a=rtcp-fb:* nack pli", "a=rtcp-fb:96 ccm fir"))));
        assertThat(agreedOn(said).feedback()).isEqualTo(new RtpFeedback(true, true, false));
        assertThat(sent(said).media().get(1).attributes().all("rtcp-fb")).containsExactlyInAnyOrder("* nack pli", "* ccm fir");
    }

    @Test
    void rtcpIsWhereTheLineSaysAndOnOnePortOnlyWhereBothHaveIt() {
        Negotiation elsewhere = agreed(side(SrtpUse.OFF, VP8).answer(
                description(audio("RTP/AVP"), video("RTP/AVP", "a=rtcp:7001 IN IP4 198.51.100.9", "a=rtcp-mux"))));
        assertThat(way(elsewhere).remoteRtcp()).isEqualTo(new InetSocketAddress("198.51.100.9", 7_001));
        assertThat(sent(elsewhere).media().get(1).rtcpMux()).isFalse();

        AudioCapabilities mux = AudioCapabilities.of(AudioFormat.PCMU).withRtcpMux(true);
        Negotiation shared = agreed(side(SrtpUse.OFF, VP8).withCapabilities(mux)
                .answer(description(audio("RTP/AVP"), video("RTP/AVP", "a=rtcp-mux"))));
        assertThat(way(shared).remoteRtcp()).isEqualTo(way(shared).remote());
        assertThat(sent(shared).media().get(1).rtcpMux()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"m=video 5002, m=video 0", "m=video 5002 RTP/SAVP, m=video 5002 RTP/AVP", "a=crypto:3 AES_CM_128_HMAC_SHA1_80, a=crypto:3 FUTURE",
        "m=video 5002 RTP/SAVP, m=video 5002 UDP/TLS/RTP/SAVP", "VP8, VP9", "m=video 5002 RTP/SAVP, m=video 5002 TCP/RTP/SAVP",
        "IN IP4 203.0.113.9, IN IP4 224.2.1.1"})
    void otherwiseItIsDeclinedAndAudioIsNot(String from, String to) {
        List<String> line = video("RTP/SAVP", "c=IN IP4 203.0.113.9").stream()
                .filter(one -> !to.endsWith("RTP/AVP") || !one.startsWith("a=crypto")).map(one -> one.replace(from, to)).toList();
        List<String> fixed = Stream.concat(line.stream().filter(one -> one.startsWith("m=") || one.startsWith("c=")).sorted(
                java.util.Comparator.reverseOrder()), line.stream().filter(one -> one.startsWith("a="))).toList();
        Negotiation answered = agreed(side(SrtpUse.ACCEPTED, VP8).answer(description(audio("RTP/SAVP"), fixed)));

        assertThat(answered.audio()).isPresent();
        assertThat(answered.video()).isEmpty();
        assertThat(sent(answered).media().get(1).port()).isZero();
    }

    /** No video in the clear beside audio that is not, and none whose keys are agreed on by an exchange of its own. */
    @Test
    void besideAudioOverDtlsItIsDeclined() {
        OwnDtls dtls = OwnDtls.of(OURS, List.of(SrtpSuite.AEAD_AES_128_GCM), "seedseedseedseedseed", null);
        Negotiation ours = side(new OwnKeys(SrtpUse.PREFERRED, List.of(), dtls)).withVideo(passed(VP8))
                .withOwnVideo(new OwnVideo(PLACE, OwnKeys.NONE));
        List<String> audio = List.of("m=audio 5000 UDP/TLS/RTP/SAVP 0", FINGERPRINT, "a=setup:actpass");

        Negotiation answered = agreed(ours.answer(description(audio, video("RTP/AVP"))));
        assertThat(answered.audio().orElseThrow().dtls()).isNotNull();
        assertThat(sent(answered).media().get(1).isDeclined()).isTrue();

        Negotiation offered = ours.offer(OfferKind.INITIAL);
        assertThat(sent(offered).media()).as("plain RTP may come of it").hasSize(2);
        List<String> taken = List.of("m=audio 5000 RTP/AVP 0", FINGERPRINT, "a=setup:active");
        Negotiation mixed = agreed(offered.accept(description(taken, video("RTP/AVP"))));
        assertThat(mixed.audio().orElseThrow().dtls()).isNotNull();
        assertThat(mixed.video()).as("in the clear beside encrypted audio").isEmpty();
        Negotiation plain = agreed(offered.accept(description(audio("RTP/AVP"), video("RTP/AVP"))));
        assertThat(way(plain).keys()).isNull();
    }

    /** ZRTP begins in the clear; a line of video that says nothing of it would stay so. */
    @Test
    void besideAudioThatBothWouldHaveByZrtpItIsDeclinedWhoeverOffers() {
        OwnZrtp zrtp = new OwnZrtp(new HelloHash("1.10", "ab".repeat(32)), List.of(CM), true);
        Negotiation ours = side(new OwnKeys(SrtpUse.ACCEPTED, List.of(), null, null, zrtp)).withVideo(passed(VP8))
                .withOwnVideo(new OwnVideo(PLACE, OwnKeys.NONE));
        List<String> announced = List.of("m=audio 5000 RTP/AVP 0", "a=zrtp-hash:1.10 " + "cd".repeat(32));

        Negotiation answered = agreed(ours.answer(description(announced, video("RTP/AVP"))));
        assertThat(sent(answered).media().get(1).isDeclined()).isTrue();

        Negotiation offered = ours.offer(OfferKind.INITIAL);
        assertThat(sent(offered).media()).as("the other may be without ZRTP").hasSize(2);
        Negotiation both = agreed(offered.accept(description(announced, video("RTP/AVP"))));
        assertThat(both.audio().orElseThrow().zrtp()).isNotNull();
        assertThat(both.video()).isEmpty();
        assertThat(sent(both.offer(OfferKind.HOLD)).media().get(1).isDeclined()).as("and not offered again").isTrue();
        Negotiation plain = agreed(offered.accept(description(audio("RTP/AVP"), video("RTP/AVP"))));
        assertThat(way(plain).keys()).isNull();
    }

    @Test
    void withoutPortsOfOurOwnItIsDeclined() {
        Negotiation ours = side(OwnKeys.NONE).withVideo(passed(VP8));
        SessionDescription offer = description(audio("RTP/AVP"), video("RTP/AVP"));
        assertThat(ours.takesOwnVideo(offer)).as("some should be opened").isTrue();
        assertThat(sent(agreed(ours.answer(offer))).media().get(1).isDeclined()).isTrue();
        assertThat(ours.withVideo(PassedVideo.NONE).takesOwnVideo(offer)).isFalse();
        assertThat(ours.takesOwnVideo(description(audio("RTP/AVP"), List.of()))).isFalse();
        assertThat(ours.offersOwnVideo()).isTrue();
        assertThat(ours.withVideo(PassedVideo.NONE).offersOwnVideo()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"OFF, RTP/AVP, 0", "ACCEPTED, RTP/AVP, 0", "PREFERRED, RTP/AVP, 1", "REQUIRED, RTP/SAVP, 1"})
    void anOfferHasItAsAudioIs(SrtpUse use, String protocol, int keys) {
        Negotiation offered = side(use, VP8, H264).offer(OfferKind.INITIAL);
        List<Media> lines = sent(offered).media();
        assertThat(lines).hasSize(2).allMatch(line -> line.protocol().equals(protocol));
        assertThat(lines.get(1).port()).isEqualTo(40_010);
        assertThat(lines.get(1).attributes().all("crypto")).hasSize(keys)
                .allMatch(key -> !lines.get(0).attributes().all("crypto").contains(key));
        assertThat(lines.get(1).payloadTypes()).contains(96, 97);
        assertThat(lines.get(1).attributes().all("rtcp-fb")).contains("* nack pli", "* ccm fir");
    }

    @Test
    void twoOfUsAgreeOnTheSameKeysAndEachSendsInTheOthersNumbers() {
        Negotiation near = side(SrtpUse.REQUIRED, VP8, H264).offer(OfferKind.INITIAL);
        Negotiation far = agreed(side(keys(SrtpUse.ACCEPTED, 70)).withVideo(passed(H264))
                .withOwnVideo(new OwnVideo(LocalAudio.of(new InetSocketAddress("192.0.2.1", 50_010)), keys(SrtpUse.ACCEPTED, 71)))
                .answer(sent(near)));
        near = agreed(near.accept(sent(far)));

        assertThat(way(near).keys().sending()).isEqualTo(way(far).keys().receiving());
        assertThat(way(near).keys().receiving()).isEqualTo(way(far).keys().sending());
        assertThat(way(near).remote().getPort()).isEqualTo(50_010);
        assertThat(agreedOn(near).received()).isEqualTo(agreedOn(far).sent());
        assertThat(agreedOn(near).sent()).isEqualTo(agreedOn(far).received()).hasSize(1);
        assertThat(agreedOn(near).feedback()).isEqualTo(new RtpFeedback(true, true, true, true, RtpFeedback.NONE));

        Media again = sent(near.offer(OfferKind.HOLD)).media().get(1);
        assertThat(again.port()).isEqualTo(40_010);
        assertThat(again.direction()).contains(Direction.SENDONLY);
        assertThat(again.attributes().all("crypto")).as("the key in use stays").isEqualTo(
                sent(side(SrtpUse.REQUIRED, VP8, H264).offer(OfferKind.INITIAL)).media().get(1).attributes().all("crypto"));
    }

    @ParameterizedTest
    @CsvSource({"m=video 5002, m=video 0", "AES_CM_128_HMAC_SHA1_80, FUTURE", "crypto:3, crypto:9", "VP8, VP9"})
    void anAnswerThatDoesNotFitLeavesNoVideo(String from, String to) {
        Negotiation offered = side(SrtpUse.REQUIRED, VP8).offer(OfferKind.INITIAL);
        List<String> line = video("RTP/SAVP").stream().map(one -> one.replace("crypto:3", "crypto:1")).toList();
        assertThat(agreed(offered.accept(description(audio("RTP/SAVP"), line))).video()).isPresent();
        String what = from.equals("crypto:3") ? "crypto:1" : from;
        List<String> changed = line.stream().map(one -> one.replace(what, to)).toList();
        Negotiation agreed = agreed(offered.accept(description(audio("RTP/SAVP"), changed)));
        assertThat(agreed.audio()).isPresent();
        assertThat(agreed.video()).isEmpty();
    }

    @Test
    void itGoesAndComesBackInItsPlace() {
        Negotiation agreed = agreed(side(SrtpUse.OFF, VP8).answer(description(audio("RTP/AVP"), video("RTP/AVP"))));
        Negotiation without = agreed.withVideo(PassedVideo.NONE).offer(OfferKind.REFRESH);
        assertThat(sent(without).media().get(1).isDeclined()).isTrue();
        Negotiation gone = agreed(without.accept(description(audio("RTP/AVP"), List.of("m=video 0 RTP/AVP 96"))));
        assertThat(gone.video()).isEmpty();
        Negotiation back = gone.withVideo(passed(VP8)).offer(OfferKind.REFRESH);
        assertThat(sent(back).media()).hasSize(2);
        assertThat(sent(back).media().get(1).port()).isEqualTo(40_010);
        assertThat(agreed(back.accept(description(audio("RTP/AVP"), video("RTP/AVP")))).video()).isPresent();
    }

    /** RFC 2543 had no attribute for it. */
    @Test
    void whoSaysNoAddressHolds() {
        List<String> line = new ArrayList<>(video("RTP/AVP"));
        line.add(1, "c=IN IP4 0.0.0.0");
        Negotiation answered = agreed(side(SrtpUse.OFF, VP8).answer(description(audio("RTP/AVP"), line)));
        assertThat(way(answered).remote().getAddress().isAnyLocalAddress()).isTrue();
    }
}
