package io.rvoip.media;

/** Who sends, seen from our side (RFC 3264 section 5.1). */
public enum MediaDirection {
    /** Both. */
    SENDRECV(true, true),
    /** Only we. */
    SENDONLY(true, false),
    /** Only the far end. */
    RECVONLY(false, true),
    /** Nobody; RTCP goes on. */
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    MediaDirection(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    /** Whether we may send RTP. */
    public boolean sends() {
        return sends;
    }

    /** Whether the far end may send RTP. */
    public boolean receives() {
        return receives;
    }
}
