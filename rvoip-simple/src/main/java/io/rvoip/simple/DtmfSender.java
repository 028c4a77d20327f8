package io.rvoip.simple;

import io.rvoip.common.Loop;
import io.rvoip.session.MediaLeg;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends digits one after the other, each {@value #TONE_MILLIS} ms long with as much silence behind it. On the loop. */
final class DtmfSender {
    static final int TONE_MILLIS = 100;
    private static final int GAP_MILLIS = 100;
    private static final int MOST_DIGITS = 256;
    private static final Duration TONE = Duration.ofMillis(TONE_MILLIS);

    private final Loop loop;
    private final Loop.Timer next;
    private final Deque<Series> waiting = new ArrayDeque<>();
    private @Nullable MediaLeg leg;
    private boolean sounding;

    /** Digits that were asked for together, and how many of them have gone out. */
    private static final class Series {
        final String digits;
        final Promise<Void> sent;
        int done;

        Series(String digits, Promise<Void> sent) {
            this.digits = digits;
            this.sent = sent;
        }
    }

    DtmfSender(Loop loop) {
        this.loop = loop;
        next = loop.timer(this::next);
    }

    /**
     * The digits in capitals.
     *
     * @throws IllegalArgumentException when there is none, too many, or another character among them
     */
    static String checked(String digits) {
        String capitals = digits.toUpperCase(Locale.ROOT);
        if (!capitals.matches("[0-9*#A-D]{1," + MOST_DIGITS + "}")) {
            throw new IllegalArgumentException(
                    "digits: \"" + digits + "\" (expected: 1-" + MOST_DIGITS + " of 0-9, *, #, A-D)");
        }
        return capitals;
    }

    void send(MediaLeg over, String digits, Promise<Void> sent) {
        leg = over;
        waiting.add(new Series(digits, sent));
        if (!sounding) {
            next();
        }
    }

    /** The former digit is over, and the silence behind it. */
    private void next() {
        sounding = false;
        Series first = waiting.peek();
        while (first != null && first.done == first.digits.length()) {
            waiting.remove().sent.complete(null);
            first = waiting.peek();
        }
        if (first == null) {
            return;
        }
        if (leg == null || !leg.dtmf(first.digits.charAt(first.done), TONE)) {
            waiting.remove().sent.fail(new CallMediaException("digit " + first.digits.charAt(first.done)
                    + ": the far end takes no telephone events, or is on hold"));
            next();
            return;
        }
        first.done++;
        sounding = true;
        next.arm(loop.now() + (TONE_MILLIS + GAP_MILLIS) * 1_000_000L);
    }

    /** The call is over: what waits comes to nothing. */
    void stop(SimpleVoipException why) {
        next.cancel();
        leg = null;
        waiting.forEach(series -> series.sent.fail(why));
        waiting.clear();
    }
}
