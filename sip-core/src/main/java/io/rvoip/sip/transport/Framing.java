package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;

/** Cuts what a connection brings into messages. Confined to the connection's loop. */
interface Framing {
    /** What comes out. */
    interface Sink {
        /** One message as a heap buffer of exactly its size, the receiver's to keep. */
        void message(ByteBuf message);

        /** A keep-alive that wants a pong. */
        void ping();

        /** The end. {@code head} has start line and headers where they could be told apart, else nothing. */
        void broken(FramingFault fault, ByteBuf head);
    }

    /** Takes all readable bytes; does not release. */
    void feed(ByteBuf bytes, Sink sink);

    /** Whether a message has begun and not ended. */
    boolean inMessage();
}
