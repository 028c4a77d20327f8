package io.rvoip.ice;

/** How far an agent has come. */
public enum IceState {
    /** Made, or restarted; nothing sent. */
    NEW,
    /** Looking for local candidates. */
    GATHERING,
    /** Candidates are known on our side; waiting for the other side or for {@link IceAgent#start}. */
    READY,
    /** Testing pairs. */
    CHECKING,
    /** A pair is selected and consent is fresh (RFC 7675). */
    CONNECTED,
    /** Every pair failed, or consent was lost. A restart may help. */
    FAILED,
    /** Closed for good. */
    CLOSED
}
