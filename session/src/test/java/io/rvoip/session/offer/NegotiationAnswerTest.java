package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.Origin;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we answer. */
class NegotiationAnswerTest {
    private final Negotiation side = Sdp.side(AudioFormat.PCMU, AudioFormat.PCMA, Sdp.L16);

    @Test
    void takesTheOfferersFirstCodecThatWeHave() {
        NegotiatedAudio audio = Sdp.audio(answer(side, "m=audio 5000 RTP/AVP 18 8 0", "a=rtpmap:18 G729/8000"));

        assertThat(audio.format()).isEqualTo(AudioFormat.PCMA);
        assertThat(audio.sendPayloadType()).isEqualTo(8);
    }

    @Test
    void takesOurFirstCodecWhenToldTo() {
        Negotiation ours = Sdp.side(
                AudioCapabilities.of(AudioFormat.PCMU, AudioFormat.PCMA).withOrder(CodecOrder.OURS));

        assertThat(Sdp.audio(answer(ours, "m=audio 5000 RTP/AVP 18 8 0")).format()).isEqualTo(AudioFormat.PCMU);
    }

    @Test
    void followsTheOfferersNumbers() {
        Negotiation next = answer(
                side,
                "m=audio 5000 RTP/AVP 110 111 112",
                "a=rtpmap:110 l16/16000",
                "a=rtpmap:111 telephone-event/8000",
                "a=rtpmap:112 telephone-event/16000");

        NegotiatedAudio audio = Sdp.audio(next);
        assertThat(audio.format()).isEqualTo(Sdp.L16);
        assertThat(audio.sendPayloadType()).isEqualTo(110);
        assertThat(audio.receivePayloadType()).isEqualTo(110);
        assertThat(audio.receivable()).containsOnlyKeys(110);
        assertThat(audio.sendEventType()).isEqualTo(112);
        assertThat(audio.receiveEventType()).isEqualTo(112);
        assertThat(Sdp.sent(next).media().get(0).payloadTypes()).containsExactly(110, 112);
    }

    @Test
    void leavesOutTelephoneEventOfAnotherClock() {
        Negotiation next = answer(side, "m=audio 5000 RTP/AVP 0 112", "a=rtpmap:112 telephone-event/16000");

        assertThat(Sdp.audio(next).sendsEvents()).isFalse();
        assertThat(Sdp.sent(next).media().get(0).payloadTypes()).containsExactly(0);
    }

    @Test
    void keepsItsOwnNumberWhereTheOfferersHasAnotherMeaning() {
        Negotiation next = Sdp.agreed(side.offer(OfferKind.INITIAL).accept(Sdp.of("m=audio 5000 RTP/AVP 0")));

        // We said that 101 is telephone-event/8000, and must go on to do so for what we receive.
        next = answer(next, "m=audio 5000 RTP/AVP 101", "a=rtpmap:101 L16/16000");

        assertThat(Sdp.audio(next).sendPayloadType()).isEqualTo(101);
        assertThat(Sdp.audio(next).receivePayloadType()).isEqualTo(96);
        assertThat(Sdp.sent(next).media().get(0).rtpMap(96)).contains(Sdp.L16.as(96));
    }

    @ParameterizedTest
    @CsvSource({
        "sendrecv, false, SENDRECV",
        "sendonly, false, RECVONLY",
        "recvonly, false, SENDONLY",
        "inactive, false, INACTIVE",
        "sendrecv, true, SENDONLY",
        "sendonly, true, INACTIVE",
        "recvonly, true, SENDONLY",
        "inactive, true, INACTIVE",
    })
    void answersEachDirection(String offered, boolean held, Direction expected) {
        Negotiation next = answer(side.withHeld(held), "m=audio 5000 RTP/AVP 0", "a=" + offered);

        SessionDescription sent = Sdp.sent(next);
        assertThat(sent.directionOf(sent.media().get(0))).isEqualTo(expected);
        assertThat(Sdp.audio(next).direction()).isEqualTo(expected);
        assertThat(Sdp.audio(next).sending()).isEqualTo(expected.sends());
        assertThat(Sdp.audio(next).receiving()).isEqualTo(expected.receives());
    }

