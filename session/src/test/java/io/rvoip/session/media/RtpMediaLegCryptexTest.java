package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.codec.G711;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets with contributors and header extensions, by a script, to a leg of ours that says a=cryptex. */
class RtpMediaLegCryptexTest {
    private static final SrtpSuite SUITE = SrtpSuite.AEAD_AES_256_GCM;
    private static final short[] TONE = ToneGenerator.sine(8_000, 660, 0.5, Duration.ofSeconds(2)).channel(0);

    private static RtpMediaSettings with(Cryptex cryptex) {
        return RtpMediaSettings.DEFAULT.withSrtp(
                SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SUITE)).withOverClearSignalling(true).withCryptex(cryptex));
    }

    /** G.711 with one contributor and one element. */
    private static ByteBuf packet(int number) {
        ByteBuf packet = Unpooled.buffer(256).writeByte(0x91).writeByte(0).writeShort(number).writeInt(160 * number).writeInt(0x0FED)
                .writeInt(0x1234).writeInt(0xBEDE0001).writeInt(0x1055_0000);
        for (int i = 0; i < 160; i++) {
            packet.writeByte(G711.toUlaw(TONE[160 * number + i]));
        }
        return packet;
    }

    /** What the script does with heads, and what of a second and a half is heard then. */
    @ParameterizedTest
    @CsvSource({"USED, true, USED, true", "REQUIRED, true, USED, true", "USED, true, OFF, true", "REQUIRED, true, OFF, false",
        "REQUIRED, false, OFF, false", "OFF, false, OFF, true", "OFF, false, USED, false"})
    void heardOnlyAsAgreed(Cryptex ours, boolean said, Cryptex sent, boolean heard) {
        MediaPair pair = new MediaPair(with(ours), with(Cryptex.OFF));
        VirtualHost script = pair.network.host();
        SrtpMasterKey key = SrtpMasterKey.random(SUITE, new SeededIds(3));
        String offer = pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join().toString();
        assertThat(offer.contains("a=cryptex\r\n")).isEqualTo(ours != Cryptex.OFF);
        String address = script.address().getHostAddress();
        assertThat(pair.near.leg.accept(MediaPair.text("v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address
                + "\r\nt=0 0\r\nm=audio 6000 RTP/SAVP 0\r\na=crypto:" + new CryptoAttribute(1, key).write() + "\r\n"
                + (said ? "a=cryptex\r\n" : "")))).isEmpty();
        ToneDetector ear = new ToneDetector(660);
        pair.near.leg.media().sink(ear);
        SrtpContext sender = SrtpEngine.jca(CryptoProvider.jdk()).open(key);
        sender.protectHeads(HeaderProtection.of(sent));
        var binding = script.bind(new InetSocketAddress(script.address(), 6_000), pair.time.loop("script"),
                (from, datagram, at) -> datagram.release()).toCompletableFuture();
        pair.time.runReady();
        DatagramPath path = binding.join();
        for (int number = 0; number < 75; number++) {
            ByteBuf packet = packet(number);
            assertThat(sender.protectRtp(packet)).isEqualTo(SrtpStatus.OK);
            path.send(packet, pair.near.leg.media().localAddress());
            pair.advance(20);
        }
        pair.advance(200);

        assertThat(ear.heardMillis() > 1_200).as("%d ms heard", ear.heardMillis()).isEqualTo(heard);
        assertThat(ear.heardMillis() < 100).as("%d ms heard", ear.heardMillis()).isNotEqualTo(heard);
        pair.closeAndFindNothing();
    }
}
