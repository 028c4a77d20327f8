package io.rvoip.common;

/** What a deployment may offer; what is off is refused and hidden. */
public enum Feature {
    /** Audio calls. */
    VOICE,
    /** Video in calls. */
    VIDEO,
    /** Calls of more than two. */
    CONFERENCING,
    /** Hold, transfer, forwarding and the like. */
    CALL_CONTROL,
    /** Who is available. */
    PRESENCE,
    /** Text messages. */
    MESSAGING,
    /** Keeping what was said. */
    RECORDING,
    /** Files between users. */
    FILE_TRANSFER,
    /** Showing a screen. */
    SCREEN_SHARING,
    /** Waking a mobile application for a call. */
    PUSH_NOTIFICATIONS;

    /** The name in configurations: {@code call-control}. */
    public String id() {
        return KebabCase.of(this);
    }

    /**
     * The feature called {@code id}.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    public static Feature of(String id) {
        return KebabCase.parse(Feature.class, "feature", id);
    }
}
