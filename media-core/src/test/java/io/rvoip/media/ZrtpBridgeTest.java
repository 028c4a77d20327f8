package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alice and Bob speak ZRTP with each other through two plain legs of a PBX that are joined (RFC 6189 section 10). */
class ZrtpBridgeTest {
    private static final String REFUSED = "rvoip_rtp_packets_dropped_total";

    private final MediaLab lab = new MediaLab(7);
    private final MediaLab.Party alice = lab.zrtpParty("alice");
    private final MediaLab.Party bob = lab.zrtpParty("bob");
    private final MediaLab.Party pbx = lab.party("pbx");
    private final MediaLab.Told toAlice = new MediaLab.Told();
    private final MediaLab.Told toBob = new MediaLab.Told();
    private final ToneDetector heardByAlice = new ToneDetector(880);
    private final ToneDetector heardByBob = new ToneDetector(440);
    private final MediaSession left = pbx.open(MediaEvents.NONE);
    private final MediaSession right = pbx.open(MediaEvents.NONE);
    private MediaSession a = alice.open(toAlice);
    private MediaSession b = bob.open(toBob);
    private MediaBridge bridge;

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    private static ZrtpParameters zrtp(boolean required) {
        return new ZrtpParameters(Optional.empty(), required, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80));
    }

    private static MediaParameters towards(MediaSession there, AudioCodec codec) {
        return MediaParameters.of(there.localAddress(), codec).withReceivable(Map.of(codec.payloadType(), codec));
    }

    private void talk(boolean required, AudioCodec codecOfBob) {
        a.configure(towards(left, Codecs.PCMU).withZrtp(zrtp(required)));
        b.configure(towards(right, codecOfBob).withZrtp(zrtp(required)));
        left.configure(towards(a, Codecs.PCMU));
        right.configure(towards(b, codecOfBob));
        bridge = MediaBridge.join(left, right);
        a.source(new ToneSource(440));
        b.source(new ToneSource(880));
        a.sink(heardByAlice);
        b.sink(heardByBob);
        lab.advance(4_000);
    }

    private void assertSecure() {
        assertThat(a.security().sas()).isPresent().isEqualTo(b.security().sas());
        assertThat(heardByAlice.heardMillis()).isGreaterThan(3_000);
        assertThat(heardByBob.heardMillis()).isGreaterThan(3_000);
    }

    private static List<ByteBuffer> bytes(List<CapturedDatagram> datagrams) {
        return datagrams.stream().map(datagram -> ByteBuffer.wrap(datagram.bytes())).toList();
    }

    private static List<CapturedDatagram> lastHundred(List<CapturedDatagram> datagrams) {
        return datagrams.subList(datagrams.size() - 100, datagrams.size());
    }

    @Test
    void whatTheySayToEachOtherPassesAsItIs() {
        talk(true, Codecs.PCMU);
        assertSecure();

        assertThat(bytes(lastHundred(lab.rtpFrom(right)))).isEqualTo(bytes(lastHundred(lab.rtpFrom(a))));
        long packets = lab.rtpFrom(a).size();
        assertThat(right.statistics().sent()).isGreaterThan(packets - 60);
        lab.advance(10_000);
        assertThat(a.security().secured()).as("reports pass too").isTrue();
        assertThat(b.security().secured()).isTrue();
        assertThat(bytes(lab.rtcpFrom(a))).as("no report of the PBX").containsAll(bytes(lab.rtcpFrom(right)));
        assertThat(lab.rtcpFrom(right)).isNotEmpty();
    }

    @Test
    void bestEffortBecomesEncryptedInTheMiddle() {
        talk(false, Codecs.PCMU);

        assertSecure();
        assertThat(a.security().keying()).isEqualTo("zrtp");
    }

    @Test
    void oneEndAloneChangesNothing() {
        MediaLab.Party plain = lab.party("plain");
        b = plain.open(toBob);
        a.configure(towards(left, Codecs.PCMU).withZrtp(zrtp(false)));
        b.configure(towards(right, Codecs.PCMU));
        left.configure(towards(a, Codecs.PCMU));
        right.configure(towards(b, Codecs.PCMU));
        MediaBridge.join(left, right);
        a.source(new ToneSource(440));
        b.sink(heardByBob);
        lab.advance(4_000);

        assertThat(heardByBob.heardMillis()).isGreaterThan(3_000);
        assertThat(plain.metrics.count(REFUSED, "reason", "zrtp_not_taken")).isPositive();
        assertThat(a.security()).isEqualTo(MediaSecurity.PLAIN);
        assertThat(bytes(lab.rtpFrom(right).stream().filter(datagram -> datagram.bytes()[0] < 0).toList())).as("headers are ours")
                .isNotEmpty().doesNotContainAnyElementsOf(bytes(lab.rtpFrom(a)));
    }

    /** Who records has to understand: what insists on ZRTP ends, with its reason. */
    @Test
    void doesNotPassWhileSomebodyListens() {
        left.addTap(new AudioTap() {
            @Override
            public void open(int sampleRate) {
                // nobody looks at it
            }

            @Override
            public void heard(short[] received, short[] sent, int samples) {
                // nobody looks at it
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
        talk(true, Codecs.PCMU);

        assertThat(toAlice.events).contains("ZRTP: the far end does not answer");
        assertThat(pbx.metrics.count(REFUSED, "reason", "zrtp_not_taken")).isPositive();
        assertThat(lab.wire).noneMatch(datagram -> datagram.from().equals(right.localAddress()) && datagram.bytes()[0] == 0x10);
    }

    @Test
    void doesNotPassWhereThePayloadHasToChange() {
        talk(true, Codecs.PCMA);

        assertThat(toAlice.events).contains("ZRTP: the far end does not answer");
        assertThat(toBob.events).contains("ZRTP: the far end does not answer");
    }

    @Test
    void packetsFromElsewhereDoNotPass() {
        talk(true, Codecs.PCMU);
        VirtualHost attacker = lab.network.host();
        DatagramPath path = attacker.bindNow(new InetSocketAddress(attacker.address(), 6_000), lab.time.loop("attacker"),
                (from, datagram, sender) -> datagram.release());
        byte[] hello = lab.wire.stream().map(CapturedDatagram::bytes).filter(bytes -> bytes[0] == 0x10).findFirst().orElseThrow();
        int before = lab.rtpFrom(right).stream().filter(datagram -> datagram.bytes()[0] == 0x10).toList().size();
        for (int i = 0; i < 20; i++) {
            path.send(Unpooled.wrappedBuffer(hello), left.localAddress());
        }
        lab.advance(100);

        assertThat(lab.rtpFrom(right).stream().filter(datagram -> datagram.bytes()[0] == 0x10)).hasSize(before);
        assertThat(pbx.metrics.count(REFUSED, "reason", "foreign_source")).isEqualTo(20);
        path.close();
    }

    @Test
    void takenApartTheLegsSpeakForThemselvesAgain() {
        talk(true, Codecs.PCMU);
        bridge.close();
        lab.advance(100);
        int before = lab.rtpFrom(left).size();
        left.source(new ToneSource(440));
        lab.advance(6_000);

        assertThat(lab.rtpFrom(left).size()).isGreaterThan(before + 200);
        assertThat(bytes(lab.rtcpFrom(b))).as("reports of our own").doesNotContain(
                ByteBuffer.wrap(lab.rtcpFrom(left).get(lab.rtcpFrom(left).size() - 1).bytes()));
    }
}
