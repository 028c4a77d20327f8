package io.rvoip.simple;

/**
 * Hears what happens to a call: override what matters. The methods of all listeners of one call are called one at a
 * time and in order, on a thread where they may block; what they throw is logged.
 */
public interface CallListener {
    /** Everything; hands each event to the method that is for it. */
    default void onEvent(CallEvent event) {
        if (event instanceof CallEvent.CallStateChanged changed) {
            onStateChanged(changed);
        } else if (event instanceof CallEvent.MediaConnected connected) {
            onMediaConnected(connected);
        } else if (event instanceof CallEvent.MediaDisconnected disconnected) {
            onMediaDisconnected(disconnected);
        } else if (event instanceof CallEvent.NoInboundMedia silent) {
            onNoInboundMedia(silent);
        } else if (event instanceof CallEvent.QualityChanged quality) {
            onQualityChanged(quality);
        } else if (event instanceof CallEvent.DtmfReceived dtmf) {
            onDtmf(dtmf);
        } else if (event instanceof CallEvent.RemoteHold hold) {
            onRemoteHold(hold);
        } else if (event instanceof CallEvent.CallEnded ended) {
            onEnded(ended);
        }
    }

    /** See {@link CallEvent.CallStateChanged}. */
    default void onStateChanged(CallEvent.CallStateChanged event) {}

    /** See {@link CallEvent.MediaConnected}. */
    default void onMediaConnected(CallEvent.MediaConnected event) {}

    /** See {@link CallEvent.MediaDisconnected}. */
    default void onMediaDisconnected(CallEvent.MediaDisconnected event) {}

    /** See {@link CallEvent.NoInboundMedia}. */
    default void onNoInboundMedia(CallEvent.NoInboundMedia event) {}

    /** See {@link CallEvent.QualityChanged}. */
    default void onQualityChanged(CallEvent.QualityChanged event) {}

    /** See {@link CallEvent.DtmfReceived}. */
    default void onDtmf(CallEvent.DtmfReceived event) {}

    /** See {@link CallEvent.RemoteHold}. */
    default void onRemoteHold(CallEvent.RemoteHold event) {}

    /** See {@link CallEvent.CallEnded}. */
    default void onEnded(CallEvent.CallEnded event) {}
}
