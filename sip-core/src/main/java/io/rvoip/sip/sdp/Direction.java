package io.rvoip.sip.sdp;

import java.util.Optional;

/** Which way media flows, seen by the one who writes the description (RFC 8866 §6.7, RFC 3264 §5.1). */
public enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    public boolean sends() {
        return sends;
    }

    public boolean receives() {
        return receives;
    }

    /** The same as the other side sees it. */
    public Direction reversed() {
        return of(receives, sends);
    }

    /** What is left when both have to allow it. */
    public Direction and(Direction other) {
        return of(sends && other.sends, receives && other.receives);
    }

    /** The answer to an offer of this direction by one who wants {@code wanted} (RFC 3264 §6.1). */
    public Direction answer(Direction wanted) {
        return reversed().and(wanted);
    }

    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The name of the attribute. */
    public String attributeName() {
        return switch (this) {
            case SENDRECV -> "sendrecv";
            case SENDONLY -> "sendonly";
            case RECVONLY -> "recvonly";
            case INACTIVE -> "inactive";
        };
    }

    /** The direction an attribute of this name sets; empty for any other attribute. */
    public static Optional<Direction> ofAttribute(String name) {
        return switch (name) {
            case "sendrecv" -> Optional.of(SENDRECV);
            case "sendonly" -> Optional.of(SENDONLY);
            case "recvonly" -> Optional.of(RECVONLY);
            case "inactive" -> Optional.of(INACTIVE);
            default -> Optional.empty();
        };
    }
}
