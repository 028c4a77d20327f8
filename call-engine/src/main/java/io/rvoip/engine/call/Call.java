package io.rvoip.engine.call;

import io.rvoip.engine.CallInfo;

/** A call that goes on, as the table of all calls holds it. Any thread. */
public interface Call {
    /** Stable and unique. */
    String id();

    /** What it is like now. */
    CallInfo info();

    /** Ends it, for an operator. Does nothing when it is ending already. */
    void hangUp();
}
