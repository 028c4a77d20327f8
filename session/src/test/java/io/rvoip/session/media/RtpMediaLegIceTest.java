package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.ice.IceFailure;
import io.rvoip.media.MediaSession;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two legs find each other by ICE; what they say goes over the pair that was found, and nobody else is heard. */
@Timeout(60)
class RtpMediaLegIceTest {
    private static final SrtpPolicy OVER_DTLS =
            SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AEAD_AES_128_GCM)).withKeying(Set.of(Keying.DTLS));
    private static final IceUse FULL = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL);
    private static final IceUse LITE = FULL.withAgent(IceUse.Kind.LITE);

    private MediaPair pair;

    private static RtpMediaSettings settings(IceUse use) {
        return RtpMediaSettings.DEFAULT.withIce(use);
    }

    private void open(IceUse near, IceUse far) {
        pair = new MediaPair(settings(near), settings(far));
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runReady();
        return future.join();
    }

    private SessionDescription offer(MediaPair.Side from, OfferKind kind) {
        return MediaPair.text(done(from.leg.offer(kind)));
    }

    private SessionDescription answer(MediaPair.Side to, SessionDescription offer) {
        AnswerResult result = done(to.leg.answer(offer));
        assertThat(result).isInstanceOf(AnswerResult.Accepted.class);
        return MediaPair.text(((AnswerResult.Accepted) result).answer());
    }

    private SessionDescription exchange(MediaPair.Side from, MediaPair.Side to, OfferKind kind) {
        SessionDescription answer = answer(to, offer(from, kind));
        assertThat(from.leg.accept(answer)).isEmpty();
        pair.time.runReady();
        return answer;
    }

    private static SessionDescription changed(SessionDescription description, String pattern, String by) {
        return SdpParser.parse(description.toString().replaceAll(pattern, by)).description().orElseThrow();
    }

    private static String ufrag(SessionDescription description) {
        return description.media().get(0).attribute("ice-ufrag").orElseThrow();
    }

    private void assertBothHear(int atLeastMillis) {
        assertThat(pair.near.heard.heardMillis()).as("near").isGreaterThan(atLeastMillis);
        assertThat(pair.far.heard.heardMillis()).as("far").isGreaterThan(atLeastMillis);
    }

    @ParameterizedTest
    @CsvSource({"full, full", "full, lite", "lite, full", "lite, lite"})
    void bothHearEachOther(String near, String far) {
        open(near.equals("lite") ? LITE : FULL, far.equals("lite") ? LITE : FULL);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        assertThat(offer.hasAttribute("ice-lite")).isEqualTo(near.equals("lite"));
        assertThat(offer.attribute("ice-options")).contains("ice2");
        assertThat(offer.attribute("group")).contains("BUNDLE 0");
        assertThat(offer.media().get(0).candidates()).hasSize(2);
        assertThat(offer.media().get(0).rtcpMux()).isTrue();
        SessionDescription answer = answer(pair.far, offer);
        assertThat(answer.media().get(0).candidates()).as("with rtcp-mux one is enough").hasSize(1);
        assertThat(answer.media().get(0).mid()).contains("0");
        assertThat(answer.attribute("group")).contains("BUNDLE 0");
        assertThat(pair.near.leg.accept(answer)).isEmpty();
        pair.advance(4_000);

        assertBothHear(2_500);
        assertThat(pair.near.leg.media().localRtcpAddress()).satisfies(
                rtcp -> assertThat(pair.wire).as("all of it over one port").noneMatch(sent -> sent.from().equals(rtcp)));
        pair.closeAndFindNothing();
    }

    /** The default destination of a browser is nowhere, and of its candidates nothing is known but their checks. */
    @Test
    void whoHidesBehindNamesIsFoundByHisChecks() {
        open(FULL, LITE);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        String own = pair.near.host.address().getHostAddress();
        SessionDescription hidden = changed(
                changed(changed(offer, "(a=candidate:.*) " + own, "$1 3c9a6c1e-0000-4000-8000-1f2e3d4c5b6a.local"),
                        "c=IN IP4 .*", "c=IN IP4 0.0.0.0"), "m=audio \\d+", "m=audio 9");
        assertThat(hidden.toString().substring(hidden.toString().indexOf("c="))).doesNotContain(own + " ");
        assertThat(pair.near.leg.accept(answer(pair.far, hidden))).isEmpty();
        pair.advance(4_000);

        assertBothHear(2_500);
        assertThat(pair.far.leg.negotiated().orElseThrow().nowhere()).as("held").isFalse();
        pair.closeAndFindNothing();
    }

    /** Both parts of DTLS: we begin where we answer, and wait where we have offered. */
    @ParameterizedTest
    @CsvSource({"active, lite", "passive, lite", "active, full", "passive, full"})
    void keysAreAgreedOnOnceThereIsAWay(String answerer, String far) {
        RtpMediaSettings secure = settings(FULL).withSrtp(OVER_DTLS);
        pair = new MediaPair(secure, far.equals("lite") ? secure.withIce(LITE) : secure);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        assertThat(offer.media().get(0).protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
        String part = answerer.equals("passive") ? "active" : "actpass";
        SessionDescription answer = answer(pair.far, changed(offer, "a=setup:actpass", "a=setup:" + part));
        assertThat(answer.media().get(0).attribute("setup")).contains(answerer);
        assertThat(pair.near.leg.accept(answer)).isEmpty();
        pair.until(() -> pair.near.leg.media().security().suite().isPresent()
                && pair.far.leg.media().security().suite().isPresent());
        pair.advance(3_000);

        assertBothHear(2_000);
        int check = first(0);
        int hello = first(22);
        assertThat(check).as("a check comes before the first ClientHello").isNotNegative().isLessThan(hello);
        pair.closeAndFindNothing();
    }

    private int first(int firstByte) {
        List<CapturedDatagram> wire = pair.wire;
        for (int i = 0; i < wire.size(); i++) {
            if (wire.get(i).bytes()[0] == firstByte) {
                return i;
            }
        }
        return -1;
    }

    /** P17 and RTP bleed: whoever has not been checked is neither answered nor heard. */
    @Test
    void nobodyElseIsHeard() {
        open(FULL, LITE);
        exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(2_000);
        VirtualHost attacker = pair.network.host();
        DatagramPath path = attacker.bindNow(
                attacker.at(6_000), pair.time.loop("attacker"), (from, datagram, sender) -> datagram.release());
        MediaSession victim = pair.far.leg.media();
        long received = victim.measure().toCompletableFuture().getNow(victim.statistics()).received();
        byte[] rtp = pair.wire.stream().filter(RtpMediaLegIceTest::isRtp).findFirst().orElseThrow().bytes();
        byte[] hello = new byte[100];
        hello[0] = 22;
        for (int i = 0; i < 200; i++) {
            path.send(Unpooled.copiedBuffer(rtp), victim.localAddress());
            path.send(Unpooled.copiedBuffer(hello), victim.localAddress());
        }
        pair.advance(20);
        pair.time.runReady();

        assertThat(victim.measure().toCompletableFuture().getNow(victim.statistics()).received()).isLessThan(received + 50);
        assertThat(pair.wire).noneMatch(sent -> sent.to().getAddress().equals(attacker.address()));
        pair.closeAndFindNothing();
    }

    @Test
    void whereThereIsNoWayItIsSaidInSeconds() {
        open(FULL, FULL);
        pair.far.host.block();
        exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(12_000);

        assertThat(pair.near.told.events).contains("unreachable: " + IceFailure.Reason.CHECKS_FAILED);
        assertThat(rtpFromNear()).as("nothing is sent anywhere unchecked").isZero();
        pair.far.host.unblock();
        pair.closeAndFindNothing();
    }

    private long rtpFromNear() {
        InetSocketAddress near = pair.near.leg.media().localAddress();
        return pair.wire.stream().filter(sent -> sent.from().equals(near) && isRtp(sent)).count();
    }

    private static boolean isRtp(CapturedDatagram sent) {
        return (sent.bytes()[0] & 0xC0) == 0x80;
    }

    /** RFC 7675 §5.1. */
    @Test
    void whoAnswersNoMoreIsSentNothingAfterThirtySeconds() {
        open(FULL, LITE);
        exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(5_000);
        pair.far.host.block();
        pair.advance(31_000);

        assertThat(pair.near.told.events).contains("unreachable: " + IceFailure.Reason.CONSENT_LOST);
        long sent = rtpFromNear();
        assertThat(sent).isPositive();
        pair.advance(2_000);
        assertThat(rtpFromNear()).isEqualTo(sent);
        pair.far.host.unblock();
        pair.closeAndFindNothing();
    }

    @Test
    void holdingKeepsTheWay() {
        open(FULL, LITE);
        exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(2_000);
        String before = ufrag(pair.near.leg.localDescription().orElseThrow());
        exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(1_000);
        SessionDescription resumed = exchange(pair.far, pair.near, OfferKind.REFRESH);
        assertThat(ufrag(resumed)).isEqualTo(before);
        SessionDescription again = offer(pair.near, OfferKind.RESUME);
        assertThat(ufrag(again)).isEqualTo(before);
        assertThat(again.media().get(0).attribute("remote-candidates")).as("RFC 8839 §4.4.1.2.2").contains(
                "1 " + pair.far.host.address().getHostAddress() + " " + pair.far.leg.media().localAddress().getPort());
        assertThat(pair.near.leg.accept(answer(pair.far, again))).isEmpty();
        int heard = pair.far.heard.heardMillis();
        pair.advance(2_000);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(heard + 1_500);
        pair.closeAndFindNothing();
    }

    /** RFC 8839 §4.4.1.1.1: others than before ask for another search; media goes on meanwhile. */
    @Test
    void otherCredentialsBeginAnotherSearch() {
        open(FULL, LITE);
        exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(2_000);
        String before = ufrag(pair.near.leg.localDescription().orElseThrow());
        String farBefore = ufrag(pair.far.leg.localDescription().orElseThrow());
        done(pair.near.leg.media().ice(FULL.config(), pair.near.host.address(), true, true));
        SessionDescription offer = offer(pair.near, OfferKind.REFRESH);
        assertThat(ufrag(offer)).isNotEqualTo(before);
        SessionDescription answer = answer(pair.far, offer);
        assertThat(ufrag(answer)).isNotEqualTo(farBefore);
        assertThat(pair.near.leg.accept(answer)).isEmpty();
        int heard = pair.far.heard.heardMillis();
        pair.advance(3_000);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(heard + 2_700);
        assertThat(pair.near.told.events).doesNotContain("unreachable");
        pair.closeAndFindNothing();
    }

    @Test
    void whoKnowsNoIceIsCalledWithoutIt() {
        pair = new MediaPair(settings(FULL), settings(IceUse.DEFAULT));
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        SessionDescription plain = changed(offer, "a=(ice|candidate|group|mid|end-of|rtcp-mux).*\r\n", "");
        SessionDescription answer = answer(pair.far, plain);
        assertThat(answer.toString()).doesNotContain("ice").doesNotContain("candidate").doesNotContain("BUNDLE");
        assertThat(pair.near.leg.accept(answer)).isEmpty();
        pair.advance(3_000);

        assertBothHear(2_500);
        pair.closeAndFindNothing();
    }

    @Test
    void unaskedItIsOfferedToBrowsersOnly() {
        pair = new MediaPair(settings(IceUse.DEFAULT), settings(IceUse.DEFAULT.withOffer(IceUse.Offer.NEVER)));
        assertThat(offer(pair.near, OfferKind.INITIAL).toString()).doesNotContain("ice-ufrag");
        RtpMediaLeg browser = pair.near.open(pair.near.request().over(TransportProtocol.WSS));
        assertThat(done(browser.offer(OfferKind.INITIAL)).toString()).contains("a=ice-ufrag:", "a=candidate:1 1 UDP");
        RtpMediaLeg never = pair.far.open(pair.far.request().over(TransportProtocol.WSS));
        assertThat(done(never.offer(OfferKind.INITIAL)).toString()).doesNotContain("ice-ufrag");
        browser.close();
        never.close();
        pair.closeAndFindNothing();
    }

    /** What Chromium offers beside audio is declined, and says so in a way that it takes (RFC 8829 §5.3.1). */
    @Test
    void linesBesideAudioAreDeclinedAndLeftOutOfTheBundle() {
        open(FULL, LITE);
        SessionDescription offer = offer(pair.near, OfferKind.INITIAL);
        String more = offer.toString().replace("BUNDLE 0", "BUNDLE 0 1 2")
                + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:96 VP8/90000\r\na=mid:1\r\n"
                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\na=sctp-port:5000\r\n";
        SessionDescription answer = answer(pair.far, SdpParser.parse(more).description().orElseThrow());

        assertThat(answer.attribute("group")).contains("BUNDLE 0");
        assertThat(answer.media()).extracting(line -> line.type() + " " + (line.port() == 0) + " " + line.mid().orElse(""))
                .containsExactly("audio false 0", "video true 1", "application true 2");
        pair.closeAndFindNothing();
    }

    /** Row S9 of SECURITY.md. */
    static Stream<String> credentialsThatAreNone() {
        return Stream.of("ice-pwd:short", "ice-pwd:" + "p".repeat(21), "ice-pwd:" + "p".repeat(257), "ice-pwd:=" + "p".repeat(22),
                "ice-ufrag:abc", "ice-ufrag:" + "u".repeat(257), "ice-ufrag:ab=d", "ice-ufrag:\uD83D\uDE00abcd");
    }

    @ParameterizedTest
    @MethodSource
    void credentialsThatAreNone(String attribute) {
        open(FULL, LITE);
        String name = attribute.substring(0, attribute.indexOf(':'));
        SessionDescription offer = changed(offer(pair.near, OfferKind.INITIAL), "a=" + name + ":.*", "a=" + attribute);
        SessionDescription answer = answer(pair.far, offer);
        assertThat(answer.toString()).doesNotContain("ice-ufrag");
        InetSocketAddress described = pair.far.leg.negotiated().orElseThrow().remote();
        assertThat(described).isEqualTo(pair.near.leg.media().localAddress());
        pair.closeAndFindNothing();
    }
}
