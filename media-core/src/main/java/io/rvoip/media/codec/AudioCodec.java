package io.rvoip.media.codec;

/**
 * An audio codec as RTP and SDP know it: its name, its clock and its two directions. Instances describe and are
 * shared freely; {@link #newEncoder()} and {@link #newDecoder()} give the stateful halves, one per stream.
 */
public interface AudioCodec {
    /** The value of {@link #payloadType()} of a codec without a static number (RFC 3551 section 6). */
    int DYNAMIC = -1;

    /** The encoding name of {@code a=rtpmap}, as registered; names compare without regard to case. */
    String name();

    /** The static payload type of RFC 3551 table 4, 0-34, or {@link #DYNAMIC}. */
    int payloadType();

    /** The rate of RTP timestamps in Hz. */
    int clockRate();

    /** The rate of the PCM samples in Hz; differs from the clock rate only for G.722 (RFC 3551 section 4.5.2). */
    default int sampleRate() {
        return clockRate();
    }

    /** Channels in one frame, 1 or 2; samples of two channels are interleaved. */
    default int channels() {
        return 1;
    }

    /** The packet time to use when nobody asks for another, in milliseconds. */
    default int ptimeMillis() {
        return 20;
    }

    /** The most bytes that {@code samples} samples of each channel encode to. */
    int maxBytes(int samples);

    /** A fresh encoder, for one stream. */
    AudioEncoder newEncoder();

    /** A fresh decoder, for one stream. */
    AudioDecoder newDecoder();

    /** The equipment impairment factor Ie of ITU-T G.113 Appendix I, 0 for G.711. */
    default double impairment() {
        return 0;
    }

    /** The packet-loss robustness factor Bpl of ITU-T G.113 Appendix I, with concealment. */
    double lossRobustness();

    /** Samples per channel in {@code millis} milliseconds. */
    default int samplesIn(int millis) {
        return sampleRate() * millis / 1000;
    }

    /** RTP timestamp units in {@code millis} milliseconds. */
    default int timestampsIn(int millis) {
        return clockRate() * millis / 1000;
    }

    /** Whether {@code other} puts the same bytes on the wire, so that packets pass from one to the other untouched. */
    default boolean sameWireFormat(AudioCodec other) {
        return name().equalsIgnoreCase(other.name()) && clockRate() == other.clockRate()
                && channels() == other.channels();
    }
}
