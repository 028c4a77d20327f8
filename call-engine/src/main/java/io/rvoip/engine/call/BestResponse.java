package io.rvoip.engine.call;

import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import java.util.Comparator;
import java.util.List;

/**
 * What the caller is told when no phone took the call (RFC 3261 §16.7 step 6): a 6xx before all others, else the lowest
 * class, within it what helps the caller most. What only concerns the hop between us and a phone is not passed on:
 *
 * <table>
 * <caption>Ends of the calls to the phones</caption>
 * <tr><th>end</th><th>told as</th></tr>
 * <tr><td>401, 407: the phone wants credentials of us</td><td>480</td></tr>
 * <tr><td>3xx: the phone names other places, which are not followed</td><td>480</td></tr>
 * <tr><td>it rang for the ring timeout; 408, 430, 487, 481 of the phone's own accord</td><td>480</td></tr>
 * <tr><td>it did not react at all</td><td>408</td></tr>
 * <tr><td>the way to it is closed</td><td>480</td></tr>
 * <tr><td>503</td><td>500, as §16.7 says</td></tr>
 * <tr><td>no media port, too many calls</td><td>503</td></tr>
 * </table>
 */
final class BestResponse {
    /** Within 4xx: first what the caller can act upon, last what says least. */
    private static final List<Integer> TELLING = List.of(415, 420, 484, 486, 488, 403, 404, 410);
    private static final int GLOBAL = 600;

    private BestResponse() {}

    /** The best of at least one end, as the caller is to see it. */
    static CallEnd of(List<CallEnd> ends) {
        return ends.stream()
                .map(BestResponse::presentable)
                .min(Comparator.comparingInt(BestResponse::rank).thenComparingInt(CallEnd::status))
                .orElseThrow();
    }

    private static int rank(CallEnd end) {
        int status = end.status();
        if (status >= GLOBAL) {
            return status - GLOBAL;
        }
        int within = TELLING.indexOf(status);
        int place = within >= 0 ? within : status == 408 ? 1000 : status == 480 ? 999 : 500;
        return status / 100 * 10_000 + place;
    }

    /** One phone's end in the caller's terms. */
    static CallEnd presentable(CallEnd end) {
        int status = status(end);
        return status == end.status()
                ? end
                : new CallEnd(end.who(), end.cause(), status, end.text(), end.reasons(), end.at());
    }

    private static int status(CallEnd end) {
        return switch (end.cause()) {
            case REJECTED -> rejected(end.status());
            case NO_RESPONSE -> 408;
            case LIMIT, MEDIA, NO_MEDIA_PATH, SHUTDOWN -> 503;
            case FAULT, PROTOCOL -> 500;
            case REDIRECTED, NO_ANSWER, CANCELLED, TRANSPORT, AUTHENTICATION, HANGUP, NO_ACK, DIALOG_LOST,
                 SESSION_EXPIRED -> 480;
        };
    }

    private static int rejected(int status) {
        return switch (status) {
            case 401, 407, 408, 430, 481, 487 -> 480;
            case 503 -> 500;
            default -> status;
        };
    }

    /** Whether the way to the place failed, so that another way may do better; what the called side said stands. */
    static boolean isOfTheWay(CallEnd end) {
        return switch (end.cause()) {
            case NO_RESPONSE, TRANSPORT, AUTHENTICATION, LIMIT -> true;
            case REJECTED -> end.status() == 408 || end.status() / 100 == 5;
            case HANGUP, CANCELLED, REDIRECTED, NO_ANSWER, NO_ACK, MEDIA, NO_MEDIA_PATH, DIALOG_LOST, SESSION_EXPIRED,
                 PROTOCOL, FAULT, SHUTDOWN -> false;
        };
    }

    /** Whether this end means that nobody else should be asked (§16.7 step 5). */
    static boolean isGlobal(CallEnd end) {
        return end.cause() == EndCause.REJECTED && end.status() >= GLOBAL;
    }
}
