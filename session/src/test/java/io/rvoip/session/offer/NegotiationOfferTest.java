package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What our offers say. */
class NegotiationOfferTest {
    @Test
    void offersEveryCodecAndTelephoneEventForEachClock() {
        SessionDescription offer =
                Sdp.sent(Sdp.side(AudioFormat.PCMA, Sdp.L16, AudioFormat.PCMU).offer(OfferKind.INITIAL));

        assertThat(offer.toString())
                .isEqualTo(String.join(
                        "\r\n",
                        "v=0",
                        "o=- 1000 1 IN IP4 192.0.2.1",
                        "s=-",
                        "c=IN IP4 192.0.2.1",
                        "t=0 0",
                        "m=audio 40000 RTP/AVP 8 96 0 101 97",
                        "a=rtpmap:8 PCMA/8000",
                        "a=rtpmap:96 L16/16000",
                        "a=rtpmap:0 PCMU/8000",
                        "a=rtpmap:101 telephone-event/8000",
                        "a=rtpmap:97 telephone-event/16000",
                        "a=fmtp:101 0-15",
                        "a=fmtp:97 0-15",
                        "a=ptime:20",
                        "a=rtcp-xr:voip-metrics rcvr-rtt=all",
                        "a=sendrecv",
                        ""));
    }

    @Test
    void offersOverIpv6WithItsOwnRtcpPort() {
        Negotiation side = Negotiation.start(
                AudioCapabilities.of(AudioFormat.PCMU).withEvents(false).withRtcpMux(true),
                new LocalAudio(Sdp.address("2001:db8::1"), 40_000, 41_000),
                4_000);

        String offer = Sdp.sent(side.offer(OfferKind.INITIAL)).toString();

        assertThat(offer)
                .contains("o=- 1000 1 IN IP6 2001:db8::1\r\n", "c=IN IP6 2001:db8::1\r\n")
                .contains("a=rtcp:41000 IN IP6 2001:db8::1\r\n", "a=rtcp-mux\r\n")
                .doesNotContain("telephone-event");
    }

    @Test
    void theSessionIdFitsEveryReader() {
        Negotiation side = Negotiation.start(
                AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress("192.0.2.1", 4_000)), -1);

        String id = Sdp.sent(side.offer(OfferKind.INITIAL)).origin().sessionId();

