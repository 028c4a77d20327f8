package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.media.LocalIce;
import io.rvoip.media.VideoFormat;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsCertificate;
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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A BUNDLE group that begins with video: that line describes the way of both (RFC 9143 sections 7.1.3 and 7.3). */
class NegotiationCarrierTest {
    private static final DtlsCertificate OURS =
            DtlsCertificate.ephemeral(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30), CryptoProvider.jdk());
    private static final String GROUP = "a=group:BUNDLE v a";
    private static final VideoFormat VP8 = new VideoFormat("VP8", 90_000, "");
    private static final PassedVideo PASSED = new PassedVideo(List.of(new PassedVideo.Numbered(VP8, 110)), Direction.SENDRECV);
    /** All that is said once for a group. */
    private static final List<String> WAY = List.of("ice-ufrag", "ice-pwd", "candidate", "end-of-candidates", "fingerprint", "setup");

    private static List<String> way(String name, String setup, int digest) {
        return List.of("a=ice-ufrag:" + name, "a=ice-pwd:abcdefghijklmnopqrstuvwx", "a=candidate:1 1 UDP 2130706431 198.51.100.7 " + digest + " typ host",
                "a=fingerprint:" + CertificateFingerprint.of("sha-256", new byte[] {(byte) digest}, CryptoProvider.jdk()), "a=setup:" + setup, "a=rtcp-mux");
    }

    private static List<String> video(int port, String... more) {
        return joined(List.of("m=video " + port + " UDP/TLS/RTP/SAVPF 96", "a=mid:v", "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack pli"), List.of(more));
    }

    private static List<String> audio(int port, String... more) {
        return joined(List.of("m=audio " + port + " UDP/TLS/RTP/SAVPF 0", "a=mid:a"), List.of(more));
    }

    private static List<String> joined(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static SessionDescription description(String group, List<String> video, List<String> way, List<String> audio, String... more) {
        return Sdp.of(Stream.of(List.of(group), video, way, audio, List.of(more)).flatMap(List::stream).toArray(String[]::new));
    }

    private static Negotiation side(PassedVideo video) {
        OwnDtls dtls = OwnDtls.of(OURS, List.of(SrtpSuite.AEAD_AES_128_GCM), "seedseedseedseedseed", null);
        InetSocketAddress here = new InetSocketAddress("192.0.2.1", 40_000);
        List<IceCandidate> candidates = List.of(IceCandidate.host("1", 1, here));
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(here), 4_000, new OwnKeys(SrtpUse.REQUIRED, List.of(), dtls))
                .withIce(new LocalIce(IceCredentials.random(new SeededIds(4)), candidates, true, false, true)).withVideo(video);
    }

    /** Each line with a port and a way of its own, of which the first counts. */
    private static SessionDescription balanced() {
        return description(GROUP, video(5_002), way("video", "actpass", 2), joined(audio(5_001), way("audio", "actpass", 1)));
    }

    /** The second line without either (section 7.2). */
    private static SessionDescription bundleOnly() {
        return description(GROUP, video(5_002), way("video", "actpass", 2), audio(0, "a=bundle-only"));
    }

    /** As an offer after that is: one port, and the way in the first line alone (section 7.5). */
    private static SessionDescription later(String name) {
        return description(GROUP, video(5_002), way(name, "actpass", 2), audio(5_002));
    }

    private static Media line(SessionDescription description, String mid) {
        return description.byMid(mid).orElseThrow();
    }

    private static List<String> group(SessionDescription description) {
        return description.groups().stream().findFirst().map(Group::mids).orElse(List.of());
    }

    private static void assertCarriedByVideo(Negotiation side) {
        assertThat(group(sent(side))).containsExactly("v", "a");
        assertThat(sent(side).media()).extracting(Media::port).containsExactly(40_000, 40_000);
        assertThat(sent(side).media()).allMatch(Media::rtcpMux);
        assertThat(line(sent(side), "v").attributes().list()).extracting(one -> one.name()).containsAll(WAY);
        assertThat(line(sent(side), "a").attributes().list()).extracting(one -> one.name()).doesNotContainAnyElementsOf(WAY);
    }

    private static String far(Negotiation side) {
        return side.audio().orElseThrow().ice().remote().fragment();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWayOfVideoIsThatOfBoth(boolean own) {
        SessionDescription offer = own ? balanced() : bundleOnly();
        Negotiation side = agreed(side(PASSED).answer(offer));

        assertCarriedByVideo(side);
        assertThat(side.video().orElseThrow().received()).containsValue(VP8);
        assertThat(line(sent(side), "v").direction()).contains(Direction.SENDRECV);
        assertThat(far(side)).isEqualTo("video");
        assertThat(side.audio().orElseThrow().ice().candidates()).extracting(one -> one.address().getPort()).containsExactly(2);
        assertThat(side.audio().orElseThrow().dtls().announced()).containsExactly(CertificateFingerprint.of("sha-256", new byte[] {2}, CryptoProvider.jdk()));
        assertThat(side.mid()).as("candidates that come apart name it").contains("v");
        assertThat(Negotiation.iceIn(offer).orElseThrow().fragment()).isEqualTo("video");
    }

    /** Section 7.3.1: who declines the first line of a first offer takes the next one for it. */
    @Test
    void whereNobodySeesVideoAudioGoesItsOwnWay() {
        Negotiation side = agreed(side(PassedVideo.NONE).answer(balanced()));

        assertThat(line(sent(side), "v").isDeclined()).isTrue();
        assertThat(group(sent(side))).containsExactly("a");
        assertThat(line(sent(side), "a").attributes().list()).extracting(one -> one.name()).containsAll(WAY);
        assertThat(far(side)).isEqualTo("audio");
        assertThat(side.mid()).contains("a");
    }

    /** As Chromium writes it with max-bundle: all of the way is said twice, but for where it leads. */
    private static SessionDescription maxBundle() {
        List<String> nowhere = way("video", "actpass", 2).stream().filter(line -> !line.startsWith("a=candidate")).toList();
        return description(GROUP, video(5_002), way("video", "actpass", 2), joined(audio(9, "c=IN IP4 0.0.0.0"), nowhere));
    }

    /** There is no next one: to decline the first would be to decline the call. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAudioLineWithoutAWayIsCarriedByVideoThatNobodySees(boolean chromium) {
        Negotiation side = agreed(side(PassedVideo.NONE).answer(chromium ? maxBundle() : bundleOnly()));

        assertCarriedByVideo(side);
        assertThat(line(sent(side), "v").direction()).contains(Direction.INACTIVE);
        assertThat(side.video()).isEmpty();
        assertThat(far(side)).isEqualTo("video");
    }

    /** Section 7.3.3: the first line of a later offer cannot be declined. */
    @Test
    void laterOffersSayItOnceAndTheirFirstLineStays() {
        Negotiation first = agreed(side(PASSED).answer(balanced()));
        Negotiation same = agreed(first.answer(later("video")));
        assertCarriedByVideo(same);
        assertThat(same.video()).isPresent();

        Negotiation restarted = agreed(first.answer(later("anew")));
        assertThat(far(restarted)).isEqualTo("anew");

        Negotiation blind = agreed(first.withVideo(PassedVideo.NONE).answer(later("video")));
        assertCarriedByVideo(blind);
        assertThat(line(sent(blind), "v").direction()).contains(Direction.INACTIVE);
        assertThat(blind.video()).isEmpty();
    }

    @Test
    void ourOffersKeepTheFirstLineAndTheirAnswersDescribeTheWayThere() {
        Negotiation offered = agreed(side(PASSED).answer(balanced())).offer(OfferKind.HOLD);
        assertCarriedByVideo(offered);
        SessionDescription answer = description(GROUP, video(5_002, "a=recvonly"), way("video", "active", 2), audio(5_002, "a=recvonly"));
        Negotiation held = agreed(offered.accept(answer));
        assertThat(far(held)).isEqualTo("video");
        assertThat(held.video().orElseThrow().direction()).isEqualTo(Direction.SENDONLY);

        Negotiation blind = held.withVideo(PassedVideo.NONE).offer(OfferKind.RESUME);
        assertCarriedByVideo(blind);
        assertThat(line(sent(blind), "v").direction()).contains(Direction.INACTIVE);
        Negotiation without = agreed(blind.accept(description(GROUP, video(5_002, "a=inactive"), way("video", "active", 2), audio(5_002))));
        assertThat(without.video()).isEmpty();
        assertThat(without.audio()).isPresent();

        Negotiation back = agreed(without.withVideo(PASSED).offer(OfferKind.REFRESH)
                .accept(description(GROUP, video(5_002), way("video", "active", 2), audio(5_002))));
        assertThat(back.video().orElseThrow().direction()).isEqualTo(Direction.SENDRECV);
    }

    /** Who leaves the first line out has audio on a way of its own, from then on. */
    @Test
    void anAnswerMayLeaveVideoOut() {
        Negotiation offered = agreed(side(PASSED).answer(balanced())).offer(OfferKind.REFRESH);
        Negotiation alone = agreed(offered.accept(description("a=group:BUNDLE a", video(0), List.of(), joined(audio(5_001), way("audio", "active", 1)))));
        assertThat(alone.video()).isEmpty();
        assertThat(far(alone)).isEqualTo("audio");
        assertThat(alone.mid()).contains("a");
        SessionDescription again = sent(alone.withVideo(PassedVideo.NONE).offer(OfferKind.REFRESH));
        assertThat(line(again, "a").attributes().list()).extracting(one -> one.name()).containsAll(WAY);
        assertThat(group(again)).containsExactly("a");
    }

    /** SECURITY 2.5: whatever comes, there is an answer or a stated refusal. */
    @Test
    void groupsAndLinesInAnyOrderAreAnsweredOrRefused() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            List<String> lines = new ArrayList<>(joined(way("video", "actpass", 2), video(0).subList(1, 4)));
            Collections.shuffle(lines, random);
            lines = lines.subList(0, random.nextInt(lines.size() + 1));
            List<String> others = new ArrayList<>(joined(way("audio", "actpass", 1), audio(0, "a=bundle-only").subList(1, 3)));
            Collections.shuffle(others, random);
            others = others.subList(0, random.nextInt(others.size() + 1));
            String group = List.of(GROUP, "a=group:BUNDLE a v", "a=group:BUNDLE v", "a=group:BUNDLE v v a x", "a=group:BUNDLE").get(random.nextInt(5));
            SessionDescription offer = description(group, List.of("m=video " + random.nextInt(2) * 9 + " UDP/TLS/RTP/SAVPF 96"), lines,
                    joined(List.of("m=audio " + random.nextInt(2) * 9 + " UDP/TLS/RTP/SAVPF 0"), others));
            Negotiation side = side(random.nextBoolean() ? PASSED : PassedVideo.NONE);
            if (side.answer(offer) instanceof Outcome.Agreed agreed) {
                assertThat(sent(agreed.next()).media()).hasSize(2);
                assertThat(sent(agreed.next().offer(OfferKind.REFRESH)).media()).hasSize(2);
            }
        }
    }
}
