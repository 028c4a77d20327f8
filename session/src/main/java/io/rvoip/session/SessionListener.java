package io.rvoip.session;

/**
 * Hears what happens to a session. Called on the loop of the session, in order, after the session has changed; it
 * must not block, and may call the session.
 */
@FunctionalInterface
public interface SessionListener {
    /** Ignores everything. */
    SessionListener NONE = (session, event) -> {};

    void onEvent(InviteSession session, SessionEvent event);
}
