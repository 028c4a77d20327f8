package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;

/** What is heard of a {@link MediaConnection}, on its loop. */
public interface ConnectionEvents {
    /** A packet came; it is owned here. */
    void received(MediaConnection connection, ByteBuf packet);

    /**
     * What came cannot be read, or it broke, or could not be had: it is to be closed.
     *
     * @param why in a few words
     */
    void broken(MediaConnection connection, String why);

    /** It has ended. */
    void closed(MediaConnection connection);
}
