package io.rvoip.media.codec;

import io.netty.buffer.ByteBuf;

/** Turns PCM into payload bytes. One stream, one thread; allocates nothing. */
public interface AudioEncoder {
    /**
     * Appends the encoding of {@code samples} samples to {@code out}, which must have room for
     * {@link AudioCodec#maxBytes} of them and stays the caller's.
     *
     * @param pcm 16-bit samples, interleaved when there are two channels
     * @return bytes written
     */
    int encode(short[] pcm, int offset, int samples, ByteBuf out);
}
