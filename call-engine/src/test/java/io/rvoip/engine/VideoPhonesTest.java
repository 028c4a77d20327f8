package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.VideoFormat;
import io.rvoip.media.VideoWay;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.EndCause;
import io.rvoip.session.SessionState;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.RtpStream;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two telephones with video on ports of their own, and the platform between them: who is asked, and which ports are held. */
class VideoPhonesTest {
    private static final PassedVideo VP8 = new PassedVideo(
            List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV);

    private final Office office = new Office(setup());
    private final Phone alice = office.registered("alice", 500);
    private final Phone bob = office.registered("bob", 900).answersAfter(500);

    private static Office.Setup setup() {
        Office.Setup setup = new Office.Setup();
        setup.media = RtpMediaSettings.DEFAULT.withSrtp(keyed(SrtpUse.ACCEPTED));
        return setup;
    }

    private static SrtpPolicy keyed(SrtpUse use) {
        return SrtpPolicy.of(use, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withOverClearSignalling(true);
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private Phone.Talk talking() {
        Phone.Talk call = alice.call("bob");
        office.advance(1500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        return call;
    }

    private void hangUp(Phone.Talk call) {
        call.phone.act(call.session::hangup);
        office.advance(500);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(office.media.portPairsInUse()).isZero();
        assertThat(office.metrics.gaugeValue("rvoip_media_video_ports")).isZero();
        assertThat(Stream.of(alice, bob).mapToInt(phone -> phone.media.portPairsInUse()).sum()).isZero();
    }

    private static NegotiatedVideo video(Phone phone) {
        return phone.talk().leg().negotiatedVideo().orElseThrow();
    }

    private void throughTheOffice(int pairs) {
        assertThat(office.media.portPairsInUse()).isEqualTo(pairs);
        for (Phone phone : List.of(alice, bob)) {
            VideoWay way = video(phone).way();
            assertThat(way.remote().getAddress()).isEqualTo(office.host.address());
            assertThat(way.remote()).isNotEqualTo(phone.talk().leg().negotiated().orElseThrow().remote());
        }
        assertThat(video(alice).way().remote()).isNotEqualTo(video(bob).way().remote());
    }

    private void changes(Phone phone, PassedVideo wants) {
        RtpMediaLeg leg = phone.talk().leg();
        phone.act(() -> {
            leg.video(wants);
            phone.talk().session.renegotiate();
        });
        office.advance(1000);
    }

    @Test
    void haveItFromTheFirstOfferOnTwoMorePairsOfPorts() {
        alice.video = VP8;
        bob.video = VP8;
        Phone.Talk call = talking();
        throughTheOffice(4);
        assertThat(video(alice).direction()).isEqualTo(Direction.SENDRECV);
        assertThat(video(alice).way().keys()).isNull();
        assertThat(call.hears(900, 500)).isGreaterThan(0.9);
        hangUp(call);
    }

    @Test
    void haveItEncryptedOnTheSideThatEncrypts() {
        alice.video = VP8;
        bob.video = VP8;
        alice.settings = RtpMediaSettings.DEFAULT.withSrtp(keyed(SrtpUse.REQUIRED));
        Phone.Talk call = talking();
        throughTheOffice(4);
        assertThat(video(alice).way().keys()).isNotNull();
        hangUp(call);
    }

    @Test
    void areLeftWithAudioWhereOneDeclines() {
        alice.video = VP8;
        Phone.Talk call = talking();
        assertThat(call.leg().negotiatedVideo()).isEmpty();
        assertThat(invitesTo(bob)).as("nobody is asked twice").isEqualTo(1);
        assertThat(office.media.portPairsInUse()).as("what bob declined is given back").isEqualTo(2);
        assertThat(call.hears(900, 500)).isGreaterThan(0.9);
        hangUp(call);
    }

    private long invitesTo(Phone phone) {
        return office.wire.stream().filter(one -> one.to().equals(phone.host.at(5060)))
                .filter(one -> new String(one.bytes(), StandardCharsets.UTF_8).startsWith("INVITE ")).count();
    }

    private static String answer(ReceivedSip invite, int video) {
        String key = invite.text().body().lines().filter(line -> line.startsWith("a=crypto")).findFirst().orElseThrow();
        return String.join("\r\n", "v=0", "o=- 1 " + (video + 1) + " IN IP4 192.0.2.9", "s=-", "c=IN IP4 192.0.2.9", "t=0 0",
                "m=audio 5000 RTP/AVP 0", key.substring(0, key.indexOf("inline:")) + "inline:" + "B".repeat(40),
                "m=video " + video + " RTP/AVP 96", "a=rtpmap:96 VP8/90000", "");
    }

    /** What sends pictures in the clear, whatever was agreed on. */
    private RtpStream camera(ReceivedSip invite) {
        VirtualHost place = office.network.host("192.0.2.9");
        String port = invite.text().body().replaceAll("(?s).*m=video (\\d+) .*", "$1");
        return RtpStream.on(office.time, place, place.at(5_002)).withPayloadType(96)
                .to(office.host.at(Integer.parseInt(port)));
    }

    private void pictures(RtpStream camera, int count) {
        for (int i = 0; i < count; i++) {
            camera.send(new byte[600]);
            office.advance(5);
        }
    }

    private void noPicturePassed() {
        assertThat(office.wire.stream().filter(one -> one.from().getAddress().equals(office.host.address())
                && one.bytes().length > 600 && (one.bytes()[0] & 0xC0) == 0x80)).isEmpty();
    }

    /** Who takes audio with keys and video without is asked to leave it: pictures are not less protected than sound. */
    @Test
    void areNotSeenInTheClearBesideEncryptedAudio() {
        ScriptedSipPeer carol = office.scripted("carol");
        String[] lines = {"Contact: <sip:carol@" + carol.hostPort() + ">", "Content-Type: application/sdp"};
        alice.video = VP8;
        alice.settings = RtpMediaSettings.DEFAULT.withSrtp(keyed(SrtpUse.REQUIRED));
        Phone.Talk call = alice.call("carol");
        ReceivedSip invite = carol.expect("INVITE");
        assertThat(invite.text().body()).contains("m=audio").contains("RTP/AVP").contains("a=crypto").contains("m=video");
        RtpStream camera = camera(invite);
        pictures(camera, 5);
        assertThat(office.metrics.count("rvoip_rtp_packets_dropped_total", "reason", "video_not_taken")).as("too early").isEqualTo(5);
        carol.respondWith(answer(invite, 5_002), invite, 200, "OK", lines);
        carol.expect("ACK");
        pictures(camera, 5);
        noPicturePassed();

        ReceivedSip again = carol.expect("INVITE");
        assertThat(again.text().body()).contains("m=audio").contains("m=video 0 ");
        pictures(camera, 5);
        carol.respondWith(answer(again, 0), again, 200, "OK", lines);
        carol.expect("ACK");
        pictures(camera, 5);
        office.advance(500);
        noPicturePassed();
        assertThat(call.leg().negotiatedVideo()).isEmpty();
        assertThat(office.media.portPairsInUse()).isEqualTo(2);
        alice.act(call.session::hangup);
        carol.respond(carol.expect("BYE"), 200, "OK");
        office.advance(500);
        assertThat(office.media.portPairsInUse()).isZero();
    }

    @Test
    void addItAndTakeItAway() {
        bob.video = VP8;
        Phone.Talk call = talking();
        assertThat(office.media.portPairsInUse()).isEqualTo(2);
        changes(alice, VP8);
        throughTheOffice(4);
        changes(bob, PassedVideo.NONE);
        assertThat(call.leg().negotiatedVideo()).isEmpty();
        assertThat(bob.talk().leg().negotiatedVideo()).isEmpty();
        assertThat(office.media.portPairsInUse()).isEqualTo(2);
        changes(bob, VP8);
        throughTheOffice(4);
        hangUp(call);
    }

    @Test
    void seeNothingOnHold() {
        alice.video = VP8;
        bob.video = VP8;
        Phone.Talk call = talking();
        alice.act(call.session::hold);
        office.advance(500);
        assertThat(video(bob).direction().sends()).isFalse();
        assertThat(video(alice).direction().receives()).isFalse();
        assertThat(office.media.portPairsInUse()).isEqualTo(4);
        alice.act(call.session::resume);
        office.advance(500);
        assertThat(video(bob).direction()).isEqualTo(Direction.SENDRECV);
        throughTheOffice(4);
        hangUp(call);
    }
}
