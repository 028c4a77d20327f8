package io.rvoip.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.rvoip.media.Conformance;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class G711Test {
    private static final String SWEEP = "codec/g711-g191/sweep";

    /** Typed from the tables of G.711: the ends of segments, both signs, and zero. */
    @ParameterizedTest
    @CsvSource({"0, 0xff, 0", "-1, 0x7f, 0", "4, 0xfe, 8", "8, 0xfe, 8", "120, 0xf0, 120", "132, 0xef, 132",
        "1000, 0xce, 988", "-1000, 0x4e, -988", "8000, 0xa0, 7932", "16000, 0x90, 15996", "32767, 0x80, 32124",
        "-32768, 0x00, -32124", "-132, 0x6f, -132"})
    void ulawCodesAndValues(short pcm, String code, short back) {
        byte expected = (byte) (int) Integer.decode(code);
        assertThat(G711.toUlaw(pcm)).isEqualTo(expected);
        assertThat(G711.fromUlaw(expected)).isEqualTo(back);
    }

    @ParameterizedTest
    @CsvSource({"0, 0xd5, 8", "-1, 0x55, -8", "15, 0xd5, 8", "16, 0xd4, 24", "511, 0xca, 504", "512, 0xf5, 528",
        "1000, 0xfa, 1008", "-1000, 0x7a, -1008", "8000, 0x8a, 8064", "16000, 0xba, 16128", "32767, 0xaa, 32256",
        "-32768, 0x2a, -32256"})
    void alawCodesAndValues(short pcm, String code, short back) {
        byte expected = (byte) (int) Integer.decode(code);
        assertThat(G711.toAlaw(pcm)).isEqualTo(expected);
        assertThat(G711.fromAlaw(expected)).isEqualTo(back);
    }

    @Test
    void silenceIsZero() {
        assertThat(G711.toUlaw((short) 0)).isEqualTo(G711.ULAW_SILENCE);
        assertThat(G711.toAlaw((short) 0)).isEqualTo(G711.ALAW_SILENCE);
    }

    @Test
    void everySampleMatchesTheItuSweep() throws IOException {
        short[] pcm = Conformance.samples(SWEEP + ".src");
        short[] ulaw = Conformance.samples(SWEEP + "-r.u");
        short[] alaw = Conformance.samples(SWEEP + "-r.a");
        short[] fromUlaw = Conformance.samples(SWEEP + "-r.reu");
        short[] fromAlaw = Conformance.samples(SWEEP + "-r.rea");
        assertThat(pcm).hasSize(65_536);
        for (int i = 0; i < pcm.length; i++) {
            assertThat(G711.toUlaw(pcm[i]) & 0xff).isEqualTo(ulaw[i]);
            assertThat(G711.toAlaw(pcm[i]) & 0xff).isEqualTo(alaw[i]);
            assertThat(G711.fromUlaw((byte) ulaw[i])).isEqualTo(fromUlaw[i]);
            assertThat(G711.fromAlaw((byte) alaw[i])).isEqualTo(fromAlaw[i]);
        }
    }

    @Test
    void everyCodeSurvivesExpansionAndCompression() {
        for (int code = 0; code < 256; code++) {
            byte c = (byte) code;
            // 0x7f is minus zero in µ-law: it comes back as plus zero
            assertThat(G711.toUlaw(G711.fromUlaw(c))).isEqualTo(code == 0x7f ? (byte) 0xff : c);
            assertThat(G711.toAlaw(G711.fromAlaw(c))).isEqualTo(c);
        }
    }

    @Test
    void tandemIsExpansionAndCompression() {
        for (int code = 0; code < 256; code++) {
            byte c = (byte) code;
            assertThat(G711.ulawToAlaw(c)).isEqualTo(G711.toAlaw(G711.fromUlaw(c)));
            assertThat(G711.alawToUlaw(c)).isEqualTo(G711.toUlaw(G711.fromAlaw(c)));
        }
        assertThat(G711.ulawToAlaw((byte) 0x80)).isEqualTo((byte) 0xaa);
        assertThat(G711.alawToUlaw((byte) 0xaa)).isEqualTo((byte) 0x80);
        assertThat(G711.ulawToAlaw(G711.ULAW_SILENCE)).isEqualTo(G711.ALAW_SILENCE);
    }

    @Test
    void secondTandemAddsNothing() {
        for (int code = 0; code < 256; code++) {
            byte once = G711.ulawToAlaw((byte) code);
            byte twice = G711.ulawToAlaw(G711.alawToUlaw(once));
            assertThat(G711.fromAlaw(twice) - G711.fromAlaw(once)).isBetween(-1024, 1024);
            assertThat(G711.ulawToAlaw(G711.alawToUlaw(twice))).isEqualTo(twice);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void translatesBuffersInPlaceAndNothingBeside(boolean direct) {
        for (int length : new int[] {0, 1, 7, 8, 9, 160}) {
            ByteBuf buffer = direct ? PooledByteBufAllocator.DEFAULT.directBuffer(256) : Unpooled.buffer(256);
            for (int i = 0; i < 200; i++) {
                buffer.writeByte(i);
            }
            G711.ulawToAlaw(buffer, 12, length);
            for (int i = 0; i < 200; i++) {
                boolean inside = i >= 12 && i < 12 + length;
                assertThat(buffer.getByte(i)).isEqualTo(inside ? G711.ulawToAlaw((byte) i) : (byte) i);
            }
            G711.alawToUlaw(buffer, 12, length);
            for (int i = 12; i < 12 + length; i++) {
                assertThat(buffer.getByte(i)).isEqualTo(G711.alawToUlaw(G711.ulawToAlaw((byte) i)));
            }
            buffer.release();
        }
    }
}
