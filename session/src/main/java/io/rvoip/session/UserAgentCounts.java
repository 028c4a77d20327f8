package io.rvoip.session;

/**
 * What a user agent holds at this moment. All zero when nothing is going on: the gate against leaks.
 *
 * @param sessions calls that are set up, answered or ending
 * @param dialogs dialogs, early ones and those of losing forks included
 * @param invites INVITEs of ours whose transactions are still awaited
 * @param exchanges other requests of ours without a final response
 * @param registrations registrations that are not closed
 * @param timers armed timers of all of these
 * @param pendingRequests requests of others not answered by the application yet, INVITEs included
 */
public record UserAgentCounts(
        int sessions, int dialogs, int invites, int exchanges, int registrations, int timers, int pendingRequests) {
    /** The counts of an idle user agent. */
    public static final UserAgentCounts ZERO = new UserAgentCounts(0, 0, 0, 0, 0, 0, 0);

    /** The sum, for a stack of several user agents. */
    public UserAgentCounts plus(UserAgentCounts other) {
        return new UserAgentCounts(
                sessions + other.sessions,
                dialogs + other.dialogs,
                invites + other.invites,
                exchanges + other.exchanges,
                registrations + other.registrations,
                timers + other.timers,
                pendingRequests + other.pendingRequests);
    }
}
