package io.rvoip.engine;

/** Which way the media of calls between users takes. */
public enum MediaMode {
    /** Through this platform: each side has media with us and we join them. Four UDP ports for a call. */
    ANCHORED,
    /** From phone to phone: descriptions pass through untouched, only signalling stays. No ports, no transcoding. */
    DIRECT
}
