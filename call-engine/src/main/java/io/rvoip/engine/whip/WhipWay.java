package io.rvoip.engine.whip;

import io.rvoip.sip.sdp.Direction;

/** Which way the media of a session flow. */
public enum WhipWay {
    /** From the client (WHIP, RFC 9725 §4.2): it offers to send, and may offer both. */
    PUBLISH(Direction.SENDONLY),
    /** To the client (WHEP): it offers to receive, and may offer both. */
    PLAY(Direction.RECVONLY);

    private final Direction offered;

    WhipWay(Direction offered) {
        this.offered = offered;
    }

    /** The direction of the client's lines, as it is agreed on whatever else was offered. */
    Direction offered() {
        return offered;
    }
}