        assertThat(Long.parseLong(id)).isEqualTo((1L << 62) - 1);
    }

    @Test
    void theSameOfferAgainKeepsItsVersion() {
        Negotiation side = connected();

        Negotiation refreshed = side.offer(OfferKind.REFRESH);

        assertThat(refreshed.lastSent()).isEqualTo(side.lastSent());
    }

    @Test
    void theCodecInUseComesFirstAndKeepsItsNumber() {
        Negotiation side = Sdp.side(AudioFormat.PCMU, Sdp.L16).offer(OfferKind.INITIAL);
        side = Sdp.agreed(side.accept(Sdp.of("m=audio 5000 RTP/AVP 96", "a=rtpmap:96 L16/16000")));

        SessionDescription again = Sdp.sent(side.offer(OfferKind.REFRESH));

        assertThat(again.media().get(0).payloadTypes()).startsWith(96, 0);
        assertThat(again.origin().version()).isEqualTo(2);
    }

    @Test
    void changedCodecsAreOfferedNextTime() {
        Negotiation side = connected().withCapabilities(AudioCapabilities.of(AudioFormat.PCMA));

        SessionDescription offer = Sdp.sent(side.offer(OfferKind.REFRESH));

        assertThat(offer.media().get(0).payloadTypes()).containsExactly(8, 101);
        assertThat(offer.origin().version()).isEqualTo(2);
    }

    @Test
    void aNumberNeverChangesItsMeaning() {
        Negotiation side = Sdp.agreed(Sdp.side(Sdp.L16)
                .answer(Sdp.of(
                        "m=audio 5000 RTP/AVP 101 96",
                        "a=rtpmap:101 L16/16000",
                        "a=rtpmap:96 telephone-event/16000")));

        // 101 means L16 in this call, so the event of the other clock gets another number than usual.
        side = side.withCapabilities(AudioCapabilities.of(Sdp.L16, AudioFormat.PCMU));
        SessionDescription offer = Sdp.sent(side.offer(OfferKind.REFRESH));

        assertThat(offer.media().get(0).attributes().all("rtpmap"))
                .containsExactly("101 L16/16000", "0 PCMU/8000", "96 telephone-event/16000", "97 telephone-event/8000");
    }

    @Test
    void aFailedOfferIsForgottenButItsVersionIsSpent() {
        Negotiation side = connected();
        Negotiation failed = side.offer(OfferKind.HOLD).rollback();

        assertThat(failed.held()).isFalse();
        assertThat(failed.audio()).isEqualTo(side.audio());
        assertThat(failed.exchange().state()).isEqualTo(OfferAnswer.State.STABLE);
        assertThat(Sdp.sent(failed.offer(OfferKind.REFRESH)).origin().version()).isEqualTo(3);
    }

    @Test
    void aFailedFirstOfferMayBeMadeAgain() {
        Negotiation side = Sdp.side(AudioFormat.PCMU).offer(OfferKind.INITIAL).rollback();

        assertThat(side.exchange().state()).isEqualTo(OfferAnswer.State.NONE);
        assertThat(Sdp.sent(side.offer(OfferKind.INITIAL)).origin().version()).isEqualTo(1);
    }

    @Test
    void wishesOfTheMeantimeSurviveARollback() {
        Negotiation side = connected().offer(OfferKind.REFRESH);

        side = side.withHeld(true)
                .withCapabilities(AudioCapabilities.of(AudioFormat.PCMA))
                .rollback();

        assertThat(side.held()).isTrue();
        assertThat(side.capabilities().formats()).containsExactly(AudioFormat.PCMA);
    }

    @Test
    void refusesOffersOutOfTurn() {
        Negotiation fresh = Sdp.side(AudioFormat.PCMU);
        Negotiation connected = connected();

        assertThatThrownBy(() -> fresh.offer(OfferKind.HOLD)).hasMessage("HOLD offer in state NONE");
        assertThatThrownBy(() -> connected.offer(OfferKind.INITIAL)).hasMessage("INITIAL offer in state STABLE");
        assertThatThrownBy(() -> connected.offer(OfferKind.HOLD).offer(OfferKind.RESUME))
                .isInstanceOf(OfferAnswerException.class)
                .hasMessage("an offer to send in state OFFER_SENT");
        assertThatThrownBy(() -> connected.offer(OfferKind.HOLD).answer(Sdp.of("m=audio 5000 RTP/AVP 0")))
                .isInstanceOf(OfferAnswerException.class);
    }

    @Test
    void capabilitiesValidateThemselves() {
        AudioCapabilities good = AudioCapabilities.of(AudioFormat.PCMU);

        assertThatThrownBy(() -> good.withFormats(List.of())).hasMessageContaining("formats: none");
        assertThatThrownBy(() -> good.withFormats(List.of(AudioFormat.PCMU, new AudioFormat("pcmu", 8_000, 1))))
                .hasMessageContaining("each once");
        assertThatThrownBy(() -> good.withPacketTimes(List.of())).hasMessageContaining("packetTimes: none");
        assertThatThrownBy(() -> good.withPacketTimes(List.of(Duration.ofMillis(201)))).hasMessageContaining("1-200");
        assertThatThrownBy(() -> LocalAudio.of(new InetSocketAddress("0.0.0.0", 4_000)))
                .hasMessageContaining("not a wildcard");
        assertThatThrownBy(() -> LocalAudio.of(new InetSocketAddress("192.0.2.1", 65_535)))
                .hasMessageContaining("rtcpPort: 65536");
    }

    private static Negotiation connected() {
        return Sdp.agreed(Sdp.side(AudioFormat.PCMU, AudioFormat.PCMA)
                .offer(OfferKind.INITIAL)
                .accept(Sdp.of("m=audio 5000 RTP/AVP 0 8")));
    }
}
