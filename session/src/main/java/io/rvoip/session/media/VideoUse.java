package io.rvoip.session.media;

/** What becomes of video in calls. */
public enum VideoUse {
    /** It is declined on every leg. */
    OFF,
    /** It is passed from one leg to the other, as it comes, where both can have it beside their audio. */
    FORWARD
}
