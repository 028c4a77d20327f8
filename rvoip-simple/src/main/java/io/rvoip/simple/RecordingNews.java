package io.rvoip.simple;

import io.rvoip.media.file.RecorderEvents;
import java.nio.file.Path;

/** Tells the listeners of a call about its recordings; on the recorder's threads. */
final class RecordingNews implements RecorderEvents {
    private final CallControl control;

    RecordingNews(CallControl control) {
        this.control = control;
    }

    @Override
    public void started(Path file) {
        control.tell(new CallEvent.RecordingStarted(control.call(), file));
    }

    @Override
    public void failed(Path file, String reason) {
        control.tell(new CallEvent.RecordingFailed(control.call(), file, reason));
    }
}
