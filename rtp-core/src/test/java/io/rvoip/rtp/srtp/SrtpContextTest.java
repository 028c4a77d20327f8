package io.rvoip.rtp.srtp;

import static io.rvoip.rtp.srtp.SrtpPackets.SSRC;
import static io.rvoip.rtp.srtp.SrtpPackets.copy;
import static io.rvoip.rtp.srtp.SrtpPackets.key;
import static io.rvoip.rtp.srtp.SrtpPackets.octets;
import static io.rvoip.rtp.srtp.SrtpPackets.rtcp;
import static io.rvoip.rtp.srtp.SrtpPackets.rtp;
import static io.rvoip.rtp.srtp.SrtpStatus.AUTH_FAILED;
import static io.rvoip.rtp.srtp.SrtpStatus.KEY_EXHAUSTED;
import static io.rvoip.rtp.srtp.SrtpStatus.MALFORMED;
import static io.rvoip.rtp.srtp.SrtpStatus.OK;
import static io.rvoip.rtp.srtp.SrtpStatus.REPLAYED;
import static io.rvoip.rtp.srtp.SrtpStatus.TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Secret;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own contexts: what they accept, and what they make of it, whosever the ciphers are. */
@ParameterizedClass
@MethodSource("each")
class SrtpContextTest {
    private final Ciphers ciphers;
    private final SrtpSuite usual;
    private final SrtpContext sender;
    private final SrtpContext receiver;

    SrtpContextTest(Ciphers ciphers, SrtpSuite suite) {
        this.ciphers = ciphers;
        usual = suite;
        sender = open(key(suite));
        receiver = open(key(suite));
    }

    static Stream<Arguments> each() {
        return Stream.of(
            Arguments.of(Ciphers.JDK, SrtpSuite.AES_CM_128_HMAC_SHA1_80),
            Arguments.of(Ciphers.JDK, SrtpSuite.AEAD_AES_128_GCM),
            Arguments.of(Ciphers.OPENSSL, SrtpSuite.AEAD_AES_128_GCM),
            Arguments.of(Ciphers.OPENSSL_IN_MEMORY, SrtpSuite.AEAD_AES_128_GCM));
    }

    private SrtpContext open(SrtpMasterKey key) {
        return ciphers.open(key);
    }

    private ByteBuf sent(int sequence) {
        ByteBuf packet = rtp(sequence);
        assertThat(sender.protectRtp(packet)).isEqualTo(OK);
        return packet;
    }

    private SrtpStatus received(ByteBuf packet) {
        return receiver.unprotectRtp(copy(packet));
    }

    @ParameterizedTest
    @EnumSource
    void packetsComeOutAsTheyWentIn(SrtpSuite suite) {
        SrtpContext from = open(key(suite));
        SrtpContext to = open(key(suite));
        ByteBuf rtp = rtp(5);
        ByteBuf rtcp = rtcp(SSRC, 40);

        assertThat(from.protectRtp(rtp)).isEqualTo(OK);
        assertThat(from.protectRtcp(rtcp)).isEqualTo(OK);

        assertThat(rtp.readableBytes()).isEqualTo(172 + suite.rtpTagBytes());
        assertThat(rtcp.readableBytes()).isEqualTo(60 + 4 + suite.rtcpTagBytes());
        assertThat(to.unprotectRtp(rtp)).isEqualTo(OK);
        assertThat(to.unprotectRtcp(rtcp)).isEqualTo(OK);
        assertThat(octets(rtp)).isEqualTo(octets(rtp(5)));
        assertThat(octets(rtcp)).isEqualTo(octets(rtcp(SSRC, 40)));
    }

    @ParameterizedTest
    @EnumSource
    void directBuffersAndSlicesAreChangedInPlace(SrtpSuite suite) {
        ByteBuf direct = Unpooled.directBuffer(512);
        direct.writeZero(7).writeBytes(rtp(5)).readerIndex(7);
        ByteBuf heap = rtp(5);

        assertThat(open(key(suite)).protectRtp(direct)).isEqualTo(OK);
        assertThat(open(key(suite)).protectRtp(heap)).isEqualTo(OK);

        assertThat(octets(direct)).isEqualTo(octets(heap));
        assertThat(open(key(suite)).unprotectRtp(direct)).isEqualTo(OK);
        assertThat(octets(direct)).isEqualTo(octets(rtp(5)));
        direct.release();
    }

