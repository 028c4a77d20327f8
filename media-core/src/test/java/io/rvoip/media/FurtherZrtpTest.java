package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.rtcp.PictureLoss;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two platforms whose legs have ZRTP with each other, for audio and, on ports of its own, for video (RFC 6189 section 4.4.3), each
 * joined with a plain leg: at one is a camera, at the other who looks at it.
 */
class FurtherZrtpTest {
    private static final VideoFormat VP8 = new VideoFormat("VP8", 90_000, "");
    private static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
    private static final int SSRC = 0x1234;
    private static final int PAYLOAD = 0x7A31_0000;

    private final MediaLab lab = new MediaLab(11);
    private final MediaLab.Party one = lab.zrtpParty("near");
    private final MediaLab.Party two = lab.zrtpParty("far");
    private final MediaLab.Told toldOne = new MediaLab.Told();
    private final MediaSession here = one.open(toldOne);
    private final MediaSession there = two.open(MediaEvents.NONE);
    private final MediaSession filmed = one.open(MediaSessionSettings.DEFAULT.withRtcpMux(true), MediaEvents.NONE);
    private final MediaSession shown = two.open(MediaSessionSettings.DEFAULT.withRtcpMux(true), MediaEvents.NONE);
    private final VirtualHost studio = lab.network.host();
    private final VirtualHost screen = lab.network.host();
    private final List<Integer> seen = new ArrayList<>();
    private int keyFrames;
    private int pictures;
    private DatagramPath camera;
    private DatagramPath display;
    private VideoAddresses portsHere;
    private VideoAddresses portsThere;
    private Set<InetSocketAddress> platform = Set.of();

    @BeforeEach
    void call() {
        camera = studio.bindNow(studio.at(5_000), lab.time.loop("camera"), (path, datagram, from) -> {
            if (isReport(datagram)) {
                keyFrames += (int) RtcpReader.read(datagram).packets().stream().filter(PictureLoss.class::isInstance).count();
            }
            datagram.release();
        });
        display = screen.bindNow(screen.at(5_000), lab.time.loop("screen"), (path, datagram, from) -> {
            if (!isReport(datagram) && (datagram.getByte(1) & 0x7F) == 96) {
                seen.add(datagram.getInt(12) - PAYLOAD);
            }
            datagram.release();
        });
        filmed.configure(MediaParameters.of(studio.at(5_000), Codecs.PCMU));
        shown.configure(MediaParameters.of(screen.at(5_000), Codecs.PCMU));
        filmed.configureVideo(video(null));
        shown.configureVideo(video(null));
        portsHere = open(one, here);
        portsThere = open(two, there);
        MediaBridge.join(filmed, here);
        MediaBridge.join(there, shown);
        lab.time.runReady();
    }

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    private static boolean isReport(ByteBuf datagram) {
        int type = datagram.getByte(1) & 0x7F;
        return type >= 64 && type < 96;
    }

    private VideoAddresses open(MediaLab.Party party, MediaSession leg) {
        var opened = party.engine.openVideo(leg, false).toCompletableFuture();
        lab.time.runReady();
        return opened.join();
    }

