package io.rvoip.media.file;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A process that records as fast as its disk allows and says how far it got, until somebody kills it. */
public final class RecordingProcess {
    private RecordingProcess() {
    }

    public static void main(String[] args) {
        WavRecorder recorder = WavRecorder.start(Path.of(args[0]), RecordingLayout.RECEIVED, RecorderLimits.DEFAULT,
                Executors.newSingleThreadExecutor(), (file, reason) -> System.exit(9));
        recorder.open(8000);
        short[] frame = new short[160];
        for (int i = 1; ; i++) {
            Arrays.fill(frame, (short) i);
            recorder.heard(frame, frame, frame.length);
            LockSupport.parkNanos(20_000_000); // the pace of a call
            System.out.println(i);
        }
    }
}
