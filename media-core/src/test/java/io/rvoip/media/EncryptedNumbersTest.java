package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.TransportFeedback;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A camera whose packets carry numbers of a transport in an element that is encrypted by itself (RFC 6904), at a leg that is joined
 * with another one under keys of its own: what stands on the wire, and whether the numbers are understood.
 */
class EncryptedNumbersTest {
    private static final VideoFormat VP8 = new VideoFormat("VP8", 90_000, "");
    private static final SrtpSuite SUITE = SrtpSuite.AEAD_AES_128_GCM;
    private static final int ELEMENT = 4;
    private static final int SSRC = 0x1234;
    private static final int COUNT = 100;
    private static final int FIRST = 0x5A00;

    private final MediaLab lab = new MediaLab(7);
    private final MediaLab.Party pbx = lab.party("pbx");
    private final MediaSession left = pbx.open(MediaSessionSettings.DEFAULT.withRtcpMux(true), MediaEvents.NONE);
    private final MediaSession right = pbx.open(MediaSessionSettings.DEFAULT.withRtcpMux(true), MediaEvents.NONE);
    private final SrtpMasterKey cameras = key(1);
    private final SrtpMasterKey lefts = key(2);
    private final SrtpMasterKey rights = key(3);
    private final VirtualHost there = lab.network.host();
    private final VirtualHost beyond = lab.network.host();
    private final SrtpContext told = open(lefts);
    private final SrtpContext seeing = open(rights);
    private final List<TransportFeedback> feedback = new ArrayList<>();
    private final List<byte[]> seen = new ArrayList<>();

    private static SrtpMasterKey key(int seed) {
        return SrtpMasterKey.random(SUITE, new SeededIds(seed));
    }

    private static SrtpContext open(SrtpMasterKey key) {
        return SrtpEngine.jca(CryptoProvider.jdk()).open(key);
    }

    private static boolean isReport(ByteBuf datagram) {
        int type = datagram.getByte(1) & 0x7F;
        return type >= 64 && type < 96;
    }

    private void configure(MediaSession leg, VirtualHost far, SrtpKeys keys, HeaderProtection heads, int type, int numbers) {
        leg.configure(MediaParameters.of(far.at(5_000), Codecs.PCMU).withKeys(keys).withHeads(heads));
        leg.configureVideo(new VideoParameters(Map.of(type, VP8), Map.of(type, VP8), MediaDirection.SENDRECV,
                RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1)), new RtpFeedback(true, true, true).withNumbers(numbers)));
        lab.time.runReady();
    }

    private static ByteBuf packet(int i) {
        ByteBuf packet = Unpooled.buffer(1_024).writeZero(RtpPacket.HEADER_BYTES).writeInt(0xBEDE_0001).writeByte(ELEMENT << 4 | 1)
                .writeShort(FIRST + i).writeByte(0).writeInt(i).writeZero(300);
        new RtpPacket().write(packet, 96, false, i, i * 1_000, SSRC);
        return packet.setByte(0, 0x90);
    }

    /** What the leg has agreed on and what the camera does; which of it is readable on the wire, and whether it is understood. */
    @ParameterizedTest
    @CsvSource({"OFF, true, OFF, true, true", "USED, true, USED, false, true", "USED, true, OFF, true, true",
        "OFF, false, OFF, true, false"})
    void areReadByTheLegAndByNobodyElse(Cryptex agreed, boolean element, Cryptex sent, boolean formReadable, boolean understood) {
        HeaderProtection heads = new HeaderProtection(agreed, element ? Set.of(ELEMENT) : Set.of());
        SrtpContext camera = open(cameras);
        camera.protectHeads(new HeaderProtection(sent, Set.of(ELEMENT)));
        DatagramPath path = there.bindNow(there.at(5_000), lab.time.loop("camera"), (from, datagram, at) -> {
            if (isReport(datagram)) {
                assertThat(told.unprotectRtcp(datagram)).isEqualTo(SrtpStatus.OK);
                RtcpReader.read(datagram).packets().stream().filter(TransportFeedback.class::isInstance)
                        .forEach(one -> feedback.add((TransportFeedback) one));
            }
            datagram.release();
        });
        beyond.bindNow(beyond.at(5_000), lab.time.loop("beyond"), (from, datagram, at) -> {
            if (!isReport(datagram) && seeing.unprotectRtp(datagram) == SrtpStatus.OK && (datagram.getByte(1) & 0x7F) == 100) {
                byte[] bytes = new byte[datagram.readableBytes()];
                datagram.getBytes(datagram.readerIndex(), bytes);
                seen.add(bytes);
            }
            datagram.release();
        });
        configure(left, there, new SrtpKeys("sdes", lefts, cameras), heads, 96, ELEMENT);
        configure(right, beyond, new SrtpKeys("sdes", rights, key(4)), HeaderProtection.elements(9), 100, RtpFeedback.NONE);
        MediaBridge.join(left, right);
        lab.time.runReady();

        for (int i = 0; i < COUNT; i++) {
            ByteBuf packet = packet(i);
            assertThat(camera.protectRtp(packet)).isEqualTo(SrtpStatus.OK);
            path.send(packet, left.localAddress());
            lab.advance(10);
        }
        lab.advance(300);

        List<CapturedDatagram> wire = lab.wire.stream().filter(one -> one.from().equals(there.at(5_000))).toList();
        assertThat(wire).hasSize(COUNT);
        int same = 0;
        for (int i = 0; i < COUNT; i++) {
            ByteBuffer bytes = ByteBuffer.wrap(wire.get(i).bytes());
            assertThat(bytes.getShort(12) == (short) 0xBEDE && bytes.get(16) == (ELEMENT << 4 | 1)).isEqualTo(formReadable);
            same += bytes.getShort(17) == (short) (FIRST + i) ? 1 : 0;
        }
        assertThat(same).as("numbers in the clear, but by chance").isLessThan(3);
        assertThat(feedback.stream().mapToInt(TransportFeedback::arrived).sum() == COUNT
                && feedback.stream().allMatch(one -> one.first() >= FIRST && one.first() < FIRST + COUNT)).isEqualTo(understood);
        assertThat(seen).as("without numbers, which are of the other leg").hasSize(COUNT).allMatch(bytes -> bytes[0] == (byte) 0x80);
        lab.closeAndFindNothing();
    }
}
