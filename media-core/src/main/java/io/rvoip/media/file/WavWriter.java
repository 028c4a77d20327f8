package io.rvoip.media.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A WAV file being written on the file island: each chunk goes to the operating system at once, with no buffer of
 * ours in between, so that it survives the death of this process. The sizes in the header follow once a second; until
 * then they are too small, never too large.
 */
final class WavWriter {
    private static final int CHUNKS_PER_UPDATE = 50;

    private final WavHeader header;
    private final FileChannel channel;
    private long dataBytes;
    private int sinceUpdate;

    private WavWriter(WavHeader header, FileChannel channel) {
        this.header = header;
        this.channel = channel;
    }

    static WavWriter create(Path file, WavHeader header) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        WavWriter writer = new WavWriter(header, channel);
        try {
            writer.writeFully(header.open(0), 0);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return writer;
    }

    void append(byte[] chunk) throws IOException {
        writeFully(ByteBuffer.wrap(chunk), WavHeader.BYTES + dataBytes);
        dataBytes += chunk.length;
        if (++sinceUpdate == CHUNKS_PER_UPDATE) {
            sinceUpdate = 0;
            writeFully(header.open(dataBytes), 0);
        }
    }

    /** Writes the final sizes and closes. */
    void finish() throws IOException {
        try (channel) {
            writeFully(header.finished(dataBytes, 0).flip(), 0);
        }
    }

    /** Closes without touching the file any more. */
    void abandon() {
        try {
            channel.close();
        } catch (IOException e) {
            // the file was given up already, and its chunks are with the operating system
            return;
        }
    }

    long dataBytes() {
        return dataBytes;
    }

    private void writeFully(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }
}
