package io.rvoip.session;

/**
 * Bounds of one user agent. What would go beyond is refused with a status and counted.
 *
 * @param maxSessions calls at the same time, incoming ones get 503 beyond; 1 to 1,000,000
 * @param maxForks dialogs that one INVITE may make; provisional responses of further forks are ignored, their 2xx
 *     acknowledged and ended; 1 to 64
 * @param maxPendingRequests requests other than INVITE that wait for the application, 503 beyond; 1 to 1,000,000
 * @param maxRegistrations registrations at the same time; 1 to 1,000,000
 * @param maxRedirects contacts tried for one call when redirects are followed; 1 to 20
 * @param maxModifications re-INVITEs of ours waiting for their turn within one call; 1 to 16
 */
public record UserAgentLimits(
        int maxSessions, int maxForks, int maxPendingRequests, int maxRegistrations, int maxRedirects,
        int maxModifications) {
    /** 10,000 calls with up to 16 forks each, 10,000 pending requests, 10,000 registrations, 5 redirects. */
    public static final UserAgentLimits DEFAULT = new UserAgentLimits(10_000, 16, 10_000, 10_000, 5, 4);

    public UserAgentLimits {
        require("maxSessions", maxSessions, 1_000_000);
        require("maxForks", maxForks, 64);
        require("maxPendingRequests", maxPendingRequests, 1_000_000);
        require("maxRegistrations", maxRegistrations, 1_000_000);
        require("maxRedirects", maxRedirects, 20);
        require("maxModifications", maxModifications, 16);
    }

    /** The same limits with another bound on calls. */
    public UserAgentLimits withMaxSessions(int sessions) {
        return new UserAgentLimits(
                sessions, maxForks, maxPendingRequests, maxRegistrations, maxRedirects, maxModifications);
    }

    /** The same limits with another bound on forks. */
    public UserAgentLimits withMaxForks(int forks) {
        return new UserAgentLimits(
                maxSessions, forks, maxPendingRequests, maxRegistrations, maxRedirects, maxModifications);
    }

    /** The same limits with another bound on pending requests. */
    public UserAgentLimits withMaxPendingRequests(int requests) {
        return new UserAgentLimits(
                maxSessions, maxForks, requests, maxRegistrations, maxRedirects, maxModifications);
    }

    private static void require(String what, int value, int highest) {
        if (value < 1 || value > highest) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: 1-" + highest + ")");
        }
    }
}
