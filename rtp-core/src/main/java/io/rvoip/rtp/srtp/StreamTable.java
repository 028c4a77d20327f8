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
    private SrtpStream stranger = new SrtpStream();

    /** The stream of this SSRC, or an unused one that {@link #keep} makes part of the table. */
    SrtpStream of(int ssrc) {
        for (int i = 0; i < known; i++) {
            if (streams[i].ssrc == ssrc) {
                return streams[i];
            }
        }
        return stranger.begin(ssrc);
    }

    /** Whether there is no room for another stream. */
    boolean isFull() {
        return known == MOST;
    }

    /** Remembers the stranger: a packet of it was genuine. */
    void keep() {
        if (known == streams.length) {
            streams = Arrays.copyOf(streams, 2 * known);
        }
        stranger.known = true;
        streams[known++] = stranger;
        stranger = new SrtpStream();
    }
}