    @Test
    void theHeaderWithItsExtensionStaysReadable() {
        ByteBuf packet = Unpooled.buffer(64).writeByte(0x91).writeByte(0).writeShort(1).writeInt(0).writeInt(SSRC)
                .writeInt(99).writeInt(0xBEDE0001).writeInt(0x10AA0000).writeLong(-1);
        byte[] head = Arrays.copyOf(octets(packet), 24);

        assertThat(sender.protectRtp(packet)).isEqualTo(OK);

        assertThat(octets(packet)).startsWith(head);
        assertThat(packet.getLong(24)).isNotEqualTo(-1);
    }

    @Test
    void onePacketTooManyOfAnotherKeyIsRefused() {
        SrtpContext stranger = open(SrtpMasterKey.of(usual, Secret.of(new byte[usual.keyBytes() + usual.saltBytes()])));
        ByteBuf forged = rtp(1);
        stranger.protectRtp(forged);

        assertThat(received(forged)).isEqualTo(AUTH_FAILED);
        assertThat(received(rtp(1))).isEqualTo(AUTH_FAILED);
        assertThat(received(sent(1))).isEqualTo(OK);
    }

    @Test
    void whatIsTooShortIsMalformed() {
        ByteBuf packet = sent(1);
        for (int length = 0; length < 12 + usual.rtpTagBytes(); length++) {
            assertThat(receiver.unprotectRtp(packet.copy(0, length))).isEqualTo(MALFORMED);
            assertThat(receiver.unprotectRtcp(packet.copy(0, length))).isEqualTo(MALFORMED);
        }
        assertThat(sender.protectRtp(Unpooled.wrappedBuffer(new byte[11]))).isEqualTo(MALFORMED);
        assertThat(sender.protectRtp(Unpooled.wrappedBuffer(new byte[40]))).isEqualTo(MALFORMED);
        assertThat(sender.protectRtcp(Unpooled.wrappedBuffer(new byte[7]))).isEqualTo(MALFORMED);
    }

    @Test
    void anExtensionBeyondTheTagIsMalformed() {
        ByteBuf packet = Unpooled.buffer(64).writeByte(0x90).writeByte(0).writeShort(1).writeInt(0).writeInt(SSRC)
                .writeInt(0xBEDE0003).writeZero(6 + usual.rtpTagBytes());

        assertThat(receiver.unprotectRtp(packet)).isEqualTo(MALFORMED);
    }

    @Test
    void aPacketThatCannotGrowIsNotTouched() {
        ByteBuf exact = Unpooled.wrappedBuffer(octets(rtp(1)));

        assertThat(sender.protectRtp(exact)).isEqualTo(SrtpStatus.NO_ROOM);
        assertThat(octets(exact)).isEqualTo(octets(rtp(1)));
        assertThat(received(sent(1))).isEqualTo(OK);
    }

    @Nested
    class Replay {
        @Test
        void aPacketIsAcceptedOnce() {
            ByteBuf packet = sent(1000);

            assertThat(received(packet)).isEqualTo(OK);
            assertThat(received(packet)).isEqualTo(REPLAYED);
        }

        /** R7: window 64 edges. */
        @Test
        void theWindowIsSixtyFourPackets() {
            List<ByteBuf> packets = new ArrayList<>();
            for (int i = 0; i <= 64; i++) {
                packets.add(sent(1000 + i));
            }

            assertThat(received(packets.get(64))).isEqualTo(OK);
            assertThat(received(packets.get(0))).isEqualTo(TOO_OLD);
            for (int i = 1; i < 64; i++) {
                assertThat(received(packets.get(i))).as("packet %d", i).isEqualTo(OK);
                assertThat(received(packets.get(i))).as("packet %d again", i).isEqualTo(REPLAYED);
            }
        }

        @Test
        void aLeapForgetsWhatIsBehindTheWindow() {
            ByteBuf early = sent(10);
            assertThat(received(sent(9))).isEqualTo(OK);
            assertThat(received(sent(500))).isEqualTo(OK);

            assertThat(received(early)).isEqualTo(TOO_OLD);
        }

