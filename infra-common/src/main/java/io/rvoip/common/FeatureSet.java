package io.rvoip.common;

import static io.rvoip.common.Feature.CALL_CONTROL;
import static io.rvoip.common.Feature.CONFERENCING;
import static io.rvoip.common.Feature.FILE_TRANSFER;
import static io.rvoip.common.Feature.MESSAGING;
import static io.rvoip.common.Feature.PRESENCE;
import static io.rvoip.common.Feature.PUSH_NOTIFICATIONS;
import static io.rvoip.common.Feature.RECORDING;
import static io.rvoip.common.Feature.SCREEN_SHARING;
import static io.rvoip.common.Feature.VIDEO;
import static io.rvoip.common.Feature.VOICE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which features are on. Immutable.
 *
 * @param enabled those that are, in the order of {@link Feature}
 */
public record FeatureSet(Set<Feature> enabled) {
    /** Copies the set. */
    public FeatureSet {
        EnumSet<Feature> copy = EnumSet.noneOf(Feature.class);
        copy.addAll(enabled);
        enabled = Collections.unmodifiableSet(copy);
    }

    /** Nothing but these. */
    public static FeatureSet of(Feature... features) {
        return new FeatureSet(Set.of(features));
    }

    /** Voice and call control. */
    public static FeatureSet basic() {
        return of(VOICE, CALL_CONTROL);
    }

    /** Basic, with video, conferencing and presence. */
    public static FeatureSet standard() {
        return of(VOICE, VIDEO, CONFERENCING, CALL_CONTROL, PRESENCE);
    }

    /** All ten. */
    public static FeatureSet full() {
        return new FeatureSet(EnumSet.allOf(Feature.class));
    }

    /** Voice, video, call control, presence, messaging and push notifications. */
    public static FeatureSet mobile() {
        return of(VOICE, VIDEO, CALL_CONTROL, PRESENCE, MESSAGING, PUSH_NOTIFICATIONS);
    }

    /** Whether {@code feature} is on. */
    public boolean has(Feature feature) {
        return enabled.contains(feature);
    }

    /** The same with {@code feature} on or off. */
    public FeatureSet with(Feature feature, boolean on) {
        EnumSet<Feature> changed = EnumSet.noneOf(Feature.class);
        changed.addAll(enabled);
        if (on) {
            changed.add(feature);
        } else {
            changed.remove(feature);
        }
        return new FeatureSet(changed);
    }

    /** Audio calls on or off. */
    public FeatureSet withVoice(boolean on) {
        return with(VOICE, on);
    }

    /** Video on or off. */
    public FeatureSet withVideo(boolean on) {
        return with(VIDEO, on);
    }

    /** Conferences on or off. */
    public FeatureSet withConferencing(boolean on) {
        return with(CONFERENCING, on);
    }

    /** Hold, transfer and the like on or off. */
    public FeatureSet withCallControl(boolean on) {
        return with(CALL_CONTROL, on);
    }

    /** Presence on or off. */
    public FeatureSet withPresence(boolean on) {
        return with(PRESENCE, on);
    }

    /** Text messages on or off. */
    public FeatureSet withMessaging(boolean on) {
        return with(MESSAGING, on);
    }

    /** Recording on or off. */
    public FeatureSet withRecording(boolean on) {
        return with(RECORDING, on);
    }

    /** File transfer on or off. */
    public FeatureSet withFileTransfer(boolean on) {
        return with(FILE_TRANSFER, on);
    }

    /** Screen sharing on or off. */
    public FeatureSet withScreenSharing(boolean on) {
        return with(SCREEN_SHARING, on);
    }

    /** Push notifications on or off. */
    public FeatureSet withPushNotifications(boolean on) {
        return with(PUSH_NOTIFICATIONS, on);
    }
}