    @Test
    void readsADirectionOfTheWholeSession() {
        assertThat(Sdp.audio(answer(side, "a=sendonly", "m=audio 5000 RTP/AVP 0")).direction())
                .isEqualTo(Direction.RECVONLY);
    }

    @Test
    void sendsNothingToTheWildcardOfAnOldHold() {
        NegotiatedAudio audio = Sdp.audio(answer(side, "m=audio 5000 RTP/AVP 0", "c=IN IP4 0.0.0.0"));

        assertThat(audio.sending()).isFalse();
        assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
    }

    @ParameterizedTest
    @CsvSource({
        "m=audio 5000 RTP/AVP 18, 305",
        "m=audio 5000 RTP/AVP 97, 305",
        "m=audio 5000 RTP/SAVP 0, 302",
        "m=audio 5000 UDP/TLS/RTP/SAVPF 0, 302",
        "m=audio 5000 udp 0, 302",
        "m=video 5000 RTP/AVP 31, 304",
        "m=image 5000 udptl t38, 304",
        "m=application 5000 TCP/MSRP *, 304",
    })
    void refusesWhatItCannotUse(String line, int warning) {
        Refusal refusal = Sdp.refused(side.answer(Sdp.of(line)));

        assertThat(refusal.status()).isEqualTo(488);
        assertThat(refusal.warning()).isEqualTo(warning);
    }

    @ParameterizedTest
    @CsvSource({
        "IN IP6 2001:db8::5, 301",
        "IN IP4 phone.example.org, 301",
        "IN IP4 224.2.1.1/127, 330",
        "ATM NSAP 47.0091, 301",
    })
    void refusesAddressesItCannotSendTo(String connection, int warning) {
        Refusal refusal = Sdp.refused(side.answer(Sdp.of("m=audio 5000 RTP/AVP 0", "c=" + connection)));

        assertThat(refusal.warning()).isEqualTo(warning);
    }

    @Test
    void refusesALineWithoutAnyAddress() {
        SessionDescription offer = SessionDescription.builder(Origin.of(77, Sdp.address("198.51.100.7")))
                .withMedia(Media.builder("audio", 5_000, "RTP/AVP").withFormat("0").build())
                .build();

        assertThat(Sdp.refused(side.answer(offer)).warning()).isEqualTo(Refusal.INCOMPATIBLE_ADDRESS);
    }

    @Test
    void namesTheFaultOfAudioRatherThanOfVideo() {
        Refusal refusal = Sdp.refused(
                side.answer(Sdp.of("m=video 5000 RTP/AVP 31", "m=audio 5002 RTP/SAVP 0", "m=audio 5004 RTP/AVP 18")));

        assertThat(refusal.warning()).isEqualTo(Refusal.INCOMPATIBLE_TRANSPORT);
    }

    @Test
    void aRefusedOfferChangesNothing() {
        Negotiation connected = answer(side, "m=audio 5000 RTP/AVP 0");

        Sdp.refused(connected.answer(Sdp.of("m=audio 6000 RTP/AVP 18")));

        assertThat(connected.exchange().mayOffer()).isTrue();
        assertThat(Sdp.audio(connected).remote().getPort()).isEqualTo(5_000);
    }

    @Test
    void takesTheFirstUsableOfSeveralLines() {
        Negotiation next = answer(
                side,
                "m=video 5000 RTP/AVP 31",
                "m=audio 5002 RTP/SAVP 0",
                "m=audio 5004 RTP/AVP 8",
                "m=audio 5006 RTP/AVP 0");

        assertThat(Sdp.sent(next).media()).extracting(Media::port).containsExactly(0, 0, 40_000, 0);
        assertThat(Sdp.sent(next).media())
                .extracting(Media::protocol)
                .containsExactly("RTP/AVP", "RTP/SAVP", "RTP/AVP", "RTP/AVP");
        assertThat(Sdp.audio(next).remote()).isEqualTo(new InetSocketAddress("198.51.100.7", 5_004));
    }

    @Test
    void refusesAnEmptyFirstOfferAndOneWithFewerLines() {
        assertThat(Sdp.refused(side.answer(Sdp.of())).warning()).isEqualTo(Refusal.MEDIA_NOT_AVAILABLE);
        assertThat(Sdp.refused(side.answer(Sdp.of("m=audio 0 RTP/AVP 0"))).warning())
                .isEqualTo(Refusal.MEDIA_NOT_AVAILABLE);

        Negotiation two = answer(side, "m=audio 5000 RTP/AVP 0", "m=video 5002 RTP/AVP 31");
        assertThat(Sdp.refused(two.answer(Sdp.of("m=audio 5000 RTP/AVP 0"))).text())
                .isEqualTo("1 media lines, there were 2");
    }

