package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into packets, each of which follows its length in two octets (RFC 4571 section 2). A packet is copied once,
 * from the stream to where it stays, and only one that has begun takes memory. Confined to one thread.
 */
final class FrameReader {
    /** What goes over a path of Ethernet, with room for what encryption adds. */
    static final int LONGEST = 2_048;

    /** Room behind a packet, so that it can be encrypted for the next leg where it lies. */
    private static final int TAIL = 64;

    private static final int NONE = -1;

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> to;
    private int first = NONE;
    private int missing;
    private @Nullable ByteBuf frame;

    /** @param to owns what it gets */
    FrameReader(ByteBufAllocator allocator, Consumer<ByteBuf> to) {
        this.allocator = allocator;
        this.to = to;
    }

    /**
     * Takes all of {@code stream}, which stays the caller's.
     *
     * @return false when a packet is longer than {@value #LONGEST} octets: nothing after it can be read
     */
    boolean read(ByteBuf stream) {
        while (stream.isReadable()) {
            ByteBuf begun = frame;
            if (begun != null) {
                fill(begun, stream);
            } else if (first == NONE) {
                first = stream.readUnsignedByte();
            } else if (!begin(first << 8 | stream.readUnsignedByte())) {
                return false;
            }
        }
        return true;
    }

    /** An empty packet says nothing. */
    private boolean begin(int length) {
        first = NONE;
        if (length > LONGEST) {
            return false;
        }
        if (length > 0) {
            missing = length;
            frame = allocator.buffer(length + TAIL);
        }
        return true;
    }

    private void fill(ByteBuf begun, ByteBuf stream) {
        int part = Math.min(missing, stream.readableBytes());
        begun.writeBytes(stream, part);
        missing -= part;
        if (missing == 0) {
            frame = null;
            to.accept(begun);
        }
    }

    /** Gives back what has not come to its end. */
    void close() {
        ByteBuf begun = frame;
        frame = null;
        if (begun != null) {
            begun.release();
        }
    }
}
