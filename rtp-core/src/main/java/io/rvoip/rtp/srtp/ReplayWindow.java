package io.rvoip.rtp.srtp;

/** Which of the newest {@value #SIZE} indices were seen (RFC 3711 section 3.3.2). */
final class ReplayWindow {
    static final int SIZE = 64;
    private static final long NOTHING = -1;

    private long highest = NOTHING;
    private long seen;

    /** Whether a packet of this index may come; changes nothing. */
    SrtpStatus check(long index) {
        long behind = highest - index;
        if (index < 0 || behind >= SIZE) {
            return SrtpStatus.TOO_OLD;
        }
        return behind >= 0 && (seen >>> behind & 1) != 0 ? SrtpStatus.REPLAYED : SrtpStatus.OK;
    }

    /** Takes note of a packet that was {@link #check checked} and is genuine. */
    void accept(long index) {
        long ahead = index - highest;
        if (ahead > 0) {
            seen = ahead >= SIZE ? 1 : seen << ahead | 1;
            highest = index;
        } else {
            seen |= 1L << -ahead;
        }
    }

    /** The highest index accepted; -1 before the first. */
    long highest() {
        return highest;
    }
}
