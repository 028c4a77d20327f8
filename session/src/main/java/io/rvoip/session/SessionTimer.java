package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.header.Refresher;
import io.rvoip.sip.header.SessionInterval;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one call alive, and ends it when the far end is gone (RFC 4028). Agreed upon anew with every INVITE and UPDATE.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>none</td><td>2xx with Session-Expires, ours or theirs</td><td>we refresh, or they do, as it says</td></tr>
 * <tr><td></td><td>2xx without it, of a far end without timers, when we want one</td><td>we refresh</td></tr>
 * <tr><td>any</td><td>2xx without Session-Expires otherwise</td><td>none</td></tr>
 * <tr><td>we refresh</td><td>half the interval</td><td>same, UPDATE without description, else re-INVITE</td></tr>
 * <tr><td></td><td>the interval</td><td>BYE; not for a far end without timers that answers</td></tr>
 * <tr><td>they refresh</td><td>32 s, or a third of the interval, before its end</td><td>BYE</td></tr>
 * </table>
 */
final class SessionTimer {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long EARLY_END = 32;
    private static final long LONGEST = 24 * 3600;
    private static final int MOST_422 = 3;
    private static final int SHARES_FOR_RETRY = 8;

    private final InviteSession session;
    private final SessionTimers settings;
    private @Nullable Alarm refresh;
    private @Nullable Alarm expiry;
    private long interval;
    private long asked;
    private long floor;
    private int refusals;
    private boolean ours;
    private boolean theyKnow;

    SessionTimer(InviteSession session) {
        this.session = session;
        settings = session.core.settings.sessionTimers();
    }

    // Our requests

    /** Writes into the first INVITE what we want. */
    void askFirst(SipRequest.Builder invite) {
        boolean wanted = settings.policy() == SessionTimers.Policy.REQUEST
                || floor > 0 && settings.policy() == SessionTimers.Policy.ACCEPT;
        if (wanted) {
            write(invite, Math.max(settings.interval().toSeconds(), floor), null);
        }
    }

    /** Writes into a re-INVITE or UPDATE what is agreed, so that the roles stay (§7.4). */
    void ask(SipRequest.Builder request) {
        if (interval > 0 && session.state().answered()) {
            write(request, Math.max(interval, floor), ours ? Refresher.UAC : Refresher.UAS);
        }
    }

    private void write(SipRequest.Builder request, long seconds, @Nullable Refresher refresher) {
        asked = seconds;
        SessionInterval value = SessionInterval.of(seconds);
        // a far end without timers does not refresh, and a role for it would mean nothing
        boolean named = refresher != null && (theyKnow || refresher == Refresher.UAC);
        request.set(HeaderKind.SESSION_EXPIRES, named ? value.withRefresher(refresher) : value);
        long least = settings.minimum().toSeconds();
        if (floor > 0 || least > SessionTimers.SHORTEST) {
            request.set(HeaderKind.MIN_SE, SessionInterval.of(Math.max(floor, least)));
        }
    }

    /** The 2xx to our first INVITE: what held for other ways to the far end is forgotten (§7.4). */
    void answered(SipResponse response) {
        floor = 0;
        agreed(response);
    }

    /** A 2xx to a request of ours that {@link #ask} has written into. */
    void agreed(SipResponse response) {
        if (settings.policy() == SessionTimers.Policy.OFF) {
            return;
        }
        theyKnow |= Capabilities.supports(response, SessionTimers.TAG);
        Optional<SessionInterval> said = response.header(HeaderKind.SESSION_EXPIRES);
        if (said.isPresent()) {
            theyKnow = true;
            interval = Math.max(SessionTimers.SHORTEST, Math.min(LONGEST, said.get().seconds()));
            ours = said.get().refresher().orElse(Refresher.UAC) == Refresher.UAC;
        } else if (asked > 0 && !theyKnow) {
            interval = asked;
            ours = true;
        } else {
            interval = 0;
        }
        arm();
    }

    /** 422 to a request of ours (§7.3). Returns whether it should be sent again, with what was learned. */
    boolean tooSmall(SipResponse response) {
        long least = response.header(HeaderKind.MIN_SE).map(SessionInterval::seconds).orElse(0L);
        boolean off = settings.policy() == SessionTimers.Policy.OFF;
        if (off || least <= Math.max(asked, floor) || least > LONGEST || ++refusals > MOST_422) {
            return false;
        }
        floor = least;
        return true;
    }

