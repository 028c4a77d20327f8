package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.ice.IceFailure;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.session.LegRequest;
import io.rvoip.session.SdpBody;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.VirtualHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many calls over one port of the far side, each with a phone of its own on the near side, which has ports for each. */
@Timeout(60)
class RtpMediaLegSharedPortTest {
    private static final IceUse FULL = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL);
    private static final IceUse PHONE = FULL.withPort(IcePort.OWN);
    private static final IceUse LITE = FULL.withAgent(IceUse.Kind.LITE);
    private static final double[] TONES = {500, 700, 1_100, 1_700, 2_300, 2_900};

    private MediaPair pair;
    private final List<Call> calls = new ArrayList<>();

    /** One phone, and the leg of the far side that talks to it: each says a tone that nobody else says. */
    private final class Call {
        final RtpMediaLeg phone;
        RtpMediaLeg leg;
        ToneDetector phoneHears;
        ToneDetector legHears;

        Call(RtpMediaLeg phone) {
            this.phone = phone;
        }

        void with(RtpMediaLeg other) {
            leg = other;
            double phoneSays = TONES[2 * calls.size()];
            double legSays = TONES[2 * calls.size() + 1];
            phoneHears = new ToneDetector(legSays);
            legHears = new ToneDetector(phoneSays);
            phone.media().source(new ToneSource(phoneSays));
            phone.media().sink(phoneHears);
            leg.media().source(new ToneSource(legSays));
            leg.media().sink(legHears);
            calls.add(this);
        }

        void assertBothHear(int millis) {
            assertThat(phoneHears.heardMillis()).as("phone").isGreaterThan(millis);
            assertThat(legHears.heardMillis()).as("leg").isGreaterThan(millis);
        }

        void close() {
            phone.close();
            leg.close();
        }
    }

    private void open(IceUse far) {
        pair = new MediaPair(RtpMediaSettings.DEFAULT.withIce(PHONE), RtpMediaSettings.DEFAULT.withIce(far));
        pair.far.share();
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pair.time.runReady();
        return future.join();
    }

    private static LegRequest request(MediaPair.Side side, boolean ipv6) {
        LegRequest request = side.request();
        InetAddress own = ipv6 ? side.host.at6(1).getAddress() : side.host.address();
        return LegRequest.of("call", request.loop(), own, request.events());
    }

    private SessionDescription answer(RtpMediaLeg leg, SessionDescription offer) {
        return MediaPair.text(((AnswerResult.Accepted) done(leg.answer(offer))).answer());
    }

    /** A phone calls. */
    private Call phoneCalls(boolean ipv6) {
        Call call = new Call(pair.near.open(request(pair.near, ipv6)));
        SessionDescription offer = MediaPair.text(done(call.phone.offer(OfferKind.INITIAL)));
        call.with(pair.far.open(request(pair.far, ipv6).answering(Optional.of(SdpBody.of(offer)))));
        assertThat(call.phone.accept(answer(call.leg, offer))).isEmpty();
        pair.time.runReady();
        return call;
    }

    /** A browser is called. */
    private Call browserIsCalled(boolean ipv6) {
        Call call = new Call(pair.near.open(request(pair.near, ipv6)));
        call.with(pair.far.open(request(pair.far, ipv6).over(TransportProtocol.WSS)));
        SessionDescription offer = MediaPair.text(done(call.leg.offer(OfferKind.INITIAL)));
        assertThat(call.leg.accept(answer(call.phone, offer))).isEmpty();
        pair.time.runReady();
        return call;
    }

    private void closeAndFindNothing() {
        calls.forEach(Call::close);
        pair.closeAndFindNothing();
    }

    private static long dropped(MediaPair.Side side, String reason) {
        return side.metrics.count("rvoip_media_shared_port_dropped_total", "reason", reason);
    }

    @ParameterizedTest
    @CsvSource({"full, false", "lite, false", "full, true", "lite, true"})
    void callsOfAllLoopsGoOverOnePort(String far, boolean ipv6) {
        open(far.equals("lite") ? LITE : FULL);
        Call one = phoneCalls(ipv6);
        Call two = browserIsCalled(ipv6);
        Call three = phoneCalls(ipv6);
        pair.advance(4_000);

        InetSocketAddress port = ipv6 ? pair.far.host.at6(4_000) : pair.far.host.at(4_000);
        for (Call call : List.of(one, two, three)) {
            call.assertBothHear(2_500);
            assertThat(call.leg.media().localAddress()).isEqualTo(port);
            assertThat(call.leg.media().localRtcpAddress()).isEqualTo(port);
        }
        assertThat(calls.stream().map(call -> call.leg.media().loop()).distinct()).as("loops").hasSize(2);
        assertThat(pair.wire.stream().filter(sent -> sent.from().getAddress().equals(port.getAddress()))
                .map(sent -> sent.from().getPort()).distinct()).as("ports that anything was sent from").containsExactly(4_000);
        assertThat(pair.wire).as("ports that anything was sent to").noneMatch(
                sent -> sent.to().getAddress().equals(port.getAddress()) && sent.to().getPort() != 4_000);
        assertThat(dropped(pair.far, "source-taken") + dropped(pair.far, "unknown-fragment")).isZero();
        closeAndFindNothing();
    }

    @Test
    void oneEndsAndTheOtherIsHeardOn() {
        open(LITE);
        Call one = phoneCalls(false);
        Call two = phoneCalls(false);
        pair.advance(2_000);
        InetSocketAddress phone = one.phone.media().localAddress();
        one.leg.close();
        pair.advance(100);
        assertThat(pair.far.shared.legs()).isEqualTo(1);
        long before = dropped(pair.far, "unknown-source");
        int heard = two.legHears.heardMillis();
        int wire = pair.wire.size();
        pair.advance(1_000);
        assertThat(dropped(pair.far, "unknown-source")).as("what the first phone still says").isGreaterThan(before + 40);
        assertThat(pair.wire.subList(wire, pair.wire.size())).noneMatch(sent -> sent.to().equals(phone));
        assertThat(two.legHears.heardMillis()).isGreaterThan(heard + 900);
        closeAndFindNothing();
    }

    /** RFC 8445 section 9, and a phone that is on another network afterwards. */
    @Test
    void whoMovesIsHeardFromWhereHeIs() {
        open(LITE);
        Call one = phoneCalls(false);
        phoneCalls(false);
        pair.advance(2_000);
        String before = one.leg.localDescription().orElseThrow().media().get(0).attribute("ice-ufrag").orElseThrow();
        done(one.phone.media().ice(FULL.config(), pair.near.host.address(), true, true));
        SessionDescription offer = MediaPair.text(done(one.phone.offer(OfferKind.REFRESH)));
        SessionDescription answer = answer(one.leg, offer);
        assertThat(answer.media().get(0).attribute("ice-ufrag").orElseThrow()).isNotEqualTo(before);
        assertThat(one.phone.accept(answer)).isEmpty();
        int heard = one.legHears.heardMillis();
        pair.advance(3_000);
        assertThat(one.legHears.heardMillis()).isGreaterThan(heard + 2_700);
        closeAndFindNothing();
    }

    /** Nobody gets anything into a call, or out of it, whom no check has proven. */
    @Test
    void strangersAreNotHeard() {
        open(LITE);
        Call one = phoneCalls(false);
        pair.advance(2_000);
        byte[] rtp = pair.wire.stream().filter(sent -> (sent.bytes()[0] & 0xC0) == 0x80).findFirst().orElseThrow().bytes();
        VirtualHost elsewhere = pair.network.host();
        DatagramPath stranger = elsewhere.bindNow(
                elsewhere.at(6_000), pair.time.loop("stranger"), (on, datagram, from) -> datagram.release());
        long before = dropped(pair.far, "unknown-source");
        for (int i = 0; i < 100; i++) {
            stranger.send(Unpooled.copiedBuffer(rtp), one.leg.media().localAddress());
        }
        pair.advance(100);
        assertThat(dropped(pair.far, "unknown-source")).isEqualTo(before + 100);
        stranger.close();
        closeAndFindNothing();
    }

    @Test
    void whoMayAnswerWithoutIceHasPortsOfHisOwn() {
        open(FULL);
        RtpMediaLeg called = pair.far.open(request(pair.far, false));
        assertThat(called.media().localAddress().getPort()).isGreaterThanOrEqualTo(20_000);
        SessionDescription offer = MediaPair.text(done(pair.near.leg.offer(OfferKind.INITIAL)));
        String apart = offer.toString().replaceAll("a=rtcp-mux\r\n", "");
        RtpMediaLeg two = pair.far.open(request(pair.far, false).answering(Optional.of(SdpBody.of(apart))));
        assertThat(two.media().localAddress().getPort()).as("RTCP on a port of its own").isGreaterThanOrEqualTo(20_000);
        String plain = offer.toString().replaceAll("a=(ice|candidate|group|mid|end-of|rtcp-mux).*\r\n", "");
        RtpMediaLeg three = pair.far.open(request(pair.far, false).withSignalledFrom(pair.near.host.address())
                .answering(Optional.of(SdpBody.of(plain))));
        assertThat(three.media().localAddress().getPort()).as("no ICE").isGreaterThanOrEqualTo(20_000);
        List.of(called, two, three).forEach(RtpMediaLeg::close);
        closeAndFindNothing();
    }

    private Call plainPhoneCalls(String from, String offered) {
        Call call = new Call(pair.near.open(request(pair.near, false)));
        SessionDescription offer = MediaPair.text(MediaPair.text(done(call.phone.offer(OfferKind.INITIAL))).toString()
                .replaceAll("a=(ice|candidate|group|mid|end-of|rtcp-mux).*\r\n", "").replaceAll("m=audio \\d+", offered));
        InetAddress host = from.equals("phone") ? pair.near.host.address() : pair.far.host.address();
        call.with(pair.far.open(request(pair.far, false).withSignalledFrom(host).answering(Optional.of(SdpBody.of(offer)))));
        assertThat(call.phone.accept(answer(call.leg, offer))).isEmpty();
        pair.time.runReady();
        return call;
    }

    @Test
    void whoseSourceIsKnownAndNobodyElsesIsThereTooIfThatIsWanted() {
        open(FULL.withPort(IcePort.SHARED.withKnown(true)));
        Call known = plainPhoneCalls("phone", "m=audio 20000");
        int port = known.phone.media().localAddress().getPort();
        known.leg.close();
        known.phone.close();
        calls.clear();
        pair.advance(6_000);
        Call again = plainPhoneCalls("phone", "$0");
        Call other = phoneCalls(false);
        pair.advance(4_000);
        assertThat(port).isPositive();
        assertThat(again.leg.media().localAddress()).isEqualTo(pair.far.host.at(4_000));
        again.assertBothHear(2_500);
        other.assertBothHear(2_500);
        int taken = again.phone.media().localAddress().getPort();
        Call second = plainPhoneCalls("phone", "m=audio " + taken);
        assertThat(second.leg.media().localAddress().getPort()).as("of a source that another is heard from")
                .isGreaterThanOrEqualTo(20_000);
        second.close();
        calls.remove(second);
        Call behindNat = plainPhoneCalls("elsewhere", "$0");
        assertThat(behindNat.leg.media().localAddress().getPort()).as("signalling comes from another address")
                .isGreaterThanOrEqualTo(20_000);
        closeAndFindNothing();
    }

    /** Over WebSocket ICE is expected; whoever answers without is heard from where he says, or the call ends. */
    @Test
    void whoAnswersWithoutIceIsHeardFromWhereHeSaysOnce() {
        open(FULL);
        Call first = answeredPlain(0);
        pair.advance(4_000);
        first.assertBothHear(2_500);
        answeredPlain(first.phone.media().localAddress().getPort());
        assertThat(pair.far.told.events).contains("unreachable: " + IceFailure.Reason.SOURCE_TAKEN);
        closeAndFindNothing();
    }

    /** @param port that is said; 0: the true one */
    private Call answeredPlain(int port) {
        Call call = new Call(pair.near.open(request(pair.near, false)));
        call.with(pair.far.open(request(pair.far, false).over(TransportProtocol.WS)));
        SessionDescription offer = MediaPair.text(done(call.leg.offer(OfferKind.INITIAL)));
        String plain = offer.toString().replaceAll("a=(ice|candidate|group|mid|end-of|rtcp-mux).*\r\n", "");
        String said = answer(call.phone, MediaPair.text(plain)).toString();
        SessionDescription answer = MediaPair.text(port == 0 ? said : said.replaceAll("m=audio \\d+", "m=audio " + port));
        assertThat(call.leg.accept(answer)).isEmpty();
        pair.time.runReady();
        return call;
    }
}