    private static VideoParameters video(VideoWay way) {
        return new VideoParameters(Map.of(96, VP8), Map.of(96, VP8), MediaDirection.SENDRECV,
                RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1)), new RtpFeedback(true, true, true), way);
    }

    private static ZrtpParameters zrtp(Optional<HelloHash> hello) {
        return new ZrtpParameters(hello, true, SUITES);
    }

    private void audio(MediaSession leg, MediaSession far) {
        leg.configure(MediaParameters.of(far.localAddress(), Codecs.PCMU).withZrtp(zrtp(far.helloHash())));
    }

    private void pictures(MediaSession leg, VideoAddresses far, Optional<HelloHash> hello) {
        leg.configureVideo(video(new VideoWay(far.rtp(), far.rtcp(), null, zrtp(hello), null)));
        lab.time.runReady();
    }

    private void agreed() {
        audio(here, there);
        audio(there, here);
        pictures(here, portsThere, portsThere.zrtp());
        pictures(there, portsHere, portsHere.zrtp());
    }

    /** Pictures of one packet, each 20 ms. */
    private void films(int count) {
        films(count, camera, filmed);
    }

    private void films(int count, DatagramPath from, MediaSession at) {
        for (int i = 0; i < count; i++) {
            ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeInt(PAYLOAD + pictures).writeZero(300);
            new RtpPacket().write(packet, 96, true, pictures, pictures * 1_800, SSRC);
            from.send(packet, at.localAddress());
            pictures++;
            lab.advance(20);
        }
    }

    private void between(LinkConditions conditions) {
        lab.network.link(one.host, two.host, conditions).link(two.host, one.host, conditions);
    }

    private List<CapturedDatagram> between(Set<InetSocketAddress> ports) {
        return lab.wire.stream().filter(sent -> ports.contains(sent.from())).toList();
    }

    private List<CapturedDatagram> ofVideo() {
        return between(Set.of(portsHere.rtp(), portsHere.rtcp(), portsThere.rtp(), portsThere.rtcp()));
    }

    private static boolean isZrtp(CapturedDatagram sent) {
        return sent.bytes()[0] == 0x10;
    }

    private static String type(CapturedDatagram sent) {
        return new String(sent.bytes(), 16, 8, StandardCharsets.US_ASCII).trim();
    }

    private long messages(List<CapturedDatagram> sent, String type) {
        return sent.stream().filter(FurtherZrtpTest::isZrtp).filter(one -> type(one).equals(type))
                .map(one -> ByteBuffer.wrap(one.bytes(), 12, one.bytes().length - 16)).distinct().count();
    }

    /** No picture, and not the beginning of one, stands on the wire between the two. */
    private void nothingWentInTheClear() {
        for (CapturedDatagram sent : between(Set.of(here.localAddress(), there.localAddress(), portsHere.rtp(), portsThere.rtp()))) {
            ByteBuffer bytes = ByteBuffer.wrap(sent.bytes());
            for (int at = 0; at + 8 <= bytes.limit(); at++) {
                assertThat(bytes.getLong(at) & 0xFFFF_0000_FFFF_FFFFL).as("picture at %d of %s", at, sent).isNotEqualTo((long) PAYLOAD << 32);
            }
        }
    }

    private void bothAreSecure(int streams) {
        assertThat(here.security().sas()).isPresent().isEqualTo(there.security().sas());
        assertThat(one.metrics.total("rvoip_zrtp_exchanges_total")).isEqualTo(streams);
        assertThat(two.metrics.total("rvoip_zrtp_exchanges_total")).isEqualTo(streams);
    }

    @Test
    void picturesPassOnceTheirOwnStreamIsSecure() {
        films(10);
        agreed();
        films(200);
        lab.advance(500);

        bothAreSecure(2);
        assertThat(seen.size()).isGreaterThan(180);
        assertThat(seen.get(seen.size() - 1)).isEqualTo(pictures - 1);
        List<CapturedDatagram> video = ofVideo();
        assertThat(messages(lab.wire, "DHPart1")).as("one exchange, of audio").isEqualTo(1);
        assertThat(messages(video, "DHPart1")).isZero();
        assertThat(messages(video, "Confirm2")).isEqualTo(1);
        boolean confirmed = false;
        int media = 0;
        for (CapturedDatagram sent : video) {
            confirmed |= isZrtp(sent) && type(sent).equals("Confirm2");
            media += isZrtp(sent) ? 0 : 1;
            assertThat(isZrtp(sent) || confirmed).as("media before the end of the exchange: %s", sent).isTrue();
        }
        assertThat(media).isGreaterThan(180);
        nothingWentInTheClear();
    }

    /** Who has sent Confirm2 has the keys, and does not know yet that the other one has them too. */
    @Test
    void picturesWaitForTheLastWord() {
        lab.network.withDelay(Duration.ofMillis(5), Duration.ofMillis(5));
        agreed();
        for (int i = 0; i < 1_000 && messages(ofVideo(), "Confirm2") == 0; i++) {
            lab.advance(1);
        }
        CapturedDatagram confirm2 = ofVideo().stream().filter(sent -> isZrtp(sent) && type(sent).equals("Confirm2")).findFirst().orElseThrow();
        boolean ours = confirm2.from().equals(portsHere.rtp());
        between(LinkConditions.CUT);
        films(20, ours ? camera : display, ours ? filmed : shown);
        assertThat(ofVideo()).filteredOn(sent -> sent.from().equals(confirm2.from())).allMatch(FurtherZrtpTest::isZrtp);
        between(LinkConditions.PERFECT);
        films(100);

        bothAreSecure(2);
        assertThat(seen.size()).isGreaterThan(30);
        nothingWentInTheClear();
    }

    @Test
    void lossCostsTimeOnly() {
        lab.network.withLoss(0.3);
        agreed();
        films(500);
        lab.network.withLoss(0);
        seen.clear();
        films(100);
        lab.advance(500);

        bothAreSecure(2);
        assertThat(seen.size()).isGreaterThan(95);
        nothingWentInTheClear();
    }

    /** The first stream is what the other one stands on (section 4.4.3). */
    @Test
    void whereAudioIsNotSecureVideoNeitherBeginsNorGoes() {
        audio(here, there);
        pictures(here, portsThere, portsThere.zrtp());
        pictures(there, portsHere, portsHere.zrtp());
        films(300);

        assertThat(seen).isEmpty();
        assertThat(ofVideo()).as("not even a Hello").isEmpty();
        nothingWentInTheClear();
        audio(there, here);
        films(100);
        assertThat(seen).as("audio has failed by then, and stays so").isEmpty();
    }

    @Test
    void itComesToKeysWhenTheOtherSideAgreesLater() {
        audio(here, there);
        audio(there, here);
        pictures(here, portsThere, portsThere.zrtp());
        films(100);
        assertThat(seen).isEmpty();
        int asked = keyFrames;
        pictures(there, portsHere, portsHere.zrtp());
        films(100);
        assertThat(keyFrames).as("a whole picture to begin with").isGreaterThan(asked);

        bothAreSecure(2);
        assertThat(seen.size()).isGreaterThan(80);
        nothingWentInTheClear();
    }

    @Test
    void anotherHelloThanTheDescribedOneBringsNoPicturesAndNoEnd() {
        audio(here, there);
        audio(there, here);
        pictures(here, portsThere, portsHere.zrtp());
        pictures(there, portsHere, portsHere.zrtp());
        films(800);

        assertThat(seen).isEmpty();
        bothAreSecure(1);
        assertThat(one.metrics.total("rvoip_zrtp_exchange_failures_total")).isEqualTo(1);
        assertThat(toldOne.events).noneMatch(event -> event.startsWith("ZRTP"));
        nothingWentInTheClear();
    }

    /** What says that it is plain, or names no way to keys at all, beside audio with ZRTP. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPlainLineBesideItIsSilent(boolean early) {
        if (!early) {
            audio(here, there);
            audio(there, here);
            lab.advance(1_000);
        } else {
            here.configure(MediaParameters.of(there.localAddress(), Codecs.PCMU)
                    .withZrtp(new ZrtpParameters(there.helloHash(), false, SUITES)));
        }
        here.configureVideo(video(new VideoWay(portsThere.rtp(), portsThere.rtcp(), null, null)));
        lab.time.runReady();
        films(50);

        assertThat(ofVideo()).isEmpty();
        nothingWentInTheClear();
        assertThat(one.metrics.count("rvoip_rtp_packets_dropped_total", "reason", "srtp_not_sent")).isGreaterThan(40);
    }

    /** A line that ended and begins anew is another stream, of the same exchange. */
    @Test
    void itGoesAndComesBackAsAnotherStream() {
        agreed();
        films(100);
        bothAreSecure(2);
        Optional<HelloHash> before = portsHere.zrtp();
        for (MediaSession leg : List.of(here, there)) {
            leg.configureVideo(null);
            leg.closeVideoPorts();
        }
        films(20);
        seen.clear();
        portsHere = open(one, here);
        portsThere = open(two, there);
        assertThat(portsHere.zrtp()).isPresent().isNotEqualTo(before);
        agreed();
        films(100);

        bothAreSecure(3);
        assertThat(seen.size()).isGreaterThan(80);
        nothingWentInTheClear();
    }

    @Test
    void onHoldTheKeysStay() {
        agreed();
        films(100);
        InetSocketAddress nowhere = new InetSocketAddress("0.0.0.0", 7_000);
        here.configureVideo(video(new VideoWay(nowhere, nowhere, null, zrtp(portsThere.zrtp()), null)));
        films(20);
        seen.clear();
        pictures(here, portsThere, portsThere.zrtp());
        films(50);

        bothAreSecure(2);
        assertThat(seen.size()).isGreaterThan(45);
    }

    /** A platform between the two, whose legs are plain; @param sent under which number pictures go from its second leg on */
    private void agreedThrough(MediaLab.Party pbx, int sent) {
        MediaSession left = pbx.open(MediaEvents.NONE);
        MediaSession right = pbx.open(MediaEvents.NONE);
        VideoAddresses portsLeft = open(pbx, left);
        VideoAddresses portsRight = open(pbx, right);
        MediaBridge.join(left, right);
        lab.time.runReady();
        left.configure(MediaParameters.of(here.localAddress(), Codecs.PCMU));
        right.configure(MediaParameters.of(there.localAddress(), Codecs.PCMU));
        left.configureVideo(video(new VideoWay(portsHere.rtp(), portsHere.rtcp(), null, null)));
        right.configureVideo(new VideoParameters(Map.of(sent, VP8), Map.of(sent, VP8), MediaDirection.SENDRECV,
                RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1)), new RtpFeedback(true, true, true),
                new VideoWay(portsThere.rtp(), portsThere.rtcp(), null, null)));
        here.configure(MediaParameters.of(left.localAddress(), Codecs.PCMU).withZrtp(zrtp(there.helloHash())));
        there.configure(MediaParameters.of(right.localAddress(), Codecs.PCMU).withZrtp(zrtp(here.helloHash())));
        pictures(here, portsLeft, portsThere.zrtp());
        pictures(there, portsRight, portsHere.zrtp());
        platform = Set.of(portsLeft.rtp(), portsLeft.rtcp(), portsRight.rtp(), portsRight.rtcp());
    }

    private static List<ByteBuffer> octets(List<CapturedDatagram> sent) {
        return sent.stream().map(one -> ByteBuffer.wrap(one.bytes())).toList();
    }

    /** What passes for audio (section 10) passes for video: the same string, and not an octet changes on the way. */
    @Test
    void bothStreamsPassAPlatformBetweenTheTwo() {
        MediaLab.Party pbx = lab.party("pbx");
        agreedThrough(pbx, 96);
        films(300);
        lab.advance(500);

        bothAreSecure(2);
        assertThat(messages(ofVideo(), "Confirm2")).isEqualTo(1);
        assertThat(seen.size()).isGreaterThan(250);
        assertThat(seen.get(seen.size() - 1)).isEqualTo(pictures - 1);
        assertThat(octets(ofVideo())).as("pictures, ZRTP and reports, and none of the platform's").containsAll(octets(between(platform)));
        nothingWentInTheClear();
        assertThat(pbx.metrics.count("rvoip_rtp_packets_dropped_total", "reason", "zrtp_not_taken")).isZero();
    }

    /** The number of a format is in what is authenticated: where it would have to change nothing passes, and audio goes on. */
    @Test
    void videoDoesNotPassWhereItsNumberWouldChange() {
        MediaLab.Party pbx = lab.party("pbx");
        agreedThrough(pbx, 97);
        films(300);

        bothAreSecure(1);
        assertThat(seen).isEmpty();
        assertThat(pbx.metrics.count("rvoip_rtp_packets_dropped_total", "reason", "zrtp_not_taken")).isPositive();
        nothingWentInTheClear();
    }

    /** SECURITY 2.5 Z1: noise on the port of video, from anywhere, ends nothing. */
    @Test
    void strangersChangeNothing() {
        agreed();
        films(5);
        VirtualHost stranger = lab.network.host();
        DatagramPath elsewhere = stranger.bindNow(stranger.at(9), lab.time.loop("stranger"), (path, datagram, from) -> datagram.release());
        byte[] hello = lab.wire.stream().filter(FurtherZrtpTest::isZrtp).findFirst().orElseThrow().bytes();
        for (int i = 0; i < 50; i++) {
            elsewhere.send(Unpooled.copiedBuffer(hello), portsHere.rtp());
            elsewhere.send(Unpooled.copiedBuffer(hello), portsThere.rtp());
            films(1);
        }
        films(50);

        bothAreSecure(2);
        assertThat(seen.size()).isGreaterThan(80);
        assertThat(lab.wire).noneMatch(sent -> sent.to().getAddress().equals(stranger.address()));
    }
}