        @Test
        void theSameNumberIsNeverSentTwice() {
            sent(7);

            assertThat(sender.protectRtp(rtp(7))).isEqualTo(REPLAYED);
        }

        @Test
        void rtcpIsAcceptedOnce() {
            ByteBuf packet = rtcp(SSRC, 0);
            sender.protectRtcp(packet);

            assertThat(receiver.unprotectRtcp(copy(packet))).isEqualTo(OK);
            assertThat(receiver.unprotectRtcp(packet)).isEqualTo(REPLAYED);
        }
    }

    @Nested
    class RollOver {
        @Test
        void theCounterGoesOnWhereTheSequenceWraps() {
            for (int i = 0; i < 200_000; i += 1000) {
                assertThat(received(sent(i & 0xFFFF))).as("packet %d", i).isEqualTo(OK);
            }
        }

        @Test
        void packetsOvertakeEachOtherAcrossTheWrap() {
            assertThat(received(sent(65_530))).isEqualTo(OK);
            ByteBuf before = sent(65_535);
            ByteBuf after = sent(0);

            assertThat(received(after)).isEqualTo(OK);
            assertThat(received(before)).isEqualTo(OK);
            assertThat(received(sent(1))).isEqualTo(OK);
        }

        /** A replay from 65,536 packets ago has the right number, but another counter. */
        @Test
        void anOldRoundIsNotAccepted() {
            ByteBuf old = sent(100);
            assertThat(received(old)).isEqualTo(OK);
            for (int i = 1100; i < 65_636 + 1000; i += 1000) {
                assertThat(received(sent(i & 0xFFFF))).isEqualTo(OK);
            }

            assertThat(received(old)).isIn(AUTH_FAILED, TOO_OLD);
        }

        @Test
        void nothingComesBeforeTheFirstRound() {
            assertThat(received(sent(3))).isEqualTo(OK);
            ByteBuf before = rtp(65_000);
            open(key(usual)).protectRtp(before);

            assertThat(received(before)).isEqualTo(TOO_OLD);
        }
    }

    @Nested
    class Streams {
        @Test
        void eachHasItsOwnNumbers() {
            for (int ssrc = 0; ssrc < 10; ssrc++) {
                for (int sequence = 0; sequence < 3; sequence++) {
                    ByteBuf packet = rtp(sequence, ssrc, 20);
                    assertThat(sender.protectRtp(packet)).isEqualTo(OK);
                    assertThat(received(packet)).isEqualTo(OK);
                }
            }
        }

        @Test
        void thereAreAtMostSixtyFour() {
            for (int ssrc = 0; ssrc < StreamTable.MOST; ssrc++) {
                ByteBuf packet = rtp(1, ssrc, 20);
                assertThat(sender.protectRtp(packet)).isEqualTo(OK);
                assertThat(received(packet)).isEqualTo(OK);
            }
            ByteBuf one = rtp(1, 1000, 20);

            assertThat(sender.protectRtp(one)).isEqualTo(SrtpStatus.TOO_MANY_STREAMS);
            assertThat(sender.protectRtcp(rtcp(1000, 0))).isEqualTo(SrtpStatus.TOO_MANY_STREAMS);
            open(key(usual)).protectRtp(one);
            assertThat(received(one)).isEqualTo(SrtpStatus.TOO_MANY_STREAMS);
            assertThat(received(rtp(2, 5, 20))).isEqualTo(AUTH_FAILED);
        }

        @Test
        void strangersFillNothing() {
            for (int ssrc = 0; ssrc < 1000; ssrc++) {
                assertThat(received(rtp(1, ssrc, 20))).isEqualTo(AUTH_FAILED);
            }
            assertThat(received(sent(1))).isEqualTo(OK);
        }
    }

