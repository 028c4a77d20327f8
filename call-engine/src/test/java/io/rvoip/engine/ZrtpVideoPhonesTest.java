package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.VideoFormat;
import io.rvoip.media.VideoWay;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.SessionState;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.Direction;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A telephone with ZRTP and video, and one that has video in the clear, through a platform that is the end of its ZRTP. */
class ZrtpVideoPhonesTest {
    private static final PassedVideo VP8 = new PassedVideo(
            List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV);

    private final Office office = new Office(setup());
    private final Phone alice = office.registered("alice", 500).answersAfter(500);
    private final Phone bob = office.registered("bob", 900).answersAfter(500);

    private static Office.Setup setup() {
        Office.Setup setup = new Office.Setup();
        setup.zrtp = true;
        setup.media = zrtp(SrtpUse.PREFERRED);
        return setup;
    }

    private static RtpMediaSettings zrtp(SrtpUse use) {
        return RtpMediaSettings.DEFAULT.withSrtp(
                SrtpPolicy.of(use, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withKeying(Set.of(Keying.ZRTP)));
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private static VideoWay way(Phone phone) {
        return phone.talk().leg().negotiatedVideo().orElseThrow().way();
    }

    private Phone.Talk talking(boolean calls) {
        alice.settings = zrtp(SrtpUse.REQUIRED);
        Phone.Talk call = calls ? alice.call("bob") : bob.call("alice");
        office.advance(4_000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(alice.talk().leg().media().security().sas()).isPresent();
        return call;
    }

    private long exchanges() {
        return office.metrics.total("rvoip_zrtp_exchanges_total");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hasItAsAFurtherStreamOnItsSideAlone(boolean calls) {
        alice.video = VP8;
        bob.video = VP8;
        Phone.Talk call = talking(calls);

        assertThat(exchanges()).as("of audio and of video").isEqualTo(2);
        assertThat(way(alice).zrtp().hello()).isPresent();
        assertThat(way(alice).keys()).isNull();
        assertThat(way(bob).zrtp()).isNull();
        assertThat(way(bob).keys()).isNull();
        assertThat(office.media.portPairsInUse()).isEqualTo(4);
        assertThat(call.hears(calls ? 900 : 500, 500)).isGreaterThan(0.9);
        call.phone.act(call.session::hangup);
        office.advance(500);
        assertThat(office.media.portPairsInUse()).isZero();
    }

    /** Who answers for another in the pictures alone is found out too: they are not taken, it is told, and the call goes on. */
    @Test
    void whoseHelloIsAnothersIsToldAndTheCallGoesOn() {
        alice.video = VP8;
        bob.video = VP8;
        alice.settings = zrtp(SrtpUse.REQUIRED);
        alice.around = ZrtpPhonesTest.editing("offer", sdp ->
                sdp.replaceAll("(?s)(m=video.*?a=zrtp-hash:)[^\r\n]*", "$1" + ZrtpPhonesTest.OTHER));
        Phone.Talk call = alice.call("bob");
        office.advance(14_000);

        assertThat(office.events(EngineEvent.StreamUnkeyed.class)).singleElement().satisfies(told -> {
            assertThat(told.stream()).isEqualTo("video");
            assertThat(told.party()).isEqualTo("sip:alice@" + Office.DOMAIN);
            assertThat(told.why()).isEqualTo("ZRTP: the Hello is not the one of the description");
            assertThat(told.legId()).isEqualTo(told.callId() + "-0");
        });
        assertThat(office.metrics.count("rvoip_media_unkeyed_total", "stream", "video")).isEqualTo(1);
        assertThat(exchanges()).as("of audio").isEqualTo(1);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(bob.talk().hears(500, 900)).isGreaterThan(0.9);
        alice.act(call.session::hangup);
        office.advance(500);
    }

    @Test
    void isAddedInTheMiddleOfACall() {
        bob.video = VP8;
        Phone.Talk call = talking(true);
        assertThat(exchanges()).isEqualTo(1);
        alice.act(() -> {
            alice.talk().leg().video(VP8);
            call.session.renegotiate();
        });
        office.advance(2_000);

        assertThat(exchanges()).isEqualTo(2);
        assertThat(way(alice).zrtp()).isNotNull();
        assertThat(way(bob).zrtp()).isNull();
        alice.act(call.session::hangup);
        office.advance(500);
        assertThat(office.media.portPairsInUse()).isZero();
    }
}
