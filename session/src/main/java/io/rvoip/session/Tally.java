package io.rvoip.session;

/** What a user agent holds, counted where it is taken and given back. Confined to its loop. */
final class Tally {
    int sessions;
    int dialogs;
    int invites;
    int exchanges;
    int registrations;
    int timers;
    int pendingRequests;

    UserAgentCounts counts() {
        return new UserAgentCounts(sessions, dialogs, invites, exchanges, registrations, timers, pendingRequests);
    }
}