    @Test
    void audioMayBeSwitchedOffAndOnInACall() {
        Negotiation off = answer(answer(side, "m=audio 5000 RTP/AVP 0"), "m=audio 0 RTP/AVP 0");
        assertThat(off.audio()).isEmpty();
        assertThat(Sdp.sent(off).media()).extracting(Media::port).containsExactly(0);

        Negotiation on = Sdp.agreed(off.offer(OfferKind.REFRESH).accept(Sdp.of("m=audio 5000 RTP/AVP 0")));
        assertThat(Sdp.sent(on).media()).extracting(Media::port).containsExactly(40_000);
        assertThat(Sdp.audio(on).direction()).isEqualTo(Direction.SENDRECV);
    }

    @Test
    void findsTheRtcpAddress() {
        assertThat(rtcp(side, "m=audio 5000 RTP/AVP 0")).isEqualTo(new InetSocketAddress("198.51.100.7", 5_001));
        assertThat(rtcp(side, "m=audio 5000 RTP/AVP 0", "a=rtcp:6000"))
                .isEqualTo(new InetSocketAddress("198.51.100.7", 6_000));
        assertThat(rtcp(side, "m=audio 5000 RTP/AVP 0", "a=rtcp:6000 IN IP4 198.51.100.8"))
                .isEqualTo(new InetSocketAddress("198.51.100.8", 6_000));
        assertThat(rtcp(side, "m=audio 65535 RTP/AVP 0"))
                .isEqualTo(new InetSocketAddress("198.51.100.7", 65_535));
    }

    @Test
    void multiplexesOnlyWhenBothWantTo() {
        Negotiation able = Sdp.side(AudioCapabilities.of(AudioFormat.PCMU).withRtcpMux(true));

        Negotiation both = answer(able, "m=audio 5000 RTP/AVP 0", "a=rtcp-mux");
        Negotiation weOnly = answer(able, "m=audio 5000 RTP/AVP 0");
        Negotiation theyOnly = answer(side, "m=audio 5000 RTP/AVP 0", "a=rtcp-mux");

        assertThat(Sdp.audio(both).rtcpMux()).isTrue();
        assertThat(Sdp.audio(both).remoteRtcp()).isEqualTo(Sdp.audio(both).remote());
        assertThat(Sdp.sent(both).media().get(0).rtcpMux()).isTrue();
        assertThat(Sdp.sent(weOnly).media().get(0).rtcpMux()).isFalse();
        assertThat(Sdp.sent(theyOnly).media().get(0).rtcpMux()).isFalse();
        assertThat(Sdp.audio(theyOnly).rtcpMux()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a=ptime:40, 40", "a=ptime:30, 20", "a=ptime:abc, 20", "a=maxptime:10, 10", "a=maxptime:5, 10"})
    void sendsPacketsOfTheLengthTheFarEndWants(String attribute, int millis) {
        Negotiation able = Sdp.side(AudioCapabilities.of(AudioFormat.PCMU)
                .withPacketTimes(List.of(Duration.ofMillis(20), Duration.ofMillis(10), Duration.ofMillis(40))));

        assertThat(Sdp.audio(answer(able, "m=audio 5000 RTP/AVP 0", attribute)).packetTime())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void canDeclineWhatItCannotRefuse() {
        SessionDescription offer = Sdp.of("m=audio 5000 RTP/SAVP 0", "m=video 5002 RTP/AVP 31");

        SessionDescription declined = Sdp.parse(side.declineAll(offer).toString());

        assertThat(declined.media()).extracting(Media::port).containsExactly(0, 0);
        assertThat(declined.media()).extracting(Media::type).containsExactly("audio", "video");
    }

    private static Negotiation answer(Negotiation side, String... offer) {
        return Sdp.agreed(side.answer(Sdp.of(offer)));
    }

    private static InetSocketAddress rtcp(Negotiation side, String... offer) {
        return Sdp.audio(answer(side, offer)).remoteRtcp();
    }
}
