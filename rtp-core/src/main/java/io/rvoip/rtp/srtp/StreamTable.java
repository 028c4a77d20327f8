package io.rvoip.rtp.srtp;

import java.util.Arrays;

/**
 * The streams of one key, at most {@value #MOST}: a stream is remembered when its first packet has proved genuine, so
 * strangers fill nothing. None is ever forgotten, for its packets could then be replayed.
 */
final class StreamTable {
    static final int MOST = 64;

    private SrtpStream[] streams = new SrtpStream[2];
    private int known;
    private int lastFound;
    private SrtpStream stranger = new SrtpStream();

    /** The stream of this SSRC, or an unused one that {@link #keep} makes part of the table. */
    SrtpStream of(int ssrc) {
        if (lastFound < known && streams[lastFound].ssrc == ssrc) {
            return streams[lastFound];
        }
        for (int i = 0; i < known; i++) {
            if (streams[i].ssrc == ssrc) {
                lastFound = i;
                return streams[i];
            }
        }
        return stranger.begin(ssrc);
    }

    /** Whether there is no room for this stream. */
    boolean refuses(SrtpStream stream) {
        return stream == stranger && known == MOST;
    }

    /** Remembers the stream: a packet of it was genuine. */
    void keep(SrtpStream stream) {
        if (stream == stranger) {
            if (known == streams.length) {
                streams = Arrays.copyOf(streams, 2 * known);
            }
            lastFound = known;
            streams[known++] = stranger;
            stranger = new SrtpStream();
        }
    }
}
