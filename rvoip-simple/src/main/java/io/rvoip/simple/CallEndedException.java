package io.rvoip.simple;

import io.rvoip.session.CallEnd;

/** The call ended before there was an outcome. */
public final class CallEndedException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    private final transient CallEnd end;

    CallEndedException(CallEnd end) {
        super("the call ended: " + (end.status() == 0 ? "" : end.status() + " ") + end.text());
        this.end = end;
    }

    /** How it ended. */
    public CallEnd end() {
        return end;
    }
}
