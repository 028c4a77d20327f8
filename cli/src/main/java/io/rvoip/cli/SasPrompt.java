package io.rvoip.cli;

import io.rvoip.media.SasCheck;
import io.rvoip.simple.Call;
import java.io.IOException;
import java.io.InputStream;

/** Shows the short authentication string of a call, and takes from standard input whether the other person sees the same. */
final class SasPrompt {
    private static final int LOOK_EVERY_MILLIS = 100;

    private SasPrompt() {}

    /** What to show; waits for the answer on a thread of its own, for as long as the call lives. */
    static String ask(Call call, SasCheck sas) {
        Thread waiting = new Thread(() -> await(call, System.in), "rvoip-sas");
        waiting.setDaemon(true);
        waiting.start();
        String known = sas.mismatch() ? ", and the far end does not remember us: somebody may be in between"
            : sas.verified() ? ", verified in an earlier call" : "";
        return "SAS " + sas.sas() + known + "; read it to each other, then y when it is the same, n when it differs";
    }

    /** Looks before it reads: a command in the background must not be stopped for wanting the terminal. */
    private static void await(Call call, InputStream in) {
        try {
            while (!call.isEnded()) {
                int answer = in.available() > 0 ? in.read() : ' ';
                if (answer == 'y') {
                    call.sasCompared(true);
                } else if (answer == 'n') {
                    call.sasCompared(false);
                    call.hangup();
                } else if (answer == ' ') {
                    Thread.sleep(LOOK_EVERY_MILLIS);
                }
            }
        } catch (IOException noInput) {
            // then nobody answers, and the string stays unverified
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
