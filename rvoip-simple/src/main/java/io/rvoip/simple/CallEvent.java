package io.rvoip.simple;

import io.rvoip.media.SasCheck;
import io.rvoip.session.CallEnd;
import java.nio.file.Path;
import java.time.Duration;

/** What happens to a {@link Call}; each is told after it happened. */
public sealed interface CallEvent {
    /** The call. */
    Call call();

    /** The call is in another state. */
    record CallStateChanged(Call call, CallState from, CallState to) implements CallEvent {}

    /**
     * The far end, or something on the way to it, is at work, or asked who we are.
     *
     * @param status 100 to 199; 401 or 407 when the call was sent again with our password
     * @param text the reason phrase
     */
    record Progress(Call call, int status, String text) implements CallEvent {}

    /** Sound of the far end has really arrived, for the first time. */
    record MediaConnected(Call call) implements CallEvent {}

    /** The sound of a call is over after {@link MediaConnected}: the call ended or its media failed. */
    record MediaDisconnected(Call call, String reason) implements CallEvent {}

    /**
     * Media is encrypted by ZRTP from now on. Show the string: both people read it to each other, and {@link Call#sasCompared}
     * takes what came of it.
     */
    record SasKnown(Call call, SasCheck sas) implements CallEvent {}

    /** Nothing has come from the far end for this long, although it should be sending. */
    record NoInboundMedia(Call call, Duration silence) implements CallEvent {}

    /** The far end is heard again after {@link NoInboundMedia}. */
    record MediaResumed(Call call) implements CallEvent {}

    /** New measurements, each time the far end reported. */
    record QualityChanged(Call call, CallQuality quality) implements CallEvent {}

    /**
     * The far end pressed a key.
     *
     * @param digit one of 0-9, *, #, A-D
     * @param length how long it was held
     */
    record DtmfReceived(Call call, char digit, Duration length) implements CallEvent {}

    /** The far end put us on hold, or took us back. */
    record RemoteHold(Call call, boolean held) implements CallEvent {}

    /** After {@link SimpleVoipClient#networkChanged} the far end knows where we are; sound goes both ways again. */
    record Reconnected(Call call) implements CallEvent {}

    /** A recording began: the file is there. */
    record RecordingStarted(Call call, Path file) implements CallEvent {}

    /** A recording ended early; what was written before stays. The call goes on. */
    record RecordingFailed(Call call, Path file, String reason) implements CallEvent {}

    /** A device or source of {@link CallAudio} could not be had; there is silence in its place. */
    record AudioUnavailable(Call call, String what) implements CallEvent {}

    /** The call is over. The last event, never left out. */
    record CallEnded(Call call, CallEnd end) implements CallEvent {}

    /** The listener is too slow: so many events were left out here. */
    record Lagged(Call call, long events) implements CallEvent {}
}
