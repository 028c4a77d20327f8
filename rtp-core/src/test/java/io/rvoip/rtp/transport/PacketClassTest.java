package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PacketClassTest {
    private static PacketClass of(int... bytes) {
        byte[] datagram = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            datagram[i] = (byte) bytes[i];
        }
        return PacketClass.of(Unpooled.wrappedBuffer(datagram));
    }

    /** RFC 7983 section 7, every first byte. */
    @Test
    void goesByTheFirstByte() {
        for (int first = 0; first < 256; first++) {
            PacketClass expected = first <= 3 ? PacketClass.STUN
                    : first < 16 ? PacketClass.UNKNOWN
                    : first <= 19 ? PacketClass.ZRTP
                    : first <= 63 ? PacketClass.DTLS
                    : first <= 79 ? PacketClass.TURN_CHANNEL
                    : first < 128 ? PacketClass.UNKNOWN
                    : first <= 191 ? PacketClass.RTP
                    : PacketClass.UNKNOWN;
            assertThat(of(first, 0)).as("%d", first).isEqualTo(expected);
        }
    }

    /** RFC 5761 section 4, every second byte. */
    @Test
    void tellsRtcpByTheSecondByte() {
        for (int second = 0; second < 256; second++) {
            assertThat(of(0x80, second)).as("%d", second)
                    .isEqualTo(second >= 192 && second <= 223 ? PacketClass.RTCP : PacketClass.RTP);
        }
    }

    @Test
    void readsNoMoreThanThereIs() {
        assertThat(of()).isEqualTo(PacketClass.UNKNOWN);
        assertThat(of(0x80)).isEqualTo(PacketClass.RTP);
        assertThat(of(0)).isEqualTo(PacketClass.STUN);
    }
}
