package io.rvoip.engine.proxy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.StatusCode;
import java.util.Comparator;
import java.util.List;

/**
 * What the sender of a request is told when no branch took it (RFC 3261 §16.7 steps 6 and 7): a 6xx before all others,
 * else the lowest class; within 4xx first what says how to send the request again, last what says least. The challenges
 * of all branches go into one answer, and a 503 of somebody else's becomes a 500.
 */
final class BestAnswer {
    private static final List<Integer> TELLING = List.of(401, 407, 415, 420, 484);
    private static final int GLOBAL = 600;
    private static final Comparator<Answer> ORDER = Comparator.comparingInt((Answer answer) -> rank(answer.status()))
            .thenComparingInt(answer -> answer.response() == null ? 1 : 0);

    private BestAnswer() {}

    /** The best of at least one. */
    static Answer of(List<Answer> answers) {
        return answers.stream().min(ORDER).orElseThrow();
    }

    private static int rank(int status) {
        if (status >= GLOBAL) {
            return status - GLOBAL;
        }
        int within = TELLING.indexOf(status);
        int place = switch (status) {
            case 480 -> 600;
            case 487 -> 700;
            case 408 -> 800;
            default -> within >= 0 ? within : 500;
        };
        return status / 100 * 10_000 + place;
    }

    /** The response as it goes on, but for its Via: challenges collected, 503 turned into 500. */
    static SipResponse.Builder compose(SipResponse best, List<Answer> all) {
        SipResponse.Builder composed = best.toBuilder();
        if (isChallenge(best.status())) {
            for (Answer other : all) {
                SipResponse response = other.response();
                if (response != null && response != best && isChallenge(response.status())) {
                    composed.copyFrom(response, HeaderKind.WWW_AUTHENTICATE, HeaderKind.PROXY_AUTHENTICATE);
                }
            }
        } else if (best.status() == 503) {
            composed.status(500, StatusCode.phrase(500)).remove(HeaderKind.RETRY_AFTER);
        }
        return composed;
    }

    private static boolean isChallenge(int status) {
        return status == 401 || status == 407;
    }
}
