package io.rvoip.media.codec;

import io.netty.buffer.ByteBuf;

/** Turns payload bytes into PCM. One stream, one thread; allocates nothing. */
public interface AudioDecoder {
    /** What {@link #decode} returns for a payload that is no frame of this codec; nothing was written. */
    int MALFORMED = -1;

    /**
     * Decodes the readable bytes of {@code payload} into {@code pcm} from {@code offset} on. Neither the buffer's
     * indices nor its ownership change. What does not fit into {@code pcm} is cut off.
     *
     * @return samples written, or {@link #MALFORMED}
     */
    int decode(ByteBuf payload, short[] pcm, int offset);
}
