package io.rvoip.rtp.jitter;

/** What a {@link JitterBuffer} has for the moment asked for. */
public enum Pull {
    /** A packet: take it from {@link JitterBuffer#packet()}. */
    PACKET,
    /** A packet that should be there is not: conceal one frame. */
    MISSING,
    /** Nothing is to be heard: before the start, or silence between talk-spurts. */
    EMPTY
}
