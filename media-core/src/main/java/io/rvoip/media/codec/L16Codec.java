package io.rvoip.media.codec;

import io.netty.buffer.ByteBuf;

/** Uncompressed 16-bit samples in network byte order (RFC 3551 section 4.5.11), mono. */
record L16Codec(int clockRate) implements AudioCodec, AudioEncoder, AudioDecoder {
    @Override
    public String name() {
        return "L16";
    }

    /** 11 is mono at 44.1 kHz; other rates are dynamic. */
    @Override
    public int payloadType() {
        return clockRate == 44_100 ? 11 : DYNAMIC;
    }

    @Override
    public int maxBytes(int samples) {
        return samples * 2;
    }

    @Override
    public AudioEncoder newEncoder() {
        return this;
    }

    @Override
    public AudioDecoder newDecoder() {
        return this;
    }

    /** As for G.711: nothing in a frame depends on another frame. */
    @Override
    public double lossRobustness() {
        return 25.1;
    }

    @Override
    public int encode(short[] pcm, int offset, int samples, ByteBuf out) {
        for (int i = offset; i < offset + samples; i++) {
            out.writeShort(pcm[i]);
        }
        return samples * 2;
    }

    @Override
    public int decode(ByteBuf payload, short[] pcm, int offset) {
        int bytes = payload.readableBytes();
        if ((bytes & 1) != 0) {
            return MALFORMED;
        }
        int samples = Math.min(bytes / 2, pcm.length - offset);
        int from = payload.readerIndex();
        for (int i = 0; i < samples; i++) {
            pcm[offset + i] = payload.getShort(from + 2 * i);
        }
        return samples;
    }
}
