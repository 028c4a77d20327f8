package io.rvoip.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodecsTest {
    private final Codecs codecs = Codecs.builtIn();

    @Test
    void findsByNameWithoutRegardToCase() {
        assertThat(codecs.find("pcmu", 8000, 1)).contains(Codecs.PCMU);
        assertThat(codecs.named("PcmA")).contains(Codecs.PCMA);
        assertThat(codecs.find("l16", 44_100, 1)).get().extracting(AudioCodec::payloadType).isEqualTo(11);
    }

    @Test
    void findsNothingThatIsNotBuilt() {
        assertThat(codecs.named("opus")).isEmpty();
        assertThat(codecs.named("G722")).isEmpty();
        assertThat(codecs.find("PCMU", 16_000, 1)).isEmpty();
        assertThat(codecs.find("L16", 44_100, 2)).isEmpty();
    }

    @Test
    void findsStaticTypesOnly() {
        assertThat(codecs.ofStaticType(0)).contains(Codecs.PCMU);
        assertThat(codecs.ofStaticType(8)).contains(Codecs.PCMA);
        assertThat(codecs.ofStaticType(9)).isEmpty();
        assertThat(codecs.ofStaticType(AudioCodec.DYNAMIC)).isEmpty();
    }

    @Test
    void refusesTheSameFormatTwice() {
        assertThatThrownBy(() -> new Codecs(List.of(Codecs.PCMU, Codecs.PCMA, Codecs.PCMU)))
                .hasMessage("codecs: PCMU/8000 twice (expected: each once)");
    }

    @Test
    void allDecodeWhatTheyEncode() {
        short[] pcm = new short[48_000 / 50];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (8000 * Math.sin(i / 5.0));
        }
        for (AudioCodec codec : codecs.all()) {
            int samples = codec.samplesIn(20);
            ByteBuf out = Unpooled.buffer(codec.maxBytes(samples));
            int bytes = codec.newEncoder().encode(pcm, 0, samples, out);
            assertThat(bytes).isEqualTo(out.readableBytes()).isLessThanOrEqualTo(codec.maxBytes(samples));
            short[] back = new short[samples + 1];
            assertThat(codec.newDecoder().decode(out, back, 1)).as(codec.name()).isEqualTo(samples);
            assertThat(back[0]).isZero();
            for (int i = 0; i < samples; i++) {
                assertThat((int) back[i + 1]).isBetween(pcm[i] - 256, pcm[i] + 256);
            }
            assertThat(out.readerIndex()).isZero();
        }
    }

    @Test
    void longPayloadIsCutAtTheFrame() {
        short[] small = new short[10];
        assertThat(Codecs.PCMA.newDecoder().decode(Unpooled.wrappedBuffer(new byte[400]), small, 4)).isEqualTo(6);
    }

    @Test
    void oddL16PayloadIsMalformed() {
        AudioCodec l16 = codecs.named("L16").orElseThrow();
        assertThat(l16.newDecoder().decode(Unpooled.wrappedBuffer(new byte[3]), new short[10], 0))
                .isEqualTo(AudioDecoder.MALFORMED);
    }

    @Test
    void l16IsBigEndian() {
        AudioCodec l16 = codecs.named("L16").orElseThrow();
        ByteBuf out = Unpooled.buffer();
        l16.newEncoder().encode(new short[] {0x1234, -2}, 0, 2, out);
        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(new byte[] {0x12, 0x34, (byte) 0xff, (byte) 0xfe}));
    }
}
