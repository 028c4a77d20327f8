package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.MediaBridge;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.codec.G711;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.LegRequest;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encrypted sound, in virtual time: who has the keys hears it, who reads the wire does not. */
class RtpMediaLegSrtpTest {
    private static RtpMediaSettings with(SrtpSuite... suites) {
        return RtpMediaSettings.DEFAULT.withSrtp(
                SrtpPolicy.of(SrtpUse.REQUIRED, List.of(suites)).withOverClearSignalling(true));
    }

    private static MediaPair pair(SrtpSuite suite) {
        return new MediaPair(with(suite), with(suite));
    }

    /** Whether the tone can be heard in the payloads that a side sent, decrypted first when there is a key. */
    private static int toneOnTheWire(MediaPair pair, MediaPair.Side from, double tone, boolean decrypted) {
        SrtpContext key = SrtpEngine.jca(CryptoProvider.jdk())
                .open(from.leg.negotiated().orElseThrow().keys().sending());
        ToneDetector ear = new ToneDetector(tone);
        ear.open(8_000);
        InetSocketAddress source = from.leg.media().localAddress();
        for (CapturedDatagram datagram : pair.wire) {
            if (datagram.from().equals(source) && (datagram.bytes()[1] & 0x7f) < 72) {
                ByteBuf packet = Unpooled.copiedBuffer(datagram.bytes());
                if (decrypted) {
                    assertThat(key.unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
                }
                short[] pcm = new short[160];
                for (int i = 0; i < pcm.length; i++) {
                    pcm[i] = G711.fromUlaw(packet.getByte(12 + i));
                }
                ear.write(pcm, pcm.length);
            }
        }
        return ear.heardMillis();
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesHearEachOtherAndTheWireTellsNothing(SrtpSuite suite) {
        MediaPair pair = pair(suite);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(3_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(toneOnTheWire(pair, pair.near, 440, false)).isLessThan(100);
        assertThat(toneOnTheWire(pair, pair.near, 440, true)).isGreaterThan(2_500);
        SrtpKeys keys = pair.near.leg.negotiated().orElseThrow().keys();
        pair.closeAndFindNothing();
        assertThat(keys.sending().keyAndSalt().isDestroyed()).isTrue();
        assertThat(keys.receiving().keyAndSalt().isDestroyed()).isTrue();
    }

    /** Keys that were agreed on are not yet a call that is secured. */
    @Test
    void securedIsSaidWhenBothHaveDecrypted() {
        MediaPair pair = pair(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(100);
        assertThat(pair.near.leg.media().security().secured()).as("no report from there yet").isFalse();

        pair.advance(10_000);
        assertThat(pair.near.leg.media().security())
                .isEqualTo(MediaSecurity.of("sdes", Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80), true, true));
        assertThat(pair.far.leg.media().security().secured()).isTrue();
        pair.closeAndFindNothing();
    }

    @Test
    void plainIsNeverSecured() {
        MediaPair pair = MediaPair.of();
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(10_000);

        assertThat(pair.near.leg.media().security()).isEqualTo(MediaSecurity.PLAIN);
        pair.closeAndFindNothing();
    }

    @Test
    void holdAndResumeGoOnWithTheSameKeys() {
        MediaPair pair = pair(SrtpSuite.AEAD_AES_128_GCM);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        SrtpKeys keys = copied(pair.near.leg.negotiated().orElseThrow().keys());
        pair.advance(1_000);
        pair.exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(1_000);
        int before = pair.far.heard.heardMillis();
        pair.exchange(pair.far, pair.near, OfferKind.REFRESH);
        pair.exchange(pair.near, pair.far, OfferKind.RESUME);
        pair.advance(2_000);

        assertThat(pair.near.leg.negotiated().orElseThrow().keys()).isEqualTo(keys);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(before + 1_500);
        pair.closeAndFindNothing();
    }

    /** What is wiped while the call goes on equals nothing any more. */
    private static SrtpKeys copied(SrtpKeys keys) {
        SrtpMasterKey theirs = keys.receiving();
        return new SrtpKeys(keys.keying(), keys.sending(),
                SrtpMasterKey.of(theirs.suite(), theirs.keyAndSalt().with(Secret::of)));
    }

    private static boolean wiped(SrtpMasterKey key) {
        return key.keyAndSalt().isDestroyed();
    }

    /** Not only when the call ends; and before the far end makes use of the next one its packets are still read. */
    @Test
    void aKeyThatTheFarEndHasChangedIsWipedAndOneThatStaysIsNot() {
        MediaPair pair = pair(SrtpSuite.AEAD_AES_128_GCM);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        SrtpKeys first = pair.far.leg.negotiated().orElseThrow().keys();
        pair.advance(500);
        assertThat(wiped(first.receiving())).isFalse();
        pair.exchange(pair.near, pair.far, OfferKind.REFRESH);
        SrtpKeys same = pair.far.leg.negotiated().orElseThrow().keys();
        assertThat(wiped(first.receiving())).as("read anew from the second offer").isTrue();
        assertThat(wiped(same.receiving())).isFalse();
        assertThat(same.sending()).isSameAs(first.sending());

        String offer = pair.near.leg.offer(OfferKind.REFRESH).toCompletableFuture().join().toString();
        SessionDescription rekeyed = MediaPair.text(offer.replaceFirst("inline:.{38}", "inline:" + "B".repeat(38)));
        assertThat(pair.far.leg.answer(rekeyed).toCompletableFuture().join()).isInstanceOf(AnswerResult.Accepted.class);
        SrtpKeys last = pair.far.leg.negotiated().orElseThrow().keys();
        assertThat(last.receiving()).isNotEqualTo(same.receiving());
        int before = pair.far.heard.heardMillis();
        pair.advance(1_000);
        assertThat(wiped(same.receiving())).isTrue();
        assertThat(wiped(last.receiving()) || wiped(last.sending())).isFalse();
        assertThat(pair.far.heard.heardMillis()).as("under the former key").isGreaterThan(before + 900);
        pair.closeAndFindNothing();
        assertThat(wiped(last.sending()) && wiped(last.receiving())).isTrue();
    }

    /** The key of ours that an offer shows is the one that is used, however often it is offered. */
    @Test
    void anOffererHasOneKeyOfItsOwnForTheWholeCall() {
        MediaPair pair = pair(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        List<SrtpKeys> all = new ArrayList<>(List.of(pair.near.leg.negotiated().orElseThrow().keys()));
        for (OfferKind kind : List.of(OfferKind.HOLD, OfferKind.RESUME, OfferKind.REFRESH)) {
            pair.exchange(pair.near, pair.far, kind);
            pair.advance(100);
            all.add(pair.near.leg.negotiated().orElseThrow().keys());
        }
        assertThat(all).allSatisfy(keys -> assertThat(keys.sending()).isSameAs(all.get(0).sending()));
        assertThat(all.subList(0, 3)).allMatch(keys -> wiped(keys.receiving()));
        pair.closeAndFindNothing();

        assertThat(all).allMatch(keys -> wiped(keys.sending()) && wiped(keys.receiving()));
    }

    /** P16: a forger costs nothing but his own packets. */
    @Test
    void badPacketsNeverEndACall() {
        MediaPair pair = pair(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(500);
        CapturedDatagram one = pair.wire.stream()
                .filter(d -> d.from().equals(pair.near.leg.media().localAddress())).findFirst().orElseThrow();
        VirtualHost attacker = pair.network.host();
        var binding = attacker.bind(new InetSocketAddress(attacker.address(), 6_000), pair.time.loop("attacker"),
                (from, datagram, sender) -> datagram.release()).toCompletableFuture();
        pair.time.runReady();
        DatagramPath path = binding.join();
        for (int i = 0; i < 1_000; i++) {
            byte[] forged = one.bytes().clone();
            forged[20] ^= (byte) (i % 255 + 1);
            path.send(Unpooled.wrappedBuffer(forged), one.to());
        }
        int before = pair.far.heard.heardMillis();
        pair.advance(2_000);

        assertThat(pair.far.heard.heardMillis()).isGreaterThan(before + 1_900);
        assertThat(pair.far.told.events).containsExactly("inbound");
        pair.closeAndFindNothing();
    }

    /** B2BUA: the far host joins its encrypted leg with another one, of another suite or plain. */
    @ParameterizedTest
    @EnumSource(names = {"AES_CM_128_HMAC_SHA1_32", "AEAD_AES_256_GCM"})
    void legsOfDifferentSuitesAreBridged(SrtpSuite suite) {
        MediaPair pair = new MediaPair(with(suite), with(suite));
        MediaPair.Side third = pair.new Side("third", with(SrtpSuite.AES_CM_128_HMAC_SHA1_80), 660);
        RtpMediaPort port = new RtpMediaPort(
                pair.far.engine, with(SrtpSuite.AES_CM_128_HMAC_SHA1_80), new SeededIds(9));
        bridge(pair, third, port);
    }

    @Test
    void encryptedAndPlainAreBridged() {
        MediaPair pair = pair(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        MediaPair.Side third = pair.new Side("third", RtpMediaSettings.DEFAULT, 660);
        RtpMediaPort port = new RtpMediaPort(pair.far.engine, RtpMediaSettings.DEFAULT, new SeededIds(9));
        bridge(pair, third, port);
    }

    private static void bridge(MediaPair pair, MediaPair.Side third, RtpMediaPort port) {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        var opening = port.beside(pair.far.leg, false)
                .open(LegRequest.of("call-2", pair.far.signalling, pair.far.host.address(), pair.far.told))
                .toCompletableFuture();
        pair.time.runReady();
        RtpMediaLeg other = (RtpMediaLeg) opening.join();
        SessionDescription offer = MediaPair.text(other.offer(OfferKind.INITIAL).toCompletableFuture().join());
        AnswerResult answer = third.leg.answer(offer).toCompletableFuture().join();
        assertThat(other.accept(MediaPair.text(((AnswerResult.Accepted) answer).answer()))).isEmpty();
        MediaBridge bridge = MediaBridge.join(pair.far.leg.media(), other.media());
        ToneDetector ear = new ToneDetector(660);
        pair.near.leg.media().sink(ear);
        pair.advance(3_000);

        assertThat(ear.heardMillis()).as("near hears the third").isGreaterThan(2_500);
        assertThat(third.heard.heardMillis()).as("the third hears near").isGreaterThan(2_500);
        assertThat(bridge.forwarded()).isGreaterThan(250);
        assertThat(bridge.transcoded()).isZero();
        other.close();
        third.leg.close();
        pair.closeAndFindNothing();
    }
}
