package io.rvoip.rtp.srtp;

import static io.rvoip.rtp.srtp.SrtpPackets.copy;
import static io.rvoip.rtp.srtp.SrtpPackets.key;
import static io.rvoip.rtp.srtp.SrtpPackets.octets;
import static io.rvoip.rtp.srtp.SrtpPackets.open;
import static io.rvoip.rtp.srtp.SrtpPackets.rtcp;
import static io.rvoip.rtp.srtp.SrtpPackets.rtp;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.jitsi.JitsiSrtp;
import io.rvoip.testing.SeededIds;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Two implementations that know nothing of each other make the same packets of the same, and refuse the same. */
class SrtpOracleTest {
    private static final SrtpEngine JITSI = new JitsiSrtp(CryptoProvider.jdk());

    /** Streams that lose, repeat, wrap and are forged, packet by packet. */
    @Property(tries = 100)
    void bothMakeAndAcceptTheSame(@ForAll(supplier = Ciphers.Present.class) Ciphers ciphers, @ForAll SrtpSuite suite, @ForAll long seed,
            @ForAll @IntRange(max = 65_535) int first, @ForAll @IntRange(max = 1500) int size) {
        SeededIds random = new SeededIds(seed);
        SrtpContext ours = ciphers.open(key(suite));
        SrtpContext theirs = JITSI.open(key(suite));
        SrtpContext oursIn = ciphers.open(key(suite));
        SrtpContext theirsIn = JITSI.open(key(suite));
        int[] sequences = {first, first + 40_000, 65_500};
        for (int i = 0; i < 80; i++) {
            int ssrc = random.nextInt(sequences.length);
            sequences[ssrc] = sequences[ssrc] + 1 + random.nextInt(3) & 0xFFFF;
            boolean report = random.nextInt(5) == 0;
            ByteBuf plain = report ? rtcp(ssrc, size) : rtp(sequences[ssrc], ssrc, size);
            ByteBuf one = copy(plain);
            ByteBuf other = copy(plain);
            assertThat(report ? ours.protectRtcp(one) : ours.protectRtp(one)).isEqualTo(SrtpStatus.OK);
            assertThat(report ? theirs.protectRtcp(other) : theirs.protectRtp(other)).isEqualTo(SrtpStatus.OK);
            assertThat(octets(one)).isEqualTo(octets(other));
            for (int copies = random.nextInt(3); copies > 0; copies--) {
                bothReceive(oursIn, theirsIn, report, one, octets(plain));
            }
            if (random.nextInt(4) == 0) {
                one.setByte(random.nextInt(one.readableBytes()), random.nextInt(256));
                bothReceive(oursIn, theirsIn, report, one, octets(plain));
            }
        }
    }

    private static void bothReceive(SrtpContext ours, SrtpContext theirs, boolean report, ByteBuf packet, byte[] plain) {
        ByteBuf one = copy(packet);
        ByteBuf other = copy(packet);
        SrtpStatus said = report ? ours.unprotectRtcp(one) : ours.unprotectRtp(one);
        SrtpStatus saidThere = report ? theirs.unprotectRtcp(other) : theirs.unprotectRtp(other);
        assertThat(saidThere == SrtpStatus.OK).as("%s and %s", said, saidThere).isEqualTo(said == SrtpStatus.OK);
        if (said == SrtpStatus.OK) {
            assertThat(octets(one)).isEqualTo(plain);
            assertThat(octets(other)).isEqualTo(plain);
        }
    }

    /** What the library does to AES-GCM without room behind the packet never leaves the wrapper. */
    @Example
    void aPacketWithoutRoomIsRefusedNotSentInClear() {
        for (SrtpSuite suite : SrtpSuite.values()) {
            ByteBuf exact = Unpooled.wrappedBuffer(octets(rtp(1)));
            ByteBuf report = Unpooled.wrappedBuffer(octets(rtcp(1, 0)));

            assertThat(JITSI.open(key(suite)).protectRtp(exact)).isEqualTo(SrtpStatus.NO_ROOM);
            assertThat(JITSI.open(key(suite)).protectRtcp(report)).isEqualTo(SrtpStatus.NO_ROOM);
        }
    }

    @Example
    void boundsAndEndsAreTheSame() {
        SrtpContext theirs = JITSI.open(key(SrtpSuite.AEAD_AES_128_GCM));
        for (int ssrc = 0; ssrc < StreamTable.MOST; ssrc++) {
            assertThat(theirs.protectRtp(rtp(1, ssrc, 20))).isEqualTo(SrtpStatus.OK);
        }
        assertThat(theirs.protectRtp(rtp(1, 1000, 20))).isEqualTo(SrtpStatus.TOO_MANY_STREAMS);
        theirs.close();
        for (SrtpStatus status : List.of(theirs.protectRtp(rtp(2)), theirs.unprotectRtp(rtp(2)),
                theirs.protectRtcp(rtcp(1, 0)), theirs.unprotectRtcp(rtcp(1, 40)))) {
            assertThat(status).isEqualTo(SrtpStatus.CLOSED);
        }
    }

    /** The library takes it for a packet whose payload is empty, which would leave it as it is. */
    @Example
    void anExtensionThatReachesBeyondThePacketIsMalformed() {
        ByteBuf packet = rtp(1);
        packet.setByte(0, 0x90).setShort(14, 0xFFFF);

        assertThat(JITSI.open(key(SrtpSuite.AEAD_AES_128_GCM)).protectRtp(copy(packet))).isEqualTo(SrtpStatus.MALFORMED);
        assertThat(JITSI.open(key(SrtpSuite.AEAD_AES_128_GCM)).unprotectRtp(packet)).isEqualTo(SrtpStatus.MALFORMED);
    }

    /** A keystream is not used twice. */
    @Example
    void theSameNumberIsNeverSentTwice() {
        for (SrtpSuite suite : SrtpSuite.values()) {
            SrtpContext theirs = JITSI.open(key(suite));
            assertThat(theirs.protectRtp(rtp(7))).isEqualTo(SrtpStatus.OK);
            assertThat(theirs.protectRtp(rtp(7))).isEqualTo(SrtpStatus.REPLAYED);
        }
    }

    @Example
    void keysItCannotDoAreDoneByOurs() {
        SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
        SrtpMasterKey named = new SrtpMasterKey(suite, key(suite).keyAndSalt(), new Mki(BigInteger.ONE, 1), 5);
        ByteBuf packet = rtp(1);

        assertThat(JITSI.open(named).protectRtp(packet)).isEqualTo(SrtpStatus.OK);
        assertThat(open(named).unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
    }
}
