package io.rvoip.media.codec;

import io.netty.buffer.ByteBuf;

/** G.711 as RTP carries it (RFC 3551 section 4.5.14): one byte a sample, 8 kHz, no state. */
enum G711Codec implements AudioCodec, AudioEncoder, AudioDecoder {
    PCMU(0) {
        @Override
        public int encode(short[] pcm, int offset, int samples, ByteBuf out) {
            for (int i = offset; i < offset + samples; i++) {
                out.writeByte(G711.toUlaw(pcm[i]));
            }
            return samples;
        }

        @Override
        short expand(byte code) {
            return G711.fromUlaw(code);
        }
    },
    PCMA(8) {
        @Override
        public int encode(short[] pcm, int offset, int samples, ByteBuf out) {
            for (int i = offset; i < offset + samples; i++) {
                out.writeByte(G711.toAlaw(pcm[i]));
            }
            return samples;
        }

        @Override
        short expand(byte code) {
            return G711.fromAlaw(code);
        }
    };

    private final int payloadType;

    G711Codec(int payloadType) {
        this.payloadType = payloadType;
    }

    abstract short expand(byte code);

    @Override
    public int payloadType() {
        return payloadType;
    }

    @Override
    public int clockRate() {
        return 8000;
    }

    @Override
    public int maxBytes(int samples) {
        return samples;
    }

    @Override
    public AudioEncoder newEncoder() {
        return this;
    }

    @Override
    public AudioDecoder newDecoder() {
        return this;
    }

    /** ITU-T G.113 Appendix I: G.711 with the concealment of its Appendix I, random loss. */
    @Override
    public double lossRobustness() {
        return 25.1;
    }

    @Override
    public int decode(ByteBuf payload, short[] pcm, int offset) {
        int samples = Math.min(payload.readableBytes(), pcm.length - offset);
        int from = payload.readerIndex();
        for (int i = 0; i < samples; i++) {
            pcm[offset + i] = expand(payload.getByte(from + i));
        }
        return samples;
    }
}
