package io.rvoip.engine;

/**
 * What an engine holds at one moment.
 *
 * @param calls calls that have not ended; of a proxy requests that have no final answer
 * @param registrations registered contacts
 * @param dialogs SIP dialogs
 * @param sessions INVITE sessions, those of both sides
 * @param transactions SIP transactions
 * @param timers deadlines that are set for any of these
 * @param mediaSessions media sessions
 * @param mediaPorts UDP ports taken for media
 */
public record EngineCounts(int calls, int registrations, int dialogs, int sessions, int transactions, int timers,
        int mediaSessions, int mediaPorts) {
    /** Whether nothing is left of any call. Registrations may stay. */
    public boolean idle() {
        return equals(new EngineCounts(0, registrations, 0, 0, 0, 0, 0, 0));
    }
}
