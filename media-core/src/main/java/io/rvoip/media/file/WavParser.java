package io.rvoip.media.file;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.codec.G711;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads one WAV file. Each chunk moves forward by at least its own header, sizes are unsigned and compared before
 * they are used, so that no file can make it loop or reach outside. A size that promises more than there is, is
 * refused; only a recording that carries our own chunk is known to have been cut off, and is read as far as it goes.
 */
final class WavParser {
    private static final int PCM = 1;
    private static final int ALAW = 6;
    private static final int ULAW = 7;
    private static final int EXTENSIBLE = 0xFFFE;

    private final ByteBuffer in;
    private final WavLimits limits;
    private int format;
    private int channels;
    private int sampleRate;
    private int bits;
    private boolean ours;
    private boolean finished = true;
    private int chunkBytes;

    WavParser(byte[] bytes, WavLimits limits) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.limits = limits;
    }

    WavFile parse() {
        expectTag("RIFF", 0);
        long riffBytes = unsignedInt(4);
        expectTag("WAVE", 8);
        int at = 12;
        for (int i = 0; i < limits.maxChunks(); i++) {
            require(in.capacity() - at >= 8, "data: missing (expected: a chunk of that name)", at);
            String name = tag(at);
            long size = unsignedInt(at + 4);
            at += 8;
            if (name.equals("data")) {
                return data(at, size, riffBytes);
            }
            require(size <= in.capacity() - at, name + ": " + size + " bytes declared, " + (in.capacity() - at)
                    + " present", at - 4);
            if (name.equals("fmt ")) {
                format(at, (int) size);
            } else if (name.equals(WavHeader.OWN_CHUNK) && size >= 8) {
                own(at);
            }
            at += (int) Math.min(in.capacity() - at, size + (size & 1));
        }
        throw new WavFormatException("chunks: more than " + limits.maxChunks() + " before the audio", at);
    }

    private void format(int at, int size) {
        require(size >= 16, "fmt: " + size + " bytes (expected: at least 16)", at);
        format = in.getShort(at) & 0xffff;
        channels = in.getShort(at + 2) & 0xffff;
        long rate = unsignedInt(at + 4);
        bits = in.getShort(at + 14) & 0xffff;
        if (format == EXTENSIBLE) {
            require(size >= 40, "fmt: " + size + " bytes (expected: 40 for an extensible format)", at);
            format = in.getShort(at + 24) & 0xffff;
        }
        require(format == PCM || format == ALAW || format == ULAW,
                "format: " + format + " (expected: 1 PCM, 6 A-law or 7 µ-law)", at);
        require(bits == 8 || format == PCM && bits == 16, "bits: " + bits + " (expected: "
                + (format == PCM ? "8 or 16" : "8") + ")", at + 14);
        require(channels >= 1 && channels <= limits.maxChannels(),
                "channels: " + channels + " (expected: 1-" + limits.maxChannels() + ")", at + 2);
        require(rate >= 1000 && rate <= limits.maxSampleRate(),
                "rate: " + rate + " (expected: 1000-" + limits.maxSampleRate() + ")", at + 4);
        sampleRate = (int) rate;
    }

    private void own(int at) {
        ours = true;
        finished = in.getInt(at) == WavHeader.FINISHED;
        chunkBytes = in.getInt(at + 4);
        require(chunkBytes > 0, "chunk: " + chunkBytes + " bytes (expected: above 0)", at + 4);
    }

    private WavFile data(int at, long declared, long riffBytes) {
        require(channels > 0, "fmt: missing before the audio", at - 8);
        int present = in.capacity() - at;
        boolean complete = finished && declared <= present;
        if (!ours) {
            require(declared <= present, "data: " + declared + " bytes declared, " + present + " present", at - 4);
            require(riffBytes <= in.capacity() - 8L,
                    "riff: " + riffBytes + " bytes declared, " + (in.capacity() - 8) + " present", 4);
        }
        int bytes = complete ? (int) declared : present / Math.max(1, chunkBytes) * Math.max(1, chunkBytes);
        int frame = channels * bits / 8;
        return new WavFile(AudioClip.of(sampleRate, channels, samples(at, bytes / frame * channels)), complete);
    }

    private short[] samples(int at, int count) {
        short[] out = new short[count];
        if (bits == 16) {
            in.position(at);
            in.slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(out);
            return out;
        }
        for (int i = 0; i < count; i++) {
            byte b = in.get(at + i);
            out[i] = format == PCM ? (short) ((b & 0xff) - 128 << 8)
                    : format == ALAW ? G711.fromAlaw(b) : G711.fromUlaw(b);
        }
        return out;
    }

    private void expectTag(String name, int at) {
        require(in.capacity() >= at + 8 && tag(at).equals(name),
                name + ": missing (expected: a WAV file)", at);
    }

    private String tag(int at) {
        return new String(in.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    private long unsignedInt(int at) {
        return Integer.toUnsignedLong(in.getInt(at));
    }

    private static void require(boolean ok, String reason, long at) {
        if (!ok) {
            throw new WavFormatException(reason, at);
        }
    }
}
