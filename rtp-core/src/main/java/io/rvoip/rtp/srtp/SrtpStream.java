package io.rvoip.rtp.srtp;

/** What is remembered of one SSRC: its roll-over counter and replay windows, and the SRTCP index we send next. */
final class SrtpStream {
    private static final int HALF = 1 << 15;

    final ReplayWindow rtp = new ReplayWindow();
    final ReplayWindow rtcp = new ReplayWindow();
    int ssrc;
    long nextRtcp;
    /** A packet of it was genuine. */
    boolean known;

    /** A stream of {@code ssrc} of which nothing was heard. */
    SrtpStream begin(int source) {
        ssrc = source;
        return this;
    }

    /**
     * The 48-bit index that a sequence number most likely stands for (RFC 3711 section 3.3.1 and appendix A); negative
     * where that would be before the first packet ever.
     */
    long index(int sequence) {
        long highest = rtp.highest();
        if (highest < 0) {
            return sequence;
        }
        int last = (int) highest & 0xFFFF;
        long rollOver = highest >>> 16;
        if (last < HALF) {
            rollOver -= sequence - last > HALF ? 1 : 0;
        } else {
            rollOver += last - HALF > sequence ? 1 : 0;
        }
        return (rollOver << 16) + sequence;
    }
}