    // Their requests

    /** Whether an interval is so short that the request is refused (§9): only for those who can ask again. */
    static boolean isTooSmall(SipRequest request, SessionTimers settings) {
        return settings.policy() != SessionTimers.Policy.OFF
                && request.has(HeaderKind.SESSION_EXPIRES)
                && request.header(HeaderKind.SESSION_EXPIRES)
                        .filter(asked -> asked.seconds() < settings.minimum().toSeconds()).isPresent()
                && Capabilities.supports(request, SessionTimers.TAG);
    }

    /** Writes into our 2xx to an INVITE or UPDATE what holds from now on (§9, table 2). */
    void answer(SipRequest request, SipResponse.Builder ok) {
        if (settings.policy() == SessionTimers.Policy.OFF) {
            return;
        }
        boolean knows = Capabilities.supports(request, SessionTimers.TAG);
        theyKnow |= knows;
        request.header(HeaderKind.MIN_SE).map(SessionInterval::seconds).filter(least -> least <= LONGEST)
                .ifPresent(least -> floor = Math.max(floor, least));
        Optional<SessionInterval> wanted = request.header(HeaderKind.SESSION_EXPIRES)
                .filter(asks -> asks.seconds() >= SessionTimers.SHORTEST);
        boolean weWant = settings.policy() == SessionTimers.Policy.REQUEST || interval > 0;
        if (wanted.isPresent()) {
            interval = agreeable(wanted.get().seconds());
            ours = wanted.get().refresher().orElse(knows ? Refresher.UAC : Refresher.UAS) == Refresher.UAS;
            write(ok, knows);
        } else if (weWant && knows) {
            interval = interval > 0 ? Math.max(interval, floor) : Math.max(settings.interval().toSeconds(), floor);
            write(ok, true);
        } else if (weWant) {
            interval = interval > 0 ? interval : settings.interval().toSeconds();
            ours = true; // nobody else will do it, and nobody else need know
        }
        arm();
    }

    /** Never more than they want, nor less than anybody on the way allows; less than they want when we would like that. */
    private long agreeable(long seconds) {
        long most = Math.min(LONGEST, seconds);
        return settings.policy() == SessionTimers.Policy.REQUEST
                ? Math.min(most, Math.max(settings.interval().toSeconds(), floor))
                : most;
    }

    private void write(SipResponse.Builder ok, boolean knows) {
        SessionInterval value = SessionInterval.of(interval).withRefresher(ours ? Refresher.UAS : Refresher.UAC);
        ok.set(HeaderKind.SESSION_EXPIRES, value);
        if (knows) {
            ok.add(HeaderKind.REQUIRE, SessionTimers.TAG);
        }
    }

    // Time

    private void arm() {
        if (interval == 0) {
            stop();
            return;
        }
        long end = ours ? interval : interval - Math.min(EARLY_END, interval / 3);
        expiryAlarm().in(end * NANOS_PER_SECOND);
        if (ours) {
            refreshAlarm().in(interval * NANOS_PER_SECOND / 2);
        } else if (refresh != null) {
            refresh.cancel();
        }
    }

    private Alarm refreshAlarm() {
        if (refresh == null) {
            refresh = session.core.alarm(session::refresh);
        }
        return refresh;
    }

    private Alarm expiryAlarm() {
        if (expiry == null) {
            expiry = session.core.alarm(this::expired);
        }
        return expiry;
    }

    /** A refresh was refused by a far end that is there: again in a while (§10). */
    void refused() {
        if (interval == 0) {
            return;
        }
        if (!theyKnow) {
            arm(); // it knows no timer: what counts is that it answered
        } else {
            refreshAlarm().in(interval * NANOS_PER_SECOND / SHARES_FOR_RETRY);
        }
    }

    private void expired() {
        CallEnd why = session.ended(
                EndParty.SYSTEM, EndCause.SESSION_EXPIRED, 408, "not refreshed for " + interval + " s");
        session.end(why.withReasons(List.of(Reason.of("SIP", 408, "Session expired"))));
    }

    void stop() {
        if (refresh != null) {
            refresh.cancel();
        }
        if (expiry != null) {
            expiry.cancel();
        }
    }
}
