package io.rvoip.engine.proxy;

import io.rvoip.sip.SipRequest;

/** Hears what a proxy knows of calls. On the loop of the shard. */
public interface ProxyListener {
    /** Hears nothing. */
    ProxyListener NONE = (invite, status, places, nanos) -> { };

    /**
     * The caller of an INVITE that began a call got a final answer.
     *
     * @param status of the answer
     * @param places it was sent to
     * @param nanos from the INVITE to the answer
     */
    void answered(SipRequest invite, int status, int places, long nanos);
}
