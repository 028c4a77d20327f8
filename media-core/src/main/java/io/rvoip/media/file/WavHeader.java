package io.rvoip.media.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header that our recorder writes: RIFF, {@code fmt }, a small chunk of our own that says whether the recording
 * was finished and how long its chunks are, and {@code data}. Other readers skip what they do not know.
 *
 * @param chunkBytes bytes of 20 ms
 */
record WavHeader(int sampleRate, int channels, int chunkBytes) {
    /** Bytes before the first sample. */
    static final int BYTES = 60;
    /** Name of our own chunk. */
    static final String OWN_CHUNK = "rvoc";
    /** Value of the state field while the recording goes on. */
    static final int OPEN = 1;
    /** Value of the state field of a finished recording. */
    static final int FINISHED = 2;

    private static final int CHUNKS_PER_SECOND = 50;

    static WavHeader of(int sampleRate, int channels) {
        return new WavHeader(sampleRate, channels, sampleRate / CHUNKS_PER_SECOND * channels * 2);
    }

    /** The header while {@code dataBytes} are known to be in the file: valid at any moment, if a little behind. */
    ByteBuffer open(long dataBytes) {
        return header(dataBytes, OPEN, 0).flip();
    }

    /** The header of a file that is done, followed by room for {@code room} bytes, positioned there. */
    ByteBuffer finished(long dataBytes, int room) {
        return header(dataBytes, FINISHED, room);
    }

    private ByteBuffer header(long dataBytes, int state, int room) {
        ByteBuffer out = ByteBuffer.allocate(BYTES + room).order(ByteOrder.LITTLE_ENDIAN);
        tag(out, "RIFF").putInt((int) (BYTES - 8 + dataBytes));
        tag(out, "WAVE");
        tag(out, "fmt ").putInt(16).putShort((short) 1).putShort((short) channels).putInt(sampleRate)
                .putInt(sampleRate * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
        tag(out, OWN_CHUNK).putInt(8).putInt(state).putInt(chunkBytes);
        tag(out, "data").putInt((int) dataBytes);
        return out;
    }

    private static ByteBuffer tag(ByteBuffer out, String name) {
        return out.put(name.getBytes(StandardCharsets.US_ASCII));
    }
}
