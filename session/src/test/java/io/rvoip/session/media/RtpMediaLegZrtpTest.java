package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.media.SasCheck;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.codec.G711;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two legs agree on keys by ZRTP over their RTP ports, in virtual time: RFC 6189 as the media of a call has it. */
class RtpMediaLegZrtpTest {
    private static final RtpMediaSettings SETTINGS = settings(SrtpUse.REQUIRED);

    private MediaPair pair = new MediaPair(SETTINGS, SETTINGS);

    private static RtpMediaSettings settings(SrtpUse use) {
        return RtpMediaSettings.DEFAULT.withSrtp(SrtpPolicy.of(use,
                List.of(SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withKeying(Set.of(Keying.ZRTP)));
    }

    private static MediaSecurity security(MediaPair.Side side) {
        return side.leg.media().security();
    }

    private static SasCheck sas(MediaPair.Side side) {
        return security(side).sas().orElseThrow();
    }

    private void talk() {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(3_000);
    }

    /** ZRTP messages of a type on the wire, each counted once however often it was sent. */
    private long messages(String type) {
        return pair.wire.stream().map(CapturedDatagram::bytes).filter(bytes -> bytes[0] == 0x10)
                .map(bytes -> new String(bytes, 12, bytes.length - 16, StandardCharsets.ISO_8859_1))
                .filter(message -> message.startsWith(type, 4)).distinct().count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothHearEachOtherAndSeeTheSameString(boolean mux) {
        RtpMediaSettings settings = SETTINGS.withSession(MediaSessionSettings.DEFAULT.withRtcpMux(mux));
        pair = new MediaPair(settings, settings);
        talk();

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(sas(pair.near)).isEqualTo(sas(pair.far));
        assertThat(sas(pair.near).sas()).matches("[a-z0-9]{4}");
        assertThat(sas(pair.near).verified()).isFalse();
        assertThat(pair.near.told.events).contains("sas " + sas(pair.far).sas());
        pair.advance(10_000);
        assertThat(security(pair.near).keying()).isEqualTo("zrtp");
        assertThat(security(pair.near).suite()).contains(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        assertThat(security(pair.near).secured()).as("RTCP is decrypted too").isTrue();
        assertThat(security(pair.far).secured()).isTrue();
        assertThat(pair.near.metrics.total("rvoip_zrtp_exchanges_total")).isEqualTo(1);
        assertThat(pair.far.metrics.total("rvoip_zrtp_exchanges_total")).isEqualTo(1);
        pair.closeAndFindNothing();
    }

    @Test
    void nothingIsSentBeforeTheFarEndHasTheKeysAndNothingEverInClear() {
        talk();

        ToneDetector ear = new ToneDetector(440);
        ear.open(8_000);
        int packets = 0;
        boolean confirmed = false;
        InetSocketAddress near = pair.near.leg.media().localAddress();
        for (CapturedDatagram datagram : pair.wire) {
            byte[] bytes = datagram.bytes();
            confirmed |= new String(bytes, StandardCharsets.ISO_8859_1).contains("Confirm2");
            if (datagram.from().equals(near) && (bytes[0] & 0xFF) >= 128) {
                assertThat(confirmed).as("media before the end of the exchange").isTrue();
                short[] pcm = new short[160];
                for (int i = 0; i < pcm.length; i++) {
                    pcm[i] = G711.fromUlaw(bytes[12 + i]);
                }
                ear.write(pcm, pcm.length);
                packets++;
            }
        }
        assertThat(packets).isGreaterThan(100);
        assertThat(ear.heardMillis()).isLessThan(100);
        pair.closeAndFindNothing();
    }

    @Test
    void holdingGoesOnWithTheSameKeys() {
        talk();
        SasCheck before = sas(pair.near);
        pair.exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(500);
        pair.exchange(pair.far, pair.near, OfferKind.REFRESH);
        pair.exchange(pair.near, pair.far, OfferKind.RESUME);
        int heard = pair.far.heard.heardMillis();
        pair.advance(2_000);

        assertThat(pair.far.heard.heardMillis()).isGreaterThan(heard + 1_500);
        assertThat(sas(pair.near)).isEqualTo(before);
        assertThat(messages("DHPart1")).isEqualTo(1);
        pair.closeAndFindNothing();
    }

    /** Somebody else does not come in: who was there goes on with the keys there are. */
    @Test
    void anotherHelloInTheMiddleIsRefusedAndTheCallGoesOnWithItsKeys() {
        talk();
        SasCheck before = sas(pair.near);
        String offer = pair.near.leg.offer(OfferKind.REFRESH).toCompletableFuture().join().toString();
        AnswerResult answer = pair.far.leg.answer(MediaPair.text(offer.replaceFirst("(a=zrtp-hash:1.10 )[0-9a-f]{8}", "$100000000")))
                .toCompletableFuture().join();
        pair.near.leg.rollback();
        int heard = pair.near.heard.heardMillis();
        pair.advance(2_000);

        assertThat(((AnswerResult.Refused) answer).refusal().status()).isEqualTo(488);
        assertThat(((AnswerResult.Refused) answer).refusal().text()).isEqualTo("another a=zrtp-hash in the middle of a call");
        assertThat(pair.near.heard.heardMillis()).isGreaterThan(heard + 1_500);
        assertThat(sas(pair.near)).isEqualTo(before);
        assertThat(messages("DHPart1")).isEqualTo(1);
        pair.closeAndFindNothing();
    }

    @Test
    void lossCostsTimeOnly() {
        pair.network.withLoss(0.3);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(10_000);
        pair.network.withLoss(0);
        pair.advance(3_000);

        assertThat(sas(pair.near)).isEqualTo(sas(pair.far));
        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        pair.closeAndFindNothing();
    }

    /** Both are computed off the loop, where nothing else asks when they are to be sent again. */
    @Test
    void commitsThatAreLostAreSentAgain() {
        pair.network.withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(15);
        pair.network.withLoss(1);
        pair.advance(10);
        pair.network.withLoss(0);
        assertThat(messages("Commit")).isEqualTo(2);
        assertThat(messages("DHPart1")).isZero();
        pair.advance(3_000);

        assertThat(sas(pair.near)).isEqualTo(sas(pair.far));
        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        pair.closeAndFindNothing();
    }

    @Test
    void anotherHelloThanTheDescribedOneIsSaidAndNothingIsHeard() {
        SessionDescription offer = pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join();
        String forged = offer.toString().replaceFirst("(a=zrtp-hash:1.10 )[0-9a-f]{8}", "$100000000");
        AnswerResult answer = pair.far.leg.answer(MediaPair.text(forged)).toCompletableFuture().join();
        assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) answer).answer()))).isEmpty();
        pair.advance(15_000);

