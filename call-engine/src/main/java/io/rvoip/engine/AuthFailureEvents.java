package io.rvoip.engine;

import io.rvoip.common.EventBus;
import io.rvoip.common.Loop;
import io.rvoip.common.Rate;
import io.rvoip.common.TokenBucket;
import io.rvoip.engine.auth.AuthFailure;
import io.rvoip.engine.auth.ChallengeKind;
import io.rvoip.engine.auth.Gate;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.sip.transport.Flow;
import java.util.Locale;

/**
 * Tells of those who gave wrong credentials, and of users who ask for too much; at most ten a second on each shard, so
 * that nobody can wash other events away. What is left out is in the counters. Confined to the loop of its shard.
 */
final class AuthFailureEvents implements Gate.Denials {
    private static final Rate RATE = new Rate(10, 50);
    private static final String OVER_LIMIT = "more requests or calls than one user may";

    private final EventBus<EngineEvent> events;
    private final Loop loop;
    private final TokenBucket rate;

    AuthFailureEvents(EventBus<EngineEvent> events, Loop loop) {
        this.events = events;
        this.loop = loop;
        rate = new TokenBucket(RATE, loop.now());
    }

    @Override
    public void denied(SipRequest request, Flow flow, AuthFailure reason) {
        if (reason == AuthFailure.OVER_LIMIT && rate.tryTake(loop.now())) {
            events.publish(new EngineEvent.AdmissionRefused(user(request), OVER_LIMIT, loop.time().wallClock()));
        } else if (isFault(reason) && rate.tryTake(loop.now())) {
            events.publish(new EngineEvent.AuthenticationFailed(
                    user(request), flow.remote().getAddress().getHostAddress(),
                    reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), loop.time().wallClock()));
        }
    }

    private static String user(SipRequest request) {
        return request.header(ChallengeKind.of(request).credentials())
                .map(DigestCredentials::username)
                .orElseGet(() -> request.from().uri().toString());
    }

    /** A first request, a nonce that is too old, a weak algorithm: the client tries again by itself. */
    private static boolean isFault(AuthFailure reason) {
        return switch (reason) {
            case MALFORMED, WRONG_URI, UNKNOWN_USER, WRONG_PASSWORD, IDENTITY, LOCKED -> true;
            case NO_CREDENTIALS, ALGORITHM, QOP, STALE_NONCE, REPLAY, UNAVAILABLE, OVER_LIMIT -> false;
        };
    }
}
