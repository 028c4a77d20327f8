package io.rvoip.engine;

import io.rvoip.engine.proxy.ProxyCounts;
import io.rvoip.session.Reliability;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.UserAgentCounts;
import io.rvoip.session.UserAgentLimits;
import io.rvoip.session.UserAgentSettings;
import io.rvoip.transaction.TransactionCounts;
import java.time.Duration;
import java.util.ConcurrentModificationException;

/** How large the parts below are made for a declared size, and what they hold. */
final class EngineSizes {
    private static final Duration AFTER_RINGING = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_SESSIONS = 1_000_000;
    private static final int MOST_BINDINGS = 10_000_000;
    /** Calls that end still hold a session for up to 64*T1. */
    private static final int ROOM_FOR_ENDING = 2;

    private static final int TRIES = 20;

    private EngineSizes() {}

    /** Settings of the user agents: each shard has room for all calls, with all phones ringing. */
    static UserAgentSettings userAgent(EngineConfig config) {
        long sessions = (long) config.capacity().maxCalls() * (1 + config.limits().maxPlaces()) * ROOM_FOR_ENDING;
        Duration unanswered = config.ringTimeout().plus(AFTER_RINGING);
        return UserAgentSettings.DEFAULT
                .withProduct(config.product())
                .withCallTimeout(config.ringTimeout())
                .withInvitationTimeout(unanswered.compareTo(LONGEST) > 0 ? LONGEST : unanswered)
                .withReliability(config.reliability())
                .withSessionTimers(config.sessionTimers())
                .withLimits(UserAgentLimits.DEFAULT
                        .withMaxSessions((int) Math.min(MOST_SESSIONS, sessions))
                        .withMaxPendingRequests(MOST_SESSIONS));
    }

    /** Settings of the user agent for callers without SIP, who may make all the calls there are. */
    static UserAgentSettings callers(EngineConfig config, UserAgentSettings engine) {
        return engine.withReliability(Reliability.OFF).withTrickle(false).withLimits(UserAgentLimits.DEFAULT
                .withMaxSessions((int) Math.min(MOST_SESSIONS, (long) config.capacity().maxCalls() * ROOM_FOR_ENDING)));
    }

    /** Contacts of all users together. */
    static int bindings(EngineConfig config) {
        long all = (long) config.capacity().maxUsers() * config.registrar().maxContacts();
        return (int) Math.min(MOST_BINDINGS, all);
    }

    static EngineCounts counts(SipStack stack, ProxyCounts proxied, int calls, int registrations, int mediaSessions, int mediaPorts) {
        int dialogs = 0;
        int sessions = 0;
        int transactions = 0;
        int timers = proxied.timers();
        for (SipShard shard : stack.shards()) {
            UserAgentCounts held = shard.userAgent().counts();
            dialogs += held.dialogs();
            sessions += held.sessions();
            TransactionCounts below = transactions(shard);
            transactions += below.clients() + below.servers();
            timers += held.timers() + below.timers();
        }
        return new EngineCounts(
                calls + proxied.requests(), registrations, dialogs, sessions, transactions, timers, mediaSessions, mediaPorts);
    }

    /** Its tables may change while they are read; then they are read again. */
    private static TransactionCounts transactions(SipShard shard) {
        for (int left = TRIES; ; left--) {
            try {
                return shard.transactions().counts();
            } catch (ConcurrentModificationException moving) {
                if (left == 0) {
                    throw moving;
                }
            }
        }
    }
}
