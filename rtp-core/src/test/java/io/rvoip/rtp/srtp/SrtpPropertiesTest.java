package io.rvoip.rtp.srtp;

import static io.rvoip.rtp.srtp.SrtpPackets.SSRC;
import static io.rvoip.rtp.srtp.SrtpPackets.copy;
import static io.rvoip.rtp.srtp.SrtpPackets.key;
import static io.rvoip.rtp.srtp.SrtpPackets.octets;
import static io.rvoip.rtp.srtp.SrtpPackets.rtcp;
import static io.rvoip.rtp.srtp.SrtpPackets.rtp;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.jitsi.JitsiSrtp;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every packet in every suite. */
class SrtpPropertiesTest {
    private static final SrtpEngine JITSI = new JitsiSrtp(CryptoProvider.jdk());

    @Property(tries = 600)
    void nothingGoesOutAsItCameIn(@ForAll(supplier = Ciphers.Present.class) Ciphers ciphers, @ForAll SrtpSuite suite, @ForAll boolean jitsi,
            @ForAll @IntRange(max = 65_535) int sequence, @ForAll int ssrc, @ForAll @IntRange(max = 1400) int octets) {
        SrtpContext sender = jitsi ? JITSI.open(key(suite)) : ciphers.open(key(suite));
        ByteBuf media = rtp(sequence, ssrc, octets);
        ByteBuf report = rtcp(ssrc, octets);
        byte[] plainMedia = octets(media);
        byte[] plainReport = octets(report);

        assertThat(sender.protectRtp(media)).isEqualTo(SrtpStatus.OK);
        assertThat(sender.protectRtcp(report)).isEqualTo(SrtpStatus.OK);

        assertHidden(plainMedia, octets(media), 12);
        assertHidden(plainReport, octets(report), 8);
    }

    /** Not one run of 8 octets of what is secret is where it was. */
    private static void assertHidden(byte[] plain, byte[] made, int head) {
        assertThat(made.length).isGreaterThan(plain.length);
        for (int at = head; at + 8 <= plain.length; at += 8) {
            assertThat(Arrays.equals(plain, at, at + 8, made, at, at + 8)).isFalse();
        }
    }

    @Property(tries = 500)
    void aChangedPacketIsRefusedAndChangesNothing(@ForAll(supplier = Ciphers.Present.class) Ciphers ciphers, @ForAll SrtpSuite suite,
            @ForAll boolean rtcp, @ForAll @IntRange(max = 2000) int where, @ForAll @IntRange(min = 1, max = 255) int flipped) {
        SrtpContext sender = ciphers.open(key(suite));
        SrtpContext receiver = ciphers.open(key(suite));
        for (int i = 0; i < 3; i++) {
            assertThat(pass(sender, receiver, rtcp, rtp(65_533 + i))).isEqualTo(SrtpStatus.OK);
        }
        ByteBuf good = rtcp ? rtcp(SSRC, 40) : rtp(0);
        assertThat(rtcp ? sender.protectRtcp(good) : sender.protectRtp(good)).isEqualTo(SrtpStatus.OK);
        ByteBuf bad = copy(good);
        int at = where % bad.readableBytes();
        bad.setByte(at, bad.getByte(at) ^ flipped);

        SrtpStatus refused = rtcp ? receiver.unprotectRtcp(bad) : receiver.unprotectRtp(bad);

        assertThat(refused).isNotEqualTo(SrtpStatus.OK);
        assertThat(rtcp ? receiver.unprotectRtcp(good) : receiver.unprotectRtp(good)).isEqualTo(SrtpStatus.OK);
    }

    private static SrtpStatus pass(SrtpContext sender, SrtpContext receiver, boolean rtcp, ByteBuf media) {
        ByteBuf packet = rtcp ? rtcp(SSRC, 40) : media;
        SrtpStatus sent = rtcp ? sender.protectRtcp(packet) : sender.protectRtp(packet);
        assertThat(sent).isEqualTo(SrtpStatus.OK);
        return rtcp ? receiver.unprotectRtcp(packet) : receiver.unprotectRtp(packet);
    }
}
