package io.rvoip.session;

/** Where an {@link InviteSession} stands; its Javadoc has the table of transitions. */
public enum SessionState {
    /** Calling: route and media are being prepared, nothing was sent. */
    STARTING,
    /** Calling: the INVITE was sent, nothing came back. */
    CALLING,
    /** Calling: a provisional response came, perhaps with early media. */
    PROCEEDING,
    /** Calling: given up; the final response is awaited. */
    CANCELLING,
    /** Called: no final response was sent. */
    INVITED,
    /** Called: the 2xx was sent, the ACK is awaited. */
    ACCEPTED,
    /** Both sides agree that the call stands. */
    CONFIRMED,
    /** Our BYE was sent, its response is awaited. */
    ENDING,
    /** Over; {@link InviteSession#end()} says how. */
    ENDED;

    /** Whether the call has been answered and not ended. */
    public boolean answered() {
        return this == ACCEPTED || this == CONFIRMED;
    }
}