        assertThat(pair.far.told.events).contains("unkeyed: ZRTP: the Hello is not the one of the description");
        assertThat(pair.near.told.events).contains("unkeyed: ZRTP: the far end refused: hello mismatch");
        assertThat(pair.rtpFrom(pair.near)).isZero();
        assertThat(pair.rtpFrom(pair.far)).isZero();
        assertThat(pair.far.metrics.total("rvoip_zrtp_exchange_failures_total")).isEqualTo(1);
        pair.closeAndFindNothing();
    }

    /** Somebody who answers both in the other's place has two calls, with two strings. */
    @Test
    void whoIsInBetweenShowsInTheString() {
        talk();
        SasCheck towardsNear = sas(pair.near);
        MediaPair other = new MediaPair(SETTINGS, SETTINGS);
        other.exchange(other.near, other.far, OfferKind.INITIAL);
        other.advance(1_000);

        assertThat(sas(other.far).sas()).isNotEqualTo(towardsNear.sas());
        other.closeAndFindNothing();
        pair.closeAndFindNothing();
    }

    @Test
    void whoInsistsSaysNothingToAFarEndWithoutIt() {
        pair = new MediaPair(SETTINGS, RtpMediaSettings.DEFAULT);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(3_700);
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unkeyed"));
        pair.advance(300);

        assertThat(pair.near.told.events).contains("unkeyed: ZRTP: the far end does not answer");
        assertThat(pair.rtpFrom(pair.near)).isZero();
        assertThat(pair.rtpFrom(pair.far)).isPositive();
        assertThat(pair.near.heard.heardMillis()).as("what is plain is not heard").isZero();
        pair.closeAndFindNothing();
    }

    @Test
    void whoInsistsAndIsCalledByAFarEndWithoutItSaysSoToo() {
        pair = new MediaPair(RtpMediaSettings.DEFAULT, SETTINGS);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(4_000);

        assertThat(pair.far.told.events).contains("unkeyed: ZRTP: the far end does not answer");
        assertThat(pair.rtpFrom(pair.far)).isZero();
        pair.closeAndFindNothing();
    }

    /** Best effort: where the other side shows a Hello it is taken, and plain media goes on until there are keys. */
    @ParameterizedTest
    @EnumSource(value = SrtpUse.class, names = {"ACCEPTED", "PREFERRED"})
    void whoWouldTakeEitherIsEncryptedWithWhoInsists(SrtpUse use) {
        pair = new MediaPair(SETTINGS, settings(use));
        talk();

        assertThat(sas(pair.near)).isEqualTo(sas(pair.far));
        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(2_500);
        pair.closeAndFindNothing();
    }

    @Test
    void plainMediaGoesOnWhereNobodyInsistsAndTheExchangeFails() {
        pair = new MediaPair(SETTINGS, settings(SrtpUse.ACCEPTED));
        SessionDescription offer = pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join();
        pair.far.leg.answer(MediaPair.text(offer)).toCompletableFuture().join();
        pair.advance(15_000);

        assertThat(pair.far.told.events).noneMatch(event -> event.startsWith("unkeyed"));
        assertThat(security(pair.far)).isEqualTo(MediaSecurity.PLAIN);
        assertThat(pair.rtpFrom(pair.far)).isGreaterThan(500);
        pair.closeAndFindNothing();
    }

    @Test
    void whatWasComparedIsVerifiedInTheNextCall() {
        talk();
        pair.near.leg.media().sasCompared(true);
        pair.far.leg.media().sasCompared(true);
        pair.time.runReady();
        assertThat(sas(pair.near).verified()).isTrue();
        SasCheck first = sas(pair.near);
        again();

        assertThat(sas(pair.near).verified()).isTrue();
        assertThat(sas(pair.far).verified()).isTrue();
        assertThat(sas(pair.near).sas()).isNotEqualTo(first.sas());

        pair.far.memory.forget(pair.near.zid);
        again();
        assertThat(sas(pair.near).mismatch()).as("near remembers, far does not").isTrue();
        assertThat(sas(pair.near).verified()).isFalse();

        pair.near.leg.media().sasCompared(false);
        pair.time.runReady();
        assertThat(pair.near.memory.find(pair.far.zid)).isEmpty();
        pair.closeAndFindNothing();
    }

    private void again() {
        for (MediaPair.Side side : List.of(pair.near, pair.far)) {
            side.leg.close();
            pair.time.runReady();
            side.leg = side.open(side.request());
        }
        talk();
    }

    @Test
    void packetsFromElsewhereAreDroppedAndCounted() {
        VirtualHost attacker = pair.network.host();
        DatagramPath path = attacker.bindNow(new InetSocketAddress(attacker.address(), 6_000), pair.time.loop("attacker"),
                (from, datagram, sender) -> datagram.release());
        talk();
        long before = pair.near.metrics.total("rvoip_zrtp_dropped_total");
        byte[] packet = pair.wire.stream().map(CapturedDatagram::bytes).filter(bytes -> bytes[0] == 0x10).findFirst().orElseThrow();
        for (int i = 0; i < 50; i++) {
            path.send(Unpooled.wrappedBuffer(packet), pair.near.leg.media().localAddress());
        }
        pair.advance(100);

        assertThat(pair.near.metrics.total("rvoip_zrtp_dropped_total")).isEqualTo(before + 50);
        assertThat(pair.wire).noneMatch(datagram -> datagram.to().getAddress().equals(attacker.address()));
        pair.closeAndFindNothing();
    }

    @Test
    void aPortWithoutAnEngineForItIsRefusedWhenItIsMade() {
        MediaPair plain = MediaPair.of();

        assertThatThrownBy(() -> new RtpMediaPort(plain.near.engine, SETTINGS, new SeededIds(1)))
                .hasMessage("srtp: keys by ZRTP (expected: a media engine with ZRTP)");
        plain.closeAndFindNothing();
        pair.closeAndFindNothing();
    }
}
