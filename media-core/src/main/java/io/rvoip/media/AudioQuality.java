package io.rvoip.media;

/** What matters most: fewer bits, or less delay and loss. */
public enum AudioQuality {
    /** Packets of 40 ms: half the headers, 20 ms more delay. */
    BANDWIDTH(40, 0),
    /** Packets of 20 ms, as everybody does. */
    BALANCED(20, 0),
    /** Packets of 20 ms, and one packet more in the playout buffer, so that fewer come too late. */
    QUALITY(20, 20);

    private final int ptimeMillis;
    private final int playoutMarginMillis;

    AudioQuality(int ptimeMillis, int playoutMarginMillis) {
        this.ptimeMillis = ptimeMillis;
        this.playoutMarginMillis = playoutMarginMillis;
    }

    /** The packet time asked for and used in milliseconds. */
    public int ptimeMillis() {
        return ptimeMillis;
    }

    /** How much longer than measured jitter demands the playout buffer waits, in milliseconds. */
    public int playoutMarginMillis() {
        return playoutMarginMillis;
    }
}
