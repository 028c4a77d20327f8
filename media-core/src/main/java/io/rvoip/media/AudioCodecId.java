package io.rvoip.media;

/** The audio codecs an application may ask for by name. Whether this build has one says {@link Capabilities}. */
public enum AudioCodecId {
    /** RFC 7587. */
    OPUS("opus", 48_000, 2),
    /** ITU-T G.722; its RTP clock runs at 8 kHz (RFC 3551 section 4.5.2). */
    G722("G722", 8000, 1),
    /** ITU-T G.711 µ-law. */
    G711U("PCMU", 8000, 1),
    /** ITU-T G.711 A-law. */
    G711A("PCMA", 8000, 1);

    private final String sdpName;
    private final int clockRate;
    private final int channels;

    AudioCodecId(String sdpName, int clockRate, int channels) {
        this.sdpName = sdpName;
        this.clockRate = clockRate;
        this.channels = channels;
    }

    /** The encoding name of {@code a=rtpmap}. */
    public String sdpName() {
        return sdpName;
    }

    /** The RTP clock rate in Hz. */
    public int clockRate() {
        return clockRate;
    }

    /** The channels of {@code a=rtpmap}. */
    public int channels() {
        return channels;
    }
}
