package io.rvoip.ice.stun;

/** What a message is for (RFC 8489 §5), in the order of the two class bits. */
public enum StunClass {
    REQUEST,
    INDICATION,
    SUCCESS,
    ERROR;

    private static final StunClass[] BY_BITS = values();

    /** Whether this answers a request. */
    public boolean isResponse() {
        return this == SUCCESS || this == ERROR;
    }

    /** The 14 bit message type of this class and a method: the bits are interleaved. */
    int type(int method) {
        int high = method & 0xF80;
        int middle = method & 0x070;
        int low = method & 0x00F;
        return high << 2 | (ordinal() & 2) << 7 | middle << 1 | (ordinal() & 1) << 4 | low;
    }

    static StunClass ofType(int type) {
        return BY_BITS[(type >> 7 & 2) | (type >> 4 & 1)];
    }

    static int methodOfType(int type) {
        return type >> 2 & 0xF80 | type >> 1 & 0x070 | type & 0x00F;
    }
}