    @Nested
    class Keys {
        @ParameterizedTest
        @EnumSource(names = {"AES_CM_128_HMAC_SHA1_32", "AEAD_AES_128_GCM"})
        void theIdentifierTravelsWithEachPacket(SrtpSuite suite) {
            SrtpMasterKey plain = key(suite);
            SrtpMasterKey named = new SrtpMasterKey(
                    suite, plain.keyAndSalt(), new Mki(BigInteger.valueOf(1066), 4), SrtpMasterKey.LONGEST_LIFE);
            ByteBuf packet = rtp(1);
            ByteBuf report = rtcp(SSRC, 8);
            SrtpContext from = open(named);
            from.protectRtp(packet);
            from.protectRtcp(report);

            assertThat(packet.readableBytes()).isEqualTo(172 + 4 + suite.rtpTagBytes());
            assertThat(Arrays.toString(octets(packet))).contains("0, 0, 4, 42");
            assertThat(open(plain).unprotectRtp(copy(packet))).isEqualTo(AUTH_FAILED);
            SrtpContext to = open(named);
            assertThat(to.unprotectRtp(packet)).isEqualTo(OK);
            assertThat(to.unprotectRtcp(report)).isEqualTo(OK);
            assertThat(octets(report)).isEqualTo(octets(rtcp(SSRC, 8)));
        }

        @Test
        void aKeyEndsWithItsLife() {
            SrtpMasterKey mortal = new SrtpMasterKey(usual, key(usual).keyAndSalt(), Mki.NONE, 2);
            SrtpContext from = open(mortal);
            SrtpContext to = open(mortal);

            for (int i = 0; i < 2; i++) {
                ByteBuf packet = rtp(i);
                assertThat(from.protectRtp(packet)).isEqualTo(OK);
                assertThat(to.unprotectRtp(packet)).isEqualTo(OK);
            }

            assertThat(from.protectRtp(rtp(2))).isEqualTo(KEY_EXHAUSTED);
            assertThat(to.unprotectRtp(sent(2))).isEqualTo(KEY_EXHAUSTED);
            assertThat(from.protectRtcp(rtcp(SSRC, 0))).isEqualTo(OK);
        }

        @Test
        void closedContextsDoNothing() {
            sender.close();
            sender.close();

            assertThat(sender.protectRtp(rtp(1))).isEqualTo(SrtpStatus.CLOSED);
            assertThat(sender.protectRtcp(rtcp(SSRC, 0))).isEqualTo(SrtpStatus.CLOSED);
            assertThat(sender.unprotectRtp(rtp(1))).isEqualTo(SrtpStatus.CLOSED);
            assertThat(sender.unprotectRtcp(rtcp(SSRC, 30))).isEqualTo(SrtpStatus.CLOSED);
        }

        @Test
        void keysArePrintedMaskedAndWiped() {
            SrtpMasterKey key = key(usual);
            byte[] octets = key.keyAndSalt().bytes();

            assertThat(key.toString()).contains(usual.name()).doesNotContain(Arrays.toString(octets));
            assertThat(key.toString()).contains("****");
            SessionKey session = new SessionKey("AES", octets);
            session.destroy();
            assertThat(octets).containsOnly(0);
            assertThat(session.isDestroyed()).isTrue();
            key.close();
            assertThat(key.keyAndSalt().isDestroyed()).isTrue();
        }

        @Test
        void aKeyHasTheLengthOfItsSuite() {
            assertThatThrownBy(() -> SrtpMasterKey.of(SrtpSuite.AEAD_AES_256_GCM, Secret.of(new byte[30])))
                    .hasMessage("keyAndSalt: 30 octets (expected: 44 for AEAD_AES_256_GCM)");
            assertThatThrownBy(() -> new Mki(BigInteger.TEN, 0)).hasMessageStartingWith("value: 10");
            assertThatThrownBy(() -> new Mki(BigInteger.ONE, 129)).hasMessageStartingWith("length: 129");
        }
    }

    /** Nothing goes in clear, not even where the other side would. */
    @Test
    void rtcpWithoutEncryptionIsRefused() {
        ByteBuf packet = rtcp(SSRC, 0);
        sender.protectRtcp(packet);
        packet.setByte(packet.writerIndex() - 4 - (usual.aead() ? 0 : usual.rtcpTagBytes()), 0);

        assertThat(receiver.unprotectRtcp(packet)).isEqualTo(SrtpStatus.NOT_ENCRYPTED);
    }
}
