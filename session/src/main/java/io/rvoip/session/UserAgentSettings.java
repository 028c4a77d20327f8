package io.rvoip.session;

import io.rvoip.session.auth.AuthPolicy;
import io.rvoip.transaction.TimerSettings;
import java.time.Duration;

/**
 * How a user agent behaves.
 *
 * @param product value of User-Agent and Server; empty sends neither
 * @param callTimeout how long a call of ours may wait for its answer before it is cancelled; 1 s to 1 h
 * @param invitationTimeout how long an invitation may stay unanswered before it gets 480; 1 s to 1 h
 * @param timers T1, T2 and T4 of RFC 3261, the same as the transactions have
 * @param auth which challenges we answer
 * @param reliability whether provisional responses are acknowledged (RFC 3262)
 * @param sessionTimers whether calls are refreshed, and end when they are not (RFC 4028)
 * @param limits bounds
 * @param trickle whether candidates of ICE go apart from descriptions, in INFO requests (RFC 8840), where our media can do that
 */
public record UserAgentSettings(
        String product, Duration callTimeout, Duration invitationTimeout, TimerSettings timers, AuthPolicy auth,
        Reliability reliability, SessionTimers sessionTimers, UserAgentLimits limits, boolean trickle) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Three minutes to answer, the timers of RFC 3261, every digest algorithm, 100rel where the far end has it. */
    public static final UserAgentSettings DEFAULT = new UserAgentSettings(
            "RVOIP", Duration.ofMinutes(3), Duration.ofMinutes(5), TimerSettings.DEFAULT, AuthPolicy.DEFAULT,
            Reliability.SUPPORTED, SessionTimers.DEFAULT, UserAgentLimits.DEFAULT, false);

    public UserAgentSettings {
        if (product.indexOf('\r') >= 0 || product.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("product: contains a line break (expected: one line)");
        }
        requireCallTimeout("callTimeout", callTimeout);
        requireCallTimeout("invitationTimeout", invitationTimeout);
    }

    static void requireCallTimeout(String what, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: 1 s to 1 h)");
        }
    }

    /** The same settings with another name. */
    public UserAgentSettings withProduct(String name) {
        return new UserAgentSettings(
                name, callTimeout, invitationTimeout, timers, auth, reliability, sessionTimers, limits, trickle);
    }

    /** The same settings with another wait for answers to our calls. */
    public UserAgentSettings withCallTimeout(Duration limit) {
        return new UserAgentSettings(
                product, limit, invitationTimeout, timers, auth, reliability, sessionTimers, limits, trickle);
    }

    /** The same settings with another wait for our answer to invitations. */
    public UserAgentSettings withInvitationTimeout(Duration limit) {
        return new UserAgentSettings(product, callTimeout, limit, timers, auth, reliability, sessionTimers, limits, trickle);
    }

    /** The same settings with other timers. */
    public UserAgentSettings withTimers(TimerSettings settings) {
        return new UserAgentSettings(
                product, callTimeout, invitationTimeout, settings, auth, reliability, sessionTimers, limits, trickle);
    }

    /** The same settings with another policy for challenges. */
    public UserAgentSettings withAuth(AuthPolicy policy) {
        return new UserAgentSettings(
                product, callTimeout, invitationTimeout, timers, policy, reliability, sessionTimers, limits, trickle);
    }

    /** The same settings with another policy for provisional responses. */
    public UserAgentSettings withReliability(Reliability policy) {
        return new UserAgentSettings(
                product, callTimeout, invitationTimeout, timers, auth, policy, sessionTimers, limits, trickle);
    }

    /** The same settings with other session timers. */
    public UserAgentSettings withSessionTimers(SessionTimers other) {
        return new UserAgentSettings(
                product, callTimeout, invitationTimeout, timers, auth, reliability, other, limits, trickle);
    }

    /** The same settings with other bounds. */
    public UserAgentSettings withLimits(UserAgentLimits bounds) {
        return new UserAgentSettings(
                product, callTimeout, invitationTimeout, timers, auth, reliability, sessionTimers, bounds, trickle);
    }

    /** The same settings with candidates apart from descriptions, or without. */
    public UserAgentSettings withTrickle(boolean apart) {
        return new UserAgentSettings(
                product, callTimeout, invitationTimeout, timers, auth, reliability, sessionTimers, limits, apart);
    }
}
