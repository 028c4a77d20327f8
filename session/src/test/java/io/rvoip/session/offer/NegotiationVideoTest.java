package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.media.BundleTags;
import io.rvoip.media.LocalIce;
import io.rvoip.media.VideoFormat;
import io.rvoip.media.VideoParameters;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Group;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Video beside audio in one group, as two browsers have it with us between them (RFC 8829, RFC 9143). */
class NegotiationVideoTest {
    private static final DtlsCertificate OURS =
            DtlsCertificate.ephemeral(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30), CryptoProvider.jdk());
    private static final String FINGERPRINT =
            "a=fingerprint:" + CertificateFingerprint.of("sha-256", new byte[] {1}, CryptoProvider.jdk());
    private static final String BUNDLE = "a=group:BUNDLE 0 1";
    private static final List<String> AUDIO = List.of("m=audio 5000 UDP/TLS/RTP/SAVPF 0", FINGERPRINT, "a=setup:actpass",
            "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuvwx", "a=rtcp-mux", "a=mid:0");
    private static final List<String> VIDEO = List.of("m=video 5000 UDP/TLS/RTP/SAVPF 96 97 98 99", "a=rtcp-mux", "a=mid:1",
            "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96",
            "a=rtpmap:98 H264/90000", "a=fmtp:98 packetization-mode=1;profile-level-id=42e01f", "a=rtpmap:99 red/90000",
            "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=rtcp-fb:96 goog-remb", "a=rtcp-fb:98 ccm fir",
            "a=rtcp-fb:96 transport-cc", "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01");
    private static final List<String> ANSWER = changed(AUDIO, "actpass", "active");
    private static final List<String> DECLINED = List.of("m=video 0 UDP/TLS/RTP/SAVPF 0", "a=mid:1");
    private static final VideoFormat VP8 = new VideoFormat("VP8", 90_000, "");
    private static final VideoFormat H264 = new VideoFormat("H264", 90_000, "profile-level-id=42e034;packetization-mode=1");

    private static PassedVideo passed(VideoFormat... formats) {
        List<PassedVideo.Numbered> numbered = new ArrayList<>();
        for (VideoFormat format : formats) {
            numbered.add(new PassedVideo.Numbered(format, 110 + numbered.size()));
        }
        return new PassedVideo(numbered, Direction.SENDRECV);
    }

    private static Negotiation side(PassedVideo video) {
        OwnDtls dtls = OwnDtls.of(OURS, List.of(SrtpSuite.AEAD_AES_128_GCM), "seedseedseedseedseed", null);
        InetSocketAddress here = new InetSocketAddress("192.0.2.1", 40_000);
        List<IceCandidate> candidates = List.of(IceCandidate.host("1", 1, here));
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(here),
                        4_000, new OwnKeys(SrtpUse.REQUIRED, List.of(), dtls))
                .withIce(new LocalIce(IceCredentials.random(new SeededIds(4)), candidates, true, false, true)).withVideo(video);
    }

    private static SessionDescription description(List<String> session, List<String> audio, List<String> video) {
        return Sdp.of(Stream.of(session, audio, video).flatMap(List::stream).toArray(String[]::new));
    }

    private static SessionDescription browser() {
        return description(List.of(BUNDLE), AUDIO, VIDEO);
    }

    private static SessionDescription answer(List<String> video) {
        return description(List.of(BUNDLE), ANSWER, video);
    }

    private static List<String> group(SessionDescription description) {
        return description.groups().stream().findFirst().map(Group::mids).orElse(List.of());
    }

    private static List<String> changed(List<String> lines, String from, String to) {
        return lines.stream().map(line -> line.replace(from, to)).toList();
    }

    /** RFC 9335 section 4: what is said for one line of a group is said for all. */
    @Test
    void headsOfAGroupAreEncryptedTogether() {
        Negotiation side = side(passed(VP8)).withCapabilities(AudioCapabilities.of(AudioFormat.PCMU).withCryptex(Cryptex.USED));
        List<Media> offered = sent(side.offer(OfferKind.INITIAL)).media();
        List<Media> answered = sent(agreed(side.answer(description(List.of(BUNDLE, "a=cryptex"), AUDIO, VIDEO)))).media();
        List<Media> plainly = sent(agreed(side.answer(browser()))).media();

        assertThat(offered).hasSize(2).allMatch(line -> line.hasAttribute("cryptex"));
        assertThat(answered).hasSize(2).allMatch(line -> line.hasAttribute("cryptex"));
        assertThat(plainly).hasSize(2).noneMatch(line -> line.hasAttribute("cryptex"));
    }

    /** RFC 9143 section 10, RFC 8839 §4.4.1.2.2. */
    @Test
    void theNominatedCandidateIsToldWhereTheGroupBeginsAndIsThePlaceOfAll() {
        IceCandidate nominated = IceCandidate.remote("7", 1, 100, new InetSocketAddress("203.0.113.9", 5_000), CandidateType.RELAYED);
        Negotiation alone = agreed(side(PassedVideo.NONE).answer(description(List.of("a=group:BUNDLE 0"), AUDIO, List.of())));
        Negotiation both = agreed(side(passed(VP8)).answer(browser()));
        SessionDescription added = sent(found(alone, nominated).withVideo(passed(VP8)).offer(OfferKind.REFRESH));
        SessionDescription again = sent(found(both, nominated).offer(OfferKind.REFRESH));

        for (SessionDescription said : List.of(added, again)) {
            assertThat(said.connectionOf(said.media().get(0)).orElseThrow().address()).isEqualTo("203.0.113.9");
            assertThat(said.media().get(0).port()).isEqualTo(5_000);
            assertThat(said.media().get(0).candidates()).hasSize(1).allMatch(one -> one.contains(" 203.0.113.9 5000 typ relay"));
            assertThat(said.media().get(1).candidates()).isEmpty();
        }
        assertThat(added.media().get(1).hasAttribute("bundle-only")).isTrue();
        assertThat(again.media().get(1).port()).isEqualTo(5_000);
    }

    private static Negotiation found(Negotiation before, IceCandidate nominated) {
        return before.withIce(before.ice().orElseThrow().withNominated(List.of(nominated)));
    }

    @Test
    void anOfferIsAnsweredWithWhatTheOtherSideTookInItsWords() {
        Negotiation answered = agreed(side(passed(H264, VP8)).answer(browser()));
        Media line = sent(answered).media().get(1);

        assertThat(line.port()).isEqualTo(40_000);
        assertThat(line.formats()).as("in the offerer's order and numbers").containsExactly("96", "97", "98");
        assertThat(line.fmtp(98).orElseThrow().text()).isEqualTo(H264.parameters());
        assertThat(line.attributes().all("rtcp-fb")).containsExactlyInAnyOrder("* nack", "* nack pli", "* ccm fir", "* goog-remb",
                "* transport-cc");
        assertThat(line.attributes().all("extmap")).as("numbers are taken, and not sent").containsExactly("3/recvonly " + TransportNumbers.URI);
        assertThat(line.mid()).contains("1");
        assertThat(line.hasAttribute("ice-ufrag")).as("the way is described where the group begins").isFalse();
        assertThat(group(sent(answered))).containsExactly("0", "1");

        NegotiatedVideo video = answered.video().orElseThrow();
        assertThat(video.received().keySet()).containsExactlyInAnyOrder(96, 98);
        assertThat(video.sent().keySet()).containsExactlyInAnyOrder(96, 98);
        assertThat(video.repair().sendAgain()).isEqualTo(Map.of(96, 97));
        assertThat(video.repair().receiveAgain()).isEqualTo(Map.of(97, 96));
        assertThat(video.feedback()).isEqualTo(new RtpFeedback(true, true, true, false, 3));
        assertThat(video.theirs().formats()).extracting(PassedVideo.Numbered::number).containsExactly(96, 98);
    }

    private static List<String> with(List<String> lines, String more) {
        return more.isEmpty() ? lines : Stream.concat(lines.stream(), Stream.of(more)).toList();
    }

    /** RFC 9143 section 15: in the clear, both ways, and under one identifier for both lines, or not at all. */
    @ParameterizedTest
    @CsvSource({
        "a=extmap:4 MID, a=extmap:4 MID, true",
        "a=extmap:14/sendrecv MID, a=extmap:14 MID, true",
        "a=extmap:4 MID, '', false",
        "'', a=extmap:4 MID, false",
        "a=extmap:4 MID, a=extmap:5 MID, false",
        "a=extmap:4 MID, a=extmap:4/sendonly MID, false",
        "a=extmap:16 MID, a=extmap:16 MID, false",
        "a=extmap:4 urn:ietf:params:rtp-hdrext:encrypt MID, a=extmap:4 urn:ietf:params:rtp-hdrext:encrypt MID, false"
    })
    void packetsNameTheirLineWhereBothSidesHaveIt(String audio, String video, boolean taken) {
        SessionDescription offer = description(List.of(BUNDLE), with(AUDIO, audio.replace("MID", MidLines.URI)), with(VIDEO, video.replace("MID", MidLines.URI)));
        Negotiation answered = agreed(side(passed(VP8)).answer(offer));
        NegotiatedVideo agreed = answered.video().orElseThrow();

        assertThat(agreed.tags()).isEqualTo(taken ? new BundleTags(audio.contains(":4 ") ? 4 : 14, "0", "1") : null);
        assertThat(sent(answered).media()).hasSize(2).allMatch(line -> names(line).isPresent() == taken);
        if (taken) {
            String said = agreed.tags().identifier() + " " + MidLines.URI;
            assertThat(sent(answered.offer(OfferKind.REFRESH)).media()).as("as it is in force").allMatch(line -> names(line).equals(Optional.of(said)));
            Negotiation without = agreed(answered.answer(description(List.of("a=group:BUNDLE 0"), with(AUDIO, "a=extmap:" + said), changed(VIDEO, "m=video 5000", "m=video 0"))));
            assertThat(sent(without).media()).as("a line alone has none").allMatch(line -> names(line).isEmpty());
            assertThat(sent(without.offer(OfferKind.REFRESH)).media()).as("its identifier stands for nothing else").allMatch(line -> names(line).equals(Optional.of(said)));
        }
    }

    private static Optional<String> names(Media line) {
        return line.attributes().all("extmap").stream().filter(value -> value.contains(MidLines.URI)).findFirst();
    }

    @ParameterizedTest
    @CsvSource({"a=extmap:9 MID, a=extmap:9 MID, true", "a=extmap:8 MID, a=extmap:8 MID, false", "a=extmap:9 MID, '', false", "'', '', false"})
    void ourOfferHasItForBothLines(String audio, String video, boolean taken) {
        Negotiation side = side(passed(VP8)).offer(OfferKind.INITIAL);
        assertThat(sent(side).media()).hasSize(2).allMatch(line -> names(line).orElse("").equals("9 " + MidLines.URI));
        List<String> theirs = List.of("m=video 5000 UDP/TLS/RTP/SAVPF " + sent(side).media().get(1).formats().get(0), "a=rtcp-mux", "a=mid:1",
                "a=rtpmap:" + sent(side).media().get(1).formats().get(0) + " VP8/90000");
        Negotiation agreed = agreed(side.accept(description(List.of(BUNDLE), with(ANSWER, audio.replace("MID", MidLines.URI)),
                with(theirs, video.replace("MID", MidLines.URI)))));
        assertThat(agreed.video().orElseThrow().tags()).isEqualTo(taken ? new BundleTags(9, "0", "1") : null);
    }

    /** What the far end numbers alike in two lines is sent alike, with the tag of each; what we number never is. */
    @Test
    void oneNumberMayStandForTwoThingsOfTheirs() {
        String mid = "a=extmap:4 " + MidLines.URI;
        SessionDescription offer = description(List.of(BUNDLE), with(AUDIO, mid),
                with(changed(changed(VIDEO, "96", "0"), "97", "100"), mid));
        NegotiatedVideo agreed = agreed(side(passed(VP8)).answer(offer)).video().orElseThrow();

        assertThat(agreed.sent().keySet()).containsExactly(0);
        assertThat(agreed.received().keySet()).doesNotContain(0).hasSize(1);
        assertThat(agreed.tags()).isEqualTo(new BundleTags(4, "0", "1"));
    }

    @ParameterizedTest
    @CsvSource({"BUNDLE 0 1, BUNDLE 0", "BUNDLE 0 1, BUNDLE 1 0", "m=video 5000, m=video 0", "a=mid:1, a=x",
        "m=video 5000 UDP/TLS/RTP/SAVPF, m=video 5000 RTP/AVP", "VP8, VP9", "a=rtcp-mux, a=x"})
    void otherwiseItIsDeclinedAndAudioIsNot(String from, String to) {
        SessionDescription offer = description(changed(List.of(BUNDLE), from, to),
                from.equals("a=rtcp-mux") ? changed(AUDIO, from, to) : AUDIO, changed(VIDEO, from, to));
        Negotiation answered = agreed(side(passed(VP8)).answer(offer));

        assertThat(answered.audio()).isPresent();
        assertThat(answered.video()).isEmpty();
        assertThat(sent(answered).media().get(1).port()).isZero();
        assertThat(group(sent(answered))).containsExactly("0");
    }

    /** RFC 8285 section 5: what the far end does not send is not taken, nor what no header of an extension can have. */
    @ParameterizedTest
    @CsvSource({"a=extmap:3, a=extmap:3/sendonly, 3", "a=extmap:3, a=extmap:200, 200", "a=extmap:3, a=extmap:14/sendrecv, 14",
        "a=extmap:3, a=extmap:3/recvonly, 0", "a=extmap:3, a=extmap:3/inactive, 0", "a=extmap:3, a=extmap:15, 0", "a=extmap:3, a=extmap:0, 0",
        "a=extmap:3, a=extmap:4096, 0", "a=extmap:3, a=extmap:x/, 0", "extensions-01, extensions-02, 0", "96 transport-cc, 97 transport-cc, 0"})
    void numbersOfATransportAreTakenFromWhoSendsThem(String from, String to, int identifier) {
        Negotiation answered = agreed(side(passed(VP8)).answer(description(List.of(BUNDLE), AUDIO, changed(VIDEO, from, to))));
        Media line = sent(answered).media().get(1);
        assertThat(answered.video().orElseThrow().feedback().numbers()).isEqualTo(identifier);
        assertThat(line.hasAttribute("extmap")).isEqualTo(identifier > 0);
        assertThat(line.attributes().all("rtcp-fb").contains("* transport-cc")).isEqualTo(identifier > 0);
    }

    @ParameterizedTest
    @CsvSource({"a=extmap:3, a=extmap:3, 3", "a=extmap:3, a=extmap:4, 0", "a=extmap:3, a=extmap:3/recvonly, 0", "a=extmap, a=x, 0"})
    void ofNumbersThatWeOfferOnlyTheseAreTaken(String from, String to, int identifier) {
        Negotiation offered = side(passed(VP8)).offer(OfferKind.INITIAL);
        assertThat(sent(offered).media().get(1).attributes().all("extmap")).startsWith("3/recvonly " + TransportNumbers.URI);
        Negotiation agreed = agreed(offered.accept(answer(changed(VIDEO, from, to))));
        assertThat(agreed.video().orElseThrow().feedback().numbers()).isEqualTo(identifier);
    }

    @Test
    void anIdentifierStaysAsItIs() {
        Negotiation answered = agreed(side(passed(VP8)).answer(description(List.of(BUNDLE), AUDIO, changed(VIDEO, "extmap:3", "extmap:9"))));
        assertThat(sent(answered.offer(OfferKind.HOLD)).media().get(1).attributes().all("extmap")).as("and nothing else has it")
                .containsExactly("9/recvonly " + TransportNumbers.URI, "10 " + MidLines.URI);
    }

    @Test
    void limitsAreForWhoKnowsThem() {
        List<String> knows = Stream.concat(VIDEO.stream(), Stream.of("a=rtcp-fb:* ccm tmmbr")).toList();
        Negotiation answered = agreed(side(passed(VP8)).answer(description(List.of(BUNDLE), AUDIO, knows)));
        assertThat(answered.video().orElseThrow().feedback().limits()).isTrue();
        assertThat(sent(answered).media().get(1).attributes().all("rtcp-fb")).contains("* ccm tmmbr");

        Negotiation offered = side(passed(VP8)).offer(OfferKind.INITIAL);
        assertThat(sent(offered).media().get(1).attributes().all("rtcp-fb")).contains("* ccm tmmbr");
        assertThat(agreed(offered.accept(answer(knows))).video().orElseThrow().feedback().limits()).isTrue();
        assertThat(agreed(offered.accept(answer(VIDEO))).video().orElseThrow().feedback().limits()).isFalse();
    }

    @Test
    void whatNobodyIsToSeeIsDeclined() {
        Negotiation answered = agreed(side(PassedVideo.NONE).answer(browser()));
        assertThat(sent(answered).media().get(1).isDeclined()).isTrue();
        assertThat(answered.video()).isEmpty();
    }

    /** RFC 8829 section 5.2.1: of a bundle-only line nobody takes the port 0 for a refusal who knows of groups. */
    @Test
    void aLineWithoutAPortOfItsOwnIsNoneThatIsDeclined() {
        List<String> only = Stream.concat(changed(VIDEO, "m=video 5000", "m=video 0").stream(), Stream.of("a=bundle-only")).toList();
        Negotiation answered = agreed(side(passed(VP8)).answer(description(List.of(BUNDLE), AUDIO, only)));
        assertThat(answered.video()).isPresent();
    }

    @Test
    void ourOfferHasItWithoutAPortAndItsAnswerBringsNumbersOfItsOwn() {
        Negotiation offered = side(passed(VP8, H264)).offer(OfferKind.INITIAL);
        Media line = sent(offered).media().get(1);
        assertThat(line.port()).isZero();
        assertThat(line.hasAttribute("bundle-only")).isTrue();
        assertThat(line.payloadTypes()).contains(110, 111);
        assertThat(group(sent(offered))).containsExactly("0", "1");

        Negotiation agreed = agreed(offered.accept(answer(VIDEO)));
        NegotiatedVideo video = agreed.video().orElseThrow();
        assertThat(video.received()).containsOnlyKeys(110, 111);
        assertThat(video.sent()).containsOnlyKeys(96, 98);
        assertThat(video.repair().sendAgain()).isEqualTo(Map.of(96, 97));
        assertThat(video.repair().receiveAgain().values()).containsExactly(110);

        Media again = sent(agreed.offer(OfferKind.HOLD)).media().get(1);
        assertThat(again.port()).as("now the group has a port").isEqualTo(40_000);
        assertThat(again.hasAttribute("bundle-only")).isFalse();
        assertThat(again.direction()).contains(Direction.SENDONLY);
    }

    @Test
    void anAnswerThatDoesNotGroupItLeavesNoVideo() {
        Negotiation offered = side(passed(VP8)).offer(OfferKind.INITIAL);
        assertThat(agreed(offered.accept(description(List.of("a=group:BUNDLE 0"), ANSWER, VIDEO))).video()).isEmpty();
        assertThat(agreed(offered.accept(description(List.of("a=group:BUNDLE 0"), ANSWER, DECLINED)))
                .video()).isEmpty();
    }

    /** RFC 8829 section 5.2.2: in an old place something new has a new name. */
    @Test
    void itGoesAndComesBackInItsPlaceUnderAnotherName() {
        Negotiation agreed = agreed(side(passed(VP8)).offer(OfferKind.INITIAL).accept(answer(VIDEO)));
        Negotiation without = agreed.withVideo(PassedVideo.NONE).offer(OfferKind.REFRESH);
        assertThat(sent(without).media()).hasSize(2);
        assertThat(sent(without).media().get(1).isDeclined()).isTrue();
        assertThat(group(sent(without))).containsExactly("0");

        Negotiation audioOnly = agreed(without.accept(description(List.of("a=group:BUNDLE 0"), ANSWER, DECLINED)));
        assertThat(audioOnly.video()).isEmpty();
        Media line = sent(audioOnly.withVideo(passed(VP8)).offer(OfferKind.REFRESH)).media().get(1);
        assertThat(line.mid()).contains("2");
        assertThat(line.hasAttribute("bundle-only")).isTrue();
    }

    @Test
    void whoHoldsSendsAndSeesNothing() {
        PassedVideo watching = passed(VP8).with(Direction.RECVONLY);
        assertThat(sent(agreed(side(watching).answer(browser()))).media().get(1).direction()).contains(Direction.RECVONLY);
        Negotiation held = agreed(side(passed(VP8)).withHeld(true).answer(browser()));
        assertThat(held.video().orElseThrow().direction()).isEqualTo(Direction.SENDONLY);
    }

    /** No number stands for two things in one group: that is how packets are told apart. */
    @Test
    void noPayloadTypeIsThereTwice() {
        AudioCapabilities audio = AudioCapabilities.of(AudioFormat.PCMU, new AudioFormat("L16", 16_000, 1));
        PassedVideo wild = new PassedVideo(List.of(new PassedVideo.Numbered(VP8, 0), new PassedVideo.Numbered(H264, 0)), Direction.SENDRECV);
        SessionDescription offer = sent(side(wild).withCapabilities(audio).offer(OfferKind.INITIAL));
        List<Integer> all = offer.media().stream().flatMap(line -> line.payloadTypes().stream()).toList();
        assertThat(all).doesNotHaveDuplicates();
        assertThat(offer.media().get(1).rtpMaps()).extracting(map -> map.encoding()).contains("VP8", "H264");
    }

    @Test
    void ofManyFormatsTheFirstAreTakenAndOfEndlessOnesNone() {
        List<String> many = new ArrayList<>(List.of("m=video 5000 UDP/TLS/RTP/SAVPF "
                + String.join(" ", Stream.iterate(35, n -> n + 1).limit(60).map(String::valueOf).toList()), "a=rtcp-mux", "a=mid:1"));
        for (int n = 35; n < 95; n++) {
            many.add("a=rtpmap:" + n + (n == 36 ? " LONG/90000" : " CODEC" + n + "/90000"));
        }
        many.add("a=fmtp:36 " + "x".repeat(VideoFormat.LONGEST + 1));
        PassedVideo read = PassedVideo.of(description(List.of(BUNDLE), AUDIO, many));
        assertThat(read.formats()).hasSize(VideoParameters.MOST_FORMATS).noneMatch(one -> one.format().encoding().equals("LONG"));
        assertThat(sent(side(read).offer(OfferKind.INITIAL)).media().get(1).payloadTypes()).hasSize(2 * VideoParameters.MOST_FORMATS);
    }

    /** SECURITY 2.5: whatever lines come in whatever order, there is an answer, and audio does not suffer. */
    @Test
    void linesInAnyOrderAreAnswered() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            List<String> lines = new ArrayList<>(VIDEO.subList(1, VIDEO.size()));
            Collections.shuffle(lines, random);
            List<String> some = new ArrayList<>(List.of("m=video " + random.nextInt(3) + " UDP/TLS/RTP/SAVPF 96 97 98 99 0 200 x"));
            some.addAll(lines.subList(0, random.nextInt(lines.size())));
            Negotiation answered = agreed(side(passed(VP8, H264)).answer(description(List.of(BUNDLE), AUDIO, some)));
            assertThat(answered.audio()).isPresent();
            assertThat(sent(answered).media()).hasSize(2);
        }
    }

    @Test
    void audioIsFoundBesideVideoThatIsInForce() {
        Negotiation agreed = agreed(side(passed(VP8)).answer(browser()));
        SessionDescription offer = sent(agreed.offer(OfferKind.REFRESH));
        assertThat(offer.media().get(0).isAudio()).isTrue();
        assertThat(offer.media().get(1).type()).isEqualTo("video");
        assertThat(offer.media()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "H264 | profile-level-id=42e01f;packetization-mode=1 | packetization-mode=1; profile-level-id=42E034 | true",
        "H264 | profile-level-id=42e01f;packetization-mode=1 | profile-level-id=42e01f | false",
        "H264 | profile-level-id=42e01f;packetization-mode=1 | profile-level-id=640c1f;packetization-mode=1 | false",
        "VP9 | profile-id=0 | x=y | true", "VP9 | profile-id=2 | x=y | false", "VP8 | max-fs=12 | max-fs=99 | true"})
    void levelsMayDifferAndProfilesMayNot(String encoding, String one, String other, boolean matches) {
        assertThat(new VideoFormat(encoding, 90_000, one).matches(new VideoFormat(encoding.toLowerCase(), 90_000, other))).isEqualTo(matches);
    }

    @Test
    void feedbackOfAudioMayBeOff() {
        AudioCapabilities quiet = AudioCapabilities.of(AudioFormat.PCMU)
                .withRepair(RepairSettings.DEFAULT.withFeedback(io.rvoip.rtp.RepairUse.OFF));
        Negotiation answered = agreed(side(passed(VP8)).withCapabilities(quiet).answer(browser()));
        assertThat(answered.video().orElseThrow().feedback().pictureLoss()).isTrue();
    }
}
