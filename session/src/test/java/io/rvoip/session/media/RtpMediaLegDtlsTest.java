package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.codec.G711;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two legs agree on keys over their own ports; their sound is as encrypted as with keys in descriptions. */
@Timeout(60)
class RtpMediaLegDtlsTest {
    private static final SrtpPolicy OVER_DTLS = SrtpPolicy.of(SrtpUse.REQUIRED,
            List.of(SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withKeying(Set.of(Keying.DTLS));
    /** A ClientHello of DTLS 1.2 that knows TLS_RSA_WITH_NULL_SHA256 alone (RFC 5246 section 7.4.1.2, RFC 6347 section 4.2.1). */
    private static final byte[] NULL_SUITE_HELLO = HexFormat.of().parseHex("16fefd0000000000000000" + "0036" + "0100002a000000000000002a"
            + "fefd" + "5a".repeat(32) + "00" + "00" + "0002003b" + "0100");
    private static final RtpMediaSettings SETTINGS = RtpMediaSettings.DEFAULT.withSrtp(OVER_DTLS);

    private MediaPair pair = new MediaPair(SETTINGS, SETTINGS);

    private static MediaSecurity security(MediaPair.Side side) {
        return side.leg.media().security();
    }

    private void talk() {
        talk(2);
    }

    private void talk(int associations) {
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.until(() -> keyed(associations));
        pair.advance(3_000);
    }

    /** Whether both sides have agreed on keys so often: RTCP has an association of its own where it has a port of its own. */
    private boolean keyed(int associations) {
        return Stream.of(pair.near, pair.far).allMatch(side -> security(side).suite().isPresent()
                && side.metrics.count("rvoip_dtls_handshakes_total") == associations);
    }

    /** Handshakes begun: each has a random of its own, however often its ClientHello is sent. */
    private long hellos() {
        return pair.wire.stream().map(CapturedDatagram::bytes).filter(bytes -> bytes[0] == 22 && bytes[13] == 1)
                .map(bytes -> ByteBuffer.wrap(bytes, 27, 32)).distinct().count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothHearEachOtherOnOnePortAndOnTwo(boolean mux) {
        RtpMediaSettings settings = SETTINGS.withSession(MediaSessionSettings.DEFAULT.withRtcpMux(mux));
        pair = new MediaPair(settings, settings);
        talk(mux ? 1 : 2);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(2_500);
        pair.advance(10_000);
        assertThat(security(pair.near).keying()).isEqualTo("dtls");
        assertThat(security(pair.near).suite()).contains(SrtpSuite.AEAD_AES_128_GCM);
        assertThat(security(pair.near).fingerprint()).contains(pair.far.engine.dtls().orElseThrow().certificate().fingerprint().toString());
        assertThat(security(pair.near).secured()).isTrue();
        assertThat(security(pair.far).secured()).isTrue();
        assertThat(hellos()).as("one association for each port").isEqualTo(mux ? 1 : 2);
        pair.closeAndFindNothing();
    }

    @Test
    void nothingIsSentBeforeThereAreKeysAndNothingEverInClear() {
        talk();

        ToneDetector ear = new ToneDetector(440);
        ear.open(8_000);
        int packets = 0;
        boolean keyed = false;
        InetSocketAddress near = pair.near.leg.media().localAddress();
        for (CapturedDatagram datagram : pair.wire) {
            int first = datagram.bytes()[0] & 0xFF;
            keyed |= first == 20;
            if (datagram.from().equals(near) && first >= 128) {
                assertThat(keyed).as("media before the end of the handshake").isTrue();
                short[] pcm = new short[160];
                for (int i = 0; i < pcm.length; i++) {
                    pcm[i] = G711.fromUlaw(datagram.bytes()[12 + i]);
                }
                ear.write(pcm, pcm.length);
                packets++;
            }
        }
        assertThat(packets).isGreaterThan(100);
        assertThat(ear.heardMillis()).isLessThan(100);
        pair.closeAndFindNothing();
    }

    /** RFC 8842 §5.5: an offer that changes nothing goes on with the association. */
    @Test
    void holdingGoesOnWithTheSameKeys() {
        talk();
        pair.exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(500);
        pair.exchange(pair.far, pair.near, OfferKind.REFRESH);
        pair.exchange(pair.near, pair.far, OfferKind.RESUME);
        int before = pair.far.heard.heardMillis();
        pair.advance(2_000);

        assertThat(pair.far.heard.heardMillis()).isGreaterThan(before + 1_500);
        assertThat(hellos()).isEqualTo(2);
        pair.closeAndFindNothing();
    }

    /** RFC 8842 §3.1: another name asks for another association; what was heard goes on being heard. */
    @Test
    void anotherNameBeginsAnotherAssociation() {
        talk();
        SessionDescription offer = pair.near.leg.offer(OfferKind.REFRESH).toCompletableFuture().join();
        SessionDescription renamed = MediaPair.text(SdpParser.parse(
                offer.toString().replaceFirst("a=tls-id:.{8}", "a=tls-id:renamed1")).description().orElseThrow());
        AnswerResult answer = pair.far.leg.answer(renamed).toCompletableFuture().join();

        String text = ((AnswerResult.Accepted) answer).answer().toString();
        assertThat(text).containsPattern("a=tls-id:[a-z0-9]{40}-1\r\n").contains("a=setup:active");
        assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) answer).answer()))).isEmpty();
        pair.time.runReady();
        assertThat(security(pair.near).suite()).as("agreed on anew").isEmpty();
        pair.until(() -> keyed(4));
        int before = pair.far.heard.heardMillis();
        pair.advance(2_000);
        assertThat(hellos()).isEqualTo(4);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(before + 1_500);
        pair.closeAndFindNothing();
    }

    @Test
    void theWrongFingerprintIsSaidAndNothingIsHeard() {
        SessionDescription offer = pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join();
        String forged = offer.toString().replaceFirst("sha-256 ..:..:..", "sha-256 00:00:00");
        AnswerResult answer = pair.far.leg
                .answer(SdpParser.parse(forged).description().orElseThrow()).toCompletableFuture().join();
        assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) answer).answer()))).isEmpty();

        pair.until(() -> !pair.far.told.events.isEmpty() && !pair.near.told.events.isEmpty());
        pair.advance(1_000);

        assertThat(pair.far.told.events).contains("unkeyed: DTLS: the certificate is not the one of the description");
        assertThat(pair.near.told.events).contains("unkeyed: DTLS: the far end refused: bad_certificate");
        assertThat(pair.rtpFrom(pair.near)).isZero();
        assertThat(security(pair.far).secured()).isFalse();
        pair.closeAndFindNothing();
    }

    /** P17: ClientHellos from elsewhere, one that wants no encryption among them, before and beside the real one. */
    @Test
    void helloesFromElsewhereLoseEveryRace() {
        pair.closeAndFindNothing();
        for (int race = Integer.getInteger("rvoip.races", 5); race > 0; race--) {
            pair = new MediaPair(SETTINGS, SETTINGS);
            VirtualHost attacker = pair.network.host();
            var binding = attacker.bind(new InetSocketAddress(attacker.address(), 6_000), pair.time.loop("attacker"),
                    (from, datagram, sender) -> datagram.release()).toCompletableFuture();
            pair.time.runReady();
            DatagramPath path = binding.join();
            spray(path, race);
            pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
            int beside = race;
            pair.until(() -> {
                spray(path, beside % 7);
                return keyed(2);
            });

            pair.advance(100);
            assertThat(pair.wire).noneMatch(datagram -> datagram.to().getAddress().equals(attacker.address()));
            assertThat(hellos()).as("at most one for each port, and the attacker's").isBetween(2L, 3L);
            pair.closeAndFindNothing();
        }
    }

    private void spray(DatagramPath path, int datagrams) {
        for (int i = 0; i < datagrams; i++) {
            for (MediaPair.Side side : List.of(pair.near, pair.far)) {
                path.send(Unpooled.wrappedBuffer(NULL_SUITE_HELLO), side.leg.media().localAddress());
            }
        }
    }

    @Test
    void aPortWithoutAnEngineForItIsRefusedWhenItIsMade() {
        MediaPair plain = MediaPair.of();

        assertThatThrownBy(() -> new RtpMediaPort(plain.near.engine, SETTINGS, new SeededIds(1)))
                .hasMessage("srtp: keys by DTLS (expected: a media engine with DTLS)");
        plain.closeAndFindNothing();
        pair.closeAndFindNothing();
    }
}
